"""All checks and tests, one after the other: `config/checks.py all|fast|lint|bench` (`make test`, `make test-fast` ...).

Every part runs even if one before it failed. At the end: what each part said and how long it took, and what could not
run here and why. The exit code is 0 when all that ran passed; with CI=true a part that could not run is a failure.
"""

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bootstrap import ROOT
from machine import Missing, Servers, need
from prepare import compile_catalogues

PYTHON = sys.executable
BIN = Path(PYTHON).parent
MANAGE = [PYTHON, "manage.py"]
PYTEST = [PYTHON, "-m", "pytest", "--quiet"]
BOTH_CORES = ["-n", "2"]
NEITHER = "not browser and not postgres and not redis and not processes"
QUICK = f"{NEITHER} and not walk"

Environment = dict[str, str]


@dataclass
class Part:
    """One check. needs() returns what it wants in the environment, or raises Missing."""

    name: str
    command: list[str]
    modes: str
    needs: Callable[[Servers], Environment] = lambda servers: {}
    show: bool = False  # print its output as it comes, not only when it fails


@dataclass
class Outcome:
    name: str
    seconds: float = 0.0
    passed: bool = False
    missing: str = ""
    lines: list[str] = field(default_factory=list)


def templates() -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / "templates").rglob("*.html"))


def agency(servers: Servers) -> Environment:
    """The settings of a real installation; nothing is connected to."""
    return {
        "SIGNET_MODE": "agency",
        "SIGNET_SECRET_KEY": secrets.token_urlsafe(48),
        "SIGNET_URL": "https://signet.example",
        "SIGNET_HOSTS": "signet.example",
        "DATABASE_URL": "postgres://signet@127.0.0.1/signet",
        "REDIS_URL": "redis://127.0.0.1/0",
    }


def gettext(servers: Servers) -> Environment:
    need("xgettext")
    return {}


def postgres(servers: Servers) -> Environment:
    return {"DATABASE_URL": servers.postgres()}


def postgres_and_redis(servers: Servers) -> Environment:
    return {"DATABASE_URL": servers.postgres(), "REDIS_URL": servers.redis()}


def chromium(servers: Servers) -> Environment:
    return {"SIGNET_CHROMIUM": need("chromium")}


def parts() -> list[Part]:
    def tests(selection: str, *more: str) -> list[str]:
        return [*PYTEST, "-m", selection, *more]

    return [
        Part("ruff", [str(BIN / "ruff"), "check", "."], "all fast lint"),
        Part("formatting", [str(BIN / "ruff"), "format", "--check", "."], "all fast lint"),
        Part(
            "templates",
            [str(BIN / "djade"), "--check", "--target-version", "5.2", *templates()],
            "all fast lint",
        ),
        Part("types", [PYTHON, "-m", "mypy"], "all fast lint"),
        Part("Django checks", [*MANAGE, "check", "--fail-level", "WARNING"], "all fast"),
        Part("deploy checks", [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], "all fast", agency),
        Part("missing migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"], "all fast"),
        Part("French catalogue", [*PYTEST, "tests/test_locale.py"], "all", gettext),
        Part("quick tests", tests(QUICK, *BOTH_CORES), "fast", show=True),
        Part("tests on SQLite", tests(NEITHER, *BOTH_CORES), "all", show=True),
        Part(
            "tests on PostgreSQL",
            tests(f"postgres and not redis or ({QUICK})", *BOTH_CORES),
            "all",
            postgres,
            show=True,
        ),
        Part("tests with Redis", tests("redis and not browser"), "all", postgres_and_redis, show=True),
        Part(
            "tests of processes",
            tests("processes and not redis and not postgres and not browser"),
            "all",
            show=True,
        ),
        Part("tests in the browser", tests("browser"), "all", chromium, show=True),
        Part("measurements", [PYTHON, "tests/bench.py"], "bench", postgres_and_redis, show=True),
    ]


def surroundings(servers: Servers) -> Environment:
    """The environment without a setting of the person's own, and with files in a folder that is thrown away."""
    ours = ("SIGNET_", "DATABASE_URL", "REDIS_URL", "EMAIL_URL")
    others = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**others, "SIGNET_VAR": str(servers.folder / "var")}


def run(part: Part, servers: Servers) -> Outcome:
    outcome = Outcome(part.name)
    print(f"\n== {part.name}", flush=True)
    started = time.monotonic()
    try:
        env = {**surroundings(servers), **part.needs(servers)}
    except Missing as missing:
        outcome.missing = str(missing)
        print(f"not run: {missing}")
        return outcome
    with subprocess.Popen(
        part.command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        for line in process.stdout or ():
            outcome.lines.append(line.rstrip())
            if part.show:
                print(line, end="", flush=True)
    outcome.passed = process.returncode == 0
    outcome.seconds = time.monotonic() - started
    if not outcome.passed and not part.show:
        print("\n".join(outcome.lines))
    return outcome


def summary(outcomes: list[Outcome]) -> str:
    rows = ["", "== Summary"]
    for outcome in outcomes:
        state = "not run" if outcome.missing else "passed" if outcome.passed else "FAILED"
        last = next((line.strip("= ") for line in reversed(outcome.lines) if line.strip()), "")
        said = outcome.missing or last
        rows.append(f"{outcome.name:<22} {state:<8} {outcome.seconds:6.1f} s  {said[:100]}")
    rows.append(f"{'all together':<31} {sum(outcome.seconds for outcome in outcomes):6.1f} s")
    return "\n".join(rows)


def main() -> int:
    mode = sys.argv[1] if len(sys.argv) == 2 else ""
    chosen = [part for part in parts() if mode in part.modes.split()]
    if not chosen:
        print("Usage: config/checks.py all|fast|lint|bench", file=sys.stderr)
        return 2
    compile_catalogues()
    servers = Servers()
    try:
        outcomes = [run(part, servers) for part in chosen]
    except KeyboardInterrupt:
        return 130
    finally:
        servers.close()
    print(summary(outcomes))
    missing = [outcome for outcome in outcomes if outcome.missing]
    if missing and os.environ.get("CI") == "true":
        print("CI=true: what could not run counts as failed.")
    failed = [outcome for outcome in outcomes if not outcome.passed and not outcome.missing]
    return 1 if failed or (missing and os.environ.get("CI") == "true") else 0


if __name__ == "__main__":
    sys.exit(main())
