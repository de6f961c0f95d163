"""The calendar: what stands on which day. Only what is drawn is read, so a month costs the same with 50 or 5,000 variants."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo

from django.db.models import F, QuerySet, Window
from django.db.models.functions import DenseRank, Substr, TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from planner import access
from planner.models import Brand, Channel, Member, ReviewState, Variant

FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)
PER_DAY = {"month": 2, "week": 14}
PER_LIST = 100
UNPLANNED = 6
STATES = {*ReviewState.values, "stale"}


@dataclass(slots=True)
class Chip:
    """One draft at one time with all its platforms. ``score`` is the weakest of its variants'."""

    draft: int
    title: str
    day: date
    at: time
    state: str
    state_label: str
    brand: str
    done: bool  # handed off or published: does not move any more
    platforms: list[str] = field(default_factory=list)
    score: int | None = None
    fits: bool = True

    @property
    def proposed(self) -> bool:
        """Dashed until approved."""
        return self.state != ReviewState.APPROVED and not self.done

    @property
    def key(self) -> str:
        """Where it stands now, as a move names it."""
        return datetime.combine(self.day, self.at).isoformat(timespec="minutes")


@dataclass(slots=True)
class Suggested:
    """A weekly hour that the channel's own results speak for, on a day where the channel has nothing planned."""

    at: time
    n: int
    platform: str
    channel: str
    lift: float
    low: float
    high: float


@dataclass(slots=True)
class Day:
    date: date
    out: bool = False
    today: bool = False
    chips: list[Chip] = field(default_factory=list)
    total: int = 0
    slots: list[Suggested] = field(default_factory=list)

    @property
    def more(self) -> int:
        return self.total - len(self.chips)


@dataclass(slots=True)
class Filters:
    """What the address asks for. Nonsense falls back to the default."""

    view: str
    date: date
    brand: Brand | None
    channel: Channel | None
    state: str
    zone: tzinfo | None  # the viewer's own; None: each brand's wall time
    brands: list[Brand]
    channels: list[Channel]

    @property
    def query(self) -> str:
        """The same view in an address, for links."""
        parts = {
            "view": self.view,
            "date": self.date.isoformat(),
            "brand": self.brand.pk if self.brand else "",
            "channel": self.channel.pk if self.channel else "",
            "state": self.state,
            "zone": "mine" if self.zone else "",
        }
        return "&".join(f"{name}={value}" for name, value in parts.items() if value)


