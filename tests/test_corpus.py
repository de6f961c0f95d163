"""What the bait lists find and miss on the labelled corpus. Floors, so that no change of a list loses ground unseen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scoring import rulebook
from scoring.engine import check
from scoring.types import Outcome, Snapshot

EDITION = rulebook.current()
FOLDER = Path(__file__).parent / "corpus"
BAIT = {f"R-BAIT-0{number}" for number in range(1, 7)} | {"R-POL-01", "R-POL-18"}
# Floors of precision and recall. "report" was never looked at while lists were changed.
FLOORS = {"tune": (0.98, 0.95), "report": (0.9, 0.55)}


@pytest.mark.parametrize("half", FLOORS)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_bait_on_labelled_posts(lang: str, half: str) -> None:
    lines = (FOLDER / f"{lang}.jsonl").read_text("utf-8").splitlines()
    posts = [post for post in map(json.loads, lines) if post["half"] == half]
    found = false = missed = 0
    for post in posts:
        report = check(Snapshot("linkedin", "text", post["text"]), EDITION)
        assert report.lang == lang, post["id"]
        fired = any(one.rule in BAIT and one.outcome in (Outcome.WARN, Outcome.FAIL) for one in report.risk)
        found += fired and bool(post["bait"])
        false += fired and not post["bait"]
        missed += bool(post["bait"]) and not fired
    precision, recall = FLOORS[half]
    assert found + missed >= 25
    assert found / (found + false) >= precision
    assert found / (found + missed) >= recall
