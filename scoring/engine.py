"""Runs the rules over a snapshot: same snapshot, edition and engine version, same report byte for byte."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from scoring.reading import Reading
from scoring.rulebook import Edition
from scoring.rules import RULES
from scoring.rules.base import Rule, not_applicable, not_assessed
from scoring.rules.brand import BRAND
from scoring.types import (
    ENGINE_VERSION,
    Family,
    Finding,
    Objective,
    Outcome,
    Report,
    Result,
    Severity,
    Snapshot,
)

logger = logging.getLogger(__name__)

# Rules about when, not what: thresholds compare the score without them.
TIMED = frozenset({"S-TIME", "S-SPACING", "S-FRESH"})

# Risk rules whose words Signals rules still read: stock phrases, regulated subjects and words that the brand does not like
# are no way to game anything.
HARMLESS = frozenset({"R-POL-09", "R-POL-14", *(rule.id for rule in BRAND)})

# Which inputs a snapshot carries. What no snapshot carries yet answers never.
GIVEN: Mapping[str, Callable[[Snapshot], bool]] = {
    "media": lambda snapshot: snapshot.media is not None,
    "title": lambda snapshot: snapshot.title is not None,
    "first_comment": lambda snapshot: snapshot.first_comment is not None,
    "link": lambda snapshot: snapshot.link is not None,
    "answers": lambda snapshot: snapshot.answered or snapshot.ai_use is not None,
    "replies": lambda snapshot: snapshot.reply_owner is not None,
    "schedule": lambda snapshot: snapshot.schedule is not None and snapshot.schedule.planned_at is not None,
    "history": lambda snapshot: snapshot.history is not None,
    "brand": lambda snapshot: snapshot.brand is not None,
    "products": lambda snapshot: snapshot.products is not None,
    "audience": lambda snapshot: snapshot.audience is not None,
    "settings": lambda snapshot: snapshot.settings is not None,
    "media_content": lambda snapshot: False,
    "language_model": lambda snapshot: False,
    "results": lambda snapshot: False,
    "accounts": lambda snapshot: False,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One rule as it runs on one surface. ``points``: weight x evidence factor in hundredths, exact."""

    rule: Rule
    params: Mapping[str, Any]
    severity: Severity
    signal: str
    points: int
    applies: bool


@dataclass(frozen=True, eq=False)
class Plan:
    """What runs on a surface for an objective, prepared once per edition."""

    steps: Mapping[Family, tuple[Step, ...]]
    pack: str | None
    objective: Objective | None
    inputs: tuple[str, ...]  # those that any of the rules needs


def check(snapshot: Snapshot, edition: Edition) -> Report:
    """Raises rulebook.UnknownSurface when the edition does not know the platform or format."""
    plan = _plan(edition, snapshot.platform, snapshot.format, snapshot.objective)
    if plan.objective is not snapshot.objective:
        snapshot = replace(snapshot, objective=plan.objective)
    absent = frozenset(name for name in plan.inputs if not GIVEN[name](snapshot))
    reading = Reading(snapshot, edition.lexicon)
    validity = _run(plan, Family.VALIDITY, reading, absent)
    risk = _run(plan, Family.RISK, reading, absent)
    disclosure = _run(plan, Family.DISCLOSURE, reading, absent)
    steps = plan.steps[Family.SIGNALS]
    without_risk = (
        reading.blanked(
            span for finding in risk if finding.rule not in HARMLESS for span in finding.result.spans
        )
        if steps
        else reading
    )
    signals = _weigh(steps, _run(plan, Family.SIGNALS, without_risk, absent))
    return Report(
        platform=snapshot.platform,
        format=snapshot.format,
        lang=reading.lang,
        edition=edition.name,
        engine=ENGINE_VERSION,
        pack=plan.pack,
        objective=plan.objective,
        fits=all(finding.outcome is not Outcome.FAIL for finding in validity),
        score=Tally.of(steps, signals).score,
        score_untimed=Tally.of(steps, signals, leaving_out=TIMED).score,
        assessed=sum(1 for finding in signals if finding.outcome in ASSESSED),
        total=len(signals),
        validity=validity,
        signals=signals,
        risk=risk,
        disclosure=disclosure,
    )


