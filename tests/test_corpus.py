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
# Floors of precision and recall by language and half, just under what is measured: the lists know about half of the wordings
# that people find. Only rows of "tune" may be looked at while lists are changed.
FLOORS = {
    ("en", "tune"): (0.94, 0.55),
    ("en", "report"): (0.9, 0.46),
    ("fr", "tune"): (0.93, 0.45),
    ("fr", "report"): (0.94, 0.29),
}


@pytest.mark.parametrize(("lang", "half"), FLOORS)
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
    precision, recall = FLOORS[lang, half]
    assert found + missed >= 25
    assert found / (found + false) >= precision
    assert found / (found + missed) >= recall
