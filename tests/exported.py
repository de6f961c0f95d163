"""Exports of results as the platforms write them, small and invented, and the worker that reads them."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Sequence
from datetime import datetime, timedelta

import openpyxl
from cast import Cast
from django.core.files.uploadedfile import SimpleUploadedFile

from planner import tasks
from planner.jobs import ledger
from planner.models import Import, Job
from planner.services import posts as service

INSTAGRAM = [
    "Post ID",
    "Account ID",
    "Account username",
    "Account name",
    "Description",
    "Duration (sec)",
    "Publish time",
    "Permalink",
    "Post type",
    "Data comment",
    "Date",
    "Views",
    "Reach",
    "Likes",
    "Shares",
    "Follows",
    "Comments",
    "Saves",
]
TIKTOK = [
    "Video title",
    "Video link",
    "Post time",
    "Total likes",
    "Total comments",
    "Total shares",
    "Total views",
    "Total play time",
    "Average watch time",
    "Watched full video",
    "Add to favorites",
]
START = datetime(2026, 4, 13, 9)  # noqa: DTZ001 - wall time, as files have it; a Monday


def as_csv(*rows: Sequence[object]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def instagram_row(number: int, at: datetime, likes: int = 10, **cells: object) -> list[object]:
    row: dict[str, object] = dict.fromkeys(INSTAGRAM, "")
    row |= {
        "Post ID": 18_000_000 + number,
        "Description": f"Post {number}",
        "Publish time": f"{at:%m/%d/%Y %H:%M}",
    }
    row |= {
        "Permalink": f"https://www.instagram.com/p/Dxx{number:08d}/",
        "Post type": "IG image",
        "Date": "Lifetime",
    }
    row |= {"Views": likes * 20, "Reach": likes * 15, "Likes": likes, "Shares": 1, "Comments": 2, "Saves": 3}
    return list((row | cells).values())


def instagram(count: int = 3, **cells: object) -> bytes:
    """One post a day from 13 April 2026 at 9."""
    rows = [instagram_row(n, START + timedelta(days=n), **cells) for n in range(count)]
    return as_csv(INSTAGRAM, *rows)


def with_a_rhythm(count: int = 90) -> bytes:
    """Two posts a day at 9 and 18; those of Thursdays at 18 get three times as much."""
    dice = random.Random(7)
    rows = []
    for n in range(count):
        at = START + timedelta(days=n // 2, hours=9 * (n % 2))
        good = at.weekday() == 3 and at.hour == 18
        rows.append(instagram_row(n, at, round(100 * (3 if good else 1) * dice.lognormvariate(0, 0.25))))
    return as_csv(INSTAGRAM, *rows)


def tiktok_row(number: int, at: datetime, **cells: object) -> list[object]:
    row: dict[str, object] = dict.fromkeys(TIKTOK, "")
    row |= {
        "Video title": f"Video {number}",
        "Post time": f"{at:%Y-%m-%d %H:%M}",
        "Total likes": 30,
        "Total views": "1,200",
    }
    row |= {"Video link": f"https://www.tiktok.com/@malo/video/73{number:017d}", "Watched full video": "0.31"}
    return list((row | cells).values())


def linkedin(*posts: tuple[int, str, int, int]) -> bytes:
    """(number of the post, day as M/D/YYYY, engagements, impressions) in two tables that are sorted apart."""
    book = openpyxl.Workbook()
    book.active.title = "DISCOVERY"
    sheet = book.create_sheet("TOP POSTS")
    sheet.append(["Maximum of 50 posts available to include in this list"])
    sheet.append([])
    sheet.append(
        ["Post URL", "Post publish date", "Engagements", None, "Post URL", "Post publish date", "Impressions"]
    )
    address = "https://www.linkedin.com/feed/update/urn:li:activity:{}"
    for left, right in zip(
        sorted(posts, key=lambda p: -p[2]), sorted(posts, key=lambda p: -p[3]), strict=True
    ):
        sheet.append(
            [address.format(left[0]), left[1], left[2], None, address.format(right[0]), right[1], right[3]]
        )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def upload(
    cast: Cast,
    data: bytes,
    channel: str = "malo.instagram",
    *,
    name: str = "export.csv",
    who: str = "editor",
    zone: str = "",
) -> Import:
    file = SimpleUploadedFile(name, data)
    return service.start_import(cast.members[who], cast.channels[channel].pk, file, time_zone=zone)


def work(kind: str = "") -> None:
    """What a worker does until nothing is left (of this kind)."""
    left = Job.objects.filter(state__in=["waiting", "running"]).exclude(kind__in=["score", "mail"])
    while job := left.filter(kind__startswith=kind).order_by("pk").first():
        tasks.TASKS[Job.Kind(job.kind)]([job.subject])
        job.refresh_from_db()
        assert job.state in {"done", "waiting"}, job.error
        assert job.attempts == 0, job.error


def imported(cast: Cast, data: bytes, channel: str = "malo.instagram", **options: str) -> Import:
    """Uploaded and read; recommendations wait."""
    row = upload(cast, data, channel, **options)
    work("import")
    row.refresh_from_db()
    return row


def claim(row: Import) -> Job:
    job = ledger.claim(Job.Kind.IMPORT, row.pk)
    assert job
    return job
