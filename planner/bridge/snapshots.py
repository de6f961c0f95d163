"""Rows become snapshots: what the engine is told."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any

from django.utils import timezone

from planner.models import Acquaintance, Draft, Placement, ReviewState, Variant
from planner.queries import contents, scorecards, surfaces
from scoring.types import (
    AiUse,
    Audience,
    Brand,
    History,
    MediaItem,
    Objective,
    PastPost,
    Pillar,
    Product,
    Schedule,
    Slot,
    Snapshot,
)


def snapshot_of(variant: Variant, *, now: datetime | None = None) -> Snapshot:
    """What the engine reads of a variant as its row, draft and media stand in memory: unsaved text is read as typed.

    ``variant`` needs ``draft``, ``channel`` and ``brand`` loaded. Six queries at most.
    """
    now = now or timezone.now()
    return _snapshot(variant, scorecards.around(variant, now), now)


def snapshots_of(variants: Iterable[Variant]) -> Iterator[tuple[Variant, Snapshot]]:
    """The same for many, in a fixed number of queries, all of them before the first snapshot is made."""
    now = timezone.now()
    rows = list(variants)
    contents.load_placements(variant.draft for variant in rows)
    around = scorecards.around_all(rows, now)
    return ((variant, _snapshot(variant, around[variant.pk], now)) for variant in rows)


def _snapshot(variant: Variant, around: scorecards.Around, now: datetime) -> Snapshot:
    draft, brand = variant.draft, variant.brand
    return Snapshot(
        platform=variant.channel.platform,
        format=variant.format,
        text=variant.full_text,
        lang=variant.language or None,
        objective=Objective(draft.objective) if draft.objective else None,
        title=variant.title,
        first_comment=variant.first_comment,
        link=variant.link,
        media=_media_of(variant),
        ai_use=AiUse(draft.ai_use) if draft.ai_use else None,
        answered=True,
        reply_owner=draft.reply_owner_id is not None,
        schedule=_schedule(variant, now),
        history=_history(variant, around),
        brand=Brand(
            name=brand.name,
            markets=tuple(brand.markets),
            pillars=tuple(Pillar(name, tuple(words)) for name, words in around.pillars),
            words_to_use=tuple(brand.words_to_use),
            words_to_avoid=tuple(brand.words_to_avoid),
            required_hashtags=tuple(brand.required_hashtags),
            required_disclosures=tuple(brand.required_disclosures),
            address=brand.address,
            register=brand.register,
        ),
        products=tuple(Product(one["name"], one["file"]) for one in draft.products) or None,
        audience=_audience(draft),
        settings=variant.settings or {},
    )


def _audience(draft: Draft) -> Audience | None:
    if not (draft.audience or draft.audience_knows):
        return None
    known = {Acquaintance.KNOWS: True, Acquaintance.NEW: False}
    return Audience(
        draft.audience, known.get(Acquaintance(draft.audience_knows)) if draft.audience_knows else None
    )


def _schedule(variant: Variant, now: datetime) -> Schedule:
    """A time that has come is a mistake to mend only while nothing is approved: what is due, or out, is read as of then."""
    approved = variant.draft.review_state == ReviewState.APPROVED
    if variant.planned_at and (approved or variant.handed_off_at):
        now = min(now, variant.planned_at)
    return Schedule(variant.planned_at, now, approved)


def _media_of(variant: Variant) -> tuple[MediaItem, ...]:
    """The pictures of a document are read as what they will be: the pages of one PDF."""
    items = tuple(_media(placement) for placement in contents.placements_of(variant.draft, variant))
    pictures = items and all(item.kind == "image" for item in items)
    if not pictures or not surfaces.is_paged(variant.channel.platform, variant.format):
        return items
    made = replace(items[0], kind="document", mime="application/pdf", alt="", width=None, height=None)
    source = next((item.digital_source for item in items if item.digital_source), "")
    return (replace(made, size=sum(item.size or 0 for item in items), digital_source=source),)


def _media(placement: Placement) -> MediaItem:
    asset = placement.asset
    return MediaItem(
        kind=asset.kind,
        mime=asset.mime,
        name=asset.name,
        size=asset.size,
        width=asset.width,
        height=asset.height,
        duration=asset.duration,
        fps=asset.fps,
        has_audio=asset.has_audio,
        alt=placement.alt,
        digital_source=asset.digital_source,
    )


def _history(variant: Variant, around: scorecards.Around) -> History:
    offset = variant.planned_at.astimezone(variant.brand.zone).utcoffset() if variant.planned_at else None
    slots = tuple(
        Slot(row.facts["weekday"], row.facts["hour"], rank) for rank, row in enumerate(around.slots, 1)
    )
    return History(
        posts=tuple(PastPost(at, text, kind) for at, text, kind in around.neighbours),
        slots=slots or None,
        utc_offset_minutes=int(offset.total_seconds() // 60) if offset else 0,
    )


@dataclass(frozen=True, slots=True)
class Hashes:
    """SHA-256 of what the engine reads. Equal ``input``: equal reports, apart from the time of day."""

    input: str
    draft: str  # the draft's own: text, media, answers, plan
    brand: str  # the brand's settings


def hashes(snap: Snapshot) -> Hashes:
    plan = snap.schedule.planned_at if snap.schedule else None
    approved = snap.schedule.approved if snap.schedule else None
    draft = _digest([replace(snap, schedule=None, history=None, brand=None), plan])
    brand = _digest(snap.brand)
    return Hashes(_digest([draft, brand, snap.history, approved]), draft, brand)


def _digest(data: object) -> str:
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, default=_plain)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any) -> Any:
    kind: Any = type(value)
    return _values_of(kind)(value) if is_dataclass(value) else str(value)


@cache
def _values_of(kind: Any) -> Callable[[Any], Any]:
    """Reads all fields of such a dataclass at once."""
    return attrgetter(*(one.name for one in fields(kind)))
