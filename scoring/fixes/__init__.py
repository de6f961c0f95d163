"""Mechanical fixes: changes of the text that follow from a finding without any choice of words, each proven by the engine.

Which fix belongs to which case of a rule is data (rulebook/fixes.json). ``proposed`` only looks for something to change and
is cheap; ``offer`` runs the engine over the changed text and gives a fix only when the finding improves and no other output
gets worse: no finding of Validity, Risk or Disclosure, nor the Signals score.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from scoring import engine
from scoring.fixes import labels, tags, words
from scoring.fixes.base import Case, Edit, apply, data
from scoring.reading import Reading
from scoring.rulebook import Edition
from scoring.types import Family, Finding, Outcome, Report, Snapshot

__all__ = ["Edit", "Fix", "Offer", "apply", "data", "offer", "proposed"]

Maker = Callable[[Case], Iterator[tuple[Edit, ...]]]
MAKERS: Mapping[str, Maker] = {
    "fewer_tags": tags.fewer,
    "generic_tags": tags.without_generic,
    "tag_case": tags.cased,
    "paragraphs": words.paragraphs,
    "greeting": words.without_greeting,
    "fewer_calls": words.fewer_calls,
    "letters": words.letters,
    "ad_first": labels.ad_first,
    "ai_first": labels.ai_first,
    "ai_last": labels.ai_last,
    "brand_tags": labels.brand_tags,
    "brand_words": labels.brand_words,
}
# Fixes that need a look at the text to know whether there is one, and how many of its characters it takes.
UNSURE = {"greeting": 200, "tag_case": sys.maxsize, "fewer_calls": sys.maxsize}

OPEN = frozenset({Outcome.WARN, Outcome.FAIL})

# The higher, the better. What can no longer be told is worse than what passed, and better than what is held against.
RANK = {
    Outcome.BROKEN: 0,
    Outcome.FAIL: 0,
    Outcome.WARN: 1,
    Outcome.NOT_ASSESSED: 2,
    Outcome.NOT_APPLICABLE: 3,
    Outcome.PASS: 3,
}


@dataclass(frozen=True, slots=True)
class Fix:
    """``edits`` are in order, do not overlap, and stand in code points of ``Snapshot.text``."""

    id: str
    rule: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """A fix with the text it makes and what the engine says of that text."""

    fix: Fix
    text: str
    before: Report
    after: Report

    @property
    def gain(self) -> int:
        """Points that the Signals score rises by; 0 where there is none."""
        return (self.after.score or 0) - (self.before.score or 0)


def proposed(snapshot: Snapshot, report: Report, edition: Edition) -> frozenset[str]:
    """Rules whose finding has something mechanical to change. Whether it helps is only known from ``offer``."""
    found = [finding for finding in report.findings if _maker(finding)]
    return frozenset(one.rule for one in found if _finds_something(snapshot, report, edition, one))


def _finds_something(snapshot: Snapshot, report: Report, edition: Edition, finding: Finding) -> bool:
    """Most findings say by themselves that there is something to change; only what is not sure is looked for in the text."""
    reach = UNSURE.get(_maker(finding))
    if reach is None:
        return True
    part = snapshot if reach >= len(snapshot.text) else replace(snapshot, text=snapshot.text[:reach])
    return next(_edits(_reading(part, report, edition), finding, edition), None) is not None


def offer(snapshot: Snapshot, report: Report, edition: Edition, rule: str) -> Offer | None:
    """The fix of a rule's finding; ``report`` is the engine's on this very snapshot and edition."""
    found = next((one for one in report.findings if one.rule == rule and _maker(one)), None)
    if found is None:
        return None
    offers = []
    for edits in _edits(_reading(snapshot, report, edition), found, edition):
        text = apply(snapshot.text, edits)
        after = engine.check(replace(snapshot, text=text), edition)
        if text != snapshot.text and _improves(found, after) and not worse(report, after):
            offers.append(Offer(Fix(_maker(found), rule, edits), text, report, after))
    return max(offers, key=lambda one: _rank(one.after, rule), default=None)  # the first of the best


def worse(before: Report, after: Report) -> bool:
    """Whether any output is worse than it was, or the text would be read as another language."""
    if after.lang != before.lang or after.fits < before.fits:
        return True
    if (after.score or 0) < (before.score or 0) or (after.score_untimed or 0) < (before.score_untimed or 0):
        return True
    return any(
        RANK[now.outcome] < RANK[was.outcome]
        for was, now in zip(before.findings, after.findings, strict=True)
        if was.family is not Family.SIGNALS
    )


def _maker(finding: Finding) -> str:
    """The name of the finding's fix, "" where it has none."""
    if finding.outcome not in OPEN:
        return ""
    return str(data()["rules"].get(finding.rule, {}).get(finding.result.case, ""))


def _reading(snapshot: Snapshot, report: Report, edition: Edition) -> Reading:
    return Reading(replace(snapshot, lang=report.lang, objective=report.objective), edition.lexicon)


def _edits(reading: Reading, finding: Finding, edition: Edition) -> Iterator[tuple[Edit, ...]]:
    """Ways to change the text, the one that keeps most of it first."""
    snapshot = reading.snapshot
    params = edition.rules[finding.rule].params_for(snapshot.platform, snapshot.surface)
    return (edits for edits in MAKERS[_maker(finding)](Case(reading, finding, params)) if edits)


def _rank(report: Report, rule: str) -> int:
    return next(RANK[one.outcome] for one in report.findings if one.rule == rule)


def _improves(finding: Finding, after: Report) -> bool:
    now = next(one.outcome for one in after.findings if one.rule == finding.rule)
    return RANK[now] > RANK[finding.outcome] and now is not Outcome.NOT_ASSESSED
