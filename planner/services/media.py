"""Uploads, the library, and where drafts use what is in it."""

from __future__ import annotations

import hashlib
from secrets import token_hex
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from planner import access, audit, tasks
from planner.models import Asset, Draft, Job, Member, Placement, Variant
from planner.services import revisions, uploads

MOST_ALT = 4000


def upload(member: Member, brand_id: int, file: UploadedFile[Any]) -> Asset:
    """Verify, re-encode and keep one file. ValidationError says in one sentence why it is refused."""
    brand = access.brand_for(member, brand_id, "media.write")
    found = uploads.decode(file)
    name = f"{member.workspace_id}/{brand.pk}/{token_hex(12)}.{uploads.ENDINGS[found.mime]}"
    content: File[Any] = ContentFile(found.data) if found.data is not None else File(file.file)
    with transaction.atomic():
        asset = Asset(
            workspace=member.workspace,
            brand=brand,
            kind=found.kind,
            name=(file.name or "")[:200],
            mime=found.mime,
            size=len(found.data) if found.data is not None else file.size or 0,
            width=found.width,
            height=found.height,
            duration=found.duration,
            fps=found.fps,
            has_audio=found.has_audio,
            digital_source=found.digital_source,
            sha256=_sha256(content),
            uploaded_by=member.user,
        )
        asset.file.save(name, content, save=False)
        asset.save()
        audit.record(
            member.workspace, "media.uploaded", asset, actor=member.user, brand=brand, size=asset.size
        )
        tasks.ask(Job.Kind.THUMBNAIL, asset.pk, member.workspace_id)
    return asset


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
    """The locked draft and its variant; a variant that inherits gets its own copy of the base media first."""
    draft = access.draft_for(member, draft_id, "draft.write", lock=True)
    if variant_id is None:
        return draft, None
    variant = access.variant_for(member, variant_id, "draft.write", lock=True)
    if variant.draft_id != draft.pk:
        raise ValidationError(_("This channel belongs to another draft."))
    if not variant.own_media:
        _own(draft, variant)
    return draft, variant


def _own(draft: Draft, variant: Variant) -> None:
    variant.own_media = True
    variant.save(update_fields=["own_media"])
    Placement.objects.bulk_create(
        Placement(
            workspace_id=draft.workspace_id,
            draft=draft,
            variant=variant,
            asset_id=placement.asset_id,
            position=placement.position,
            alt=placement.alt,
        )
        for placement in Placement.objects.filter(draft=draft, variant=None)
    )


def _written(member: Member, draft: Draft, variant: Variant | None) -> None:
    """What every change of a draft's media ends with."""
    rows = draft.variants.filter(archived_at=None)
    touched = rows.filter(pk=variant.pk) if variant else rows.filter(own_media=False)
    revisions.finish(draft, actor=member.user, rescore=list(touched.values_list("pk", flat=True)))


@transaction.atomic
def place(member: Member, draft_id: int, asset_id: int, variant_id: int | None = None) -> Placement:
    """Add an asset of the same brand at the end. Adding what is there already changes nothing."""
    draft, variant = _target(member, draft_id, variant_id)
    asset = access.asset_for(member, asset_id, "media.write")
    if asset.brand_id != draft.brand_id:
        raise ValidationError(_("This file belongs to another brand."))
    rows = Placement.objects.filter(draft=draft, variant=variant)
    if there := rows.filter(asset=asset).first():
        return there
    last = rows.aggregate(last=Max("position"))["last"]
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
    draft, variant = _target(member, draft_id, variant_id)
    if Placement.objects.filter(draft=draft, variant=variant, asset=asset_id).delete()[0]:
        _written(member, draft, variant)


@transaction.atomic
def reorder(member: Member, draft_id: int, asset_ids: list[int], variant_id: int | None = None) -> None:
    """``asset_ids`` in the wanted order; what somebody added meanwhile stays, behind them."""
    draft, variant = _target(member, draft_id, variant_id)
    rows = list(Placement.objects.filter(draft=draft, variant=variant).order_by("position", "pk"))
    wanted = {asset: place for place, asset in enumerate(asset_ids)}
    ordered = sorted(rows, key=lambda row: (wanted.get(row.asset_id, len(wanted)), row.position))
    if ordered == rows:
        return
    for position, row in enumerate(ordered):
        row.position = position
    Placement.objects.bulk_update(ordered, ["position"])
    _written(member, draft, variant)


@transaction.atomic
def describe(member: Member, draft_id: int, asset_id: int, alt: str, variant_id: int | None = None) -> None:
    """Set the alt text of one picture at this place."""
    if len(alt) > MOST_ALT:
        raise ValidationError(_("This alt text is too long: at most 4,000 characters are kept."))
    draft, variant = _target(member, draft_id, variant_id)
    if (
        Placement.objects.filter(draft=draft, variant=variant, asset=asset_id)
        .exclude(alt=alt)
        .update(alt=alt)
    ):
        _written(member, draft, variant)


@transaction.atomic
def back_to_base(member: Member, draft_id: int, variant_id: int) -> None:
    """The variant shows the base media again."""
    draft = access.draft_for(member, draft_id, "draft.write", lock=True)
    variant = access.variant_for(member, variant_id, "draft.write", lock=True)
    if variant.draft_id != draft.pk or not variant.own_media:
        return
    Placement.objects.filter(variant=variant).delete()
    variant.own_media = False
    variant.save(update_fields=["own_media"])
    _written(member, draft, variant)
