"""Reads the demo's TOML files into typed rows; a name that points nowhere stops the load."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

from planner.management.demo import pictures

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Person:
    key: str
    name: str
    email: str
    role: str
    language: str
    time_zone: str
    brands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pillar:
    name: str
    share: int
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Channel:
    platform: str
    handle: str
    name: str


@dataclass(frozen=True, slots=True)
class Brand:
    key: str
    name: str
    language: str
    market: str
    time_zone: str
    steps: tuple[str, ...]
    voice: str
    palette: tuple[str, ...]
    words_use: tuple[str, ...]
    words_avoid: tuple[str, ...]
    monthly_posts: int
    pillars: tuple[Pillar, ...]
    channels: tuple[Channel, ...]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


@dataclass(frozen=True, slots=True)
class Variant:
    """One channel's shape of a draft. None means "inherits from the draft"."""

    platform: str
    format: str
    text: str | None = None
    media: tuple[str, ...] | None = None
    day: int | None = None
    time: time | None = None
    title: str = ""
    post_url: str = ""

    def address(self, at: datetime) -> str:
        """Where the post stands that was published ``at`` (aware)."""
        return self.post_url.format(number=linkedin_number(at, self.post_url))


@dataclass(frozen=True, slots=True)
class Comment:
    by: str
    visibility: str
    day: int
    text: str
    quote: str = ""
    time: time | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    by: str
    step: str
    answer: str
    day: int
    note: str = ""
    time: time | None = None


@dataclass(frozen=True, slots=True)
class Change:
    by: str
    day: int
    variant: str
    find: str
    replace: str
    time: time | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    brand: str
    key: str
    title: str
    text: str
    pillar: str
    funnel: str
    objective: str
    campaign: str
    labels: tuple[str, ...]
    author: str
    stage: str
    ai_use: str | None
    day: int | None
    time: time | None
    media: tuple[str, ...]
    alt: dict[str, str]  # picture name -> alternative text; empty where it is missing on purpose
    variants: tuple[Variant, ...]
    comments: tuple[Comment, ...]
    decisions: tuple[Decision, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Agency:
    name: str
    people: tuple[Person, ...]
    brands: tuple[Brand, ...]
    drafts: tuple[Draft, ...]


def linkedin_number(at: datetime, salt: str) -> int:
    """The number of a LinkedIn post published ``at`` (aware): LinkedIn's own hold the millisecond, and imports read it."""
    return (int(at.timestamp() * 1000) << 22) + crc32(salt.encode()) % (1 << 22)


def load() -> Agency:
    """The whole agency, drafts in the order of their brand and file."""
    raw = _read("agency.toml")
    people = tuple(Person(**_frozen(row)) for row in raw["people"])
    brands = tuple(_brand(row) for row in raw["brands"])
    drafts = tuple(draft for brand in brands for draft in _drafts(brand.key))
    agency = Agency(raw["workspace"]["name"], people, brands, drafts)
    _check(agency)
    return agency


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def _frozen(row: dict[str, Any]) -> dict[str, Any]:
    """A TOML table with its lists as tuples and its times read."""
    out: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in row.items()
    }
    if "time" in out:
        out["time"] = time.fromisoformat(out["time"])
    if "text" in out:
        out["text"] = out["text"].strip("\n")
    return out


def _brand(row: dict[str, Any]) -> Brand:
    nested = {
        "pillars": tuple(Pillar(**_frozen(pillar)) for pillar in row["pillars"]),
        "channels": tuple(Channel(**_frozen(channel)) for channel in row["channels"]),
    }
    return Brand(**(_frozen(row) | nested))


def _drafts(brand: str) -> Iterable[Draft]:
    raw = _read(f"drafts_{brand}.toml")
    for row in raw["drafts"]:
        plain = {"ai_use": None, "day": None, "time": None} | _frozen(row)
        missing_alt = plain.pop("missing_alt", False)
        nested = {
            "variants": tuple(Variant(**_frozen(item)) for item in row.get("variants", [])),
            "comments": tuple(Comment(**_frozen(item)) for item in row.get("comments", [])),
            "decisions": tuple(Decision(**_frozen(item)) for item in row.get("decisions", [])),
            "changes": tuple(Change(**_frozen(item)) for item in row.get("changes", [])),
        }
        yield Draft(**(plain | nested), brand=raw["brand"], alt={} if missing_alt else raw["alt"])


def _check(agency: Agency) -> None:
    """Every name used must exist; ``ValueError`` names the draft and what it points at."""
    people = {person.key for person in agency.people}
    brands = {brand.key: brand for brand in agency.brands}
    for draft in agency.drafts:
        brand = brands[draft.brand]
        channels = {channel.platform for channel in brand.channels}
        acts: list[Comment | Decision | Change] = [*draft.comments, *draft.decisions, *draft.changes]
        used = {draft.author, *(act.by for act in acts)}
        media = {*draft.media, *(name for variant in draft.variants for name in variant.media or ())}
        problems = [
            *(used - people),
            *(media - pictures.PICTURES.keys() - pictures.VIDEOS.keys()),
            *({variant.platform for variant in draft.variants} - channels),
            *({draft.pillar} - {pillar.name for pillar in brand.pillars}),
            *(
                change.find
                for change in draft.changes
                if change.find not in draft.text and not change.variant
            ),
        ]
        if problems:
            raise ValueError(f"{draft.key}: {', '.join(sorted(problems))}")
