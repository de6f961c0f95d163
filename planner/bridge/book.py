"""An edition as a book: its rules in chapters, and one rule with all it rests on."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.timezone import localdate

from planner.bridge.evidence import STALE_AFTER, STRENGTHS, sources
from planner.bridge.panels import GROUPS, OBJECTIVES, SEVERITIES_NAMED
from planner.bridge.reports import edition_of, editions
from planner.models import Objective, Workspace
from scoring import rulebook
from scoring.rulebook import Edition
from scoring.rulebook.entries import FACTORS, RuleEntry
from scoring.rules import RULES
from scoring.types import Family, Format

RULE = {rule.id: rule for rule in RULES}
SLOT = re.compile(r"\{\w+(?:\|[^|{}]*\|([^|{}]*))?\}")


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule as a line of the book. ``weight`` is its points in the chapter's pack, of 100; None outside packs."""

    id: str
    name: str
    why: str
    strength: str
    contested: bool
    proxy: bool
    stale: bool
    weight: int | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    key: str
    label: str
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class Weight:
    """What a rule counts in one pack: points of 100 by objective, in the order of ``OBJECTIVES``."""

    pack: str
    label: str
    points: list[int]


@dataclass(frozen=True, slots=True)
class Page:
    """One rule with all it rests on."""

    entry: Entry
    family: str
    fix: str
    needs: list[str]
    languages: list[str]
    surfaces: list[str]
    severities: list[tuple[str, str]]
    weights: list[Weight]
    evidence: list[dict[str, str]]
    against: list[dict[str, str]]
    checked_on: date
    params: list[tuple[str, str]]
    edition: str


def objectives() -> list[str]:
    """In words, in the order of ``Weight.points``."""
    return [str(Objective(key).label) for key in OBJECTIVES]


def choose(name: str, workspace: Workspace) -> Edition:
    """The edition of this name; for an unknown one that of the workspace."""
    return rulebook.edition(name) if name in editions() else edition_of(workspace)


def platforms(edition: Edition) -> list[tuple[str, str]]:
    return [(key, one.label) for key, one in edition.platforms.items()]


def chapters(edition: Edition, language: str, *, platform: str = "", q: str = "") -> list[Chapter]:
    """All rules by what they serve; for one platform its packs by weight, then the other families' rules."""
    found = (
        _of_platform(edition, language, platform)
        if platform in edition.platforms
        else _whole(edition, language)
    )
    words = _plain(q).split()
    if words:
        texts = {rule: _plain(" ".join(_said(entry, language))) for rule, entry in edition.rules.items()}
        found = [
            Chapter(
                one.key, one.label, [e for e in one.entries if all(word in texts[e.id] for word in words)]
            )
            for one in found
        ]
    return [chapter for chapter in found if chapter.entries]


def _whole(edition: Edition, language: str) -> list[Chapter]:
    groups = [
        Chapter(
            key, str(label), [_entry(one, language) for one in edition.rules.values() if one.signal == key]
        )
        for key, label in GROUPS.items()
    ]
    return [*groups, *_families(edition, language, edition.rules.values())]


def _of_platform(edition: Edition, language: str, platform: str) -> list[Chapter]:
    found = []
    for form in edition.platforms[platform].formats.values():
        if form.pack is not None:
            weights = edition.packs[form.pack].weights["default"]
            ordered = sorted(weights.items(), key=lambda pair: -pair[1])
            entries = [_entry(edition.rules[rule], language, weight) for rule, weight in ordered]
            found.append(Chapter(form.pack, form.labels[language], entries))
    forms = edition.platforms[platform].formats.values()
    applying = [one for one in edition.rules.values() if any(_applies(one, form) for form in forms)]
    return [*found, *_families(edition, language, applying)]


def _applies(one: RuleEntry, form: Format) -> bool:
    """Neither meant for other places only nor about a limit that the format does not have."""
    return one.applies(form.platform, form.surface) and set(RULE[one.id].limits) <= set(form.limits)


def _families(edition: Edition, language: str, rules: Iterable[RuleEntry]) -> list[Chapter]:
    rules = list(rules)
    return [
        Chapter(
            family.value,
            edition.words["families"][family.value][language],
            [_entry(one, language) for one in rules if RULE[one.id].family is family],
        )
        for family in (Family.VALIDITY, Family.RISK, Family.DISCLOSURE)
    ]


def _entry(one: RuleEntry, language: str, weight: int | None = None) -> Entry:
    text = one.text[language]
    strongest = max((source.strength for source in one.evidence), key=FACTORS.__getitem__)
    return Entry(
        id=one.id,
        name=text["name"],
        why=text["why"],
        strength=str(STRENGTHS[strongest]),
        contested=bool(one.contradicted_by),
        proxy=one.proxy,
        stale=localdate() - one.checked_on > STALE_AFTER,
        weight=weight,
    )


def _said(one: RuleEntry, language: str) -> list[str]:
    """All the words that a search may find a rule by."""
    text = one.text[language]
    told = [f"{source.title} {source.says[language]}" for source in (*one.evidence, *one.contradicted_by)]
    return [one.id, text["name"], text["why"], *_texts(text["fix"]), *told]


def _plain(text: str) -> str:
    """Lower case without accents, so that "evitez" finds "Évitez"."""
    parts = unicodedata.normalize("NFD", text.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def _texts(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [str(one) for one in value.values()]


def _general(sentence: str) -> str:
    """A sentence without a text to speak of: a count reads as many, any other fact as an ellipsis."""
    return SLOT.sub(lambda match: match.group(1) or "…", sentence)


def rule_page(edition: Edition, rule: str, language: str) -> Page | None:
    """None when the edition has no such rule."""
    one = edition.rules.get(rule)
    if one is None:
        return None
    made = RULE[rule]
    inputs = edition.words["inputs"]
    return Page(
        entry=_entry(one, language),
        family=edition.words["families"][made.family.value][language],
        fix=" ".join(dict.fromkeys(_general(text) for text in _texts(one.text[language]["fix"]))),
        needs=[inputs[name][language] for name in made.needs],
        languages=[edition.words["languages"][code][language] for code in made.languages or ()],
        surfaces=[_surface(edition, name, language) for name in one.surfaces or ()],
        severities=[
            ("" if key == "default" else _surface(edition, key, language), str(SEVERITIES_NAMED[value]))
            for key, value in one.severities.items()
        ],
        weights=[
            Weight(name, _surface(edition, name, language), points)
            for name, pack in edition.packs.items()
            if any(points := [pack.weights_for(objective).get(rule, 0) for objective in OBJECTIVES])
        ],
        evidence=sources(one.evidence, language),
        against=sources(one.contradicted_by, language),
        checked_on=one.checked_on,
        params=[(key, json.dumps(value, ensure_ascii=False)) for key, value in flat(one.params)],
        edition=edition.name,
    )


def _surface(edition: Edition, name: str, language: str) -> str:
    """ "LinkedIn" or "LinkedIn, document" for a platform or surface; the name itself when the edition has none."""
    platform, _dot, form = name.partition(".")
    if platform not in edition.platforms:
        return name
    known = edition.platforms[platform]
    if not form:
        return known.label
    return f"{known.label}, {known.formats[form].labels[language]}" if form in known.formats else name


def flat(data: Mapping[str, Any], path: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for key, value in data.items():
        where = f"{path} {key}".strip()
        found += flat(value, where) if isinstance(value, Mapping) else [(where, value)]
    return found
