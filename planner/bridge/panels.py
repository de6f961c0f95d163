"""A report as the check panel shows it: four outputs, each finding in words of the reader's language."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from planner.bridge.greens import Green
from planner.bridge.reports import OPEN, highest
from planner.bridge.tones import Heard, heard
from scoring import rulebook, wording
from scoring.engine import ASSESSED, EARNS, Tally
from scoring.togreen import points
from scoring.types import Family, Finding, Outcome, Report, Result, Severity

OBJECTIVES = {
    "reach": gettext_lazy("reach"),
    "send": gettext_lazy("sends"),
    "save": gettext_lazy("saves"),
    "comment": gettext_lazy("comments"),
    "click": gettext_lazy("clicks"),
}
GROUPS = {
    "stop": gettext_lazy("Stop the scroll"),
    "hold": gettext_lazy("Hold the reader"),
    "send": gettext_lazy("Be worth sending"),
    "save": gettext_lazy("Be worth saving"),
    "talk": gettext_lazy("Start a conversation"),
    "find": gettext_lazy("Be found"),
}
SEVERITIES_NAMED = {
    "info": gettext_lazy("remark"),
    "low": gettext_lazy("low"),
    "medium": gettext_lazy("medium"),
    "high": gettext_lazy("high"),
    "blocker": gettext_lazy("blocking"),
}
SEVERITIES = {
    Severity.INFO: gettext_lazy("{n} remark"),
    Severity.LOW: gettext_lazy("{n} low"),
    Severity.MEDIUM: gettext_lazy("{n} medium"),
    Severity.HIGH: gettext_lazy("{n} high"),
    Severity.BLOCKER: gettext_lazy("{n} blocking"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One finding in words. ``numbers`` is "Measured: …. Wanted: …." or empty. ``fixable``: mechanically, in the draft."""

    rule: str
    outcome: str
    severity: str
    name: str
    message: str
    numbers: str
    fix: str
    gain: int | None
    fixable: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One family: what needs a look (``told``) and the rest, folded away."""

    key: str
    told: list[Line]
    quiet: list[Line]
    quiet_words: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Signals that serve one purpose; ``points`` of ``of``, of 100 assessed points, sum to the score."""

    key: str
    label: str
    points: int
    of: int
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Panel:
    fits: bool
    fits_words: str
    pack: str | None
    score: int | None
    assessed: int
    total: int
    objective_words: str
    after: int  # the score after the ``after_fixes`` findings with most gain pass
    after_fixes: int
    validity: Part
    signals: Part
    risk: Part
    disclosure: Part
    risk_words: str
    risk_tone: str
    disclosure_words: str
    disclosure_tone: str
    language_words: str
    edition: str
    spans_json: str
    groups: list[Group] = field(default_factory=list)
    tone: Heard | None = None
    green: Green | None = None


def panel(
    report: Report,
    language: str,
    text: str | None = None,
    *,
    green: Green | None = None,
    fixable: frozenset[str] = frozenset(),
) -> Panel:
    """``language`` is the reader's. The words come from the edition that the report names. With the ``text`` that the report is
    about, its tone is told beside the four outputs."""
    edition = rulebook.edition(report.edition)
    shown = (one for one in report.findings if one.outcome is not Outcome.NOT_APPLICABLE)
    told = {finding.rule: line(finding, edition, language) for finding in shown}
    told |= {rule: replace(told[rule], fixable=True) for rule in fixable}
    platform = edition.platforms[report.platform].label
    after, fixes = _after(report)
    tone = None if text is None else heard(text, report)
    worst_risk, worst_disclosure = highest(report.risk), highest(report.disclosure)
    return Panel(
        fits=report.fits,
        fits_words=(_("Fits {platform}") if report.fits else _("Does not fit {platform}")).format(
            platform=platform
        ),
        pack=report.pack,
        score=report.score,
        assessed=report.assessed,
        total=report.total,
        objective_words=str(OBJECTIVES.get(report.objective or "", "")),
        after=after,
        after_fixes=fixes,
        validity=_part("validity", report.validity, told),
        signals=_part("signals", [one for one in report.signals if one.outcome not in ASSESSED], told),
        risk=_part("risk", report.risk, told),
        disclosure=_part("disclosure", report.disclosure, told),
        risk_words=_count(report.risk, worst_risk) or _("None found"),
        risk_tone=_tone(worst_risk),
        disclosure_words=_count(report.disclosure, worst_disclosure) or _("Complete"),
        disclosure_tone=_tone(worst_disclosure),
        language_words=str(
            edition.words["languages"].get(report.lang, edition.words["languages"]["und"])[language]
        ),
        edition=report.edition,
        spans_json=json.dumps(_spans(report, tone)),
        groups=_groups(report, told),
        tone=tone,
        green=green,
    )


