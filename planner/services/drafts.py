"""Writing drafts: one field at a time, so that two people at one draft never overwrite each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from planner import access, audit
from planner.models import Brand, Draft, Member, Pillar, Placement, Revision, Variant
from planner.models.drafts import SITTING
from planner.queries import contents
from planner.services import revisions
from planner.services.merging import resolve
from planner.services.values import DRAFT, Field

# Read by the check of every variant.
RESCORED = frozenset({"objective", "ai_use", "reply_owner", "products", "audience", "audience_knows"})


@dataclass(frozen=True, slots=True)
class Saved:
    """``value`` is what is stored now; ``state``: "same" (nothing was written), "saved", or "merged" with what others wrote."""

    draft: Draft
    value: Any
    state: str
    variant: Variant | None = None


@transaction.atomic
def save_field(
    draft_id: int, name: str, value: Any, base: Any, *, member: Member, reason: str = Revision.Reason.EDIT
) -> Saved:
    """Store ``value`` where the writer last knew ``base``. Raises merging.Conflict, ValidationError or Refused."""
    draft = locked(draft_id, member)
    field = field_named(DRAFT, name)
    mine, known = field.read(value), field.read(base)
    before = getattr(draft, COLUMNS.get(name, name))
    if mine != known:
        _check(draft, name, field, mine, member)
    stored = resolve(known, mine, before, prose=field.prose)
    if stored == before:
        return Saved(draft, before, "same")
    field.check(stored)
    column = COLUMNS.get(name, name)
    setattr(draft, column, stored)
    revisions.finish(draft, actor=member.user, rescore=_touched(draft, name), reason=reason, columns=[column])
    if name == "reply_owner":  # not content: no revision tells of it
        audit.record(
            draft.workspace, "draft.edited", draft, actor=member.user, brand=draft.brand, sitting=SITTING
        )
    return Saved(draft, stored, "saved" if stored == mine else "merged")


COLUMNS = {"pillar": "pillar_id", "reply_owner": "reply_owner_id"}


def field_named(fields: dict[str, Field], name: str) -> Field:
    if name not in fields:
        raise ValidationError(_("There is no such field."))
    return fields[name]


def locked(draft_id: int, member: Member) -> Draft:
    """The draft's row, locked for a write that the member may make."""
    draft = access.draft_for(member, draft_id, "draft.write", lock=True)
    if draft.is_archived:
        raise ValidationError(_("This draft is archived. Restore it to change it."))
    if draft.brand.is_archived:
        raise ValidationError(
            _("The brand of this draft is archived. Restore the brand to change the draft.")
        )
    return draft


def _check(draft: Draft, name: str, field: Field, value: Any, member: Member) -> None:
    field.check(value)
    if name == "pillar" and value and not Pillar.objects.filter(brand=draft.brand_id, pk=value).exists():
        raise ValidationError(_("This brand has no such pillar."))
    if (
        name == "reply_owner"
        and value
        and not access.people_of(member, draft.brand).filter(user=value).exists()
    ):
        raise ValidationError(_("This person does not work on this brand."))


def _touched(draft: Draft, name: str) -> Iterator[int]:
    """Variants that read differently once this field has changed. Read after the write has settled: one load for both."""
    for variant in contents.variants_of(draft) if name == "text" or name in RESCORED else ():
        if name != "text" or variant.inherits_text:
            yield variant.pk


@transaction.atomic
def create(brand_id: int, *, member: Member, **fields: Any) -> Draft:
    """A new draft, with any of the fields of ``values.DRAFT``. Asked for without fields, an own empty one is found again:
    two presses of "New draft" make one."""
    brand = access.brand_for(member, brand_id, "draft.write")
    if brand.archived_at:
        raise ValidationError(_("This brand is archived. Restore it to write for it."))
    if not fields:
        access.queue_up(member)
        if empty := _empty_draft(brand, member):
            return empty
    draft = Draft(workspace=member.workspace, brand=brand, created_by=member.user)
    for name, raw in fields.items():
        field = field_named(DRAFT, name)
        value = field.read(raw)
        _check(draft, name, field, value, member)
        setattr(draft, COLUMNS.get(name, name), value)
    draft.save()
    audit.record(draft.workspace, "draft.created", draft, actor=member.user, brand=brand)
    revisions.finish(draft, actor=member.user)
    return draft


def _empty_draft(brand: Brand, member: Member) -> Draft | None:
    rows = Draft.objects.filter(
        brand=brand, created_by=member.user, archived_at=None, title="", brief="", text="", campaign=""
    )
    return (
        rows.filter(variants=None, placements=None, reviews=None).select_related("brand", "workspace").first()
    )


@transaction.atomic
def duplicate(draft_id: int, *, member: Member) -> Draft:
    """The same idea again, without its plan, reviews and comments."""
    source = access.draft_for(member, draft_id, "draft.write")
    title = _("%(title)s (copy)") % {"title": source.title[:140]} if source.title else ""
    copied = (
        "brief",
        "text",
        "labels",
        "pillar_id",
        "funnel_stage",
        "objective",
        "campaign",
        "products",
        "audience",
        "audience_knows",
        "ai_use",
        "reply_owner_id",
    )
    draft = Draft.objects.create(
        workspace=source.workspace,
        brand=source.brand,
        title=title,
        created_by=member.user,
        **{name: getattr(source, name) for name in copied},
    )
    twins: dict[int | None, int | None] = {None: None}
    for variant in contents.variants_of(source):
        values = {name: getattr(variant, name) for name in contents.VARIANT_FIELDS}
        twin = Variant.objects.create(
            workspace=source.workspace, draft=draft, brand=source.brand, channel=variant.channel, **values
        )
        twins[variant.pk] = twin.pk
    _copy_media(source, draft, twins)
    audit.record(
        draft.workspace, "draft.duplicated", draft, actor=member.user, brand=draft.brand, source=source.pk
    )
    revisions.finish(draft, actor=member.user, rescore=[pk for pk in twins.values() if pk])
    return draft


def _copy_media(source: Draft, draft: Draft, twins: dict[int | None, int | None]) -> None:
    Placement.objects.bulk_create(
        Placement(
            workspace_id=draft.workspace_id,
            draft=draft,
            variant_id=twins[placement.variant_id],
            asset_id=placement.asset_id,
            position=placement.position,
            alt=placement.alt,
        )
        for placement in Placement.objects.filter(draft=source)
        if placement.variant_id in twins
    )


def archive(draft_id: int, *, member: Member) -> Draft:
    return _set_archived(draft_id, True, member)


def restore(draft_id: int, *, member: Member) -> Draft:
    return _set_archived(draft_id, False, member)


@transaction.atomic
def _set_archived(draft_id: int, archived: bool, member: Member) -> Draft:
    """Archived drafts leave lists and calendar; nothing of them is lost. Doing it twice is doing it once."""
    draft = access.draft_for(member, draft_id, "draft.write", lock=True)
    if draft.is_archived != archived:
        draft.archived_at = timezone.now() if archived else None
        draft.save(update_fields=["archived_at"])
        action = "draft.archived" if archived else "draft.unarchived"
        audit.record(draft.workspace, action, draft, actor=member.user, brand=draft.brand)
    return draft
