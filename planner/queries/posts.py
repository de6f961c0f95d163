"""Measured posts: the list with its filters, and what a channel's own numbers say."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Max, Min, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planner import access
from planner.models import Brand, Channel, Member, Post
from planner.queries import surfaces
from scoring.history.exports import Metrics
from scoring.history.medians import USUAL_NEEDED, Usual, against_median, main_result, usual
from scoring.history.slots import WINDOW, Measured

PER_PAGE = 50
COMPARED = 5000  # newest posts of a channel that are compared with what came before them
METRICS: dict[str, Promise] = {
    "impressions": gettext_lazy("Impressions"),
    "views": gettext_lazy("Views"),
    "reach": gettext_lazy("Reach"),
    "engagements": gettext_lazy("Engagements"),
    "likes": gettext_lazy("Likes"),
    "comments": gettext_lazy("Comments"),
    "shares": gettext_lazy("Shares"),
    "saves": gettext_lazy("Saves"),
    "clicks": gettext_lazy("Clicks"),
    "follows": gettext_lazy("Follows"),
    "completion": gettext_lazy("Watched to the end"),
    "watch_seconds": gettext_lazy("Average watch time"),
}
RESULTS = tuple(name for name in METRICS if name not in {"completion", "watch_seconds", "clicks", "follows"})
RANGE = (date(2000, 1, 1), date(2099, 12, 31))


@dataclass(slots=True)
class Filters:
    """What the address asks for; nonsense is left out."""

    brand: Brand | None = None
    channel: Channel | None = None
    format: str = ""
    q: str = ""
    first: date | None = None
    last: date | None = None
    sort: str = "date"
    brands: list[Brand] = field(default_factory=list)
    channels: list[Channel] = field(default_factory=list)

    @property
    def active(self) -> bool:
        return bool(self.brand or self.channel or self.format or self.q or self.first or self.last)


@dataclass(slots=True)
class Line:
    """A post as the list shows it. ``cells`` (name, words, value) follow the list's columns, None where the file did not say.

    ``times``: 1.8 = 1.8 times the median of the channel's posts of its format before it; None with fewer than five of them.
    """

    post: Post
    cells: list[tuple[str, str, int | float | None]]
    times: float | None = None

    @property
    def missing(self) -> str:
        return ", ".join(label for _name, label, value in self.cells if value is None)


@dataclass(slots=True)
class Listed:
    page: Page[Post]
    columns: list[tuple[str, str]]  # name, words; those that a post of this page has
    lines: list[Line]
    compared: bool


def filters(member: Member, wanted: Mapping[str, str]) -> Filters:
    brands = list(access.brands_of(member))
    channels = list(
        access.within(
            member, Channel.objects.select_related("brand").filter(archived_at=None, brand__archived_at=None)
        ).order_by("brand__name", "platform", "name")
    )
    brand = next((row for row in brands if str(row.pk) == wanted.get("brand")), None)
    channel = next((row for row in channels if str(row.pk) == wanted.get("channel")), None)
    if brand and channel and channel.brand_id != brand.pk:
        channel = None
    sort = wanted.get("sort", "")
    return Filters(
        brand=brand,
        channel=channel,
        format=wanted.get("format", "").replace("\x00", "")[:12],
        q=wanted.get("q", "").replace("\x00", "").strip()[:200],
        first=_day(wanted.get("first", "")),
        last=_day(wanted.get("last", "")),
        sort=sort if sort in METRICS else "date",
        brands=brands,
        channels=[row for row in channels if brand is None or row.brand_id == brand.pk],
    )


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if RANGE[0] <= day <= RANGE[1] else None


def posts_of(member: Member, wanted: Filters) -> QuerySet[Post]:
    """Newest first, or the highest of one result first, posts without it last."""
    rows = (
        access.posts_of(member)
        .filter(brand__archived_at=None)
        .select_related("channel", "brand", "variant__draft")
    )
    conditions: dict[str, Any] = {
        "brand": wanted.brand,
        "channel": wanted.channel,
        "format": wanted.format,
        "text__icontains": wanted.q,
        "published_on__gte": wanted.first,
        "published_on__lte": wanted.last,
    }
    rows = rows.filter(**{name: value for name, value in conditions.items() if value})
    newest = (F("published_on").desc(nulls_last=True), F("published_at").desc(nulls_last=True), "-pk")
    if wanted.sort == "date":
        return rows.order_by(*newest)
    return rows.order_by(F(wanted.sort).desc(nulls_last=True), *newest)


def listed(member: Member, wanted: Filters, number: str | None) -> Listed:
    page = Paginator(posts_of(member, wanted), PER_PAGE).get_page(number)
    found = list(page.object_list)
    shown = (
        METRICS if wanted.channel else RESULTS
    )  # what only one platform gives would stretch the table for all
    names = [name for name in shown if any(getattr(post, name) is not None for post in found)]
    times = _compared(wanted.channel) if wanted.channel and found else {}
    columns = [(name, str(METRICS[name])) for name in names]
    lines = [
        Line(post, [(name, label, getattr(post, name)) for name, label in columns], times.get(post.pk))
        for post in found
    ]
    return Listed(page, columns, lines, bool(times))


def _compared(channel: Channel) -> dict[int, float]:
    """Post -> how many times the usual result of its format it had when it came out. One query."""
    rows = _measured(Post.objects.filter(channel=channel).order_by("-published_on", "-pk")[:COMPARED])
    distances = against_median([measured for _pk, measured in rows])
    return {
        pk: math.exp(distance)
        for (pk, _measured), distance in zip(rows, distances, strict=True)
        if distance is not None
    }


def _measured(posts: QuerySet[Post]) -> list[tuple[int, Measured]]:
    """Posts with the one result that stands for their channel; those without it are left out. A day counts as its noon."""
    rows = list(posts.values_list("pk", "published_at", "published_on", "format", *RESULTS))
    metrics = [Metrics(**dict(zip(RESULTS, row[4:], strict=True))) for row in rows]
    _names, values = main_result(metrics)
    return [
        (pk, Measured(at or datetime.combine(day or RANGE[0], time(12), UTC), value, kind))
        for (pk, at, day, kind, *_results), value in zip(rows, values, strict=True)
        if value is not None
    ]


@dataclass(slots=True)
class FormatLine:
    """What one format usually gets; ``usual`` is None with fewer than ``needed`` posts."""

    label: str
    n: int
    usual: Usual | None
    needed: int = USUAL_NEEDED


@dataclass(slots=True)
class Numbers:
    """What a channel's posts of the last half year before its newest say. ``metric``: the results added up, "likes+comments"."""

    metric: str
    total: int
    first: date | None
    last: date | None
    formats: list[FormatLine]