def line(finding: Finding, edition: rulebook.Edition, language: str) -> Line:
    """One finding in the reader's words. Most say the same from text to text: those are worded once."""
    result = finding.result
    if result.measured or result.wanted or result.facts:
        return _worded(finding, edition, language)
    return _always(
        edition.name, language, finding.rule, finding.family, finding.severity, result.outcome, result.case, result.missing, finding.gain,
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _always(
    edition: str,
    language: str,
    rule: str,
    family: Family,
    severity: Severity,
    outcome: Outcome,
    case: str,
    missing: tuple[str, ...],
    gain: int | None,
) -> Line:
    """Of a finding that measures nothing and names nothing of the text."""
    plain = Finding(rule, family, Result(outcome, case=case, missing=missing), severity, gain=gain)
    return _worded(plain, rulebook.edition(edition), language)


def _worded(finding: Finding, edition: rulebook.Edition, language: str) -> Line:
    words = wording.say(finding, edition, language)
    numbers = []
    if words.measured:
        numbers.append(_("Measured: {value}.").format(value=words.measured))
    if words.wanted:
        numbers.append(_("Wanted: {value}.").format(value=words.wanted))
    return Line(
        rule=finding.rule,
        outcome=finding.outcome.value,
        severity=finding.severity.value,
        name=words.name,
        message=words.message,
        numbers=" ".join(numbers),
        fix=words.fix or "",
        gain=finding.gain if finding.outcome in OPEN else None,
    )


def _part(key: str, findings: Iterable[Finding], told: dict[str, Line]) -> Part:
    findings = list(findings)
    loud = OPEN | {Outcome.BROKEN}
    quiet = [finding for finding in findings if finding.outcome not in loud | {Outcome.NOT_APPLICABLE}]
    passed = sum(1 for finding in quiet if finding.outcome is Outcome.PASS)
    unknown = len(quiet) - passed
    words = []
    if passed:
        words.append(ngettext("{n} passes", "{n} pass", passed).format(n=passed))
    if unknown:
        words.append(ngettext("{n} not assessed", "{n} not assessed", unknown).format(n=unknown))
    order = sorted(
        (finding for finding in findings if finding.outcome in loud),
        key=lambda one: one.outcome is not Outcome.FAIL,
    )
    return Part(key, [told[one.rule] for one in order], [told[one.rule] for one in quiet], ", ".join(words))


def _after(report: Report, most: int = 2) -> tuple[int, int]:
    """(score, number of fixes) if the findings with most gain passed together, computed as the engine does."""
    best = sorted(
        (one for one in report.signals if one.outcome in OPEN and one.gain), key=lambda one: -(one.gain or 0)
    )
    fixed = {finding.rule for finding in best[:most]}
    earned = assessed = 0
    for finding in report.signals:
        if finding.outcome in ASSESSED:
            worth = points(finding)
            earned += worth * (2 if finding.rule in fixed else EARNS[finding.outcome])
            assessed += worth
    return Tally(earned, assessed).score or 0, len(fixed)


def _groups(report: Report, told: dict[str, Line]) -> list[Group]:
    assessed = [finding for finding in report.signals if finding.outcome in ASSESSED]
    total = sum(map(points, assessed))
    if not total or report.score is None:
        return []
    keys = [key for key in GROUPS if any(finding.signal == key for finding in assessed)]
    members = {key: [finding for finding in assessed if finding.signal == key] for key in keys}
    whole = _shares([sum(map(points, members[key])) / total for key in keys], 100, [100] * len(keys))
    earned = [sum(points(one) * EARNS[one.outcome] / 2 for one in members[key]) / total for key in keys]
    parts = _shares(earned, report.score, whole)
    return [
        Group(key, str(GROUPS[key]), points, of, [told[one.rule] for one in members[key]])
        for key, points, of in zip(keys, parts, whole, strict=True)
    ]


def _shares(parts: list[float], total: int, most: list[int]) -> list[int]:
    """Whole numbers near 100 x ``parts`` that add up to ``total``, none above its ``most`` (largest remainder)."""
    exact = [part * 100 for part in parts]
    shares = [min(int(value), limit) for value, limit in zip(exact, most, strict=True)]
    order = sorted(range(len(exact)), key=lambda i: shares[i] - exact[i])
    while (missing := total - sum(shares)) > 0 and (room := [i for i in order if shares[i] < most[i]]):
        for i in room[:missing]:
            shares[i] += 1
    return shares


def _count(findings: tuple[Finding, ...], worst: Severity | None) -> str:
    """ "1 high", "2 blocking": how many have the worst severity; "" when nothing is open."""
    if worst is None:
        return ""
    n = sum(1 for finding in findings if finding.outcome in OPEN and finding.severity is worst)
    return str(SEVERITIES[worst]).format(n=n)


def _tone(worst: Severity | None) -> str:
    if worst is None:
        return "pass"
    return "fail" if worst in {Severity.HIGH, Severity.BLOCKER} else "warn"


def _spans(report: Report, tone: Heard | None) -> list[list[Any]]:
    """[start, end, outcome, rule] of all findings that point at words; those of the tone show only while one looks at it."""
    heard_in = [[start, end, "pass", "tone"] for start, end in tone.spans] if tone else []
    return heard_in + [
        [start, end, finding.outcome.value, finding.rule]
        for finding in report.findings
        if finding.outcome in ASSESSED
        for start, end in finding.result.spans
    ]
