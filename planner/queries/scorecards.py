"""What a variant's check is told beyond its own row, and what it said last."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice, takewhile
from typing import Any

from django.core.cache import caches
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Window, prefetch_related_objects
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone

from planner.models import Job, Pillar, Post, Recommendation, Scorecard, Variant
from planner.queries import contents, gates

NEIGHBOURS = timedelta(days=7)
PAST_POSTS = 40
KEPT = 5  # seconds

PastRow = tuple[datetime, str, str]  # instant, text, format

PlanRow = tuple[int, datetime, str, str, int]  # channel, then the same, then the draft
PillarRow = tuple[str, list[str]]  # name, words that show it


def waits() -> Exists:
    """To annotate variants with: the stored scorecard is missing or out of date, and a worker will compute it."""
    left = (Job.State.WAITING, Job.State.RUNNING)
    return Exists(Job.objects.filter(kind=Job.Kind.SCORE, subject=OuterRef("pk"), state__in=left))


@dataclass(frozen=True, slots=True)
class Around:
    """What a check reads beyond the draft: the brand's pillars, the channel's other posts (newest first) and its best hours."""

    pillars: list[PillarRow]
    neighbours: list[PastRow]
    slots: list[Recommendation]


def keep_around(variant: Variant) -> None:
    """For checks from key to key, whose answers are never stored: let ``around`` tell of this variant what it told at most
    ``KEPT`` seconds ago, and know the brand's gates of then. Nothing of it is the writer's: their own text and brand are always
    read as they are, and their media anew with every change of the draft."""
    at = variant.planned_at.timestamp() if variant.planned_at else ""
    key = f"around:{variant.pk}:{at}"
    kept = caches["local"].get_or_set(key, lambda: around(variant, timezone.now()), KEPT)
    variant.kept_around = kept  # type: ignore[attr-defined]
    draft, brand = variant.draft, variant.brand
    key = f"media:{draft.pk}:{draft.updated_at.timestamp()}"
    media = caches["local"].get_or_set(key, lambda: contents.all_placements_of(draft), KEPT)
    draft.all_placements = media  # type: ignore[attr-defined]
    rows = caches["local"].get_or_set(f"gates:{brand.pk}", lambda: list(gates.gates_of(brand)), KEPT)
    variant.kept_gates = rows  # type: ignore[attr-defined]


def around(variant: Variant, now: datetime) -> Around:
    """Four queries, or none after ``keep_around``."""
    if hasattr(variant, "kept_around"):
        return variant.kept_around  # type: ignore[no-any-return]
    planned = _planned([variant.channel_id]).exclude(draft=variant.draft_id)
    planned = planned.filter(planned_at__range=_window(variant, now))[:PAST_POSTS]
    posts = _posts([variant.channel_id])[:PAST_POSTS]
    return Around(
        pillars=[(name, words) for _brand, name, words in _pillars([variant.brand_id])],
        neighbours=_merged([_past(row) for row in planned], [_past(row) for row in posts]),
        slots=_best(_slots([variant.channel_id])),
    )


def around_all(variants: Sequence[Variant], now: datetime) -> dict[int, Around]:
    """The same by primary key, in four queries for any number of variants: cheapest for those of one channel, by time."""
    channels = {variant.channel_id for variant in variants}
    pillars, slots, posts = defaultdict(list), defaultdict(list), defaultdict(list)
    for brand, name, words in _pillars({variant.brand_id for variant in variants}):
        pillars[brand].append((name, words))
    for slot in _slots(channels):
        slots[slot.channel_id].append(slot)
    newest = Window(RowNumber(), partition_by="channel", order_by=("-published_at", "-pk"))
    for row in _posts(channels).annotate(place=newest).filter(place__lte=PAST_POSTS):
        posts[row[0]].append(_past(row))
    planned = _planned_around(variants, now)
    best = {channel: _best(rows) for channel, rows in slots.items()}
    return {
        variant.pk: Around(
            pillars[variant.brand_id],
            _merged(_near(planned[variant.channel_id], variant, now), posts[variant.channel_id]),
            best.get(variant.channel_id, []),
        )
        for variant in variants
    }


def _window(variant: Variant, now: datetime) -> tuple[datetime, datetime]:
    at = variant.planned_at or now
    return at - NEIGHBOURS, at + NEIGHBOURS


def _planned_around(variants: Sequence[Variant], now: datetime) -> dict[int, list[PlanRow]]:
    """By channel, newest first: all that is planned between the first and the last window of its variants."""
    windows: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for variant in variants:
        windows[variant.channel_id].append(_window(variant, now))
    near = Q()
    for channel, some in windows.items():
        first, last = min(start for start, _ in some), max(end for _, end in some)
        near |= Q(channel=channel, planned_at__range=(first, last))
    found: dict[int, list[PlanRow]] = defaultdict(list)
    for row in _planned(windows).filter(near):
        found[row[0]].append(row)
    return found


def _near(rows: list[PlanRow], variant: Variant, now: datetime) -> list[PastRow]:
    """Of the rows of its channel those within the variant's window, its own draft left out."""
    first, last = _window(variant, now)
    start = bisect_left(rows, -last.timestamp(), key=lambda row: -row[1].timestamp())
    others = (row for row in islice(rows, start, None) if row[-1] != variant.draft_id)
    return [_past(row) for row in islice(takewhile(lambda row: row[1] >= first, others), PAST_POSTS)]


