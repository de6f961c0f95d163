"""What stands beside the days: drafts without a day, pillars against their targets, and hours the results speak for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.utils.translation import gettext as _

from planner import access
from planner.models import Member, Pillar, Recommendation
from planner.queries import calendars, surfaces
from planner.queries.calendars import PER_DAY, Chip, Day
from planner.queries.periods import BrandChoice, Period
from scoring.history import gaps

UNPLANNED = 6
BRANDS = 3  # with pillars in the margin; with more, one brand is chosen first
SLOTS_A_DAY = {"month": 1, "week": 3}


@dataclass(frozen=True, slots=True)
class Waiting:
    chips: list[Chip]
    more: bool


@dataclass(frozen=True, slots=True)
class Target:
    """A pillar's month: how many drafts are planned of how many its share of the month asks for."""

    pk: int
    name: str
    planned: int
    target: int

    @property
    def short(self) -> int:
        return max(0, self.target - self.planned)


@dataclass(frozen=True, slots=True)
class BrandTargets:
    brand: BrandChoice
    pillars: list[Target]


@dataclass(frozen=True, slots=True)
class Slot:
    """A weekly hour that the channel's own results speak for, on a day on which the channel has nothing planned."""

    pk: int
    brand: int
    platform: str
    channel: str
    day: date
    at: time
    n: int
    lift: float
    low: float
    high: float

    @property
    def reason(self) -> str:
        facts = {"channel": self.channel, "n": self.n}
        facts |= {name: f"{round(value * 100):+d}" for name, value in self._interval}
        return _("%(channel)s does %(lift)s %% at this hour (%(low)s to %(high)s %%, n %(n)d)") % facts

    @property
    def _interval(self) -> list[tuple[str, float]]:
        return [("lift", self.lift), ("low", self.low), ("high", self.high)]


def waiting(member: Member, period: Period) -> Waiting:
    """The first drafts that wait for a day, and whether there are more. One query."""
    chips = calendars.chips_without_day(calendars.waiting(member, period)[: UNPLANNED + 1])
    return Waiting(chips[:UNPLANNED], len(chips) > UNPLANNED)


def targets(member: Member, period: Period) -> list[BrandTargets]:
    """Each pillar of the brands shown against its share of the month, as the calendar stands now. Two queries."""
    brands = period.shown_brands
    if len(brands) > BRANDS:
        return []
    month = (period.on.replace(day=1), replace(period, view="month").last)
    pillars = Pillar.objects.filter(brand__in=[brand.pk for brand in brands], archived_at=None)
    rows = list(pillars.values_list("pk", "brand", "name", "share"))
    counted = _planned_by_pillar(member, *month) if rows else {}
    found = []
    for brand in brands:
        own = [(str(pk), name, share) for pk, of, name, share in rows if of == brand.pk]
        wanted = gaps.targets({pk: share for pk, _name, share in own}, brand.monthly_posts)
        if own:
            lines = [Target(int(pk), name, counted.get(int(pk), 0), wanted[pk]) for pk, name, _share in own]
            found.append(BrandTargets(brand, lines))
    return found


def _planned_by_pillar(member: Member, first: date, last: date) -> dict[int, int]:
    rows = access.variants_of(member).filter(
        planned_at__gte=datetime.combine(first - timedelta(days=1), time(), ZoneInfo("UTC")),
        planned_at__lt=datetime.combine(last + timedelta(days=2), time(), ZoneInfo("UTC")),
        planned_on__range=(first, last),
        draft__pillar__isnull=False,
    )
    counts = rows.order_by().values("draft__pillar").annotate(planned=Count("draft", distinct=True))
    return dict(counts.values_list("draft__pillar", "planned"))


def suggest(member: Member, period: Period, days: list[Day]) -> None:
    """Put free recommended hours into the days to come that have room. One query; none under filters that hide chips."""
    if period.state or period.pillar or days[-1].date < period.today:
        return
    best = _best_hours(member, period)
    for start in range(0, len(days), 7):
        for slots in best.values():
            _place(slots, days[start : start + 7], period)


def _place(slots: list[Recommendation], week: list[Day], period: Period) -> None:
    """The channel's best hour of this week that is still free and has room; in a week view all of them."""
    for row in slots:
        day = week[int(row.facts["weekday"])]
        taken = any(row.channel_id in chip.channels for chip in day.chips)
        room = len(day.chips) + len(day.slots) < PER_DAY[period.view] and not day.more
        if day.date <= period.today or taken or not room:
            continue
        if len(day.slots) < SLOTS_A_DAY[period.view]:
            day.slots.append(_slot(row, day.date))
            if period.view == "month":
                return


def _best_hours(member: Member, period: Period) -> dict[int | None, list[Recommendation]]:
    """Open recommended hours by channel, each channel's best first."""
    rows = access.recommendations_of(member).filter(
        kind=Recommendation.Kind.SLOT,
        state__in=[Recommendation.State.OPEN, Recommendation.State.ACCEPTED],
        channel__archived_at=None,
        brand__archived_at=None,
    )
    exact: dict[str, Any] = {
        "brand": period.brand and period.brand.pk,
        "channel": period.channel and period.channel.pk,
        "channel__platform": period.platform,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    best: dict[int | None, list[Recommendation]] = {}
    for row in sorted(rows, key=lambda row: -float(row.facts["lift"])):
        best.setdefault(row.channel_id, []).append(row)
    return best


def _slot(row: Recommendation, day: date) -> Slot:
    facts, channel = row.facts, row.channel
    assert channel is not None  # noqa: S101 - a slot is always a channel's
    return Slot(
        row.pk, row.brand_id, channel.platform, channel.name, day, time(int(facts["hour"])),
        int(facts["n"]), float(facts["lift"]), float(facts["low"]), float(facts["high"]),
    )  # fmt: skip


def day_slots(member: Member, period: Period, day: Day) -> list[Slot]:
    """All recommended hours of one day to come, with room or not, for the page of that day."""
    if day.date <= period.today or period.state or period.pillar:
        return []
    taken = {channel for chip in day.chips for channel in chip.channels}
    rows = [row for slots in _best_hours(member, period).values() for row in slots]
    found = [
        _slot(row, day.date)
        for row in rows
        if int(row.facts["weekday"]) == day.date.weekday() and row.channel_id not in taken
    ]
    return sorted(found, key=lambda slot: slot.at)


def platforms() -> list[tuple[str, str]]:
    return [(key, surfaces.platform_label(key)) for key in surfaces.platforms()]
