"""What the calendar's address asks for: a month, a week or a list, cut down by filters, on one clock. Nonsense falls back."""

from __future__ import annotations

from calendar import Calendar, monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta, tzinfo
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils import dateformat, formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planner import access
from planner.models import Member, ReviewState
from planner.queries import surfaces

FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)
VIEWS: dict[str, Promise] = {
    "month": gettext_lazy("Month"),
    "week": gettext_lazy("Week"),
    "list": gettext_lazy("List"),
}
STATES: dict[str, str | Promise] = {
    **dict(ReviewState.choices),
    "stale": gettext_lazy("Changed since approval"),
}


@dataclass(slots=True)
class ChannelChoice:
    pk: int
    name: str
    platform: str


@dataclass(slots=True)
class BrandChoice:
    pk: int
    name: str
    time_zone: str
    monthly_posts: int
    channels: list[ChannelChoice] = field(default_factory=list)

    @property
    def place(self) -> str:
        return place(self.time_zone)


def place(zone: str) -> str:
    """The city of an IANA zone, as people say it: "Paris"."""
    return zone.rpartition("/")[2].replace("_", " ")


def when(day: date, at: time, where: str = "") -> str:
    """ "Tue 24 Nov, 09:30 Paris"."""
    said = f"{formats.date_format(day, 'SHORT_DATE_FORMAT')}, {formats.time_format(at, 'TIME_FORMAT')}"
    return f"{said} {where}" if where else said


@dataclass(slots=True)
class Period:
    view: str
    on: date
    today: date
    brand: BrandChoice | None
    channel: ChannelChoice | None
    platform: str
    state: str
    pillar: int | None
    zone: tzinfo | None  # the viewer's own; None: each brand's wall time
    brands: list[BrandChoice]

    @property
    def first(self) -> date:
        """The first day asked for; a month view draws some days around it too."""
        return self.on - timedelta(days=self.on.weekday()) if self.view == "week" else self.on.replace(day=1)

    @property
    def last(self) -> date:
        if self.view == "week":
            return self.first + timedelta(days=6)
        return self.on.replace(day=monthrange(self.on.year, self.on.month)[1])

    @property
    def days(self) -> list[date]:
        """What the grid draws, Monday first."""
        if self.view == "week":
            return [self.first + timedelta(days=n) for n in range(7)]
        return list(Calendar().itermonthdates(self.on.year, self.on.month))

    @property
    def title(self) -> str:
        if self.view != "week":
            return formats.date_format(self.on, "YEAR_MONTH_FORMAT")
        short = formats.get_format("SHORT_DATE_FORMAT").removeprefix("D ")
        start, end = (dateformat.format(day, short) for day in (self.first, self.last))
        if self.first.month == self.last.month:
            start = str(self.first.day)
        return _("%(start)s to %(end)s %(year)d") % {"start": start, "end": end, "year": self.last.year}

    @property
    def previous(self) -> date | None:
        return _known(self.first - timedelta(days=1))

    @property
    def next(self) -> date | None:
        return _known(self.last + timedelta(days=1))

    @property
    def narrowed(self) -> int:
        """How many filters beside the brand are on."""
        return sum(bool(one) for one in (self.channel, self.platform, self.state, self.pillar))

    @property
    def shown_brands(self) -> list[BrandChoice]:
        return [self.brand] if self.brand else self.brands

    @property
    def place(self) -> str:
        """Whose clock the page shows; "" when the brands live by several."""
        if self.zone:
            return place(str(self.zone))
        places = {brand.place for brand in self.shown_brands}
        return places.pop() if len(places) == 1 else ""

    @property
    def query(self) -> str:
        """The same view as an address, for links and for what comes back to it."""
        return self.query_with()

    def query_with(self, **changed: str) -> str:
        parts = {
            "view": self.view if self.view != "month" else "",
            "date": self.on.isoformat(),
            "brand": self.brand.pk if self.brand else "",
            "channel": self.channel.pk if self.channel else "",
            "platform": self.platform,
            "state": self.state,
            "pillar": self.pillar or "",
            "zone": "mine" if self.zone else "",
        } | changed
        return urlencode({name: value for name, value in parts.items() if value})


def _known(day: date) -> date | None:
    return day if FIRST <= day <= LAST else None


def read_date(text: str, default: date) -> date:
    try:
        return _known(date.fromisoformat(text)) or default
    except ValueError:
        return default


def read(member: Member, wanted: Mapping[str, str]) -> Period:
    """One query, two for a member who is limited to brands."""
    brands = brand_choices(member)
    brand = next((row for row in brands if str(row.pk) == wanted.get("brand")), None)
    channels = brand.channels if brand else [one for row in brands for one in row.channels]
    channel = next((one for one in channels if str(one.pk) == wanted.get("channel")), None)
    view, state, platform = wanted.get("view", ""), wanted.get("state", ""), wanted.get("platform", "")
    pillar = wanted.get("pillar", "")
    zone = timezone.get_current_timezone() if wanted.get("zone") == "mine" else None
    clock = zone or ZoneInfo((brand or (brands[0] if brands else None) or UTC).time_zone)
    today = timezone.now().astimezone(clock).date()
    return Period(
        view=view if view in VIEWS else "month",
        on=read_date(wanted.get("date", ""), today),
        today=today,
        brand=brand,
        channel=channel,
        platform=platform if platform in surfaces.platforms() else "",
        state=state if state in STATES else "",
        pillar=int(pillar) if pillar.isascii() and pillar.isdigit() and len(pillar) < 19 else None,
        zone=zone,
        brands=brands,
    )


UTC = BrandChoice(0, "", "UTC", 0)


def brand_choices(member: Member) -> list[BrandChoice]:
    """The member's brands with their channels, read as one join."""
    rows = access.brands_of(member).order_by("name", "pk", "channels__platform", "channels__name")
    brands: dict[int, BrandChoice] = {}
    columns = ("channels__pk", "channels__name", "channels__platform", "channels__archived_at")
    for pk, name, zone, posts, channel, label, platform, gone in rows.values_list(
        "pk", "name", "time_zone", "monthly_posts", *columns
    ):
        brand = brands.setdefault(pk, BrandChoice(pk, name, zone, posts))
        if channel and not gone:
            brand.channels.append(ChannelChoice(channel, label, platform))
    return list(brands.values())
