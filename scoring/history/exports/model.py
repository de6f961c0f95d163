"""What a reader hands back: typed posts one by one, problems as data, and errors with a stable code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

KEPT_PROBLEMS = 200  # the rest is counted, not listed
SHOWN_VALUE = 80


class ExportKind(StrEnum):
    LINKEDIN_MEMBER = "linkedin_member"
    TIKTOK_STUDIO = "tiktok_studio"
    META_INSTAGRAM = "meta_instagram"


class ExportError(Exception):
    """The file cannot be imported at all. ``code`` is stable, ``facts`` fill the sentence that planner says; all have
    ``name``, the file's name.

    Codes: not_a_table, not_an_export (found), other_export (found), other_kind (chosen, found), missing_columns (kind,
    missing, wanted, found), wrong_encoding, too_many_rows (limit), too_big (limit, in bytes), no_rows, cell_too_long
    (limit), encrypted, old_workbook, corrupt_workbook, zip_bomb (limit, in bytes), unknown_timezone (timezone).
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Metrics:
    """Results of one post; None: the file does not say. Impressions, views and reach are three different things.

    ``completion`` is the share of views to the end, 0 to 1; ``watch_seconds`` is the average per view.
    """

    impressions: int | None = None
    views: int | None = None
    reach: int | None = None
    likes: int | None = None
    comments: int | None = None
    shares: int | None = None
    saves: int | None = None
    clicks: int | None = None
    follows: int | None = None
    engagements: int | None = None
    completion: float | None = None
    watch_seconds: float | None = None
    duration_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class MeasuredPost:
    """One published post with its results.

    ``key`` is the same for the same post in every export and for its link (see ``addresses.post_key``).
    ``published_at`` is aware UTC, or None when only the day is known; ``published_on`` is the local day.
    ``time_origin``: "file" (a column), "address" (read from the number in the post's address) or "" (not known).
    """

    key: str
    permalink: str
    text: str
    format: str
    published_at: datetime | None
    published_on: date
    time_origin: str
    metrics: Metrics
    raw: Mapping[str, str]
    row: int

    @property
    def time_known(self) -> bool:
        return self.published_at is not None


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing in a row that could not be taken as it stands. ``row`` as a spreadsheet numbers it.

    Row is left out: no_address, id_rounded (Excel did it), bad_date, no_date, date_without_year, repeated_post,
    daily_row. Value is left out: not_a_number, bad_link. Taken, with care: time_in_gap (moved forward by the gap),
    time_twice (the first of the two), address_time_differs (only the day is kept).
    """

    row: int
    code: str
    column: str = ""
    value: str = ""


@dataclass(slots=True)
class Export:
    """An opened export. ``posts`` streams once; ``problems`` and ``counts`` fill while it is read.

    ``counts`` holds "posts" (handed out), "time_from_file", "time_from_address" and the number of each problem code.
    ``date_basis`` says how day and month were told apart: "evidence" (a day above 12, or the posts' addresses), "mixed"
    (evidence for both, the stronger taken), "language" (nothing in the file decides: say so), or "" (no such date).
    """

    kind: ExportKind
    total: int  # rows with content under the header
    columns: Mapping[str, str]  # header as found -> field, for those understood
    unknown: tuple[str, ...]  # headers kept in raw only
    language: str  # of the headers: "en", "fr", "es" or "" when they do not tell
    date_order: str  # "mdy" or "dmy"
    date_basis: str
    encoding: str  # "" for a workbook
    posts: Iterator[MeasuredPost] = field(default_factory=lambda: iter(()))
    problems: list[Problem] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def note(self, row: int, code: str, column: str = "", value: object = "") -> None:
        self.counts[code] += 1
        if len(self.problems) < KEPT_PROBLEMS:
            self.problems.append(Problem(row, code, column, str(value)[:SHOWN_VALUE]))
