"""Brands with their pillars and channels. Each write checks the policy again and leaves one audit event."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from planner import access, audit, tasks
from planner.models import Brand, Channel, Job, Member, Pillar, Variant

STEPS = ("reviewer_step", "client_step", "allow_own_work", "allow_for_client")
READ_BY_RULES = {
    "name", "language", "time_zone", "markets", "words_to_use", "words_to_avoid", "required_hashtags", "required_disclosures",
    "address", "register",
}  # fmt: skip
Part = Pillar | Channel


def create(*, member: Member, **fields: Any) -> Brand:
    """A brand of the member's workspace. A member limited to some brands sees the new one too."""
    access.allow(member, "brand.manage")
    with transaction.atomic():
        brand = Brand(workspace=member.workspace, **fields)
        _save_named(brand, None, brand=brand)
        if not member.all_brands:
            member.brands.add(brand)
        audit.record(member.workspace, "brand.created", brand, actor=member.user, brand=brand)
    return brand


def change(pk: int, *, member: Member, **fields: Any) -> Brand:
    """Write those of ``fields`` that differ. Another time zone keeps the wall time of every plan."""
    with transaction.atomic():
        brand = access.brand_for(member, pk, "brand.manage", lock=True)
        changed = _assign(brand, fields)
        if not changed:
            return brand
        _save_named(brand, changed, brand=brand)
        if "time_zone" in changed:
            _move_plans(brand)
        if READ_BY_RULES & set(changed):
            _score_again(brand)
        action = "brand.workflow_changed" if set(changed) <= set(STEPS) else "brand.changed"
        steps = {name: getattr(brand, name) for name in changed if name in STEPS}
        audit.record(brand.workspace, action, brand, actor=member.user, brand=brand, changed=changed, **steps)
    return brand


def _assign(row: models.Model, fields: dict[str, Any]) -> list[str]:
    changed = [name for name, value in fields.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, fields[name])
    return changed


def _save_named(row: models.Model, fields: list[str] | None, *, brand: Brand) -> None:
    """Save; a name that is taken is a sentence, not an error. Call inside a transaction."""
    try:
        with transaction.atomic():
            row.save(update_fields=fields)
    except IntegrityError:
        raise ValidationError({"name": _taken(row)}) from None


def _taken(row: models.Model) -> str:
    """An archived row keeps its name, so that it can come back."""
    if isinstance(row, Channel):
        return _(
            "This brand already has a channel of this name on this platform; look among the archived ones too."
        )
    if isinstance(row, Pillar):
        return _("This brand already has a pillar of this name; look among the archived ones too.")
    return _("The workspace already has a brand of this name; look among the archived ones too.")


def _move_plans(brand: Brand) -> None:
    """Derive the instant of every plan anew: 9:30 stays 9:30, now in the new zone.

    A time that the new zone's clocks skip is kept as written and counts as the moment right after the jump.
    """
    rows = list(Variant.objects.select_for_update().filter(brand=brand, planned_on__isnull=False))
    for row in rows:
        if row.planned_on and row.planned_time:  # always both (constraint variant_plan_whole)
            row.planned_at = datetime.combine(row.planned_on, row.planned_time, brand.zone).astimezone(UTC)
    Variant.objects.bulk_update(rows, ["planned_at"], batch_size=500)


def _score_again(brand: Brand) -> None:
    """The rules read the brand's words, language and zone: what may still change is scored anew by the worker."""
    rows = Variant.objects.filter(brand=brand, archived_at=None, draft__archived_at=None, published_at=None)
    tasks.ask_many(Job.Kind.SCORE, list(rows.values_list("pk", flat=True)), brand.workspace_id)


def archive(pk: int, *, member: Member) -> Brand:
    """Out of every list; its drafts, results and approvals stay and come back with it."""
    return _set_archived(pk, member, on=True)


def restore(pk: int, *, member: Member) -> Brand:
    return _set_archived(pk, member, on=False)


@transaction.atomic
def _set_archived(pk: int, member: Member, *, on: bool) -> Brand:
    brand = access.brand_for(member, pk, "brand.manage", lock=True)
    _mark(brand, brand, on, member)
    return brand


