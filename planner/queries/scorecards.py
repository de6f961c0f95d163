"""What a variant's check is told beyond its own row, and what it said last."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Exists, OuterRef, Prefetch, prefetch_related_objects

from planner.models import Job, Pillar, Post, Recommendation, Scorecard, Variant

NEIGHBOURS = timedelta(days=7)
PAST_POSTS = 40

PastRow = tuple[datetime, str, str]  # instant, text, format


def waits() -> Exists:
    """To annotate variants with: the stored scorecard is missing or out of date, and a worker will compute it."""
    left = (Job.State.WAITING, Job.State.RUNNING)
    return Exists(Job.objects.filter(kind=Job.Kind.SCORE, subject=OuterRef("pk"), state__in=left))


def pillars_of(variant: Variant) -> list[tuple[str, list[str]]]:
    return list(
        Pillar.objects.filter(brand=variant.brand_id, archived_at=None).values_list("name", "keywords")
    )


def neighbours_of(variant: Variant, now: datetime) -> list[PastRow]:
    """What the channel published lately and plans around this variant's time, newest first, its own draft left out."""
    at = variant.planned_at or now
    planned = (
        Variant.objects.filter(
            channel=variant.channel_id,
            archived_at=None,
            draft__archived_at=None,
            planned_at__range=(at - NEIGHBOURS, at + NEIGHBOURS),
        )
        .exclude(draft=variant.draft_id)
        .order_by("-planned_at")
        .values_list("planned_at", "text", "draft__text", "format")[:PAST_POSTS]
    )
    posts = (
        Post.objects.filter(channel=variant.channel_id, published_at__isnull=False, variant=None)
        .order_by("-published_at")
        .values_list("published_at", "text", "format")[:PAST_POSTS]
    )
    rows = [(when, base if own is None else own, kind) for when, own, base, kind in planned if when]
    rows += [(when, text, kind) for when, text, kind in posts if when]
    return sorted(rows, key=lambda row: row[0], reverse=True)


def slots_of(variant: Variant) -> list[Recommendation]:
    """The channel's recommended weekly hours that still stand, best first; none means not enough data."""
    gone = [Recommendation.State.OUTDATED, Recommendation.State.DISMISSED]
    rows = Recommendation.objects.filter(channel=variant.channel_id, kind=Recommendation.Kind.SLOT).exclude(
        state__in=gone
    )
    return sorted(rows, key=lambda row: -float(row.facts.get("lift", 0)))


def load(variants: Iterable[Variant]) -> None:
    """The scorecards of all these in one query, without their long reports."""
    prefetch_related_objects(list(variants), Prefetch("scorecard", Scorecard.objects.defer("report")))


def last_of(variant: Variant) -> Scorecard | None:
    """As last computed; None while the worker has not come to it."""
    try:
        return variant.scorecard
    except ObjectDoesNotExist:
        return None
