"""Gates and waivers: who sets them, who grants an exception, and the one question that sending, approving and hand-off ask."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from planner import access, audit, policy
from planner.bridge import gates as bridge
from planner.models import Draft, Gate, Member, Variant, Waiver

REASON_MOST = 1000
LONGEST = timedelta(days=365)


def verdict(draft: Draft, variant: Variant | None = None) -> policy.Verdict:
    """Whether the brand's gates let the draft (or one of its channels) pass, waivers counted."""
    return policy.can_pass_gates([hold.words for hold in bridge.holds(draft, variant) if hold.blocks])


def require(draft: Draft, member: Member) -> None:
    """ValidationError with the gates that stand against it. A client is told only that the team is not done."""
    if answer := verdict(draft):
        return
    if member.is_client:
        raise ValidationError(
            _("The team has one more thing to settle before this can be approved. They can see what.")
        )
    raise ValidationError(str(answer.reason))


@transaction.atomic
def add(brand_id: int, *, member: Member, **fields: Any) -> Gate:
    brand = access.brand_for(member, brand_id, "brand.manage", lock=True)
    gate = Gate.objects.create(workspace=brand.workspace, brand=brand, **fields)
    _record("gate.created", gate, member)
    return gate


@transaction.atomic
def change(gate: Gate, *, member: Member, **fields: Any) -> Gate:
    gate = access.gate_for(member, gate.pk, lock=True)
    changed = [name for name, value in fields.items() if getattr(gate, name) != value]
    if changed:
        for name in changed:
            setattr(gate, name, fields[name])
        gate.save(update_fields=changed)
        _record("gate.changed", gate, member, changed=changed)
    return gate


@transaction.atomic
def archive(gate: Gate, *, member: Member, on: bool = True) -> Gate:
    gate = access.gate_for(member, gate.pk, lock=True)
    if gate.is_archived is not on:
        gate.archived_at = timezone.now() if on else None
        gate.save(update_fields=["archived_at"])
        _record("gate.archived" if on else "gate.restored", gate, member)
    return gate


@transaction.atomic
def waive(gate: Gate, draft: Draft, *, member: Member, reason: str, owner_id: int, until: date) -> Waiver:
    """Let this draft past this gate until a day. A second waiver takes the place of the first."""
    draft = access.draft_for(member, draft.pk, "gate.waive", lock=True)
    gate = access.gate_for(member, gate.pk, "gate.waive")
    reason = reason.strip()
    _check(gate, draft, reason, until)
    owner = access.people_of(member, draft.brand, policy.INSIDE).filter(user_id=owner_id).first()
    if owner is None:
        raise ValidationError(_("Choose somebody of the team who works on this brand."))
    now = timezone.now()
    Waiver.objects.filter(gate=gate, draft=draft, ended_at=None).update(ended_at=now)
    waiver = Waiver.objects.create(
        workspace=draft.workspace,
        gate=gate,
        draft=draft,
        reason=reason,
        owner=owner.user,
        owner_label=owner.user.label,
        until=until,
        granted_by=member.user,
    )
    audit.record(
        draft.workspace,
        "gate.waived",
        draft,
        actor=member.user,
        brand=draft.brand,
        gate=gate.pk,
        reason=reason,
        owner=owner.user.label,
        until=until.isoformat(),
    )
    return waiver


def _check(gate: Gate, draft: Draft, reason: str, until: date) -> None:
    if gate.brand_id != draft.brand_id or gate.is_archived:
        raise ValidationError(_("This gate does not stand against this draft."))
    if not reason:
        raise ValidationError(_("Please say why this draft may pass."))
    if len(reason) > REASON_MOST:
        raise ValidationError(_("A reason has at most %(most)d characters.") % {"most": REASON_MOST})
    today = timezone.now().astimezone(draft.brand.zone).date()
    if not today <= until <= today + LONGEST:
        raise ValidationError(_("Choose a last day between today and a year from now."))


@transaction.atomic
def end_waiver(waiver: Waiver, *, member: Member) -> Waiver:
    draft = access.draft_for(member, waiver.draft_id, "gate.waive", lock=True)
    if Waiver.objects.filter(pk=waiver.pk, ended_at=None).update(ended_at=timezone.now()):
        audit.record(
            draft.workspace,
            "gate.waiver_ended",
            draft,
            actor=member.user,
            brand=draft.brand,
            gate=waiver.gate_id,
        )
    return waiver


def on_receipt(draft: Draft) -> list[dict[str, str]]:
    """The waivers that let this approval through, as the receipt keeps them."""
    return [
        {
            "gate": hold.words,
            "reason": hold.waiver.reason,
            "owner": hold.waiver.owner_label,
            "until": hold.waiver.until.isoformat(),
        }
        for hold in bridge.holds(draft)
        if hold.waiver
    ]


def _record(action: str, gate: Gate, member: Member, **facts: Any) -> None:
    facts |= {"what": gate.what, "mode": gate.mode}
    audit.record(gate.workspace, action, gate, actor=member.user, brand=gate.brand, **facts)
