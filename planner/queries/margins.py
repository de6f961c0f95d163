"""What stands beside the days: drafts without a day, pillars against their targets, and hours the results speak for."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from planner import access
from planner.models import Member, Pillar, Recommendation
from planner.queries import calendars, recommendations, surfaces
from planner.queries.calendars import PER_DAY, Chip, Day
from planner.queries.periods import BrandChoice, Period
from planner.queries.recommendations import Advice
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
    gap: Recommendation | None  # what the worker says of it, to accept

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

    row: Recommendation
    day: date

    @property
    def at(self) -> time:
        return time(int(self.row.facts["hour"]))

    @property
    def advice(self) -> Advice:
        return recommendations.words([self.row])[0]


@dataclass(slots=True)
class Recommended:
    """What the worker found and nobody dismissed: hours by channel, best first, and what pillars lack, by pillar."""

    hours: dict[int | None, list[Recommendation]] = field(default_factory=dict)
    gaps: dict[int | None, Recommendation] = field(default_factory=dict)


def recommended(member: Member, period: Period) -> Recommended:
    """One query."""
    states = [Recommendation.State.OPEN, Recommendation.State.ACCEPTED]
    rows = access.recommendations_of(member).filter(state__in=states, brand__archived_at=None)
    if period.brand:
        rows = rows.filter(brand=period.brand.pk)
    slot, gap = Q(kind=Recommendation.Kind.SLOT, channel__archived_at=None), Q(kind=Recommendation.Kind.GAP)
    month = Q(facts__month=f"{period.on:%Y-%m}", state=Recommendation.State.OPEN)
    if period.channel:
        slot &= Q(channel=period.channel.pk)
    if period.platform:
        slot &= Q(channel__platform=period.platform)
    found = Recommended()
    for row in sorted(rows.filter(slot | (gap & month)), key=_best_first):
        if row.kind == Recommendation.Kind.GAP:
            found.gaps[row.pillar_id] = row
        else:
            found.hours.setdefault(row.channel_id, []).append(row)
    return found


def _best_first(row: Recommendation) -> tuple[bool, float]:
    return row.state != Recommendation.State.ACCEPTED, -float(row.facts.get("lift", 0))


def waiting(member: Member, period: Period) -> Waiting:
    """The first drafts that wait for a day, and whether there are more. One query."""
    chips = calendars.chips_without_day(calendars.waiting(member, period)[: UNPLANNED + 1])
    return Waiting(chips[:UNPLANNED], len(chips) > UNPLANNED)


def targets(member: Member, period: Period, told: Recommended) -> list[BrandTargets]:
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
            lines = [
                Target(int(pk), name, counted.get(int(pk), 0), wanted[pk], told.gaps.get(int(pk)))
                for pk, name, _share in own
            ]
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


def suggest(period: Period, told: Recommended, days: list[Day]) -> None:
    """Put free recommended hours into the days to come that have room, unless a filter hides what stands there."""
    if period.state or period.pillar or days[-1].date < period.today:
        return
    for start in range(0, len(days), 7):
        for slots in told.hours.values():
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
            day.slots.append(Slot(row, day.date))
            if period.view == "month":
                return


def day_slots(member: Member, period: Period, day: Day) -> list[Slot]:
    """All recommended hours of one day to come, with room or not, for the page of that day."""
    if day.date <= period.today or period.state or period.pillar:
        return []
    taken = {channel for chip in day.chips for channel in chip.channels}
    rows = [row for slots in recommended(member, period).hours.values() for row in slots]
    found = [
        Slot(row, day.date)
        for row in rows
        if int(row.facts["weekday"]) == day.date.weekday() and row.channel_id not in taken
    ]
    return sorted(found, key=lambda slot: slot.at)


def platforms() -> list[tuple[str, str]]:
    return [(key, surfaces.platform_label(key)) for key in surfaces.platforms()]
