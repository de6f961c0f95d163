"""The calendar: what stands on which day. Only what is drawn is read, so a month costs the same with 50 or 5,000 variants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet, Window
from django.db.models.functions import DenseRank, Substr, TruncDate
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from planner import access
from planner.models import Delivery, Member, ReviewState, Variant
from planner.queries import surfaces
from planner.queries.periods import STATES, Period, place

PER_DAY = {"month": 2, "week": 14}
PER_PAGE = 50
GLYPHS = 3


@dataclass(slots=True)
class Chip:
    """One draft at one time with all its channels. ``score`` is the weakest of its variants', ``at`` 0 for no time yet."""

    draft: int
    title: str
    state: str
    state_label: str
    brand: str
    zone: str
    at: int  # seconds since 1970
    day: date | None
    time: time | None
    done: bool = False  # something of it is handed off or published: it does not move any more
    platforms: list[str] = field(default_factory=list)
    channels: set[int] = field(default_factory=set)
    variants: int = 0
    score: int | None = None
    fits: bool = True

    @property
    def kind(self) -> str:
        """Dashed until approved, also when an approval has gone stale."""
        return "" if self.done or self.state == ReviewState.APPROVED else " proposed"

    @property
    def key(self) -> str:
        """What a move takes for granted: the draft, the instant and the number of channels that go together."""
        return f"{self.draft}-{self.at}-{self.variants}"

    @property
    def clock(self) -> str:
        return f"{self.time:%H:%M}" if self.time else ""

    @property
    def place(self) -> str:
        return place(self.zone)

    @property
    def glyphs(self) -> list[str]:
        return self.platforms[:GLYPHS] if len(self.platforms) != GLYPHS + 1 else self.platforms

    @property
    def hidden(self) -> int:
        return len(self.platforms) - len(self.glyphs)

    @property
    def words(self) -> str:
        """What the signs say, for those who hear the page."""
        said = [surfaces.platform_label(platform) for platform in self.platforms] + [self.state_label]
        if self.score is not None:
            said.append(_("Signals: %(score)d of 100") % {"score": self.score})
        if not self.fits:
            said.append(_("does not fit the platform"))
        return ", ".join(said)


@dataclass(slots=True)
class Day:
    date: date
    out: bool = False
    today: bool = False
    chips: list[Chip] = field(default_factory=list)
    total: int = 0
    slots: list[Any] = field(default_factory=list)
    iso: str = ""
    label: str = ""  # "Tuesday 24 November"

    def __post_init__(self) -> None:
        self.iso, self.label = self.date.isoformat(), formats.date_format(self.date, "l j F")

    @property
    def more(self) -> str:
        """ "2 more", where the day does not show all it has."""
        more = self.total - len(self.chips)
        return ngettext("%(more)d more", "%(more)d more", more) % {"more": more} if more > 0 else ""


def days_of(member: Member, period: Period) -> list[Day]:
    """The days that the month or week view draws, each with its first chips and how many there are. Two queries."""
    days = [
        Day(day, out=period.view == "month" and day.month != period.on.month, today=day == period.today)
        for day in period.days
    ]
    rows = _between(_planned(member, period), days[0].date, days[-1].date)
    partition, order = [F("day")], _order(period)
    ranked = rows.annotate(
        place=Window(DenseRank(), partition, [F(name).asc() for name in order]),
        place_back=Window(DenseRank(), partition, [F(name).desc() for name in order]),
    ).filter(place__lte=PER_DAY[period.view])
    by_date = {day.date: day for day in days}
    wanted: set[tuple[datetime, int]] = set()
    for at, draft, day, first, last in ranked.values_list(
        "planned_at", "draft_id", "day", "place", "place_back"
    ):
        if at:
            wanted.add((at, draft))
        by_date[day].total = first + last - 1
    for chip in _chips(wanted, period):
        if chip.day in by_date:
            by_date[chip.day].chips.append(chip)
    return days


def _order(period: Period) -> list[str]:
    """Within a day: by the clock that is shown, the brands' own even where their zones differ."""
    return ["planned_at", "draft_id"] if period.zone else ["planned_time", "planned_at", "draft_id"]


def listed(member: Member, period: Period, page: str | None) -> tuple[Page[Any], list[Day]]:
    """One page of the period's chips by time, and the days they stand on. Three queries."""
    return _paged(member, period, period.first, period.last, page)


def day_of(member: Member, period: Period, page: str | None) -> tuple[Page[Any], Day]:
    """All of the day ``period.on``, page by page."""
    found, days = _paged(member, period, period.on, period.on, page)
    return found, days[0] if days else Day(period.on, today=period.on == period.today)


def _paged(
    member: Member, period: Period, first: date, last: date, page: str | None
) -> tuple[Page[Any], list[Day]]:
    rows = _between(_planned(member, period), first, last)
    columns = ["day", *_order(period)]
    groups = rows.order_by(*columns).values_list(*columns).distinct()
    found: Page[Any] = Paginator(groups, PER_PAGE).get_page(page)
    days: dict[date, Day] = {}
    for chip in _chips([row[-2:] for row in found], period):
        if chip.day:
            day = days.setdefault(chip.day, Day(chip.day, today=chip.day == period.today))
            day.chips.append(chip)
    return found, [days[day] for day in sorted(days)]


