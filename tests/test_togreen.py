"""To green: the fewest findings that lift a draft over a threshold, with gains that add up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import engine, rulebook
from scoring.engine import EARNS, TIMED, Tally
from scoring.togreen import ToGreen, points, to_green
from scoring.types import Family, Finding, Outcome, Report, Result, Schedule, Severity, Snapshot

TEXTS = Path(__file__).parent / "texts"
EDITION = rulebook.current()


def finding(number: int, outcome: Outcome, hundredths: int) -> Finding:
    return Finding(f"S-{number}", Family.SIGNALS, Result(outcome), Severity.MEDIUM, "hold", hundredths / 100)


def report(signals: tuple[Finding, ...], **families: tuple[Finding, ...]) -> Report:
    real = engine.check(Snapshot("linkedin", "text", ""), EDITION)
    return replace(real, signals=signals, **{"validity": (), "risk": (), "disclosure": (), **families})  # type: ignore[arg-type]


def tally(signals: tuple[Finding, ...], lifted: frozenset[str] = frozenset()) -> Tally:
    counted = [one for one in signals if one.outcome in EARNS and one.rule not in TIMED]
    earned = sum((2 if one.rule in lifted else EARNS[one.outcome]) * points(one) for one in counted)
    return Tally(earned, sum(map(points, counted)))


SIGNALS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                Outcome.PASS,
                Outcome.WARN,
                Outcome.FAIL,
                Outcome.NOT_ASSESSED,
                Outcome.NOT_APPLICABLE,
                Outcome.BROKEN,
            ]
        ),
        st.integers(0, 1200),
    ),
    max_size=8,
).map(lambda some: tuple(finding(number, *one) for number, one in enumerate(some)))


@given(SIGNALS, st.integers(0, 100))
def test_no_smaller_set_of_findings_reaches_the_threshold(signals: tuple[Finding, ...], least: int) -> None:
    found = to_green(report(signals), least)
    score = tally(signals).score
    assert found.score == score
    if score is None:
        assert (found.steps, found.reached) == ((), 0)
        return
    assert score + sum(step.gain for step in found.steps) == found.reached  # the parts add up
    rules = frozenset(step.rule for step in found.steps)
    assert tally(signals, rules).score == found.reached >= least
    lifts = [one.rule for one in signals if one.outcome in (Outcome.WARN, Outcome.FAIL)]
    for size in range(len(found.steps)):
        assert not any(
            (tally(signals, frozenset(some)).score or 0) >= least for some in combinations(lifts, size)
        ), "brute force finds a smaller set"


def test_what_blocks_is_told_apart_and_what_a_brand_demands_comes_first() -> None:
    signals = (finding(1, Outcome.FAIL, 5000), finding(2, Outcome.WARN, 100), finding(3, Outcome.PASS, 4900))
    risk = replace(
        finding(4, Outcome.FAIL, 0), rule="R-POL-08", family=Family.RISK, severity=Severity.BLOCKER
    )
    mild = replace(finding(5, Outcome.WARN, 0), rule="R-POL-04", family=Family.RISK)
    broken = replace(finding(6, Outcome.FAIL, 0), rule="V-LEN", family=Family.VALIDITY)
    whole = report(signals, validity=(broken,), risk=(risk, mild))
    plain = to_green(whole)
    assert ([step.rule for step in plain.steps], plain.settle) == (["S-1"], ("V-LEN", "R-POL-08"))
    asked = to_green(whole, 70, {"S-2", "R-POL-04"})
    assert [step.rule for step in asked.steps] == ["S-2", "S-1"]
    assert asked.settle == ("V-LEN", "R-POL-08", "R-POL-04")
    assert not to_green(report(signals[2:], risk=(risk,))).green
    assert to_green(report(signals[2:], risk=(mild,))).green


def test_no_hour_lifts_a_draft_over_the_threshold() -> None:
    at = datetime(2026, 11, 30, 3, tzinfo=UTC)
    text = (TEXTS / "linkedin_en_weak.txt").read_text(encoding="utf-8")
    checked = engine.check(Snapshot("linkedin", "text", text, schedule=Schedule(at, at)), EDITION)
    found = to_green(checked, 100)
    assert found.score == checked.score_untimed
    assert not TIMED & {step.rule for step in found.steps}
    assert found.reached == 100


@pytest.mark.parametrize("name", ["linkedin_en_weak", "linkedin_fr_weak"])
def test_the_first_step_gains_what_its_finding_says(name: str) -> None:
    text = (TEXTS / f"{name}.txt").read_text(encoding="utf-8")
    checked = engine.check(Snapshot("linkedin", "text", text), EDITION)
    found: ToGreen = to_green(checked)
    gains = {one.rule: one.gain for one in checked.signals}
    assert (
        found.steps[0].gain
        == gains[found.steps[0].rule]
        == max(one.gain or 0 for one in checked.signals if one.outcome in (Outcome.WARN, Outcome.FAIL))
    )
    assert found.silent == checked.total - checked.assessed - sum(
        one.outcome is Outcome.NOT_APPLICABLE for one in checked.signals
    )
    assert 0 < found.silent_points < 100


def test_nothing_assessed_promises_nothing() -> None:
    found = to_green(report((finding(1, Outcome.NOT_ASSESSED, 300),)))
    assert (found.score, found.steps, found.reachable, found.silent, found.silent_points) == (
        None,
        (),
        False,
        1,
        100,
    )
