"""To green: the fewest findings that must pass for a draft to reach a threshold, and what must be settled in any case.

A finding that passes earns the rest of its points whatever the others do, and the points that could be assessed stay the
same. So taking the finding with most points left first reaches any threshold with the fewest: no exchange can be shorter.
The threshold is held against the score without the schedule, as gates do: no hour lifts a draft over it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scoring.engine import ASSESSED, EARNS, TIMED, Tally
from scoring.types import Finding, Outcome, Report, Severity

DEFAULT = 70  # of 100, where nobody set a threshold
OPEN = frozenset({Outcome.WARN, Outcome.FAIL})


@dataclass(frozen=True, slots=True)
class Step:
    """One finding to lift. ``gain``: what the score rises by when it passes after those before it, so that gains add up."""

    rule: str
    gain: int


@dataclass(frozen=True, slots=True)
class ToGreen:
    """``score`` and ``reached`` (after all steps) are without the schedule; None and 0 where nothing could be assessed.

    ``settle`` are rules that block whatever the score is. ``silent`` and ``silent_points`` tell what was left out of the
    denominator: how many signals could not be assessed, and their part of all points of the pack in percent.
    """

    least: int
    score: int | None
    steps: tuple[Step, ...]
    reached: int
    settle: tuple[str, ...]
    silent: int
    silent_points: int

    @property
    def reachable(self) -> bool:
        """Whether the steps reach the threshold with what could be assessed."""
        return self.reached >= self.least

    @property
    def green(self) -> bool:
        return self.reachable and not self.steps and not self.settle


def to_green(report: Report, least: int = DEFAULT, demanded: Iterable[str] = ()) -> ToGreen:
    """``demanded``: rules that must pass whatever the score is, such as those that a brand's gates ask for."""
    demanded = frozenset(demanded)
    counted = [one for one in report.signals if one.outcome in ASSESSED and one.rule not in TIMED]
    tally = Tally(sum(EARNS[one.outcome] * points(one) for one in counted), sum(map(points, counted)))
    steps, reached = _steps(tally, counted, least, demanded)
    silent = [one for one in report.signals if one.outcome is Outcome.NOT_ASSESSED]
    everything = sum(points(one) for one in report.signals if one.outcome in ASSESSED) + sum(
        map(points, silent)
    )
    return ToGreen(
        least=least,
        score=tally.score,
        steps=steps,
        reached=reached,
        settle=_settle(report, demanded, {step.rule for step in steps}),
        silent=len(silent),
        silent_points=round(100 * sum(map(points, silent)) / everything) if everything else 0,
    )


def points(finding: Finding) -> int:
    """The engine's points in hundredths, whole numbers so that sums are exact."""
    return round(finding.weight * 100)


def _steps(
    tally: Tally, counted: list[Finding], least: int, demanded: frozenset[str]
) -> tuple[tuple[Step, ...], int]:
    """What is demanded first, then most points left first. All that would help where even that does not suffice."""
    score = tally.score
    if score is None:
        return (), 0
    able = [one for one in counted if one.outcome in OPEN and (points(one) or one.rule in demanded)]
    able.sort(key=lambda one: (one.rule not in demanded, -_left(one)))
    steps = []
    for one in able:
        if score >= least and one.rule not in demanded:
            break
        tally = tally.if_passed(one.outcome, points(one))
        steps.append(Step(one.rule, (tally.score or 0) - score))
        score = tally.score or 0
    return tuple(steps), score


def _left(finding: Finding) -> int:
    """Halves of hundredths that it would earn more."""
    return (2 - EARNS[finding.outcome]) * points(finding)


def _settle(report: Report, demanded: frozenset[str], lifted: set[str]) -> tuple[str, ...]:
    return tuple(
        one.rule
        for one in report.findings
        if one.outcome in OPEN
        and one.rule not in lifted
        and (
            one.severity is Severity.BLOCKER
            or (one in report.validity and one.outcome is Outcome.FAIL)
            or one.rule in demanded
        )
        and (one not in report.signals or one.rule in demanded)
    )
