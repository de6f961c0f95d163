"""Bring var/ up to date with the code: database, French catalogue, static files and, the first time, a demo agency.

`config/prepare.py [--reset]`, run by `make demo`. Standard library and polib only: a run with nothing to do must cost
nothing, so Django starts (as manage.py) only for a step whose fingerprint changed since its stamp.
"""

import argparse
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from bootstrap import ROOT, Refusal, refusal_of

VAR = Path(os.environ.get("SIGNET_VAR", "").strip() or ROOT / "var")
STAMPS = VAR / "stamps"
DATABASE = VAR / "signet.sqlite3"
UNFINISHED = STAMPS / "demo-unfinished"
# What a fresh start throws away. The secret key and the static files stay: they hold nothing of the agency.
AGENCY = ("signet.sqlite3*", "media", "mail", "queue", "beat*", "logins.json", "stamps")


def own_database() -> bool:
    """Whether this is the try-out with its own SQLite file, which we may fill in and throw away."""
    mode = os.environ.get("SIGNET_MODE", "").strip() or "tryout"
    return mode == "tryout" and not os.environ.get("DATABASE_URL", "").strip()


def fingerprint(paths: Iterable[Path], *more: str) -> str:
    """Changes when a file is added, removed or written to; contents are not read."""
    digest = hashlib.sha256("\n".join(more).encode())
    for path in sorted(paths):
        state = path.stat()
        digest.update(f"{path.relative_to(ROOT)} {state.st_mtime_ns} {state.st_size}\n".encode())
    return digest.hexdigest()


def manage(*arguments: str) -> None:
    """Run manage.py; what it prints is shown as it comes, what it complains about only when it fails."""
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode == 0:
        return
    full = ("disk is full", "No space left", "Disk quota")
    closed = (
        "readonly database",
        "unable to open database file",
        "Permission denied",
        "Read-only file system",
    )
    if any(sign in done.stderr for sign in full):
        raise Refusal(f"There is not enough room on the disk for {VAR}: free some and run this again.")
    if any(sign in done.stderr for sign in closed):
        raise Refusal(f"Signet cannot write in {VAR}: give yourself the right to.")
    _, wrongly_set, sentence = done.stderr.rpartition("ImproperlyConfigured: ")
    if wrongly_set:
        raise Refusal(sentence.strip())
    raise Refusal(f"{done.stderr.strip()}\n`manage.py {arguments[0]}` failed, for the reason above.")


def database_state() -> str:
    """A server's database may have been restored meanwhile, so it is always asked."""
    identity = str(DATABASE.stat().st_ino) if DATABASE.exists() else "new"
    if not own_database():
        identity = str(time.time_ns())
    lock = ROOT / "requirements" / "core.txt"
    return fingerprint([*(ROOT / "planner" / "migrations").glob("*.py"), lock], identity)


def migrate() -> None:
    print("Bringing the database up to date ...", flush=True)
    manage("migrate", "--verbosity", "0")
    manage("createcachetable")


def compile_catalogues() -> None:
    """With polib, because msgfmt is missing on a bare system; only those older than their source."""
    for source in (ROOT / "locale").glob("*/LC_MESSAGES/*.po"):
        made = source.with_suffix(".mo")
        if not made.exists() or made.stat().st_mtime_ns < source.stat().st_mtime_ns:
            import polib  # here, because it takes longer to load than all the rest of a run with nothing to do

            polib.pofile(str(source)).save_as_mofile(str(made))


def static_state() -> str:
    files = [path for path in (ROOT / "static").rglob("*") if path.is_file()]
    return fingerprint([*files, ROOT / "requirements" / "core.txt"], str((VAR / "static").exists()))


def collect_static() -> None:
    print("Collecting the static files ...", flush=True)
    manage("collectstatic", "--noinput", "--clear", "--verbosity", "0")


def demo_state() -> str:
    return "made" if own_database() else "not ours to fill in"


def make_demo() -> None:
    """The demo agency, whole or not at all: what an interrupted run left is thrown away by the next one."""
    if not own_database():
        return
    print("Making the demo agency, this takes a moment ...", flush=True)
    UNFINISHED.touch()
    manage("demo")
    UNFINISHED.unlink()


Step = tuple[str, Callable[[], str], Callable[[], None]]
STEPS: tuple[Step, ...] = (
    ("database", database_state, migrate),
    ("static", static_state, collect_static),
    ("demo", demo_state, make_demo),
)


def prepare() -> None:
    STAMPS.mkdir(parents=True, exist_ok=True)
    if UNFINISHED.exists():
        reset()
    compile_catalogues()
    for name, state, bring_up_to_date in STEPS:
        stamp = STAMPS / name
        if not stamp.exists() or stamp.read_text(encoding="utf-8") != state():
            bring_up_to_date()
            stamp.write_text(state(), encoding="utf-8")


def reset() -> None:
    if not own_database():
        raise Refusal(
            "Only the try-out's own database can be started over: DATABASE_URL and SIGNET_MODE must be unset."
        )
    for pattern in AGENCY:
        for path in VAR.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    STAMPS.mkdir()


def refuse_while_running() -> None:
    """The supervisor holds a lock as long as it runs."""
    with (VAR / "running").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal("Signet is running from this folder: stop it first (Ctrl-C).") from None


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--reset", action="store_true", help="throw the demo agency away and make it anew")
    try:
        VAR.mkdir(parents=True, exist_ok=True)
        if parser.parse_args().reset:
            refuse_while_running()
            reset()
        prepare()
    except OSError as error:
        print(refusal_of(error), file=sys.stderr)
        return 1
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
