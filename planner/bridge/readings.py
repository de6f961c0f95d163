"""A variant read for its writer: the panel with the way to the brand's threshold, and which findings can be fixed at a press."""

from __future__ import annotations

from django.utils import timezone

from planner.bridge.gates import stands
from planner.bridge.greens import green
from planner.bridge.panels import Panel, panel
from planner.bridge.reports import OPEN, ORDER, check
from planner.bridge.snapshots import snapshot_of
from planner.models import Gate, Variant, Workspace
from planner.queries import gates as queries
from scoring import fixes, rulebook
from scoring.types import Report, Severity


def read(variant: Variant, workspace: Workspace, language: str) -> Panel:
    """Of the variant as it stands in memory; ``draft``, ``channel`` and ``brand`` loaded. One query more than the snapshot,
    two where the brand has gates."""
    snapshot = snapshot_of(variant)
    report = check(snapshot, workspace)
    gates = _gates(variant)
    least = max((gate.least for gate in gates if gate.what == Gate.What.SCORE), default=None)
    demanded = {rule for gate in gates if stands(gate, report) for rule in _asked(gate, report)}
    return panel(
        report,
        language,
        variant.full_text,
        green=green(report, language, least=least, demanded=demanded),
        fixable=fixes.proposed(snapshot, report, rulebook.edition(report.edition)),
    )


def _gates(variant: Variant) -> list[Gate]:
    """Those that block or warn for this channel and are not waived."""
    draft = variant.draft
    kept: list[Gate] | None = getattr(variant, "kept_gates", None)  # of queries.scorecards.keep_around
    gates = kept if kept is not None else queries.gates_of(variant.brand)
    found = [
        gate for gate in gates if gate.mode != Gate.Mode.SHADOW and queries.applies(gate, variant, draft)
    ]
    if not found:
        return []
    waived = queries.waivers_of(draft, timezone.now().astimezone(variant.brand.zone).date())
    return [gate for gate in found if gate.pk not in waived]


def _asked(gate: Gate, report: Report) -> list[str]:
    """The rules that a gate which stands wants to pass."""
    if gate.what == Gate.What.RULE:
        return [gate.rule]
    if gate.what == Gate.What.RISK:
        least = ORDER.index(Severity(gate.severity))
        return [one.rule for one in report.risk if one.outcome in OPEN and ORDER.index(one.severity) >= least]
    return []
