"""`make test` is honest: it says what failed and what could not run, and continuous integration accepts neither."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# The real script with parts of ours: {} is the list of them.
SCRIPT = """
import sys
import checks
from checks import Part
from machine import Missing

def absent(servers):
    raise Missing("no chromium: `sudo apt-get install chromium`")

def say(words, code=0):
    return [sys.executable, "-c", f"import os, sys; print({words}); sys.exit({code})"]

checks.parts = lambda: [%s]
sys.argv = ["checks.py", "all"]
sys.exit(checks.main())
"""
GOOD = 'Part("good", say("\'3 passed\'"), "all")'
BAD = 'Part("bad", say("\'the reason\'", 1), "all")'
ABSENT = 'Part("browser", say("\'never said\'"), "all", absent)'
OTHER = 'Part("slow", say("\'never said\'"), "bench")'
SEEN = 'Part("seen", say("os.environ.get(\'DATABASE_URL\'), os.environ[\'SIGNET_VAR\']"), "all", show=True)'


def run(*parts: str, **env: str) -> tuple[int, str]:
    surroundings = {name: value for name, value in os.environ.items() if name != "CI"} | env
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT % ", ".join(parts)],
        cwd=ROOT / "config",
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def test_all_passed() -> None:
    code, said = run(GOOD, OTHER)
    assert code == 0
    assert "3 passed" in said.split("== Summary")[1]
    assert "never said" not in said


def test_one_failure_fails_the_whole_and_the_rest_still_runs() -> None:
    code, said = run(BAD, GOOD)
    assert code == 1
    assert "the reason" in said.split("== Summary")[0]
    assert "FAILED" in said
    assert "3 passed" in said


@pytest.mark.parametrize(("env", "expected"), [({}, 0), ({"CI": "true"}, 1)])
def test_what_could_not_run_is_named_and_fails_in_continuous_integration(
    env: dict[str, str], expected: int
) -> None:
    code, said = run(GOOD, ABSENT, **env)
    assert code == expected
    assert "not run: no chromium: `sudo apt-get install chromium`" in said
    assert "never said" not in said


def test_a_persons_own_settings_do_not_reach_the_tests() -> None:
    _, said = run(SEEN, DATABASE_URL="postgres://mine", SIGNET_VAR="/somewhere/mine")
    assert "None /" in said
    assert "mine" not in said


def test_a_program_that_is_missing_and_may_not_be_installed_is_named_with_the_command_that_installs_it() -> (
    None
):
    script = (
        "import machine\n"
        "machine.find = lambda program: None\n"
        "machine.as_root = lambda: None\n"
        "try: machine.need('xgettext')\n"
        "except machine.Missing as missing: print(missing)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT / "config", capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "no xgettext: `sudo apt-get install gettext`"
