"""Set up .venv from the hashed locks: `python3 -I config/bootstrap.py core [postgres media dev]`.

Runs before anything is installed: standard library only, and a syntax that older Pythons can still read, so that it
can say what is wrong. A stamp in .venv holds the locks that are installed; while they are unchanged nothing is done.
"""

import errno
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "signet-locks.json"
LOG = ROOT / ".venv.log"  # beside it: making .venv anew would empty it
MEGABYTES = {"core": 450, "postgres": 50, "media": 700, "dev": 700}
NO_DISK = "There is not enough room on the disk: free about {} MB in {} and run this again."


class Refusal(Exception):
    """Set-up cannot go on; the text is one sentence for the person at the keyboard."""


def refusal_of(error: OSError) -> Refusal:
    """The sentence for a file system that says no."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Refusal(NO_DISK.format(sum(MEGABYTES.values()), ROOT))
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        where = Path(os.fsdecode(error.filename)).parent if error.filename else ROOT
        return Refusal(f"Signet cannot write in {where}: give yourself the right to, or clone it elsewhere.")
    return Refusal(f"Setting up {VENV} failed: {error}.")


def wanted_locks(sets: "list[str]") -> "dict[str, str]":
    """{set name: sha256 of its lock}, core always among them."""
    unknown = [name for name in sets if name not in MEGABYTES]
    if unknown:
        raise Refusal(
            f"There is no set of packages named {unknown[0]!r}: choose from {', '.join(MEGABYTES)}."
        )
    locks = {name: ROOT / "requirements" / f"{name}.txt" for name in ("core", *sets)}
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in locks.items()}


def installed_locks() -> "dict[str, str]":
    """What the stamp says, or nothing when .venv is missing, half made or of a Python that is gone."""
    if not PYTHON.exists():
        return {}
    try:
        return dict(json.loads(STAMP.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def make_venv() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - the message is for those who have an older one
        found = ".".join(map(str, sys.version_info[:3]))
        raise Refusal(
            f"Signet needs Python 3.11 or newer, this is {found}: try `make PYTHON=python3.11 demo`."
        )
    try:
        import ensurepip  # noqa: F401 - Debian leaves it out of python3, and with it a working venv
        import venv  # noqa: F401
    except ImportError:
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        raise Refusal(
            f"Python's venv module is missing: install it, on Debian with `sudo apt install {package}`."
        ) from None
    # A .venv that we did not make (no stamp) but that works is taken over; a broken one is made anew.
    if (
        PYTHON.exists()
        and run([str(PYTHON), "-c", "import pip, sys; sys.exit(sys.version_info < (3, 11))"]) == 0
    ):
        return
    print("Making the virtual environment in .venv ...", flush=True)
    if run([sys.executable, "-m", "venv", "--clear", str(VENV)]):
        raise Refusal(failure(f"The virtual environment in {VENV} could not be made"))


def run(command: "list[str]") -> int:
    """Run with the output in the install log; the exit code."""
    with LOG.open("wb") as log:
        return subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, check=False).returncode


def failure(what: str) -> str:
    """One sentence from the log of a command that failed."""
    text = LOG.read_text(encoding="utf-8", errors="replace")
    if "No space left" in text or "Disk quota" in text:
        return NO_DISK.format(sum(MEGABYTES.values()), ROOT)
    if any(sign in text for sign in ("onnection", "resolution", "No matching distribution", "timed out")):
        return f"{what}: the packages could not be downloaded; check the network, the details are in {LOG}."
    return f"{what}: the details are in {LOG}."


def install(locks: "dict[str, str]") -> None:
    needed = sum(MEGABYTES[name] for name in locks)
    if shutil.disk_usage(ROOT).free < needed * 1024 * 1024:
        raise Refusal(NO_DISK.format(needed, ROOT))
    make_venv()
    STAMP.unlink(missing_ok=True)
    print(f"Installing {', '.join(locks)} from the locks (half a minute or so) ...", flush=True)
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    command += ["--require-hashes", "--only-binary", ":all:"]
    for name in locks:
        command += ["-r", str(ROOT / "requirements" / f"{name}.txt")]
    if run(command):
        raise Refusal(failure("Installing the packages failed"))
    STAMP.write_text(json.dumps(locks, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    LOG.unlink()


def main(sets: "list[str]") -> int:
    try:
        wanted = wanted_locks(sets)
        installed = installed_locks()
        if any(installed.get(name) != digest for name, digest in wanted.items()):
            kept = wanted_locks([name for name in installed if name in MEGABYTES])
            install({**kept, **wanted})
    except OSError as error:
        print(refusal_of(error), file=sys.stderr)
        return 1
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
