"""What a month's calendar lacks against the shares a brand set itself, and which hours are free for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from scoring.history.slots import WeeklySlot

_CROWDED = timedelta(minutes=90)  # a slot this near to a planned post is taken


@dataclass(frozen=True, slots=True)
class Gap:
    """A pillar with fewer posts planned than its share of the month asks for."""

    pillar: str
    planned: int
    target: int
    short_by: int


@dataclass(frozen=True, slots=True)
class FreeSlot:
    """One coming hour of a weekly slot with nothing planned near it. ``at`` is aware UTC."""

    slot: WeeklySlot
    at: datetime


def targets(shares: Mapping[str, float], monthly_posts: int) -> dict[str, int]:
    """Posts per pillar that add up to ``monthly_posts`` exactly.

    Shares count in proportion, whatever they add up to; what rounding leaves goes to the largest remainders, then to
    the pillar named first.
    """
    wanted = {pillar: Fraction(share) for pillar, share in shares.items() if share > 0}
    whole = sum(wanted.values())
    exact = {pillar: share * max(monthly_posts, 0) / whole for pillar, share in wanted.items()}
    rounded = {pillar: int(posts) for pillar, posts in exact.items()}
    left = max(monthly_posts, 0) - sum(rounded.values())
    for pillar in sorted(exact, key=lambda pillar: rounded[pillar] - exact[pillar])[:left]:
        rounded[pillar] += 1
    return {pillar: rounded.get(pillar, 0) for pillar in shares}


def gaps(planned: Mapping[str, int], shares: Mapping[str, float], monthly_posts: int) -> list[Gap]:
    """The pillars that are short this month, the shortest first. Posts of no pillar fill no gap."""
    found = [
        Gap(pillar, planned.get(pillar, 0), target, target - planned.get(pillar, 0))
        for pillar, target in targets(shares, monthly_posts).items()
    ]
    return sorted((gap for gap in found if gap.short_by > 0), key=lambda gap: -gap.short_by)


def free_slots(
    slots: Sequence[WeeklySlot], occupied: Iterable[datetime], timezone: str, start: datetime, end: datetime
) -> list[FreeSlot]:
    """Every hour of the slots from ``start`` up to, not including, ``end`` with no post within 90 minutes, by time.

    All instants are aware; hours are local in ``timezone``. An hour that the clocks skip is no slot on that day; of one
    they show twice, the first counts.
    """
    zone = ZoneInfo(timezone)
    taken = list(occupied)
    day, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    found: list[FreeSlot] = []
    while day <= last:
        for slot in slots:
            at = datetime(day.year, day.month, day.day, slot.hour, tzinfo=zone).astimezone(UTC)
            shown = slot.weekday == day.weekday() and at.astimezone(zone).hour == slot.hour
            if shown and start <= at < end and all(abs(at - other) >= _CROWDED for other in taken):
                found.append(FreeSlot(slot, at))
        day += timedelta(days=1)
    return sorted(found, key=lambda free: free.at)
