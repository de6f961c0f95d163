"""The first walk through a file: how many rows, and does it write the day or the month first?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from scoring.history.exports.addresses import address_time
from scoring.history.exports.dates import order_votes
from scoring.history.exports.rows import Row

_DAY_FIRST = frozenset({"fr", "es"})


@dataclass(slots=True)
class Survey:
    total: int = 0
    last_row: int = 0
    day_first: int = 0
    month_first: int = 0
    undecided: int = 0

    def add(self, row: Row) -> None:
        self.total += row.number != self.last_row  # side-by-side tables share their rows
        self.last_row = row.number
        numbers = order_votes(row.fields.get("published"))
        if numbers is None or numbers[0] == numbers[1]:
            return
        first, second = numbers
        address = str(row.fields.get("permalink") or "")
        vote = (first > 12) - (second > 12) or _vote_of_address(address_time(address), first, second)
        self.day_first += vote > 0
        self.month_first += vote < 0
        self.undecided += vote == 0

    def decide(self, language: str) -> tuple[str, str]:
        """The order ("dmy", "mdy") and what it rests on; see Export.date_basis."""
        if self.day_first or self.month_first:
            order = "dmy" if self.day_first > self.month_first else "mdy"
            return order, "mixed" if self.day_first and self.month_first else "evidence"
        return "dmy" if language in _DAY_FIRST else "mdy", "language" if self.undecided else ""


def _vote_of_address(created: datetime | None, first: int, second: int) -> int:
    """1 when the post's own number fits day first, -1 when it fits month first, 0 when both or neither."""
    if created is None:
        return 0
    created = created.astimezone(UTC)
    month_first = created.month == first and abs(created.day - second) <= 1
    day_first = created.month == second and abs(created.day - first) <= 1
    return day_first - month_first
