"""Reports as rows: findings are kept as data, words are attached when they are shown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from planner.models.scorecards import flag
from scoring import engine, rulebook
from scoring.types import Family, Finding, Measure, Objective, Outcome, Report, Result, Severity, Snapshot

ORDER = [Severity.INFO, Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.BLOCKER]
OPEN = frozenset({Outcome.WARN, Outcome.FAIL})


def edition_name() -> str:
    return rulebook.current().name


def check(snapshot: Snapshot) -> Report:
    """Read a snapshot under the current edition. LookupError when it does not know the platform or format."""
    return engine.check(snapshot, rulebook.current())


def highest(findings: tuple[Finding, ...]) -> Severity | None:
    """The worst severity among findings that warn or fail."""
    found = [finding.severity for finding in findings if finding.outcome in OPEN]
    return max(found, key=ORDER.index) if found else None


def flags(report: Report) -> str:
    """What warns and fails as " RULE:outcome ... ", blank at both ends so that one flag is found by a plain search."""
    found = [flag(one.rule, one.outcome) for one in report.findings if one.outcome in OPEN]
    return f" {' '.join(found)} " if found else ""


def dump(report: Report) -> dict[str, Any]:
    """The report as JSON data for a row: no words, so that it can be told in either language later."""
    row: dict[str, Any] = json.loads(json.dumps(asdict(report), ensure_ascii=False, default=str))
    return row


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
