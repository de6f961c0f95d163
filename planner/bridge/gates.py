"""What a brand's gates say of a draft now: each channel is read by the engine and held against them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import get_language

from planner.bridge.book import chapters
from planner.bridge.reports import OPEN, ORDER, check, edition_of, highest
from planner.bridge.snapshots import snapshot_of
from planner.models import Draft, Gate, Member, Variant, Waiver, Workspace
from planner.queries import contents
from planner.queries import gates as queries
from scoring import rulebook
from scoring.types import Outcome, Report, Severity


@dataclass(frozen=True, slots=True)
class Hold:
    """A gate that stands against a draft: on which channels, and the waiver that lifts it, if any."""

    gate: Gate
    words: str
    channels: list[str]
    waiver: Waiver | None

    @property
    def blocks(self) -> bool:
        return self.gate.mode == Gate.Mode.BLOCK and self.waiver is None


def stands(gate: Gate, report: Report) -> bool:
    """Whether the report is against what the gate asks. What could not be assessed is never held against a draft."""
    if gate.what == Gate.What.RULE:
        wanted = {Outcome.FAIL} if gate.outcome == Gate.Level.FAIL else OPEN
        return any(one.rule == gate.rule and one.outcome in wanted for one in report.findings)
    if gate.what == Gate.What.RISK:
        worst = highest(report.risk)
        return worst is not None and ORDER.index(worst) >= ORDER.index(Severity(gate.severity))
    return report.score_untimed is not None and report.score_untimed < gate.least


def holds(draft: Draft, only: Variant | None = None) -> list[Hold]:
    """All gates against the draft, or against one of its channels, shadows left out. Without a gate nothing is computed."""
    gates = [gate for gate in queries.gates_of(draft.brand) if gate.mode != Gate.Mode.SHADOW]
    if not gates:
        return []
    waivers = queries.waivers_of(draft, timezone.now().astimezone(draft.brand.zone).date())
    reports: dict[int, tuple[Variant, Report]] = {}
    for variant in [only] if only else contents.variants_of(draft):
        variant.draft, variant.brand = draft, draft.brand
        reports[variant.pk] = (variant, check(snapshot_of(variant), draft.workspace))
    found = [_hold(gate, draft, reports, waivers.get(gate.pk)) for gate in gates]
    return [hold for hold in found if hold.channels]


def _hold(
    gate: Gate, draft: Draft, reports: Mapping[int, tuple[Variant, Report]], waiver: Waiver | None
) -> Hold:
    channels = [
        variant.channel.name
        for variant, report in reports.values()
        if queries.applies(gate, variant, draft) and stands(gate, report)
    ]
    return Hold(gate, said(gate), channels, waiver)


@dataclass(frozen=True, slots=True)
class Watched:
    """A gate of a brand in words, with what it would have stopped."""

    gate: Gate
    words: str
    watch: queries.Watch


def watched(member: Member, gates: Iterable[Gate]) -> list[Watched]:
    rows = list(gates)
    found = queries.watch(member, rows, timezone.now())
    return [Watched(gate, said(gate), found[gate.pk]) for gate in rows]


def said(gate: Gate) -> str:
    """The gate in the reader's words."""
    return queries.words(gate, rule_name(gate.rule))


def rule_name(rule: str) -> str:
    entry = rulebook.current().rules.get(rule)
    return str(entry.text["fr" if get_language() == "fr" else "en"]["name"]) if entry else rule


def rule_choices(workspace: Workspace) -> list[tuple[str, list[tuple[str, str]]]]:
    """(family, [(id, name and id)]) of every rule, for a form."""
    language = "fr" if get_language() == "fr" else "en"
    return [
        (chapter.label, [(entry.id, f"{entry.name} · {entry.id}") for entry in chapter.entries])
        for chapter in chapters(edition_of(workspace), language)
    ]
