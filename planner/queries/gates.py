"""A brand's gates, what they would have stopped, and the waivers on a draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from planner import access
from planner.models import Brand, Draft, Gate, Member, Variant, Waiver
from planner.models.scorecards import flag
from planner.queries import surfaces

SINCE = timedelta(days=90)
SEVERITIES = list(Gate.Severity.values)


def gates_of(brand: Brand, *, archived: bool = False) -> QuerySet[Gate]:
    return Gate.objects.filter(brand=brand, archived_at__isnull=not archived)


def waivers_of(draft: Draft, today: date) -> dict[int, Waiver]:
    """By gate: the exceptions that hold today."""
    rows = Waiver.objects.filter(draft=draft, ended_at=None, until__gte=today).select_related("granted_by")
    return {row.gate_id: row for row in rows}


def applies(gate: Gate, variant: Variant, draft: Draft) -> bool:
    """Whether the gate is about this channel and campaign at all."""
    return gate.platform in ("", variant.channel.platform) and (
        not gate.campaign or gate.campaign.casefold() == draft.campaign.casefold()
    )


def words(gate: Gate, rule_name: str) -> str:
    """What the gate asks, in a sentence. ``rule_name`` is the rule's name in the reader's language."""
    where = surfaces.platform_label(gate.platform) if gate.platform else ""
    facts = {"rule": rule_name, "severity": gate.get_severity_display(), "least": gate.least}
    match gate.what:
        case Gate.What.RULE if gate.outcome == Gate.Level.FAIL:
            sentence = _("“%(rule)s” must not fail")
        case Gate.What.RULE:
            sentence = _("“%(rule)s” must pass")
        case Gate.What.RISK:
            sentence = _("No risk that is %(severity)s or worse")
        case _:
            sentence = _("Signals of at least %(least)s of 100")
    parts = [sentence % facts, where, gate.campaign]
    return " · ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Watch:
    """Of ``read`` variants scored in the last 90 days and meant by the gate, how many it would have stopped."""

    read: int
    stopped: int


def watch(member: Member, gates: list[Gate], now: datetime) -> dict[int, Watch]:
    """By gate, in one query for any number of gates and scorecards."""
    wanted: dict[str, Count] = {}
    for gate in gates:
        meant = Q(brand=gate.brand_id)
        if gate.platform:
            meant &= Q(channel__platform=gate.platform)
        if gate.campaign:
            meant &= Q(draft__campaign__iexact=gate.campaign)
        wanted[f"read_{gate.pk}"] = Count("pk", filter=meant)
        wanted[f"stopped_{gate.pk}"] = Count("pk", filter=meant & _against(gate))
    rows = access.variants_of(member).filter(scorecard__computed_at__gte=now - SINCE)
    counts = rows.aggregate(**wanted) if wanted else {}
    return {gate.pk: Watch(counts[f"read_{gate.pk}"], counts[f"stopped_{gate.pk}"]) for gate in gates}


def _against(gate: Gate) -> Q:
    """The stored scorecards that the gate stands against: the same question as ``bridge.gates.stands`` asks of a report."""
    if gate.what == Gate.What.RULE:
        failed = Q(scorecard__flags__contains=f" {flag(gate.rule, 'fail')} ")
        if gate.outcome == Gate.Level.FAIL:
            return failed
        return failed | Q(scorecard__flags__contains=f" {flag(gate.rule, 'warn')} ")
    if gate.what == Gate.What.RISK:
        return Q(scorecard__risk__in=SEVERITIES[SEVERITIES.index(gate.severity) :])
    return Q(scorecard__report__score_untimed__lt=gate.least)
