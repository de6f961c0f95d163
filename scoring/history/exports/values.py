"""Numbers as platforms and spreadsheets write them. Each reader takes a cell and gives a value, None (nothing there)
or a ValueError (something that is no such number)."""

from __future__ import annotations

import math
import re
from datetime import time, timedelta

_NOTHING = frozenset({"", "-", "--", "–", "—", "n/a", "na", "undefined", "null", "none", "nan"})
_IGNORED = re.compile(r"[\s'’ʼ\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_NUMBER = re.compile(r"([+-]?)([\d.,]+)([kmb]?)", re.A | re.I)
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3})+", re.A)
_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,4}):(\d{1,2}(?:[.,]\d+)?)", re.A)
_UNITS = re.compile(r"(?:(\d+)h:?)?(?:(\d+)m(?:in)?:?)?(?:(\d+(?:[.,]\d+)?)s(?:ec)?)?", re.A | re.I)
_POWERS = {"": 1, "k": 1_000, "m": 1_000_000, "b": 1_000_000_000}
_MOST = 10**15
_LONGEST = 40


def read_count(cell: object, decimal: str = ".") -> int | None:
    """How many: whole and not negative. A lone comma or point before three digits separates thousands."""
    text = _plain(cell)
    if text is None:
        return None
    value = float(text) if isinstance(cell, int | float) else _amount(text, decimal, whole=True)
    if not 0 <= value <= _MOST or value != int(value):
        raise ValueError(text)
    return int(value)


def read_share(cell: object, decimal: str = ".") -> float | None:
    """A share between 0 and 1, from "31 %", "0.31" or "31"."""
    text = _plain(cell)
    if text is None:
        return None
    if isinstance(cell, int | float):
        value, percent = float(text), False
    else:
        value, percent = _amount(text.removesuffix("%"), decimal, whole=False), text.endswith("%")
    value = value / 100 if percent or value > 1 else value
    if not 0 <= value <= 1:
        raise ValueError(text)
    return value


def read_seconds(cell: object, decimal: str = ".") -> float | None:
    """A length of time in seconds, from "12.5", "12,5 s", "0:20", "1:02:03" or "1h:2m:3s"."""
    if isinstance(cell, time):
        cell = timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second)
    if isinstance(cell, timedelta):
        cell = cell.total_seconds()
    text = _plain(cell)
    if text is None:
        return None
    match = None if isinstance(cell, int | float) else _CLOCK.fullmatch(text) or _UNITS.fullmatch(text)
    if match:
        hours, minutes, seconds = (float((part or "0").replace(",", ".")) for part in match.groups())
        value = hours * 3600 + minutes * 60 + seconds
    else:
        value = float(text) if isinstance(cell, int | float) else _amount(text, decimal, whole=False)
    if not 0 <= value <= _MOST:
        raise ValueError(text)
    return value


def _plain(cell: object) -> str | None:
    """The cell without what only decorates a number (spaces of any width, apostrophes, direction marks)."""
    if cell is None:
        return None
    if isinstance(cell, bool) or (isinstance(cell, float) and not math.isfinite(cell)):
        raise ValueError(str(cell))
    text = _IGNORED.sub("", str(cell))
    if text.lower() in _NOTHING:
        return None
    if len(text) > _LONGEST:
        raise ValueError(text[:_LONGEST])
    return text


def _amount(text: str, decimal: str, *, whole: bool) -> float:
    """The value of a written number. ``decimal`` is the file's usual mark; it decides only where the shape does not."""
    match = _NUMBER.fullmatch(text)
    if not match:
        raise ValueError(text)
    sign, digits, power = match[1], match[2], match[3].lower()
    value = float(_with_point(digits, decimal, whole=whole and not power)) * _POWERS[power]
    value = round(value) if power else value
    return -value if sign == "-" else value


def _with_point(digits: str, decimal: str, *, whole: bool) -> str:
    marks = [mark for mark in digits if mark in ".,"]
    if not marks:
        return digits
    last = marks[-1]
    head, _, tail = digits.rpartition(last)
    if len(set(marks)) == 2:  # 1,234.5 or 1.234,5: the last one is the decimal mark
        if marks.count(last) > 1 or not _GROUPED.fullmatch(head):
            raise ValueError(digits)
        return head.replace(",", "").replace(".", "") + "." + tail
    thousands = len(marks) > 1 or whole or last != decimal
    if thousands and _GROUPED.fullmatch(digits):
        return digits.replace(last, "")
    if len(marks) > 1:
        raise ValueError(digits)
    return (head or "0") + "." + (tail or "0")
