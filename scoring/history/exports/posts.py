"""From a row of cells to a measured post."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from scoring.history.exports.addresses import address_time, post_key
from scoring.history.exports.dates import When, as_instant, read_when
from scoring.history.exports.model import Export, ExportKind, MeasuredPost, Metrics
from scoring.history.exports.rows import Row
from scoring.history.exports.values import read_count, read_seconds, read_share

_COUNTS = "impressions views reach likes comments shares saves clicks follows engagements"
_READERS: Mapping[str, Callable[[object, str], float | None]] = {
    **dict.fromkeys(_COUNTS.split(), read_count),
    "completion": read_share,
    "watch_seconds": read_seconds,
    "duration_seconds": read_seconds,
}
_FORMATS = {"igimage": "image", "igreel": "reel", "igcarousel": "carousel", "igstory": "story"}
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?e\+?\d+", re.I | re.A)  # what Excel makes of a long number
_WEB = re.compile(r"https?://\S+", re.I)


class _LeftOut(Exception):
    """This row gives no post; code and column as in Problem."""


@dataclass(slots=True)
class PostReader:
    """Reads rows one by one and notes in the export what could not be read."""

    export: Export
    zone: ZoneInfo
    decimal: str
    seen: set[str] = field(default_factory=set)

    def posts(self, rows: Iterable[Row]) -> Iterator[MeasuredPost]:
        for row in rows:
            try:
                post = self._post(row)
            except _LeftOut as reason:
                self._note(row, *reason.args)
            else:
                self.export.counts["posts"] += 1
                yield post

    def _note(self, row: Row, code: str, column: str = "") -> None:
        self.export.note(row.number, code, column, row.fields.get(column, ""))

    def _post(self, row: Row) -> MeasuredPost:
        key, link = self._identity(row)
        if self._is_daily(row):
            raise _LeftOut("daily_row", "period")
        instant, day, origin = self._dated(row, link)
        if key in self.seen:
            raise _LeftOut("repeated_post", "permalink")
        self.seen.add(key)
        self.export.counts[f"time_from_{origin}"] += bool(origin)
        text = row.fields.get("text")
        return MeasuredPost(
            key=key,
            permalink=link,
            text="" if text is None else str(text),
            format=self._format(row, link),
            published_at=instant,
            published_on=day,
            time_origin=origin,
            metrics=self._metrics(row),
            raw=row.raw,
            row=row.number,
        )

    def _identity(self, row: Row) -> tuple[str, str]:
        """The post's key and its link, the link only when it is a web address of a post."""
        address = str(row.fields.get("permalink") or "").strip()
        key = post_key(address)
        link = address if key and _WEB.fullmatch(address) else ""
        if key:
            return key, link
        if address:
            self._note(row, "bad_link", "permalink")
        number = str(row.fields.get("post_id") or "").strip()
        if number.isascii() and number.isdigit():
            return f"instagram:id:{number}", ""
        raise _LeftOut("id_rounded" if _ROUNDED.fullmatch(number) else "no_address", "post_id")

    def _is_daily(self, row: Row) -> bool:
        """Whether the row holds one day's part of a post's results rather than all of them ("Lifetime")."""
        try:
            return read_when(row.fields.get("period"), self.export.date_order) is not None
        except ValueError:
            return False

    def _dated(self, row: Row, link: str) -> tuple[datetime | None, date, str]:
        """The instant if known, the local day, and where the time comes from."""
        cell = row.fields.get("published")
        try:
            when = read_when(cell, self.export.date_order)
        except ValueError as error:
            raise _LeftOut("bad_date", "published") from error
        if when is None:
            raise _LeftOut("no_date", "published")
        if when.on and when.clock:
            return self._from_file(row, when, datetime.combine(when.on, when.clock))
        created = address_time(link)
        if created and _same_day(when, created, self.zone):
            return created, created.astimezone(self.zone).date(), "address"
        if when.on is None:
            raise _LeftOut("date_without_year", "published")
        if created:
            self._note(row, "address_time_differs", "published")
        return None, when.on, ""

    def _from_file(self, row: Row, when: When, naive: datetime) -> tuple[datetime, date, str]:
        if when.zone:
            instant = naive.replace(tzinfo=when.zone).astimezone(UTC)
        else:
            instant, odd = as_instant(naive, self.zone)
            if odd:
                self.export.note(row.number, odd, "published", naive.isoformat(" ", "minutes"))
        return instant, instant.astimezone(self.zone).date(), "file"

    def _metrics(self, row: Row) -> Metrics:
        found: dict[str, float] = {}
        for name, cell in row.fields.items():
            if name not in _READERS:
                continue
            try:
                value = _READERS[name](cell, self.decimal)
            except ValueError:
                self._note(row, "not_a_number", name)
            else:
                if value is not None:
                    found[name] = value
        return Metrics(**cast("dict[str, int]", found))

    def _format(self, row: Row, link: str) -> str:
        """The format by the platform's word for it, or "" when the file does not say."""
        if self.export.kind == ExportKind.TIKTOK_STUDIO:
            return "photo" if "/photo/" in link else "video"
        word = "".join(c for c in str(row.fields.get("format") or "").lower() if c.isalnum())
        return _FORMATS.get(word, "")


def _same_day(when: When, created: datetime, zone: ZoneInfo) -> bool:
    """Whether the date is the day of that instant, in UTC (LinkedIn's days) or in the zone; a missing year fits any."""
    days = {created.astimezone(UTC).date(), created.astimezone(zone).date()}
    return any(
        (day.month, day.day) == (when.month, when.day) and when.year in (None, day.year) for day in days
    )
