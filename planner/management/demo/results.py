"""Writes analytics exports for the demo brands, shaped like the platforms' own files, dated back from a given day.

The numbers are invented: each brand has a weekly rhythm (results.toml) under heavy noise, as real accounts have. The
published drafts of the demo stand among the posts with their own link and text. Same day in, same cells out.
"""

from __future__ import annotations

import csv
import random
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from planner.management.demo import data

INSTAGRAM_HEADER = (
    "Post ID,Account ID,Account username,Account name,Description,Duration (sec),Publish time,Permalink,Post type,"
    "Data comment,Date,Views,Likes,Shares,Comments,Saves,Reach,Follows"
)
TIKTOK_HEADER = (
    "Video title,Video link,Post time,Total likes,Total comments,Total shares,Total views,Total play time,"
    "Average watch time,Watched full video,Add to favorites"
)
TOP_POSTS_HEADER = (
    "Post URL",
    "Post publish date",
    "Engagements",
    None,
    "Post URL",
    "Post publish date",
    "Impressions",
)
COUNTS = {"instagram": 120, "tiktok": 70, "linkedin": 45}
INSTAGRAM_TYPES = {"image": "IG image", "reel": "IG reel", "carousel": "IG carousel"}
TYPE_LIFT = {"image": 0.8, "reel": 1.5, "carousel": 1.1, "video": 1.0, "text": 1.0}
LINKS = {
    "instagram": "https://www.instagram.com/p/D{number:08d}/",
    "tiktok": "https://www.tiktok.com/@{handle}/video/73{number:017d}",
    "linkedin": "https://www.linkedin.com/feed/update/urn:li:activity:{number}/",
}


@dataclass(frozen=True, slots=True)
class Measured:
    """One published post of the past. ``at`` is the brand's wall time, ``reach`` counts people."""

    at: datetime
    format: str
    text: str
    link: str
    reach: int


def make(folder: Path, today: date) -> dict[tuple[str, str], Path]:
    """Three exports per brand, by (brand key, platform)."""
    folder.mkdir(parents=True, exist_ok=True)
    writers = {"instagram": _instagram, "tiktok": _tiktok, "linkedin": _linkedin}
    names = {"instagram": "{}_instagram.csv", "tiktok": "{}_tiktok.csv", "linkedin": "{}_linkedin.xlsx"}
    agency, words = data.load(), tomllib.loads((data.HERE / "results.toml").read_text(encoding="utf-8"))
    files: dict[tuple[str, str], Path] = {}
    for brand in agency.brands:
        for channel in brand.channels:
            luck = random.Random(f"{brand.key} {channel.platform}")  # noqa: S311
            planned = list(_planned(agency, brand, channel.platform, today))
            posts = _posts(luck, words[brand.key], brand, channel, planned, today)
            path = folder / names[channel.platform].format(brand.key)
            writers[channel.platform](path, luck, channel, posts, words[brand.key])
            files[brand.key, channel.platform] = path
    return files


def _planned(
    agency: data.Agency, brand: data.Brand, platform: str, today: date
) -> Iterator[tuple[datetime, str, str, str]]:
    """Time, format, text and link of the demo's published variants on one channel."""
    for draft in agency.drafts:
        for variant in draft.variants:
            if draft.brand != brand.key or variant.platform != platform or not variant.post_url:
                continue
            day = variant.day if variant.day is not None else draft.day
            at = datetime.combine(today + timedelta(days=day or 0), variant.time or draft.time or time(12))
            yield (
                at,
                variant.format,
                variant.text or draft.text,
                variant.address(at.replace(tzinfo=brand.zone)),
            )


def _posts(
    luck: random.Random,
    words: dict[str, Any],
    brand: data.Brand,
    channel: data.Channel,
    planned: list[tuple[datetime, str, str, str]],
    today: date,
) -> list[Measured]:
    """The planned posts and enough older ones, newest first, one or two of the brand's usual times missed now and then."""
    rhythm = {(weekday, hour): lift for weekday, hour, lift in words["rhythm"]}
    formats = {"instagram": ("image", "reel", "carousel"), "tiktok": ("video",), "linkedin": ("text",)}[
        channel.platform
    ]
    rows = [(*row, rhythm.get((row[0].weekday(), row[0].hour), 1.0)) for row in planned]
    day = today - timedelta(days=22)
    share = {"instagram": 0.8, "tiktok": 0.5, "linkedin": 0.3}[channel.platform]
    while len(rows) < COUNTS[channel.platform]:
        for (weekday, hour), lift in rhythm.items():
            if weekday == day.weekday() and luck.random() < share and len(rows) < COUNTS[channel.platform]:
                at = datetime.combine(day, time(hour, luck.randrange(0, 45)))
                text = f"{luck.choice(words['openings'])} {luck.choice(words['closings'])}\n\n{luck.choice(words['tags'])}".strip()
                number = luck.randrange(10**7, 10**8)
                if channel.platform == "linkedin":
                    number = data.linkedin_number(at.replace(tzinfo=brand.zone), str(number))
                link = LINKS[channel.platform].format(number=number, handle=channel.handle)
                rows.append((at, luck.choice(formats), text, link, lift))
        day -= timedelta(days=1)
    rows.sort(key=lambda row: row[0], reverse=True)
    usual = {"instagram": 1900, "tiktok": 3400, "linkedin": 1100}[channel.platform]
    return [
        Measured(at, kind, text, link, round(usual * lift * TYPE_LIFT[kind] * luck.lognormvariate(0, 0.5)))
        for at, kind, text, link, lift in rows
    ]


