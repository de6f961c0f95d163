"""A mechanical fix as its writer sees it before anything changes: the difference, and what the engine says of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planner.bridge.reports import check, edition_of
from planner.bridge.snapshots import snapshot_of
from planner.models import Variant, Workspace
from planner.queries.diffs import DEL, INS, SAME, Piece
from scoring import fixes
from scoring.rulebook import Edition
from scoring.text.normalise import HIDDEN

SHOWN = 90  # characters of unchanged text at either side of a change
DOES = {
    "fewer_tags": gettext_lazy(
        "Takes out surplus hashtags: said twice first, then generic ones, then the shortest."
    ),
    "generic_tags": gettext_lazy("Takes out the generic hashtags."),
    "tag_case": gettext_lazy("Gives each word of the hashtag a capital, so that screen readers read words."),
    "paragraphs": gettext_lazy("Puts blank lines between sentences."),
    "greeting": gettext_lazy("Takes the greeting out, so that the post begins with what it says."),
    "fewer_calls": gettext_lazy("Takes out what is asked beyond two requests."),
    "letters": gettext_lazy("Takes invisible characters out and writes ordinary letters."),
    "ad_first": gettext_lazy("Says first that it is advertising. Set the platform’s own field as well."),
    "ai_first": gettext_lazy("Says first that it was made with AI."),
    "ai_last": gettext_lazy("Says in the text that it was made with AI."),
    "brand_tags": gettext_lazy("Adds the brand’s hashtags that are missing."),
    "brand_words": gettext_lazy("Adds the wording that the brand always needs, below the text."),
}
PLACES = {
    "base": gettext_lazy("This changes the base text, and with it every channel that inherits it."),
    "inherited": gettext_lazy(
        "This channel inherits the base text. It gets a text of its own; the base text stays as it is."
    ),
}


@dataclass(frozen=True, slots=True)
class Mending:
    """``edits`` is None where nothing mechanical helps. Positions in it are code points of the text that was read."""

    rule: str
    name: str
    does: str = ""
    place: str = ""
    pieces: tuple[Piece, ...] = ()
    results: tuple[str, ...] = ()
    edits: str | None = None


def mending(variant: Variant, workspace: Workspace, rule: str, language: str, place: str = "") -> Mending:
    """Of the variant as it stands in memory. LookupError for a rule that the edition does not know."""
    edition = edition_of(workspace)
    name = edition.rules[rule].text[language]["name"]
    snapshot = snapshot_of(variant)
    report = check(snapshot, workspace)
    offer = fixes.offer(snapshot, report, edition, rule)
    if offer is None:
        return Mending(rule, name)
    return Mending(
        rule=rule,
        name=name,
        does=str(DOES[offer.fix.id]),
        place=str(PLACES.get(place, "")),
        pieces=tuple(_pieces(snapshot.text, offer.fix.edits)),
        results=tuple(_results(offer, edition, language)),
        edits=json.dumps(offer.fix.edits),
    )


def _pieces(text: str, edits: tuple[fixes.Edit, ...]) -> Iterator[Piece]:
    at = 0
    for start, end, put in edits:
        yield Piece(SAME, _short(text[at:start], first=at == 0))
        taken = text[start:end]
        if taken.strip() or (taken and not put):
            yield Piece(DEL, _seen(taken))
        if put:
            yield Piece(INS, _seen(put))
        at = end
    yield Piece(SAME, _short(text[at:], last=True))


def _short(same: str, *, first: bool = False, last: bool = False) -> str:
    """What did not change, but for its middle: enough to know where one is."""
    if len(same) <= (SHOWN if first or last else 2 * SHOWN) + 20:
        return same
    head = "" if first else same[:SHOWN].rpartition(" ")[0] or same[:SHOWN]
    tail = "" if last else same[-SHOWN:].partition(" ")[2] or same[-SHOWN:]
    return " … ".join((head, tail)) if head or last else f"… {tail}"


def _seen(changed: str) -> str:
    """Line ends and invisible characters as signs: otherwise nobody would see that they come or go."""
    signs = HIDDEN.sub(lambda found: f"‹U+{ord(found.group()):04X}›", changed)
    return re.sub(r"(?:\r?\n)+", lambda found: "¶" + found.group(), signs)


def _results(offer: fixes.Offer, edition: Edition, language: str) -> Iterator[str]:
    """The score, and every finding that passes after the fix and did not before."""
    before, after = offer.before, offer.after
    if before.score is not None and before.score != after.score:
        yield _("Signals: {before} → {after}").format(before=before.score, after=after.score)
    words = edition.words["outcomes"]
    for was, now in zip(before.findings, after.findings, strict=True):
        if fixes.RANK[now.outcome] > fixes.RANK[was.outcome]:
            name = edition.rules[was.rule].text[language]["name"]
            yield _("{finding}: {before} → {after}").format(
                finding=name, before=words[was.outcome][language], after=words[now.outcome][language]
            )
