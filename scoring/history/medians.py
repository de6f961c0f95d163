"""One number per post, and how it compares with what the channel usually gets."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from scoring.history.exports.model import Metrics
from scoring.history.slots import Measured

_REACTIONS = ("likes", "comments", "shares", "saves")
_OTHERWISE = (("views",), ("impressions",), ("reach",))
_MOSTLY = 0.8  # of a channel's posts must carry a result before it stands for the channel
_LAST, _LEAST = 20, 5
USUAL_NEEDED = 8  # posts before a median is worth showing
_OUTSIDE = 0.1  # of a 90 % interval


@dataclass(frozen=True, slots=True)
class Usual:
    """The median of ``n`` results; ``low`` to ``high`` holds the true median with at least 90 % probability."""

    n: int
    median: float
    low: float
    high: float


def usual(values: Sequence[float]) -> Usual | None:
    """What one usually gets; None with fewer than USUAL_NEEDED values.

    The interval lies between two of the values themselves (order statistics), so it assumes nothing of their distribution.
    """
    n = len(values)
    if n < USUAL_NEEDED:
        return None
    ordered = sorted(values)
    cut = _outer_ranks(n)
    return Usual(n, median(ordered), ordered[cut], ordered[n - 1 - cut])


def _outer_ranks(n: int) -> int:
    """How many values may be cut off at either end so that the rest still spans the median in 90 of 100 cases."""
    if n > 1000:  # the normal approximation, exact to less than one rank here
        return max(0, int(n / 2 - 1.6449 * math.sqrt(n) / 2) - 1)
    tail, cut = 0.0, -1
    while (tail := tail + math.comb(n, cut + 1) / 2**n) <= _OUTSIDE / 2:
        cut += 1
    return cut


def main_result(metrics: Sequence[Metrics]) -> tuple[tuple[str, ...], list[float | None]]:
    """Which results stand for a channel, and their sum for each post (None where one of them is not known).

    The platform's own engagement total where it gives one; else the sum of those of likes, comments, shares and saves
    that most posts carry; else views, impressions or reach. Empty names: nothing is known of most posts. The same names
    hold for all posts of a channel, since sums of different things cannot be compared.
    """
    reactions = tuple(name for name in _REACTIONS if _known(metrics, (name,)))
    choices = (("engagements",), reactions, *_OTHERWISE)
    names = next((choice for choice in choices if choice and _known(metrics, choice)), ())
    return names, [_total(one, names) for one in metrics]


def against_median(posts: Sequence[Measured]) -> list[float | None]:
    """For each post, how far it is in natural logarithms from the median of the 20 before it of its own format.

    0.0: as usual; 0.69: twice as much. None with fewer than five such posts before it. Order is kept.
    """
    earlier: dict[str, list[float]] = defaultdict(list)
    found: list[float | None] = [None] * len(posts)
    for index in sorted(range(len(posts)), key=lambda index: posts[index].at):
        past, value = earlier[posts[index].format], math.log1p(max(posts[index].value, 0.0))
        if len(past) >= _LEAST:
            found[index] = value - median(past[-_LAST:])
        past.append(value)
    return found


def _known(metrics: Sequence[Metrics], names: tuple[str, ...]) -> bool:
    return bool(metrics) and sum(_total(one, names) is not None for one in metrics) >= _MOSTLY * len(metrics)


def _total(metrics: Metrics, names: tuple[str, ...]) -> float | None:
    values = [getattr(metrics, name) for name in names]
    return float(sum(values)) if values and None not in values else None
