"""Editions: dated, frozen sets of limits, packs, rule data, lists and words. Loading one proves that it is whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from scoring.rulebook import limits
from scoring.rulebook.entries import FOLKLORE_SHARE, Pack, RuleEntry, folklore_share, pack, rule_entry
from scoring.rules import RULES
from scoring.text.lexicon import Lexicon
from scoring.text.tone import ToneLists
from scoring.types import EditionInfo, Family, Format, Platform

FOLDER = Path(__file__).parent / "editions"

# Newest last. A released edition's files never change: a change of data is a new folder and a new line.
EDITIONS: tuple[EditionInfo, ...] = (
    EditionInfo(
        "2026-11", date(2026, 11, 28), "90f8c6b9e86290fea67a43570562931dafe8fc514e65afbd0bdc92ac40534c9e"
    ),
)

RULE_FILES = (*(f"rules-{family}" for family in Family), "rules-brand")


class UnknownSurface(LookupError):
    """No such platform or format in this edition."""


@dataclass(frozen=True, eq=False)
class Edition:
    name: str
    released: date
    note: Mapping[str, str]
    sha256: str
    platforms: Mapping[str, Platform]
    rules: Mapping[str, RuleEntry]
    packs: Mapping[str, Pack]
    words: Mapping[str, Any]
    lists: Mapping[str, Any]
    tone: Mapping[str, Any]

    @cached_property
    def lexicon(self) -> Lexicon:
        return Lexicon(self.lists, ToneLists(self.tone))

    def format(self, platform: str, name: str) -> Format:
        try:
            return self.platforms[platform].formats[name]
        except KeyError:
            raise UnknownSurface(f"{platform}.{name}") from None


@cache
def edition(name: str) -> Edition:
    if name not in {one.name for one in EDITIONS}:
        raise LookupError(f"no edition {name!r}")
    return load(FOLDER / name)


def released() -> tuple[str, ...]:
    """Names of the editions that may be worked under, newest last: one that is still being written only if it is the only one."""
    return tuple(one.name for one in EDITIONS if one.sha256) or (EDITIONS[-1].name,)


def current() -> Edition:
    return edition(released()[-1])


def changed() -> list[str]:
    """Released editions whose files are no longer what was released, each with the sum of its files as they are now."""
    sums = {one.name: (one.sha256, checksum(FOLDER / one.name)) for one in EDITIONS if one.sha256}
    return [f"{name} ({now})" for name, (then, now) in sums.items() if now != then]


def checksum(folder: Path) -> str:
    """sha256 over the names and bytes of the folder's files."""
    total = hashlib.sha256()
    for path in sorted(folder.glob("*.json")):
        total.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def load(folder: Path) -> Edition:
    """Read an edition; ValueError says what is missing, twice or unknown in it."""

    def read(name: str) -> Any:
        return json.loads((folder / f"{name}.json").read_text("utf-8"), object_pairs_hook=_no_duplicates)

    about = read("edition")
    made = Edition(
        name=about["name"],
        released=date.fromisoformat(about["released"]),
        note=about["note"],
        sha256=checksum(folder),
        platforms=limits.platforms(read("limits")),
        rules=_entries(read(name) for name in RULE_FILES),
        packs={name: pack(name, data) for name, data in read("packs").items()},
        words=read("words"),
        lists=read("lexicon"),
        tone=read("tone"),
    )
    _complain_about(made)
    return made


def _entries(files: Any) -> dict[str, RuleEntry]:
    found: dict[str, RuleEntry] = {}
    for file in files:
        for rule, data in file.items():
            if rule in found:
                raise ValueError(f"rule {rule} stands in two files")
            found[rule] = rule_entry(rule, data)
    return found


def _complain_about(made: Edition) -> None:
    known = [rule.id for rule in RULES]
    if twice := sorted({one for one in known if known.count(one) > 1}):
        raise ValueError(f"rules with the same id: {', '.join(twice)}")
    if different := sorted(set(known) ^ set(made.rules)):
        raise ValueError(f"rules without data or data without a rule: {', '.join(different)}")
    signals = {rule.id for rule in RULES if rule.family is Family.SIGNALS}
    for name, one in made.packs.items():
        if unknown := sorted({rule for table in one.weights.values() for rule in table} - signals):
            raise ValueError(f"pack {name} names what is no signals rule: {', '.join(unknown)}")
        for objective, weights in one.weights.items():
            if folklore_share(weights, made.rules) > FOLKLORE_SHARE:
                raise ValueError(f"pack {name}, {objective}: too many of its points rest on folklore")
    for platform in made.platforms.values():
        for form in platform.formats.values():
            if form.pack is not None and form.pack not in made.packs:
                raise ValueError(f"{form.surface} names an unknown pack: {form.pack}")


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"a key stands twice: {sorted({key for key in keys if keys.count(key) > 1})}")
    return made
