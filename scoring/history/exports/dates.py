"""Dates as platforms and spreadsheets write them, and local times as instants."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 2003, 2099
_LONGEST = 60
_TIME = (
    r"(?P<hour>\d{1,2})[:h](?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?(?:\s*(?P<half>[ap])\.?m\.?)?"
)
_ZONE = r"(?:\s*(?P<zone>z|utc|gmt|[+-]\d{2}:?\d{2}))?"
_CLOCK = re.compile(r"(?:^|(?<=\d)t|[\s,]+(?:at|à|a las)?\s*)" + _TIME + _ZONE + r"\s*$", re.A | re.I)
_NUMERIC = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{2,4})", re.A)
_WORDS = re.compile(r"[^\W\d_]+|\d+")
_MONTHS = (
    "jan january janv janvier ene enero",
    "feb february fev fevr fevrier febrero",
    "mar march mars marzo",
    "apr april avr avril abr abril",
    "may mai mayo",
    "jun june juin junio",
    "jul july juil juillet julio",
    "aug august aout ago agosto",
    "sep sept september septembre septiembre set",
    "oct october octobre octubre",
    "nov november novembre noviembre",
    "dec december decembre dic diciembre",
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_IGNORED_WORDS = frozenset(["st", "nd", "rd", "th", "er", "de", "of", "le", "el", "du"])


@dataclass(frozen=True, slots=True)
class When:
    """A date as written: the year may be missing, the time may be missing, a zone is there only if the cell has one."""

    year: int | None
    month: int
    day: int
    clock: time | None = None
    zone: timezone | None = None

    @property
    def on(self) -> date | None:
        return date(self.year, self.month, self.day) if self.year else None


def read_when(cell: object, order: str) -> When | None:
    """What a cell says about when; ``order`` ("mdy" or "dmy") reads 3/4/2026. None: empty; ValueError: no such date.

    Midnight to the second is how spreadsheets write a day without a time.
    """
    if isinstance(cell, datetime):
        return _checked(cell.year, cell.month, cell.day, None if cell.time() == time() else cell.time())
    if isinstance(cell, date):
        return _checked(cell.year, cell.month, cell.day, None)
    text = "" if cell is None else " ".join(str(cell).split())
    if not text:
        return None
    if len(text) > _LONGEST:
        raise ValueError(text[:_LONGEST])
    clock, zone = None, None
    if match := _CLOCK.search(text):
        clock, zone, text = _clock(match), _zone(match["zone"]), text[: match.start()].strip(" ,")
    return _checked(*_day(text, order), clock, zone)


def order_votes(cell: object) -> tuple[int, int] | None:
    """The first two numbers of a date whose order has to be found out (3/4/2026 -> (3, 4)); None for any other."""
    if not isinstance(cell, str):
        return None
    match = _NUMERIC.match(cell.strip())
    if not match or len(match[1]) > 2 or match[2] == ".":
        return None
    return int(match[1]), int(match[3])


def as_instant(naive: datetime, zone: ZoneInfo) -> tuple[datetime, str]:
    """A local time as an instant (UTC) and what was odd about it: "", "time_in_gap" or "time_twice".

    A time that the clocks skip moves forward by the gap; of a time that they show twice, the first is meant.
    """
    first, second = naive.replace(tzinfo=zone, fold=0), naive.replace(tzinfo=zone, fold=1)
    instant = first.astimezone(UTC)
    if first.utcoffset() == second.utcoffset():
        return instant, ""
    skipped = instant.astimezone(zone).replace(tzinfo=None) != naive
    return instant, "time_in_gap" if skipped else "time_twice"


def _clock(match: re.Match[str]) -> time | None:
    hour = int(match["hour"])
    if match["half"]:
        if not 1 <= hour <= 12:
            raise ValueError(match[0])
        hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
    clock = time(hour, int(match["minute"]), int(match["second"] or 0))
    return None if match["second"] and clock == time() else clock


def _zone(text: str | None) -> timezone | None:
    if not text:
        return None
    if text[0] not in "+-":
        return UTC
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-offset if text[0] == "-" else offset)


def _day(text: str, order: str) -> tuple[int | None, int, int]:
    if match := _NUMERIC.fullmatch(text):
        first, mark, second, third = match[1], match[2], int(match[3]), match[4]
        if len(first) == 4 and len(third) == 2:
            return int(first), second, int(third)
        if len(first) > 2 or len(third) == 3:
            raise ValueError(text)
        year = int(third) + (2000 if len(third) == 2 else 0)
        day_first = order == "dmy" or mark == "."
        return (year, second, int(first)) if day_first else (year, int(first), second)
    return _worded(text)


def _worded(text: str) -> tuple[int | None, int, int]:
    """ "Sep 30, 2025", "30 septembre 2025", "August 31"."""
    folded = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    month: int | None = None
    numbers: list[str] = []
    for word in _WORDS.findall(folded):
        if word.isdigit():
            numbers.append(word)
        elif word in _MONTH and month is None:
            month = _MONTH[word]
        elif word not in _IGNORED_WORDS:
            raise ValueError(text)
    years = [int(n) for n in numbers if len(n) == 4]
    days = [int(n) for n in numbers if len(n) <= 2]
    if month is None or len(days) != 1 or len(years) > 1 or len(years) + 1 != len(numbers):
        raise ValueError(text)
    return (years[0] if years else None), month, days[0]


def _checked(
    year: int | None, month: int, day: int, clock: time | None = None, zone: timezone | None = None
) -> When:
    date(year or 2004, month, day)  # raises ValueError for a day that does not exist (2004 has a 29 February)
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(str(year))
    return When(year, month, day, clock, zone)