def numbers_of(channel: Channel) -> Numbers:
    """Two queries, of at most COMPARED posts: beyond that the newest speak for the half year."""
    rows = Post.objects.filter(channel=channel)
    span = rows.aggregate(n=Count("pk"), first=Min("published_on"), last=Max("published_on"))
    if not span["n"]:
        return Numbers("", 0, None, None, [])
    since = (span["last"] or RANGE[0]) - timedelta(days=WINDOW.days)
    newest = rows.filter(published_on__gt=since).order_by("-published_on", "-pk")
    recent = list(newest.values_list("format", *RESULTS)[:COMPARED])
    names, values = main_result([Metrics(**dict(zip(RESULTS, row[1:], strict=True))) for row in recent])
    by_format: dict[str, list[float]] = {}
    for row, value in zip(recent, values, strict=True):
        if value is not None:
            by_format.setdefault(row[0], []).append(value)
    labels = surfaces.format_labels(channel.platform)
    lines = [
        FormatLine(labels.get(name, name) or _("All posts"), len(results), usual(results))
        for name, results in sorted(by_format.items(), key=lambda pair: -len(pair[1]))
    ]
    return Numbers("+".join(names), span["n"], span["first"], span["last"], lines)


@dataclass(slots=True)
class ChannelLine:
    channel: Channel
    posts: int
    first: date | None
    last: date | None

    @property
    def platform(self) -> str:
        return surfaces.platform_label(self.channel.platform)


def channels_with_posts(member: Member) -> list[ChannelLine]:
    """Every channel that has results, by brand. One query."""
    rows = access.within(member, Channel.objects.filter(brand__archived_at=None, archived_at=None))
    rows = (
        rows.select_related("brand")
        .annotate(n=Count("posts"), first=Min("posts__published_on"), last=Max("posts__published_on"))
        .filter(n__gt=0)
        .order_by("brand__name", "platform", "name")
    )
    return [ChannelLine(row, row.n, row.first, row.last) for row in rows]


def formats_of(wanted: Filters) -> list[tuple[str, str]]:
    """The formats that the chosen channel's platform has, to filter by."""
    return list(surfaces.format_labels(wanted.channel.platform).items()) if wanted.channel else []


def rows(member: Member, wanted: Filters) -> Iterator[list[str]]:
    """The filtered list as lines of a table with a heading; a result that is not given is an empty cell."""
    heading = [
        _("Day"),
        _("Time (UTC)"),
        _("Brand"),
        _("Platform"),
        _("Channel"),
        _("Format"),
        _("Text"),
        _("Link"),
    ]
    yield heading + [str(label) for label in METRICS.values()]
    for post in posts_of(member, wanted).iterator(chunk_size=500):
        yield [
            post.published_on.isoformat() if post.published_on else "",
            post.published_at.strftime("%H:%M:%S") if post.published_at else "",
            post.brand.name,
            surfaces.platform_label(post.channel.platform),
            post.channel.name,
            post.format,
            post.text,
            post.permalink,
            *("" if (value := getattr(post, name)) is None else str(value) for name in METRICS),
        ]