@cache
def _plan(edition: Edition, platform: str, name: str, objective: Objective | None) -> Plan:
    form = edition.format(platform, name)
    pack = edition.packs[form.pack] if form.pack else None
    if pack and objective is None:
        objective = Objective(pack.objective)
    weights = pack.weights_for(objective or "") if pack else {}
    steps: dict[Family, list[Step]] = {family: [] for family in Family}
    for rule in RULES:
        if rule.family is Family.SIGNALS and rule.id not in weights:
            continue
        entry = edition.rules[rule.id]
        limits = {group: form.limits[group] for group in rule.limits if group in form.limits}
        steps[rule.family].append(
            Step(
                rule=rule,
                params=limits | entry.params_for(platform, form.surface),
                severity=entry.severity_for(platform, form.surface),
                signal=entry.signal,
                points=weights.get(rule.id, 0) * entry.factor,
                applies=len(limits) == len(rule.limits) and entry.applies(platform, form.surface),
            )
        )
    inputs = {name for some in steps.values() for step in some for name in step.rule.needs}
    return Plan(
        {family: tuple(some) for family, some in steps.items()}, form.pack, objective, tuple(sorted(inputs))
    )


def _run(plan: Plan, family: Family, reading: Reading, absent: frozenset[str]) -> tuple[Finding, ...]:
    return tuple(
        settled or _finding(step, _answer(step, reading))
        for step, settled in zip(plan.steps[family], _settled(plan, family, absent), strict=True)
    )


@lru_cache(maxsize=1024)
def _settled(plan: Plan, family: Family, absent: frozenset[str]) -> tuple[Finding | None, ...]:
    """What is clear before a text is read: the rule does not apply to the surface, or an input is absent."""
    findings: list[Finding | None] = []
    for step in plan.steps[family]:
        missing = [name for name in step.rule.needs if name in absent]
        if not step.applies:
            findings.append(_finding(step, not_applicable()))
        else:
            findings.append(_finding(step, not_assessed(*missing)) if missing else None)
    return tuple(findings)


def _finding(step: Step, result: Result) -> Finding:
    severity = result.severity or step.severity
    if severity is Severity.BLOCKER and result.outcome is Outcome.WARN:  # advice blocks nothing
        severity = Severity.MEDIUM if step.rule.family is Family.VALIDITY else Severity.HIGH
    return Finding(
        rule=step.rule.id,
        family=step.rule.family,
        result=result,
        severity=severity,
        signal=step.signal,
        weight=step.points / 100,
    )


def _answer(step: Step, reading: Reading) -> Result:
    rule = step.rule
    if rule.languages is not None and reading.lang not in rule.languages:
        return not_assessed("language")
    try:
        return rule.check(reading, step.params)
    except Exception:
        # One rule at fault must not cost the writer all the others; the log has the traceback, never the text.
        logger.exception("rule %s broke down on %s", rule.id, reading.snapshot.surface)
        return Result(Outcome.BROKEN)


# What an outcome earns of its points, in halves.
EARNS = {Outcome.PASS: 2, Outcome.WARN: 1, Outcome.FAIL: 0}
ASSESSED = frozenset(EARNS)


@dataclass(frozen=True, slots=True)
class Tally:
    """Points earned (in halves) out of the points that could be assessed; integers, so that no order changes a sum."""

    earned: int = 0
    assessed: int = 0

    @classmethod
    def of(
        cls, steps: Iterable[Step], findings: Iterable[Finding], leaving_out: frozenset[str] = frozenset()
    ) -> Tally:
        earned = assessed = 0
        for step, finding in zip(steps, findings, strict=True):
            if finding.outcome in ASSESSED and finding.rule not in leaving_out:
                earned += EARNS[finding.outcome] * step.points
                assessed += step.points
        return cls(earned, assessed)

    @property
    def score(self) -> int | None:
        """0 to 100, halves rounded up."""
        if not self.assessed:
            return None
        return (100 * self.earned + self.assessed) // (2 * self.assessed)

    def if_passed(self, outcome: Outcome, points: int) -> Tally:
        if outcome is Outcome.NOT_ASSESSED:
            return Tally(self.earned + 2 * points, self.assessed + points)
        return Tally(self.earned + (2 - EARNS[outcome]) * points, self.assessed)


def _weigh(steps: tuple[Step, ...], findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Each finding with its gain: the points that the score would rise if this one alone passed."""
    tally = Tally.of(steps, findings)
    return tuple(
        replace(finding, gain=_gain(tally, finding.outcome, step.points))
        for step, finding in zip(steps, findings, strict=True)
    )


def _gain(tally: Tally, outcome: Outcome, points: int) -> int | None:
    if tally.score is None:
        return None
    if outcome is Outcome.NOT_ASSESSED or outcome in ASSESSED:
        return (tally.if_passed(outcome, points).score or 0) - tally.score
    return 0
