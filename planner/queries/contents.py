"""The content of a draft as data: what a revision keeps, what a channel will show, and the hash an approval is bound to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from planner.models import Approval, Draft, Placement, Variant

Content = dict[str, Any]

DRAFT_FIELDS = (
    "title", "brief", "text", "labels", "funnel_stage", "objective", "campaign", "products", "audience", "audience_knows", "ai_use",
)  # fmt: skip
VARIANT_FIELDS = ("format", "text", "language", "title", "first_comment", "link", "settings", "own_media")


def load(drafts: Iterable[Draft]) -> None:
    """Prefetch, in three queries for any number of drafts, all that this module reads."""
    variants = Variant.objects.filter(archived_at=None).select_related("channel", "scorecard")
    variants = variants.defer("scorecard__report").order_by("pk")
    prefetch_related_objects(
        list(drafts), Prefetch("variants", variants, to_attr="live_variants"), _placements()
    )


def load_placements(drafts: Iterable[Draft]) -> None:
    """Prefetch the media of these drafts and of their variants, in one query."""
    prefetch_related_objects(list(drafts), _placements())


def _placements() -> Prefetch[str]:
    rows = Placement.objects.select_related("asset").order_by("position", "pk")
    return Prefetch("placements", rows, to_attr="all_placements")


def variants_of(draft: Draft) -> list[Variant]:
    """Live variants in order, each with its ``draft`` set. Loads them when ``load`` was not called before."""
    if not hasattr(draft, "live_variants"):
        load([draft])
    variants: list[Variant] = draft.live_variants  # type: ignore[attr-defined]
    for variant in variants:
        variant.draft = draft
    return variants


def all_placements_of(draft: Draft) -> list[Placement]:
    """The media of the draft and of its variants."""
    if not hasattr(draft, "all_placements"):
        load_placements([draft])
    return draft.all_placements  # type: ignore[attr-defined, no-any-return]


def placements_of(draft: Draft, variant: Variant | None = None) -> list[Placement]:
    """The media the variant will show, own or inherited; the base media without a variant."""
    wanted = variant.pk if variant is not None and variant.own_media else None
    return [placement for placement in all_placements_of(draft) if placement.variant_id == wanted]


def forget(draft: Draft) -> None:
    """Drop what was loaded, after a write."""
    for name in ("live_variants", "all_placements"):
        draft.__dict__.pop(name, None)
    draft._prefetched_objects_cache = {}  # type: ignore[attr-defined]


def _media(placements: Iterable[Placement]) -> list[Content]:
    return [
        {
            "asset": placement.asset_id,
            "sha256": placement.asset.sha256,
            "name": placement.asset.name,
            "alt": placement.alt,
        }
        for placement in placements
    ]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def full(draft: Draft) -> Content:
    """Everything a writer can change, as a revision keeps it. JSON."""
    content: Content = {field: getattr(draft, field) for field in DRAFT_FIELDS}
    content["pillar"] = draft.pillar_id
    content["media"] = _media(placements_of(draft))
    content["variants"] = [_full_variant(draft, variant) for variant in variants_of(draft)]
    return content


def _full_variant(draft: Draft, variant: Variant) -> Content:
    content: Content = {field: getattr(variant, field) for field in VARIANT_FIELDS}
    return content | {
        "id": variant.pk,
        "channel": variant.channel_id,
        "platform": variant.channel.platform,
        "channel_name": variant.channel.name,
        "planned_on": _day(variant.planned_on),
        "planned_time": variant.planned_time.strftime("%H:%M") if variant.planned_time else None,
        "window": [_day(variant.window_from), _day(variant.window_to)],
        "media": _media(placements_of(draft, variant)) if variant.own_media else [],
    }


def window_of(variant: Variant) -> list[str] | None:
    """First and last day (ISO) on which the variant may go out: the one set, else the planned day; None means any day."""
    if variant.window_from and variant.window_to:
        return [variant.window_from.isoformat(), variant.window_to.isoformat()]
    if variant.planned_on:
        return [variant.planned_on.isoformat()] * 2
    return None


def shown(draft: Draft) -> Content:
    """What the channels will show, inheritance resolved: the only thing a decision and an approval are about. JSON."""
    return {
        "ai_use": draft.ai_use,
        "variants": [
            {
                "id": variant.pk,
                "channel": variant.channel_id,
                "platform": variant.channel.platform,
                "channel_name": variant.channel.name,
                "format": variant.format,
                "text": variant.full_text,
                "language": variant.language,
                "title": variant.title,
                "first_comment": variant.first_comment,
                "link": variant.link,
                "settings": variant.settings,
                "media": _media(placements_of(draft, variant)),
                "window": window_of(variant),
            }
            for variant in variants_of(draft)
        ],
    }


def digest(content: Content) -> str:
    """SHA-256 of the canonical JSON: the same content gives the same hash in any process.

    Names of channels and files are kept for readers of a receipt and are not content: renaming one changes no hash.
    """
    text = json.dumps(_bare(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _bare(content: Content) -> Content:
    variants = [
        {**row, "channel_name": "", "media": [{**item, "name": ""} for item in row["media"]]}
        for row in content["variants"]
    ]
    bare = {**content, "variants": variants}
    if "media" in content:
        bare["media"] = [{**item, "name": ""} for item in content["media"]]
    return bare


def is_fresh(approval: Approval, draft: Draft) -> tuple[bool, str]:
    """Whether the approval still covers the draft as it is now; else why not: "content" or "window".

    A plan may move inside the approved window; an approval without a window covers any day.
    """
    now = shown(draft)
    approved = {row["id"]: row for row in approval.content["variants"]}
    bare = {**now, "variants": [{**row, "window": None} for row in now["variants"]]}
    bare_approved = {
        **approval.content,
        "variants": [{**row, "window": None} for row in approval.content["variants"]],
    }
    if digest(bare) != digest(bare_approved):
        return False, "content"
    for variant in variants_of(draft):
        window = approved[variant.pk]["window"]
        if window and variant.planned_on and not window[0] <= variant.planned_on.isoformat() <= window[1]:
            return False, "window"
    return True, ""
