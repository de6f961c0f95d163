"""Scoring stands alone: a fresh process loads it fast, without Django and without heavy libraries."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROGRAM = """
import sys
from scoring import cli, engine, platforms, rulebook, wording
from scoring.types import Snapshot
edition = rulebook.current()
report = engine.check(Snapshot("linkedin", "text", "Nous avons perdu 40 % de nos commandes. Et vous ?"), edition)
wording.report_as_dict(report, edition, "fr")
print(sorted({name.split(".")[0] for name in sys.modules} & {"django", "numpy", "openpyxl", "av", "PIL", "planner", "config", "pandas"}))
"""


@pytest.mark.processes
def test_a_first_report_loads_neither_django_nor_heavy_libraries() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.stdout == "[]\n", done.stdout + done.stderr


def test_no_module_of_scoring_imports_the_database_or_the_clock() -> None:
    allowed = {ROOT / "scoring" / "apps.py", *(ROOT / "scoring" / "management").rglob("*.py")}
    for path in set((ROOT / "scoring").rglob("*.py")) - allowed:
        source = path.read_text("utf-8")
        for word in (
            "import django",
            "from django",
            "from planner",
            "from config",
            "datetime.now(",
            "time.time(",
            "random.",
        ):
            assert word not in source, (path.name, word)
