"""Reports as rows: findings are kept as data, words are attached when they are shown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from planner.models import Workspace
from planner.models.scorecards import flag
from scoring import engine, rulebook
from scoring.types import Family, Finding, Measure, Objective, Outcome, Report, Result, Severity, Snapshot

ORDER = [Severity.INFO, Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.BLOCKER]
PLAIN = tuple(one.name for one in fields(Report) if one.name not in {*Family})
BARE = frozenset({str, int, float, bool, type(None)})  # what JSON holds as it is
OPEN = frozenset({Outcome.WARN, Outcome.FAIL})


def editions() -> list[str]:
    """Names of those that a workspace may work under, newest first."""
    return list(reversed(rulebook.released()))


def newest_edition() -> str:
    """The name of the edition that new workspaces start on."""
    return rulebook.current().name


def edition_of(workspace: Workspace) -> rulebook.Edition:
    """The edition that the workspace works under: the one place that decides it for all checks of its drafts."""
    chosen = workspace.edition in rulebook.released()
    return rulebook.edition(workspace.edition) if chosen else rulebook.current()


def check(snapshot: Snapshot, workspace: Workspace) -> Report:
    """Read a snapshot under the workspace's edition. LookupError when that does not know the platform or format."""
    return engine.check(snapshot, edition_of(workspace))


def check_under(snapshot: Snapshot, edition: str) -> Report:
    """Read a snapshot under the edition of this name, whatever the workspace works under."""
    return engine.check(snapshot, rulebook.edition(edition))


def highest(findings: tuple[Finding, ...]) -> Severity | None:
    """The worst severity among findings that warn or fail."""
    found = [finding.severity for finding in findings if finding.outcome in OPEN]
    return max(found, key=ORDER.index) if found else None


def flags(report: Report) -> str:
    """What warns and fails as " RULE:outcome ... ", blank at both ends so that one flag is found by a plain search."""
    found = [flag(one.rule, one.outcome) for one in report.findings if one.outcome in OPEN]
    return f" {' '.join(found)} " if found else ""


def result(report: Report) -> dict[str, Any]:
    """What tells two results apart, in the columns of a ``Scorecard``."""
    return {
        "score": report.score,
        "fits": report.fits,
        "risk": highest(report.risk) or "",
        "flags": flags(report),
    }


def dump(report: Report) -> dict[str, Any]:
    """The report as JSON data for a row: no words, so that it can be told in either language later."""
    plain = {name: getattr(report, name) for name in PLAIN}
    plain["objective"] = report.objective.value if report.objective else None
    return plain | {family.value: [_row(one) for one in getattr(report, family.value)] for family in Family}


def _row(finding: Finding) -> dict[str, Any]:
    """Written out by hand, because ``asdict`` copies deeply and took as long as the engine itself.
    Enumerations stay: to JSON and to comparisons they are the texts that they hold."""
    result = finding.result
    return {
        "rule": finding.rule,
        "family": finding.family,
        "result": {
            "outcome": result.outcome,
            "measured": _measure(result.measured) if result.measured else None,
            "wanted": _measure(result.wanted) if result.wanted else None,
            "spans": [list(span) for span in result.spans],
            "facts": _facts(result.facts) if result.facts else {},
            "case": result.case,
            "severity": result.severity,
            "missing": list(result.missing),
        },
        "severity": finding.severity,
        "signal": finding.signal,
        "weight": finding.weight,
        "gain": finding.gain,
    }


def _facts(facts: Mapping[str, object]) -> dict[str, Any]:
    if all(type(value) in BARE for value in facts.values()):
        return dict(facts)
    row: dict[str, Any] = json.loads(json.dumps(dict(facts), ensure_ascii=False, default=str))
    return row


def _measure(measure: Measure) -> dict[str, Any]:
    return {"value": measure.value, "unit": measure.unit}


def load(row: Mapping[str, Any]) -> Report:
    """The report that ``dump`` stored."""
    families = {family.value: tuple(_finding(item) for item in row[family.value]) for family in Family}
    rest: dict[str, Any] = {key: value for key, value in row.items() if key not in families}
    if rest.get("objective"):
        rest["objective"] = Objective(rest["objective"])
    return Report(**{**rest, **families})


def _finding(row: Mapping[str, Any]) -> Finding:
    result = row["result"]
    return Finding(
        rule=row["rule"],
        family=Family(row["family"]),
        severity=Severity(row["severity"]),
        signal=row["signal"],
        weight=row["weight"],
        gain=row["gain"],
        result=Result(
            outcome=Outcome(result["outcome"]),
            measured=Measure(**result["measured"]) if result["measured"] else None,
            wanted=Measure(**result["wanted"]) if result["wanted"] else None,
            spans=tuple((start, end) for start, end in result["spans"]),
            facts=result["facts"],
            case=result["case"],
            severity=Severity(result["severity"]) if result["severity"] else None,
            missing=tuple(result["missing"]),
        ),
    )
