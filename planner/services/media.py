"""Uploads, the library, and where drafts use what is in it."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from secrets import token_hex
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from planner import access, audit, tasks
from planner.models import Asset, Draft, Job, Member, Placement, Revision, Variant
from planner.services import revisions, uploads
from planner.services.drafts import Saved, locked
from planner.services.merging import resolve
from planner.services.values import read_text

MOST_ALT = 4000
TWICE_WITHIN = timedelta(seconds=5)


def upload(member: Member, brand_id: int, file: UploadedFile[Any]) -> Asset:
    """Verify, re-encode and keep one file. ValidationError says in one sentence why it is refused.

    The same file again within seconds is the same upload: somebody pressed twice.
    """
    brand = access.brand_for(member, brand_id, "media.write")
    found = uploads.decode(file)
    name = f"{member.workspace_id}/{brand.pk}/{token_hex(12)}.{uploads.ENDINGS[found.mime]}"
    content: File[Any] = ContentFile(found.data) if found.data is not None else File(file.file)
    same = {"brand": brand, "name": uploads.clean_name(file.name), "sha256": _sha256(content)}
    with transaction.atomic():
        access.queue_up(member)
        if sent := _just_sent(member, same):
            return sent
        asset = Asset(
            **same,
            workspace=member.workspace,
            kind=found.kind,
            mime=found.mime,
            size=len(found.data) if found.data is not None else file.size or 0,
            width=found.width,
            height=found.height,
            duration=found.duration,
            fps=found.fps,
            has_audio=found.has_audio,
            digital_source=found.digital_source,
            uploaded_by=member.user,
        )
        asset.file.save(name, content, save=False)
        asset.save()
        audit.record(
            member.workspace, "media.uploaded", asset, actor=member.user, brand=brand, size=asset.size
        )
        tasks.ask(Job.Kind.THUMBNAIL, asset.pk, member.workspace_id)
    return asset


def _just_sent(member: Member, same: dict[str, Any]) -> Asset | None:
    lately = timezone.now() - TWICE_WITHIN
    rows = Asset.objects.filter(**same, uploaded_by=member.user, archived_at=None, created_at__gte=lately)
    return rows.first()


def _sha256(content: File[Any]) -> str:
    digest = hashlib.sha256()
    for chunk in content.chunks():
        digest.update(chunk)
    content.seek(0)
    return digest.hexdigest()


@transaction.atomic
def archive(member: Member, asset_id: int, *, restore: bool = False) -> Asset:
    """Out of the library; drafts that use it keep it."""
    asset = access.asset_for(member, asset_id, "media.write", lock=True)
    asset.archived_at = None if restore else timezone.now()
    asset.save(update_fields=["archived_at"])
    action = "media.restored" if restore else "media.archived"
    audit.record(member.workspace, action, asset, actor=member.user, brand=asset.brand)
    return asset


def _target(member: Member, draft_id: int, variant_id: int | None) -> tuple[Draft, Variant | None]:
    """The locked draft and its variant."""
    draft = locked(draft_id, member)
    if variant_id is None:
        return draft, None
    variant = access.variant_for(member, variant_id, "draft.write", lock=True)
    if variant.draft_id != draft.pk:
        raise ValidationError(_("This channel belongs to another draft."))
    if variant.archived_at:
        raise ValidationError(_("This channel was taken out of the draft. Put it back to change it."))
    return draft, variant


def _shown(draft: Draft, variant: Variant | None) -> QuerySet[Placement]:
    """What is shown there now: the variant's own media, else the base's."""
    own = variant if variant and variant.own_media else None
    return Placement.objects.filter(draft=draft, variant=own).order_by("position", "pk")


def _own(draft: Draft, variant: Variant | None) -> QuerySet[Placement]:
    """The rows to write to. A variant that inherits gets its own copy of the base media first."""
    if variant and not variant.own_media:
        rows = [_copy(row, variant) for row in _shown(draft, variant)]
        variant.own_media = True
        variant.save(update_fields=["own_media"])
        Placement.objects.bulk_create(rows)
    return Placement.objects.filter(draft=draft, variant=variant).order_by("position", "pk")


def _copy(row: Placement, variant: Variant) -> Placement:
    return Placement(
        workspace_id=row.workspace_id,
        draft_id=row.draft_id,
        variant=variant,
        asset_id=row.asset_id,
        position=row.position,
        alt=row.alt,
    )


def _written(
    member: Member, draft: Draft, variant: Variant | None, reason: str = Revision.Reason.EDIT
) -> None:
    """What every change of a draft's media ends with."""
    rows = draft.variants.filter(archived_at=None)
    touched = rows.filter(pk=variant.pk) if variant else rows.filter(own_media=False)
    rescore = list(touched.values_list("pk", flat=True))
    revisions.finish(draft, actor=member.user, rescore=rescore, reason=reason)


