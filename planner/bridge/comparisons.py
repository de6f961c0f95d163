"""Several texts read for one channel, side by side, finding by finding. Nothing is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from planner.bridge import panels
from planner.bridge.reports import check, edition_of
from planner.bridge.snapshots import snapshot_of
from planner.models import Variant
from scoring import rulebook
from scoring.types import Finding, Outcome, Report

QUIET = {Outcome.NOT_APPLICABLE, Outcome.NOT_ASSESSED}


@dataclass(frozen=True, slots=True)
class Column:
    """One text under the pack, with its four outputs in short."""

    label: str
    text: str
    panel: panels.Panel
    best: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One rule over all texts; None where it does not apply. ``differs``: the texts do not agree."""

    rule: str
    name: str
    cells: list[panels.Line | None]
    differs: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    columns: list[Column]
    parts: list[tuple[str, list[Row]]]  # (family, rows), in the order of the four outputs


def compare(variant: Variant, texts: Sequence[tuple[str, str]], language: str) -> Comparison:
    """Each (label, text) in the place of the variant's own, all else being equal: media, time, answers, history."""
    edition = edition_of(variant.workspace)
    snapshot = snapshot_of(variant)
    reports = [check(replace(snapshot, text=text), variant.workspace) for _label, text in texts]
    shown = [panels.panel(report, language) for report in reports]
    scores = [report.score_untimed for report in reports if report.score_untimed is not None]
    best = max(scores) if len(set(scores)) > 1 else None
    columns = [
        Column(label, text, panel, best is not None and report.score_untimed == best)
        for (label, text), panel, report in zip(texts, shown, reports, strict=True)
    ]
    parts = [
        (edition.words["families"][family][language], _rows(reports, family, edition, language))
        for family in ("validity", "signals", "risk", "disclosure")
    ]
    return Comparison(columns, parts)


def _rows(reports: Sequence[Report], family: str, edition: rulebook.Edition, language: str) -> list[Row]:
    """Rules that say something of at least one text; those on which the texts differ come first."""
    by_rule: dict[str, list[Finding | None]] = {}
    for number, report in enumerate(reports):
        for finding in getattr(report, family):
            by_rule.setdefault(finding.rule, [None] * len(reports))[number] = finding
    rows = [
        Row(
            rule,
            edition.rules[rule].text[language]["name"],
            [panels.line(one, edition, language) if one else None for one in found],
            len({(one.outcome, one.result.measured) if one else None for one in found}) > 1,
        )
        for rule, found in by_rule.items()
        if any(one and one.outcome not in QUIET for one in found)
    ]
    return sorted(rows, key=lambda row: not row.differs)
