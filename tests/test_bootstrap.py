"""config/bootstrap.py before anything is installed: what it does and what it says, in a copy of the project."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
AS_SCRIPT = (
    "import runpy, sys; sys.argv = ['bootstrap.py', 'core']; runpy.run_path({!r}, run_name='__main__')"
)

REFUSING = (
    "import errno, shutil\n"
    "def refuse(path): raise OSError(errno.{}, 'said by the system')\n"
    "shutil.disk_usage = refuse\n"
)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    (tmp_path / "config").mkdir()
    shutil.copy(ROOT / "config" / "bootstrap.py", tmp_path / "config")
    return tmp_path


def bootstrap(folder: Path, *sets: str, before: str = "") -> tuple[int, str]:
    """Run it there, after some lines of Python that make the world a worse place; exit code and what it complains."""
    script = before + AS_SCRIPT.format(str(folder / "config" / "bootstrap.py"))
    command = (
        [sys.executable, "-I", "-c", script]
        if before
        else [sys.executable, "-I", "config/bootstrap.py", *sets]
    )
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr.strip()


@pytest.mark.parametrize(
    ("before", "sentence"),
    [
        ("import sys; sys.version_info = (3, 9, 2)\n", "Signet needs Python 3.11 or newer, this is 3.9.2"),
        ("import sys; sys.modules['ensurepip'] = None\n", "Python's venv module is missing: install it"),
        (
            "import shutil; shutil.disk_usage = lambda path: type('Usage', (), {'free': 5_000_000})\n",
            "There is not enough room on the disk: free about",
        ),
        (
            REFUSING.format("ENOSPC"),
            "There is not enough room on the disk: free about",
        ),
        (
            REFUSING.format("EROFS"),
            "Signet cannot write in",
        ),
    ],
)
def test_what_stands_in_the_way_is_said_in_one_sentence(copy: Path, before: str, sentence: str) -> None:
    code, said = bootstrap(copy, before=before)
    assert code == 1
    assert said.startswith(sentence)
    assert len(said.splitlines()) == 1
    assert not (copy / ".venv").exists()


def test_a_folder_that_cannot_be_written_to(copy: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    copy.chmod(0o555)
    try:
        code, said = bootstrap(copy, "core")
    finally:
        copy.chmod(0o755)
    assert code == 1
    assert said.startswith(f"Signet cannot write in {copy}")


def test_an_unknown_set_is_refused(copy: Path) -> None:
    assert bootstrap(copy, "cure") == (
        1,
        "There is no set of packages named 'cure': choose from core, postgres, media, dev.",
    )


def test_nothing_is_done_while_the_locks_are_unchanged_and_something_when_they_change(copy: Path) -> None:
    python = copy / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    # A stand-in for the environment's Python: notes what it was asked to do.
    python.write_text(f'#!/bin/sh\necho "$@" >> {copy}/asked\n')
    python.chmod(0o755)
    assert bootstrap(copy, "core") == (0, "")
    asked = (copy / "asked").read_text()
    assert "pip install" in asked
    assert "--require-hashes" in asked
    assert "--only-binary :all:" in asked
    assert set(json.loads((copy / ".venv" / "signet-locks.json").read_text())) == {"core"}

    (copy / "asked").unlink()
    started = time.perf_counter()
    assert bootstrap(copy, "core") == (0, "")
    assert time.perf_counter() - started < 1  # 0.05 s on a machine with nothing else to do
    assert not (copy / "asked").exists()

    # A set more is added to what is there; afterwards the smaller wish is fulfilled as well.
    assert bootstrap(copy, "dev") == (0, "")
    assert set(json.loads((copy / ".venv" / "signet-locks.json").read_text())) == {"core", "dev"}
    (copy / "asked").unlink()
    assert bootstrap(copy, "core") == (0, "")
    assert not (copy / "asked").exists()

    # A changed lock is installed, together with the sets that were there before.
    with (copy / "requirements" / "core.txt").open("a") as lock:
        lock.write("# changed\n")
    assert bootstrap(copy, "core") == (0, "")
    assert "dev.txt" in (copy / "asked").read_text()
