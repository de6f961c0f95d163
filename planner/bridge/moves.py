"""What moved a result, and what another edition would flip, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from planner.bridge.panels import SEVERITIES_NAMED
from planner.models import Scorecard, Trying
from scoring import rulebook
from scoring.rulebook import Edition

Moved = Scorecard.Moved


@dataclass(frozen=True, slots=True)
class Flip:
    """One finding that would change."""

    rule: str
    words: str


@dataclass(frozen=True, slots=True)
class Changed:
    """One variant under both editions. ``scores`` as "62 → 58", empty when it stays."""

    row: Trying
    scores: str
    facts: list[str]
    flips: list[Flip]


def changed(row: Trying, old: str, new: str, language: str) -> Changed:
    """``old`` and ``new`` are the names of the editions."""
    editions = (rulebook.edition(new), rulebook.edition(old))
    before, after = row.before, row.after
    return Changed(
        row=row,
        scores=scores(before["score"], after["score"]) if before["score"] != after["score"] else "",
        facts=_facts(before, after),
        flips=_flips(_flags(before), _flags(after), editions, language),
    )


def scores(before: int | None, after: int | None) -> str:
    return " → ".join("–" if one is None else str(one) for one in (before, after))


def _facts(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    told = []
    if before["fits"] != after["fits"]:
        told.append(_("It would fit.") if after["fits"] else _("It would not fit any more."))
    if before["risk"] != after["risk"]:
        risk = {"old": _severity(before["risk"]), "new": _severity(after["risk"])}
        told.append(_("Risk: %(old)s before, %(new)s then.") % risk)
    return told


def _severity(value: str) -> str:
    return str(SEVERITIES_NAMED[value]) if value else _("none")


def _flags(result: Mapping[str, Any]) -> dict[str, str]:
    return dict(one.split(":") for one in result["flags"].split())


def _flips(
    before: Mapping[str, str], after: Mapping[str, str], editions: tuple[Edition, Edition], language: str
) -> list[Flip]:
    rules = [rule for rule in dict.fromkeys([*after, *before]) if before.get(rule) != after.get(rule)]
    return [
        Flip(rule, _said(before.get(rule, ""), after.get(rule, "")) % {"rule": name})
        for rule in rules
        for name in [_name(rule, editions, language)]
    ]


def _name(rule: str, editions: tuple[Edition, Edition], language: str) -> str:
    entries = [edition.rules[rule] for edition in editions if rule in edition.rules]
    return str(entries[0].text[language]["name"]) if entries else rule


def _said(before: str, after: str) -> str:
    if not after:
        return _("“%(rule)s” would no longer object")
    if not before:
        return _("“%(rule)s” would warn") if after == "warn" else _("“%(rule)s” would fail")
    return _("“%(rule)s” would fail, not only warn") if after == "fail" else _("“%(rule)s” would only warn")


def what_moved(card: Scorecard | None) -> dict[str, Any] | None:
    """How the stored result last changed and why, in words; None while it never has."""
    if card is None or not card.before:
        return None
    before = card.before
    return {
        "scores": scores(before["score"], card.score) if before["score"] != card.score else "",
        "why": _why(before["moved"], before, card),
        "at": parse_datetime(before["at"]),
    }


def _why(moved: list[str], before: Mapping[str, Any], card: Scorecard) -> str:
    if not moved:
        return _("Nothing of yours changed: days passed, or posts around it moved.")
    words = {
        Moved.DRAFT.value: _("the draft"),
        Moved.EDITION.value: _("the edition (%(old)s to %(new)s)")
        % {"old": before["edition"], "new": card.edition},
        Moved.ENGINE.value: _("the engine (%(old)s to %(new)s)")
        % {"old": before["engine"], "new": card.engine},
        Moved.BRAND.value: _("the brand's settings"),
    }
    named = get_text_list([words[one] for one in moved], _("and"))
    if Moved.DRAFT.value in moved:
        return _("What moved it: %(things)s.") % {"things": named}
    return _("What moved it: %(things)s. The draft did not change.") % {"things": named}