def _planned(channels: Iterable[int]) -> QuerySet[Variant, PlanRow]:
    rows = Variant.objects.filter(channel__in=channels, archived_at=None, draft__archived_at=None)
    text = Coalesce("text", "draft__text")
    return (
        rows.filter(planned_at__isnull=False)
        .order_by("-planned_at", "-pk")
        .values_list("channel", "planned_at", text, "format", "draft")
    )


def _posts(channels: Iterable[int]) -> QuerySet[Post, tuple[int, datetime | None, str, str]]:
    """Those that are not known to be one of our variants."""
    rows = Post.objects.filter(channel__in=channels, published_at__isnull=False, variant=None)
    return rows.order_by("-published_at", "-pk").values_list("channel", "published_at", "text", "format")


def _past(row: Any) -> PastRow:
    return row[1], row[2], row[3]


def _merged(planned: list[PastRow], posts: list[PastRow]) -> list[PastRow]:
    return sorted([*planned, *posts], key=lambda row: row[0], reverse=True)


def _pillars(brands: Iterable[int]) -> QuerySet[Pillar, tuple[int, str, list[str]]]:
    return Pillar.objects.filter(brand__in=brands, archived_at=None).values_list("brand", "name", "keywords")


def _slots(channels: Iterable[int]) -> QuerySet[Recommendation]:
    """The recommended weekly hours that still stand."""
    gone = [Recommendation.State.OUTDATED, Recommendation.State.DISMISSED]
    return Recommendation.objects.filter(channel__in=channels, kind=Recommendation.Kind.SLOT).exclude(
        state__in=gone
    )


def slots_of(variant: Variant) -> list[Recommendation]:
    """The channel's recommended weekly hours that still stand, best first; none means not enough data."""
    return _best(_slots([variant.channel_id]))


def _best(slots: Iterable[Recommendation]) -> list[Recommendation]:
    return sorted(slots, key=lambda row: -float(row.facts.get("lift", 0)))


def load(variants: Iterable[Variant]) -> None:
    """The scorecards of all these in one query, without their long reports."""
    prefetch_related_objects(list(variants), Prefetch("scorecard", Scorecard.objects.defer("report")))


def last_of(variant: Variant) -> Scorecard | None:
    """As last computed; None while the worker has not come to it."""
    try:
        return variant.scorecard
    except ObjectDoesNotExist:
        return None
