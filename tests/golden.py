"""The golden corpus: snapshots of all formats, both languages, weak to strong, and what the engine makes of each.

`python tests/golden.py --write` writes tests/golden/*.jsonl anew, one file for each platform: run it when the rules or the newest
edition changed on purpose, and read what it changed. Without --write it says what differs. For each snapshot there is a line with
the snapshot, one with the report's totals and the checksum of the whole report, and one for each finding that is open.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tomllib
import typing
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import count
from pathlib import Path
from types import UnionType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "golden"
sys.path.insert(0, str(ROOT))

from scoring import engine, rulebook  # noqa: E402
from scoring.types import (  # noqa: E402
    AiUse,
    Audience,
    Brand,
    Format,
    History,
    MediaItem,
    Objective,
    Outcome,
    PastPost,
    Pillar,
    Product,
    Report,
    Schedule,
    Slot,
    Snapshot,
)

NOON = datetime.fromisoformat("2026-11-24T12:00:00+00:00")  # a Tuesday
LONG = {"youtube.long", "facebook.post", "x.thread"}
LEVELS = ("weak", "middle", "strong")
TOLD = {"weak": "Offre", "middle": "Notre atelier", "strong": "Three signs that a loaf is ready"}
BRANDS = {
    "en": Brand("Kiln & Co", ("GB",), (Pillar("Craft", ("bowl", "glaze")),), ("stoneware",), ("cheap",)),
    "fr": Brand("Boulangerie Malo", ("FR",), (Pillar("Pain", ("levain", "four")),), (), ("produit",), address="vous"),
}  # fmt: skip
FILES: Mapping[str, dict[str, Any]] = {
    "image": {"mime": "image/jpeg", "name": "photo.jpg", "size": 900_000, "width": 1080, "height": 1350},
    "video": {
        "mime": "video/mp4",
        "name": "film.mp4",
        "size": 20_000_000,
        "width": 1080,
        "height": 1920,
        "duration": 32.0,
        "fps": 30.0,
        "has_audio": True,
    },
    "document": {"mime": "application/pdf", "name": "guide.pdf", "size": 3_000_000},
}


def made() -> Iterator[tuple[str, Snapshot]]:
    """Every format x language x level of the newest edition; what is told beside the text varies from one to the next."""
    texts = tomllib.loads((FOLDER / "texts.toml").read_text("utf-8"))
    number = count()
    for platform in rulebook.current().platforms.values():
        for place, form in enumerate(platform.formats.values()):
            for lang in ("en", "fr"):
                for level in LEVELS:
                    some = texts[kind_of(form)][lang][level]
                    text = some[place % len(some)].strip()
                    yield f"{form.surface}.{lang}.{level}", snapshot(form, lang, level, text, next(number))


def kind_of(form: Format) -> str:
    if form.surface in LONG or form.platform == "linkedin":
        return "post"
    return "short" if form.platform in {"x", "threads", "bluesky"} else "caption"


def snapshot(form: Format, lang: str, level: str, text: str, number: int) -> Snapshot:
    """``number`` decides what is told; the level decides how good it is."""
    good = level == "strong"
    return Snapshot(
        platform=form.platform,
        format=form.name,
        text=text,
        lang=lang if number % 4 == 0 else None,
        objective=[None, *Objective][number % 6],
        title=TOLD[level] if form.has_title or form.title_limit else None,
        first_comment="https://www.example.org/" if form.has_first_comment and number % 3 == 0 else None,
        link="https://www.example.org/guide" if form.has_link and number % 2 else None,
        media=media(form, good) if number % 5 else None,
        ai_use=[AiUse.NONE, None, *AiUse][number % 7],
        answered=number % 3 == 1,
        reply_owner=[None, good][number % 2],
        schedule=Schedule(NOON + timedelta(hours=number % 30), NOON, approved=number % 2 == 0) if number % 3 else None,
        history=history(text, number) if number % 4 > 1 else None,
        brand=BRANDS[lang] if number % 2 else None,
        products=(Product("Bol", "photo.jpg"),) if number % 6 == 5 else None,
        audience=Audience("bakers", knows_us=good) if number % 6 == 3 else None,
        settings=settings(number) if number % 3 == 2 else None,
    )  # fmt: skip


def media(form: Format, good: bool) -> tuple[MediaItem, ...]:
    """As few as the format takes, or three where it takes so many; the poor ones are small and say nothing."""
    if not form.media_kinds:
        return ()
    many = min(form.media_max, max(form.media_min, 3 if good else form.media_min))
    kind = form.media_kinds[0]
    alt = "A bowl on a shelf, its glaze cracked in the middle" if good and kind == "image" else ""
    poor = {} if good or kind == "document" else {"width": 400, "height": 300}
    return tuple(MediaItem(kind, **(FILES[kind] | poor), alt=alt) for _ in range(many))


def history(text: str, number: int) -> History:
    """Three posts of the channel, one of them the same text where ``number`` says so."""
    words = (
        text if number % 8 == 2 else "Une autre histoire, de la semaine passée.",
        "Les horaires.",
        "The oven.",
    )
    posts = tuple(
        PastPost(NOON - timedelta(hours=20 * place + 3), one, "text", value=1.2 - place / 4)
        for place, one in enumerate(words)
    )
    return History(posts, (Slot(1, 12, 1), Slot(3, 18, 2)), utc_offset_minutes=60)


def settings(number: int) -> dict[str, object]:
    shown: dict[str, object] = {"topic": "bread", "langs": ["fr"], "poll_options": ["Yes", "No", "Later"]}
    return shown | {
        "paid_partnership": number % 2 == 0,
        "commercial_music": number % 4 == 0,
        "ai_label": number % 5 == 0,
    }


def frozen(value: Any) -> Any:
    """As JSON, what is at its default left out."""
    if is_dataclass(value) and not isinstance(value, type):
        kept = {one.name: getattr(value, one.name) for one in fields(value)}
        defaults = {one.name: one.default for one in fields(value) if one.default is not MISSING}
        return {
            name: frozen(one) for name, one in kept.items() if name not in defaults or one != defaults[name]
        }
    if isinstance(value, tuple | list):
        return [frozen(one) for one in value]
    return value.isoformat() if isinstance(value, datetime) else value


def thawed(kind: Any, value: Any) -> Any:
    """What ``frozen`` made of a value of this type."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if value is None or origin in (Mapping, typing.get_origin(Mapping[str, object])):
        return value
    if origin in (UnionType, typing.Union):
        return thawed(next(one for one in inner if one is not type(None)), value)
    if origin is tuple:
        return tuple(thawed(inner[0], one) for one in value)
    if isinstance(kind, type) and is_dataclass(kind):
        types = typing.get_type_hints(kind)
        return kind(**{name: thawed(types[name], one) for name, one in value.items()})
    if kind is datetime:
        return datetime.fromisoformat(value)
    return kind(value) if isinstance(kind, type) and issubclass(kind, StrEnum) else value


