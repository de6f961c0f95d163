"""What a draft was: one revision for a person's sitting, sealed at submit, conflict, restore or when somebody else writes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from planner import access, audit, tasks
from planner.models import Asset, Draft, Job, Member, Pillar, Placement, Revision, User, Variant
from planner.models.drafts import SITTING
from planner.queries import contents
from planner.queries.contents import Content
from planner.services import approvals
from planner.services.values import read_day, read_time


def finish(
    draft: Draft,
    *,
    actor: User | None,
    rescore: Iterable[int] = (),
    reason: str = Revision.Reason.EDIT,
    columns: Iterable[str] = (),
) -> None:
    """The end of every write to a draft, its variants, media or plan, inside its transaction: reviews and approvals are
    settled, ``columns`` of the draft saved, the revision is kept, and the variants (primary keys) that read differently
    now are scored again."""
    approvals.settle(draft, actor=actor, columns=columns)
    keep(draft, actor=actor, reason=reason)
    if wanted := list(rescore):
        tasks.ask_many(Job.Kind.SCORE, wanted, draft.workspace_id)


def keep(draft: Draft, *, actor: User | None, reason: str = Revision.Reason.EDIT) -> None:
    """Keep the draft as it is now, in the person's open revision or in a new one, which is also one event in the log."""
    content = contents.full(draft)
    digest = contents.digest(content)
    now = timezone.now()
    if reason == Revision.Reason.EDIT and actor and _go_on(draft, actor, content, digest, now):
        return
    last = draft.revisions.only("draft", "number", "sealed_at", "content_hash").first()
    if last and last.content_hash == digest:
        return
    if last and last.sealed_at is None:
        Revision.objects.filter(pk=last.pk).update(sealed_at=now)
    number = last.number + 1 if last else 1
    Revision.objects.create(
        workspace_id=draft.workspace_id,
        draft=draft,
        number=number,
        author=actor,
        reason=reason,
        content=content,
        content_hash=digest,
        updated_at=now,
        sealed_at=None if reason == Revision.Reason.EDIT else now,
    )
    action = "draft.restored" if reason == Revision.Reason.RESTORE else "draft.edited"
    audit.record(draft.workspace, action, draft, actor=actor, brand=draft.brand, revision=number)


def _go_on(draft: Draft, actor: User, content: Content, digest: str, now: datetime) -> bool:
    """Put what is new into the last revision while the same person is still at it. Only the last one is ever unsealed."""
    rows = Revision.objects.filter(draft=draft, author=actor, sealed_at=None, updated_at__gte=now - SITTING)
    new = rows.exclude(content_hash=digest)
    return bool(new.update(content=content, content_hash=digest, updated_at=now))


def seal(draft: Draft, *, reason: str = Revision.Reason.SUBMIT) -> None:
    """Close the open revision, e.g. when the draft goes to review; it is then what was submitted."""
    draft.revisions.filter(sealed_at=None).update(sealed_at=timezone.now(), reason=reason)


@transaction.atomic
def restore(draft: Draft, number: int, *, member: Member) -> int | None:
    """Make the draft what it was in a revision, as a new revision. Returns the number that undoes it.

    Media that was deleted for good and pillars that are gone are left out. A published post keeps its time.
    """
    draft = access.draft_for(member, draft.pk, "draft.write", lock=True)
    if draft.is_archived:
        raise ValidationError(_("This draft is archived. Restore it first."))
    content = access.revision_for(member, draft, number).content
    keep(draft, actor=member.user)
    before = draft.revisions.values_list("number", flat=True).first()
    _write_draft(draft, content)
    _write_variants(draft, content)
    _write_media(draft, content)
    live = Variant.objects.filter(draft=draft, archived_at=None).values_list("pk", flat=True)
    finish(draft, actor=member.user, rescore=live, reason=Revision.Reason.RESTORE)
    return before


def _write_draft(draft: Draft, content: Content) -> None:
    for field in contents.DRAFT_FIELDS:
        setattr(draft, field, content[field])
    draft.pillar = Pillar.objects.filter(brand=draft.brand_id, pk=content["pillar"]).first()
    draft.save(update_fields=[*contents.DRAFT_FIELDS, "pillar"])


def _write_variants(draft: Draft, content: Content) -> None:
    """Variants of the revision come back, also taken-out ones; later ones are taken out."""
    rows = {row["id"]: row for row in content["variants"]}
    now = timezone.now()
    Variant.objects.filter(draft=draft, archived_at=None).exclude(pk__in=rows).update(archived_at=now)
    for variant in Variant.objects.filter(draft=draft, pk__in=rows).select_related("brand"):
        row = rows[variant.pk]
        for field in contents.VARIANT_FIELDS:
            setattr(variant, field, row[field])
        fields = [*contents.VARIANT_FIELDS, "archived_at"]
        variant.archived_at = None
        if variant.published_at is None:
            fields += _write_plan(variant, row)
        variant.save(update_fields=fields)


def _write_plan(variant: Variant, row: Content) -> list[str]:
    day, at = read_day(row["planned_on"]), read_time(row["planned_time"])
    variant.planned_on, variant.planned_time = day, at
    variant.planned_at = datetime.combine(day, at or time(), variant.brand.zone) if day else None
    variant.window_from, variant.window_to = (read_day(one) for one in row["window"])
    return ["planned_on", "planned_time", "planned_at", "window_from", "window_to"]


def _write_media(draft: Draft, content: Content) -> None:
    lists: list[tuple[int | None, list[dict[str, Any]]]] = [(None, content["media"])]
    lists += [(row["id"], row["media"]) for row in content["variants"]]
    wanted = [item["asset"] for _variant, items in lists for item in items]
    known = set(Asset.objects.filter(brand=draft.brand_id, pk__in=wanted).values_list("pk", flat=True))
    own = set(Variant.objects.filter(draft=draft).values_list("pk", flat=True)) | {None}
    Placement.objects.filter(draft=draft, variant__archived_at=None).delete()
    Placement.objects.bulk_create(
        Placement(
            workspace_id=draft.workspace_id,
            draft=draft,
            variant_id=variant,
            asset_id=item["asset"],
            position=position,
            alt=item["alt"],
        )
        for variant, items in lists
        if variant in own
        for position, item in enumerate(items)
        if item["asset"] in known
    )
