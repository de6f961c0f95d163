"""When a channel's own posts did better than its own average: recurring hours of the week with their uncertainty.

A post's value is compared, in logarithms, with the median of the channel's posts of the four weeks before it and with
what its format usually does; what is left is explained by hour and weekday (surface.py). Reported lifts are what this
channel's posts near that hour did against its average post: an association, never a promise. Method, measured lift and
limits: docs/results-method.md.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean, median
from zoneinfo import ZoneInfo

from scoring.history.surface import CELLS, HOURS, Surface, fit_surface

NEEDED = 60  # posts with a known time: with fewer, a generic table does as well as anything
WINDOW = timedelta(weeks=26)
BASELINE = timedelta(days=28)
LEAST_NEAR = 3  # posts within an hour of a slot before it is recommended
_LEAST_BASELINE = 5
_FORMAT_PRIOR = 5  # posts' worth of belief that formats do not differ
_Z90 = 1.6449
_WIDER = 1.3  # what the model does not know (drift, how much hours may vary), measured on held-out weeks


@dataclass(frozen=True, slots=True)
class Measured:
    """One past post: an aware instant, its result (not negative) and its format."""

    at: datetime
    value: float
    format: str = ""


@dataclass(frozen=True, slots=True)
class WeeklySlot:
    """One hour of the week, local time, weekday 0 = Monday.

    ``n`` posts lie within an hour of it. ``lift`` 0.2 = 20 % above the channel's average post; ``low`` to ``high`` is
    the 90 % interval.
    """

    weekday: int
    hour: int
    n: int
    lift: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class BestSlots:
    """The best slots, best first, out of ``n`` posts; empty where no slot with enough posts is above average."""

    slots: tuple[WeeklySlot, ...]
    n: int


@dataclass(frozen=True, slots=True)
class NotEnough:
    n: int
    needed: int


def best_slots(posts: Iterable[Measured], timezone: str, most: int = 5) -> BestSlots | NotEnough:
    """The channel's best hours of the week in its brand's ``timezone``, at least two hours apart.

    Only the 26 weeks before the newest post count.
    """
    recent = recent_posts(posts)
    if len(recent) < NEEDED:
        return NotEnough(len(recent), NEEDED)
    surface = week_surface(recent, timezone)
    chosen: list[int] = []
    for cell in sorted(range(CELLS), key=lambda cell: -surface.effects[cell]):
        if len(chosen) == most or surface.effects[cell] <= 0:
            break
        if _near(surface, cell) >= LEAST_NEAR and all(_apart(cell, other) >= 2 for other in chosen):
            chosen.append(cell)
    return BestSlots(tuple(_slot(surface, cell) for cell in chosen), len(recent))


def recent_posts(posts: Iterable[Measured]) -> list[Measured]:
    """Oldest first, the last 26 weeks of the channel only."""
    ordered = sorted(posts, key=lambda post: post.at)
    return [post for post in ordered if post.at > ordered[-1].at - WINDOW]


def week_surface(posts: Sequence[Measured], timezone: str) -> Surface:
    """The fitted week of posts sorted by time."""
    zone = ZoneInfo(timezone)
    local = [post.at.astimezone(zone) for post in posts]
    cells = [at.weekday() * HOURS + at.hour for at in local]
    return fit_surface(zip(cells, residuals(posts), strict=True))


def residuals(posts: Sequence[Measured]) -> list[float]:
    """How far each post was, in logarithms, from the channel's recent median and its format's usual distance from it."""
    logs = [math.log1p(max(post.value, 0.0)) for post in posts]
    distances = [
        value - level for value, level in zip(logs, _levels([post.at for post in posts], logs), strict=True)
    ]
    by_format: dict[str, list[float]] = defaultdict(list)
    for post, distance in zip(posts, distances, strict=True):
        by_format[post.format].append(distance)
    usual = {name: sum(found) / (len(found) + _FORMAT_PRIOR) for name, found in by_format.items()}
    return [distance - usual[post.format] for post, distance in zip(posts, distances, strict=True)]


def _levels(times: Sequence[datetime], logs: Sequence[float]) -> list[float]:
    """For each post the median of those of the 28 days before it (of the last ten, or the first ten, if too few)."""
    window: list[float] = []
    levels: list[float] = []
    start = 0
    for index, at in enumerate(times):
        while times[start] < at - BASELINE:
            del window[bisect_left(window, logs[start])]
            start += 1
        if len(window) >= _LEAST_BASELINE:
            middle = len(window) // 2
            level = window[middle] if len(window) % 2 else fmean(window[middle - 1 : middle + 1])
        else:
            level = median(logs[max(0, index - 10) : index] if index >= _LEAST_BASELINE else logs[:10])
        levels.append(level)
        insort(window, logs[index])
    return levels


def _slot(surface: Surface, cell: int) -> WeeklySlot:
    effect, margin = surface.effects[cell], _Z90 * _WIDER * surface.deviation(cell)
    lift, low, high = (math.expm1(x) for x in (effect, effect - margin, effect + margin))
    return WeeklySlot(cell // HOURS, cell % HOURS, _near(surface, cell), lift, low, high)


def _near(surface: Surface, cell: int) -> int:
    return sum(surface.counts[(cell + step) % CELLS] for step in (-1, 0, 1))


def _apart(cell: int, other: int) -> int:
    """Hours between two cells, around the end of the week."""
    distance = abs(cell - other)
    return min(distance, CELLS - distance)