def report_lines(name: str, report: Report) -> Iterator[str]:
    whole = json.dumps(frozen(report), sort_keys=True, ensure_ascii=False, default=str)
    by_outcome = {
        outcome.value: [one.rule for one in report.findings if one.outcome is outcome]
        for outcome in (Outcome.PASS, Outcome.NOT_ASSESSED)
    }
    totals = {
        key: getattr(report, key) for key in ("lang", "pack", "objective", "fits", "score", "score_untimed")
    }
    totals["sha256"] = hashlib.sha256(whole.encode()).hexdigest()
    yield line({"id": name, "report": totals | by_outcome})
    for finding in report.findings:
        if finding.outcome in {Outcome.WARN, Outcome.FAIL, Outcome.BROKEN}:
            yield line({"id": name, "finding": frozen(finding)})


def line(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str)


def lines_of(snapshots: Mapping[str, Snapshot]) -> list[str]:
    found = []
    for name, one in snapshots.items():
        found.append(line({"id": name, "snapshot": frozen(one)}))
        found += report_lines(name, engine.check(one, rulebook.current()))
    return found


def kept() -> dict[str, list[str]]:
    """The lines of each file, by platform."""
    return {path.stem: path.read_text("utf-8").split("\n")[:-1] for path in sorted(FOLDER.glob("*.jsonl"))}


def snapshots_in(lines: list[str]) -> dict[str, Snapshot]:
    data = [json.loads(one) for one in lines]
    return {one["id"]: thawed(Snapshot, one["snapshot"]) for one in data if "snapshot" in one}


def main(arguments: list[str]) -> int:
    wanted: dict[str, dict[str, Snapshot]] = {}
    for name, one in made():
        wanted.setdefault(one.platform, {})[name] = one
    now = {platform: lines_of(some) for platform, some in wanted.items()}
    before = kept()
    for platform in sorted({*now, *before}):
        old, new = set(before.get(platform, [])), set(now.get(platform, []))
        print(f"{platform}: {len(new - old)} lines new, {len(old - new)} gone")
    if "--write" in arguments:
        for path in FOLDER.glob("*.jsonl"):
            path.unlink()
        for platform, lines in now.items():
            (FOLDER / f"{platform}.jsonl").write_text("".join(f"{one}\n" for one in lines), "utf-8")
        return 0
    return 1 if now != before else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