def _part(luck: random.Random, whole: int, share: float) -> int:
    """About ``share`` of the whole, never more than the whole."""
    return min(whole, round(whole * share * luck.lognormvariate(0, 0.35)))


def _save_csv(path: Path, rows: Sequence[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


def _instagram(
    path: Path, luck: random.Random, channel: data.Channel, posts: list[Measured], words: dict[str, Any]
) -> None:
    rows: list[Sequence[object]] = [INSTAGRAM_HEADER.split(",")]
    for number, post in enumerate(posts):
        reel, saved = post.format == "reel", post.format == "carousel"
        rows.append((
            f"1800000000000{9999 - number:04d}", words["account_id"], channel.handle, channel.name, post.text,
            luck.randrange(6, 45) if reel else 0, f"{post.at:%m/%d/%Y %H:%M}", post.link, INSTAGRAM_TYPES[post.format],
            "", "Lifetime", round(post.reach * luck.uniform(1.15, 1.6)), _part(luck, post.reach, 0.055),
            _part(luck, post.reach, 0.016 if reel else 0.007), _part(luck, post.reach, 0.005),
            _part(luck, post.reach, 0.021 if saved else 0.008), post.reach, _part(luck, post.reach, 0.0015),
        ))  # fmt: skip
    _save_csv(path, rows)


def _tiktok(
    path: Path, luck: random.Random, channel: data.Channel, posts: list[Measured], words: dict[str, Any]
) -> None:
    rows: list[Sequence[object]] = [TIKTOK_HEADER.split(",")]
    for post in posts:
        length, finished = luck.randrange(6, 40), min(0.85, max(0.04, luck.gauss(0.31, 0.1)))
        watched = round(length * min(0.98, finished + luck.uniform(0.15, 0.3)), 1)
        rows.append((
            post.text, post.link, f"{post.at:%Y-%m-%d %H:%M}", _part(luck, post.reach, 0.06), _part(luck, post.reach, 0.006),
            _part(luck, post.reach, 0.009), post.reach, round(post.reach * watched), watched, f"{finished:.2f}",
            _part(luck, post.reach, 0.011),
        ))  # fmt: skip
    _save_csv(path, rows)


def _us(day: date) -> str:
    return f"{day.month}/{day.day}/{day.year}"


def _linkedin(
    path: Path, luck: random.Random, channel: data.Channel, posts: list[Measured], words: dict[str, Any]
) -> None:
    last, first = posts[0].at.date(), posts[-1].at.date()
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    reacted = {post.link: _part(luck, post.reach, 0.03) for post in posts}
    by_reaction = sorted(posts, key=lambda post: (-reacted[post.link], post.link))
    by_reach = sorted(posts, key=lambda post: (-post.reach, post.link))
    total = sum(post.reach for post in posts)
    daily = {day: luck.randrange(5, 40) for day in days}
    for post in posts:
        daily[post.at.date()] += post.reach
    gained = [luck.choice((0, 0, 1, 1, 2, 4)) for _ in days]
    sheets: dict[str, list[Sequence[object]]] = {
        "DISCOVERY": [("Overall Performance", f"{_us(first)} - {_us(last)}"), ("Impressions", total), ("Unique views", round(total * 0.46))],
        "ENGAGEMENT": [("Date", "Impressions", "Engagements"), *((_us(day), daily[day], _part(luck, daily[day], 0.03)) for day in days)],
        "TOP POSTS": [
            ("Maximum of 50 posts available to include in this list",),
            (),
            TOP_POSTS_HEADER,
            *(
                (one.link, _us(one.at.date()), reacted[one.link], None, two.link, _us(two.at.date()), two.reach)
                for one, two in zip(by_reaction, by_reach, strict=True)
            ),
        ],
        "FOLLOWERS": [
            (f"Total followers on {_us(last)}:", 640 + sum(gained)),
            (),
            ("Date", "New followers"),
            *((_us(day), count) for day, count in zip(days, gained, strict=True)),
        ],
        "DEMOGRAPHICS": [("Top Demographics", "Value", "Percentage"), ("Job titles", "Founder", 0.12), ("Job titles", "Store Manager", 0.05)],
    }  # fmt: skip
    book = Workbook(write_only=True)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