def unplanned(member: Member, period: Period, page: str | None) -> tuple[Page[Any], list[Chip]]:
    """Drafts that wait for a day, newest first, as chips without one. Three queries."""
    found: Page[Any] = Paginator(waiting(member, period), PER_PAGE).get_page(page)
    return found, chips_without_day(found.object_list)


def waiting(member: Member, period: Period) -> QuerySet[Any]:
    """Primary keys of drafts that have a channel without a time."""
    rows = _filtered(access.variants_of(member), period).filter(planned_at=None)
    rows = rows.filter(handed_off_at=None, published_at=None)
    drafts = access.drafts_of(member).filter(pk__in=rows.order_by().values("draft"))
    return drafts.order_by("-updated_at", "-pk").values_list("pk", flat=True)


def chips_without_day(drafts: Any) -> list[Chip]:
    """Of drafts' keys, given as one page of ``waiting``, in its order. One query."""
    rows = Variant.objects.filter(
        draft__in=drafts, planned_at=None, archived_at=None, handed_off_at=None, published_at=None
    )
    return _built(rows.order_by("-draft__updated_at", "-draft_id", "pk"), None)


def _planned(member: Member, period: Period) -> QuerySet[Any]:
    """Planned live variants that the filters leave, each with its ``day`` as the page counts days."""
    rows = _filtered(access.variants_of(member), period).filter(planned_at__isnull=False)
    return rows.annotate(day=TruncDate("planned_at", tzinfo=period.zone) if period.zone else F("planned_on"))


def _filtered(rows: QuerySet[Variant], period: Period) -> QuerySet[Variant]:
    exact: dict[str, Any] = {
        "brand": period.brand and period.brand.pk,
        "channel": period.channel and period.channel.pk,
        "channel__platform": period.platform,
        "draft__pillar": period.pillar,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if period.state == "stale":
        return rows.filter(draft__stale=True)
    return rows.filter(draft__review_state=period.state, draft__stale=False) if period.state else rows


def _between(rows: QuerySet[Any], first: date, last: date) -> QuerySet[Any]:
    """Rows of these days, found through the index on the instant; a day's margin covers any zone."""
    zone = timezone.get_default_timezone()
    start = datetime.combine(first - timedelta(days=1), time(), zone)
    end = datetime.combine(last + timedelta(days=2), time(), zone)
    return rows.filter(planned_at__gte=start, planned_at__lt=end, day__gte=first, day__lte=last)


def _chips(wanted: Iterable[tuple[datetime, int]], period: Period) -> list[Chip]:
    """The chips at these instants with all their channels, whatever the filters left of them: they move together."""
    keys = set(wanted)
    rows = Variant.objects.filter(
        draft__in={draft for _at, draft in keys}, planned_at__in={at for at, _draft in keys}, archived_at=None
    )
    known = {(int(at.timestamp()), draft) for at, draft in keys}
    chips = _built(rows.order_by(*_order(period), "pk"), period.zone)
    return [chip for chip in chips if (chip.at, chip.draft) in known]


COLUMNS = (
    "planned_at", "planned_on", "planned_time", "draft_id", "draft__title", "start", "draft__review_state",
    "draft__stale", "brand__name", "brand__time_zone", "handed_off_at", "published_at", "channel_id",
    "channel__platform", "scorecard__score", "scorecard__fits",
)  # fmt: skip


def _built(rows: QuerySet[Variant], zone: tzinfo | None) -> list[Chip]:
    found: dict[tuple[int, int], Chip] = {}
    rows = rows.annotate(start=Substr("draft__text", 1, 70))
    for (
        at, day, clock, draft, title, start, state, stale, brand, brand_zone, handed, published, channel,
        platform, score, fits,
    ) in rows.values_list(*COLUMNS):  # fmt: skip
        seconds = int(at.timestamp()) if at else 0
        chip = found.get((seconds, draft))
        if chip is None:
            if at and zone:
                local = at.astimezone(zone)
                day, clock = local.date(), local.time()
            words = title or start.strip().partition("\n")[0] or _("Untitled draft")
            key = "stale" if stale else state
            chip = Chip(draft, words, key, str(STATES[key]), brand, brand_zone, seconds, day, clock)
            found[seconds, draft] = chip
        _add(chip, channel, platform, score, fits)
        if published or handed:
            chip.done = True
            chip.state = "published" if published else Delivery.HANDED_OFF.value
            chip.state_label = str(Delivery(chip.state).label)
    return list(found.values())


def _add(chip: Chip, channel: int, platform: str, score: int | None, fits: bool | None) -> None:
    chip.variants += 1
    chip.channels.add(channel)
    if platform not in chip.platforms:
        chip.platforms.append(platform)
    if score is not None:
        chip.score = score if chip.score is None else min(score, chip.score)
    chip.fits = chip.fits and fits is not False