@transaction.atomic
def place(member: Member, draft_id: int, asset_id: int, variant_id: int | None = None) -> Placement:
    """Add an asset of the same brand at the end. Adding what is there already changes nothing."""
    draft, variant = _target(member, draft_id, variant_id)
    asset = access.asset_for(member, asset_id, "media.write")
    if asset.brand_id != draft.brand_id:
        raise ValidationError(_("This file belongs to another brand."))
    if there := _shown(draft, variant).filter(asset=asset).first():
        return there
    last = _own(draft, variant).aggregate(last=Max("position"))["last"]
    placement = Placement.objects.create(
        workspace=draft.workspace,
        draft=draft,
        variant=variant,
        asset=asset,
        position=0 if last is None else last + 1,
    )
    _written(member, draft, variant)
    return placement


@transaction.atomic
def remove(member: Member, draft_id: int, asset_id: int, variant_id: int | None = None) -> None:
    """Out of this place; the file stays in the library. Removing it twice is removing it once."""
    draft, variant = _target(member, draft_id, variant_id)
    if _shown(draft, variant).filter(asset=asset_id).exists():
        _own(draft, variant).filter(asset=asset_id).delete()
        _written(member, draft, variant)


@transaction.atomic
def reorder(member: Member, draft_id: int, asset_ids: list[int], variant_id: int | None = None) -> None:
    """``asset_ids`` in the wanted order; what somebody added meanwhile stays, behind them."""
    draft, variant = _target(member, draft_id, variant_id)
    now = list(_shown(draft, variant).values_list("asset", flat=True))
    wanted = {asset: place for place, asset in enumerate(asset_ids)}
    ordered = sorted(now, key=lambda asset: wanted.get(asset, len(wanted)))
    if ordered == now:
        return
    rows = list(_own(draft, variant))
    for row in rows:
        row.position = ordered.index(row.asset_id)
    Placement.objects.bulk_update(rows, ["position"])
    _written(member, draft, variant)


@transaction.atomic
def shift(member: Member, draft_id: int, asset_id: int, places: int, variant_id: int | None = None) -> None:
    """Move one file by so many places, as far as there are places."""
    now = list(_shown(*_target(member, draft_id, variant_id)).values_list("asset", flat=True))
    if asset_id in now:
        at = now.index(asset_id)
        now.insert(max(0, at + places), now.pop(at))
        reorder(member, draft_id, now, variant_id)


@transaction.atomic
def describe(
    member: Member,
    draft_id: int,
    asset_id: int,
    value: str,
    base: str,
    variant_id: int | None = None,
    *,
    reason: str = Revision.Reason.EDIT,
) -> Saved:
    """Store an alt text where the writer last knew ``base``, as ``drafts.save_field`` does. Raises merging.Conflict."""
    draft, variant = _target(member, draft_id, variant_id)
    row = _shown(draft, variant).filter(asset=asset_id).first()
    if row is None:
        raise ValidationError(_("This picture was taken out meanwhile. Its alt text is not saved."))
    mine = read_text(value)
    stored = resolve(read_text(base), mine, row.alt, prose=True)
    if stored == row.alt:
        return Saved(draft, stored, "same", variant)
    if len(stored) > MOST_ALT:
        raise ValidationError(_("This alt text is too long: at most 4,000 characters are kept."))
    _own(draft, variant).filter(asset=asset_id).update(alt=stored)
    _written(member, draft, variant, reason)
    return Saved(draft, stored, "saved" if stored == mine else "merged", variant)


@transaction.atomic
def back_to_base(member: Member, draft_id: int, variant_id: int) -> None:
    """The variant shows the base media again."""
    draft, variant = _target(member, draft_id, variant_id)
    if variant is None or not variant.own_media:
        return
    Placement.objects.filter(variant=variant).delete()
    variant.own_media = False
    variant.save(update_fields=["own_media"])
    _written(member, draft, variant)