def read_date(text: str, default: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return default
    return day if FIRST <= day <= LAST else default


def filters(member: Member, wanted: Mapping[str, str]) -> Filters:
    brands = list(access.brands_of(member))
    channels = list(
        access.within(
            member, Channel.objects.select_related("brand").filter(archived_at=None, brand__archived_at=None)
        )
    )
    brand = next((row for row in brands if str(row.pk) == wanted.get("brand")), None)
    if brand:
        channels = [row for row in channels if row.brand_id == brand.pk]
    channel = next((row for row in channels if str(row.pk) == wanted.get("channel")), None)
    view = wanted.get("view", "month")
    state = wanted.get("state", "")
    zone = timezone.get_current_timezone() if wanted.get("zone") == "mine" else None
    today = (
        timezone.now().astimezone(zone or (brand or (brands[0] if brands else None) or _utc()).zone).date()
    )
    return Filters(
        view if view in {"month", "week", "list"} else "month",
        read_date(wanted.get("date", ""), today),
        brand,
        channel,
        state if state in STATES else "",
        zone,
        brands,
        channels,
    )


def _utc() -> Brand:
    return Brand(time_zone="UTC")


def days_of(chosen: Filters) -> list[Day]:
    """The days that the month or week view draws, Monday first."""
    day = chosen.date
    today = timezone.now().astimezone(chosen.zone or _zone(chosen)).date()
    if chosen.view == "week":
        monday = day - timedelta(days=day.weekday())
        return [Day(one, today=one == today) for one in (monday + timedelta(days=n) for n in range(7))]
    return [
        Day(one, out=one.month != day.month, today=one == today)
        for one in Calendar().itermonthdates(day.year, day.month)
    ]


def _zone(chosen: Filters) -> tzinfo:
    brand = chosen.brand or (chosen.brands[0] if chosen.brands else _utc())
    return brand.zone


def _planned(member: Member, chosen: Filters) -> QuerySet[Variant]:
    """Planned live variants that the filters leave, each with its ``day`` as the page counts days."""
    rows = access.variants_of(member).filter(planned_at__isnull=False)
    if chosen.brand:
        rows = rows.filter(brand=chosen.brand)
    if chosen.channel:
        rows = rows.filter(channel=chosen.channel)
    if chosen.state == "stale":
        rows = rows.filter(draft__stale=True)
    elif chosen.state:
        rows = rows.filter(draft__review_state=chosen.state, draft__stale=False)
    if chosen.zone:
        return rows.annotate(day=TruncDate("planned_at", tzinfo=chosen.zone))
    return rows.annotate(day=F("planned_on"))


def _between(rows: QuerySet[Variant], first: date, last: date, chosen: Filters) -> QuerySet[Variant]:
    """Rows of these days, found through the index on the instant; a day's margin covers any zone."""
    start = datetime.combine(first - timedelta(days=1), time(), timezone.get_default_timezone())
    end = datetime.combine(last + timedelta(days=2), time(), timezone.get_default_timezone())
    return rows.filter(planned_at__gte=start, planned_at__lt=end, day__gte=first, day__lte=last)  # type: ignore[misc]


def fill(member: Member, chosen: Filters, days: list[Day]) -> None:
    """Put the first chips of each day, and how many there are, into ``days``. Two queries whatever the number of posts."""
    rows = _between(_planned(member, chosen), days[0].date, days[-1].date, chosen)
    order = [F("planned_at").asc(), F("draft_id").asc()]
    back = [F("planned_at").desc(), F("draft_id").desc()]
    ranked = rows.annotate(
        place=Window(DenseRank(), partition_by=[F("day")], order_by=order),
        place_back=Window(DenseRank(), partition_by=[F("day")], order_by=back),
    ).filter(place__lte=PER_DAY[chosen.view])
    by_date = {day.date: day for day in days}
    keys: list[int] = []
    for pk, day, place, place_back in ranked.values_list("pk", "day", "place", "place_back"):
        keys.append(pk)
        by_date[day].total = place + place_back - 1
    for chip in _chips(Variant.objects.filter(pk__in=keys), chosen.zone):
        by_date[chip.day].chips.append(chip)


def _chips(rows: QuerySet[Variant], zone: tzinfo | None) -> list[Chip]:
    found: dict[tuple[datetime, int], Chip] = {}
    fields = (
        "planned_at",
        "draft_id",
        "planned_on",
        "planned_time",
        "draft__title",
        "start",
        "draft__review_state",
        "draft__stale",
        "brand__name",
        "handed_off_at",
        "published_at",
        "channel__platform",
        "scorecard__score",
        "scorecard__fits",
    )
    rows = rows.annotate(start=Substr("draft__text", 1, 70)).order_by("planned_at", "draft_id", "pk")
    for row in rows.values_list(*fields):
        at, draft, day, clock, title, start, state, stale, brand, handed, published, platform, score, fits = (
            row
        )
        if zone:
            local = at.astimezone(zone)
            day, clock = local.date(), local.time()
        key = "stale" if stale else state
        chip = found.setdefault(
            (at, draft),
            Chip(
                draft,
                title or start.partition("\n")[0],
                day,
                clock,
                key,
                state_label(key),
                brand,
                bool(handed or published),
            ),
        )
        if platform not in chip.platforms:
            chip.platforms.append(platform)
        if score is not None:
            chip.score = score if chip.score is None else min(score, chip.score)
        chip.fits = chip.fits and fits is not False
    return list(found.values())


def state_label(key: str) -> str:
    return _("Changed since approval") if key == "stale" else str(ReviewState(key).label)