def _mark(row: Brand | Part, brand: Brand, on: bool, member: Member) -> None:
    """Archive or restore, and say so in the log; what is so already is left alone."""
    if row.is_archived is on:
        return
    row.archived_at = timezone.now() if on else None
    row.save(update_fields=["archived_at"])
    action = f"{row._meta.model_name}.{'archived' if on else 'restored'}"
    audit.record(brand.workspace, action, row, actor=member.user, brand=brand)


def add_channel(brand_id: int, *, member: Member, **fields: Any) -> Channel:
    with transaction.atomic():
        brand = access.brand_for(member, brand_id, "brand.manage", lock=True)
        channel = Channel(workspace=brand.workspace, brand=brand, **fields)
        _save_named(channel, None, brand=brand)
        audit.record(
            brand.workspace,
            "channel.created",
            channel,
            actor=member.user,
            brand=brand,
            platform=channel.platform,
        )
    return channel


def add_pillar(brand_id: int, *, member: Member, **fields: Any) -> Pillar:
    with transaction.atomic():
        brand = access.brand_for(member, brand_id, "brand.manage", lock=True)
        last = Pillar.objects.filter(brand=brand).aggregate(last=Max("position"))["last"]
        pillar = Pillar(
            workspace=brand.workspace, brand=brand, position=0 if last is None else last + 1, **fields
        )
        _save_named(pillar, None, brand=brand)
        audit.record(brand.workspace, "pillar.created", pillar, actor=member.user, brand=brand)
        tasks.ask(Job.Kind.RECOMMEND, brand.pk, brand.workspace_id)
    return pillar


def change_part(part: Part, *, member: Member, **fields: Any) -> Part:
    """Change a pillar or a channel. A channel never moves to another platform: its drafts were written for this one."""
    with transaction.atomic():
        part = _locked(part, member)
        changed = _assign(part, fields)
        if not changed:
            return part
        _save_named(part, changed, brand=part.brand)
        kind = part._meta.model_name
        audit.record(
            part.workspace, f"{kind}.changed", part, actor=member.user, brand=part.brand, changed=changed
        )
        if isinstance(part, Pillar):
            _after_pillar(part, changed)
    return part


def _locked(part: Part, member: Member) -> Part:
    """The row as it is now, with its brand locked: writes to one brand's parts queue up."""
    access.brand_for(member, part.brand_id, "brand.manage", lock=True)
    fetch = access.channel_for if isinstance(part, Channel) else access.pillar_for
    return fetch(member, part.pk, "brand.manage")


def _after_pillar(pillar: Pillar, changed: list[str]) -> None:
    """Shares and words of a pillar are what gaps and the topic rules are computed from."""
    tasks.ask(Job.Kind.RECOMMEND, pillar.brand_id, pillar.workspace_id)
    if {"name", "keywords"} & set(changed):
        _score_again(pillar.brand)


@transaction.atomic
def archive_part(part: Part, *, member: Member, on: bool = True) -> Part:
    """Archive (or, ``on`` False, restore) a pillar or a channel. Drafts that use it keep it."""
    part = _locked(part, member)
    _mark(part, part.brand, on, member)
    if isinstance(part, Pillar):
        tasks.ask(Job.Kind.RECOMMEND, part.brand_id, part.workspace_id)
    return part


@transaction.atomic
def move_pillar(pillar: Pillar, up: bool, *, member: Member) -> None:
    """One place up or down among the pillars in use; at the end nothing happens."""
    pillar = access.pillar_for(member, pillar.pk, "brand.manage")
    access.brand_for(member, pillar.brand_id, "brand.manage", lock=True)
    rows = list(Pillar.objects.filter(brand=pillar.brand_id, archived_at=None))
    here = next((index for index, row in enumerate(rows) if row.pk == pillar.pk), None)
    there = None if here is None else here + (-1 if up else 1)
    if here is None or there is None or not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    for position, row in enumerate(rows):
        row.position = position
    Pillar.objects.bulk_update(rows, ["position"])
    audit.record(pillar.workspace, "pillar.moved", pillar, actor=member.user, brand=pillar.brand)
