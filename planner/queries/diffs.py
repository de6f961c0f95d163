"""What changed between two texts, by words, and between two contents, by fields and media. One renderer shows both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from planner.models import Acquaintance, AiUse, FunnelStage, Objective
from planner.queries.contents import Content
from planner.queries.tokens import Hunk, hunks, tokens

SAME, DEL, INS = "same", "del", "ins"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; ``op`` is "same", "del" or "ins"."""

    op: str
    text: str


@dataclass(frozen=True, slots=True)
class MediaChange:
    """``op``: ins, del, moved, alt (``alt`` then holds the change of its words)."""

    op: str
    asset: int
    name: str
    alt: list[Piece] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Change:
    """One changed field. ``where`` is the channel's name, "" for the draft itself. Text has ``pieces``, media has ``media``,
    all else ``old`` and ``new`` in words."""

    where: str
    platform: str
    name: str
    label: str
    pieces: list[Piece] = field(default_factory=list)
    media: list[MediaChange] = field(default_factory=list)
    old: str = ""
    new: str = ""


def word_diff(old: str, new: str) -> list[Piece]:
    """Pieces in reading order. A lone blank between two changed words counts as changed with them, which reads better."""
    before, after = tokens(old), tokens(new)
    pieces: list[Piece] = []
    at = 0
    for i1, i2, j1, j2 in _joined(before, hunks(before, after)):
        _add(pieces, SAME, before[at:i1])
        _add(pieces, DEL, before[i1:i2])
        _add(pieces, INS, after[j1:j2])
        at = i2
    _add(pieces, SAME, before[at:])
    return pieces


def _joined(old: Sequence[str], found: list[Hunk]) -> Iterator[Hunk]:
    """Hunks with only one blank between them become one."""
    open_hunk: Hunk | None = None
    for hunk in found:
        if open_hunk and hunk[0] - open_hunk[1] == 1 and old[open_hunk[1]] == " ":
            open_hunk = (open_hunk[0], hunk[1], open_hunk[2], hunk[3])
            continue
        if open_hunk:
            yield open_hunk
        open_hunk = hunk
    if open_hunk:
        yield open_hunk


def _add(pieces: list[Piece], op: str, part: Sequence[str]) -> None:
    if part:
        pieces.append(Piece(op, "".join(part)))


def content_diff(old: Content, new: Content, pillars: Mapping[int, str] | None = None) -> list[Change]:
    """Changes between two of ``contents.shown()`` or two of ``contents.full()``. ``pillars`` names them by primary key."""
    words = _Words(pillars or {})
    changes = [
        change for name in DRAFT_LABELS if (change := words.field(None, name, old.get(name), new.get(name)))
    ]
    if media := media_diff(old.get("media", []), new.get("media", [])):
        changes.append(Change("", "", "media", _("Media"), media=media))
    before = {row["id"]: row for row in old["variants"]}
    after = {row["id"]: row for row in new["variants"]}
    for pk in {**before, **after}:
        changes += words.variant(before.get(pk), after.get(pk), old, new)
    return changes


def media_diff(old: list[Content], new: list[Content]) -> list[MediaChange]:
    before = {row["asset"]: row for row in old}
    after = {row["asset"]: row for row in new}
    kept_old = [pk for pk in before if pk in after]
    kept_new = [pk for pk in after if pk in before]
    changes = [MediaChange(DEL, pk, row["name"]) for pk, row in before.items() if pk not in after]
    changes += [MediaChange(INS, pk, row["name"]) for pk, row in after.items() if pk not in before]
    changes += [
        MediaChange("moved", pk, after[pk]["name"])
        for was, pk in zip(kept_old, kept_new, strict=True)
        if was != pk
    ]
    changes += [
        MediaChange("alt", pk, after[pk]["name"], word_diff(before[pk]["alt"], after[pk]["alt"]))
        for pk in kept_new
        if before[pk]["alt"] != after[pk]["alt"]
    ]
    return changes


DRAFT_LABELS = (
    "title",
    "brief",
    "text",
    "labels",
    "pillar",
    "funnel_stage",
    "objective",
    "campaign",
    "products",
    "audience",
    "audience_knows",
    "ai_use",
)
VARIANT_LABELS = ("format", "title", "first_comment", "link", "language", "settings", "plan", "window")
PROSE = frozenset({"title", "brief", "text", "first_comment", "alt", "audience"})
CHOICES: dict[str, Any] = {
    "funnel_stage": FunnelStage, "objective": Objective, "ai_use": AiUse, "audience_knows": Acquaintance,
}  # fmt: skip


def products_as_text(products: list[dict[str, str]]) -> str:
    """ "Rye loaf = loaf.jpg, Brioche", as it is typed."""
    return ", ".join(f"{one['name']} = {one['file']}" if one["file"] else one["name"] for one in products)


def label(name: str) -> str:
    """What a field is called in a difference, in a conflict and in the history."""
    return {
        "title": _("Title"),
        "brief": _("Brief"),
        "text": _("Text"),
        "labels": _("Labels"),
        "pillar": _("Pillar"),
        "funnel_stage": _("Funnel stage"),
        "objective": _("Objective"),
        "campaign": _("Campaign"),
        "products": _("Products"),
        "audience": _("Audience"),
        "audience_knows": _("Do they know the brand?"),
        "ai_use": _("Use of AI"),
        "reply_owner": _("Who answers comments"),
        "format": _("Format"),
        "first_comment": _("First comment"),
        "link": _("Link"),
        "language": _("Language of the text"),
        "settings": _("Settings"),
        "plan": _("Planned"),
        "window": _("May go out"),
        "media": _("Media"),
        "alt": _("Alt text"),
        "channel": _("Channel"),
    }[name]


class _Words:
    """Puts values of content into words, with the names of the pillars at hand."""

    def __init__(self, pillars: Mapping[int, str]) -> None:
        self.pillars = pillars

    def field(self, row: Content | None, name: str, old: Any, new: Any) -> Change | None:
        if old == new or (not old and not new):
            return None
        where, platform = (row["channel_name"], row["platform"]) if row else ("", "")
        if name in PROSE:
            return Change(where, platform, name, label(name), pieces=word_diff(old or "", new or ""))
        return Change(where, platform, name, label(name), old=self.say(name, old), new=self.say(name, new))

    def say(self, name: str, value: Any) -> str:
        if not value:
            return ""
        if name == "pillar":
            return self.pillars.get(value, _("a pillar that is gone"))
        if name in CHOICES and value in CHOICES[name].values:
            return str(CHOICES[name](value).label)
        if name == "settings":
            return ", ".join(
                f"{key}: {_plain(one)}" for key, one in sorted(value.items()) if one not in (None, "", [])
            )
        if name == "products":
            return products_as_text(value)
        if name == "window":
            return " – ".join(_day(day) for day in dict.fromkeys(value) if day)
        if name == "plan":
            return ", ".join((_day(value[0]), value[1]))
        return _plain(value)

    def variant(self, was: Content | None, now: Content | None, old: Content, new: Content) -> list[Change]:
        if was is None or now is None:
            row = now or was or {}
            words = f"{row['channel_name']} · {row['format']}"
            gone, come = ("", words) if was is None else (words, "")
            return [
                Change(row["channel_name"], row["platform"], "channel", label("channel"), old=gone, new=come)
            ]
        changes = [self._text(was, now, old, new)]
        pairs = ((name, self._value(was, name), self._value(now, name)) for name in VARIANT_LABELS)
        changes += [self.field(now, name, before, after) for name, before, after in pairs]
        if was.get("own_media", True) or now.get("own_media", True):
            media = media_diff(_media_of(was, old), _media_of(now, new))
            if media:
                changes.append(
                    Change(row["channel_name"], row["platform"], "media", label("media"), media=media)
                )
        return [change for change in changes if change]

    def _text(self, was: Content, now: Content, old: Content, new: Content) -> Change | None:
        """A variant that inherits on both sides says nothing: the change of the base text is said once."""
        if was["text"] is None and now["text"] is None:
            return None
        before = old["text"] if was["text"] is None else was["text"]
        after = new["text"] if now["text"] is None else now["text"]
        return self.field(now, "text", before, after)

    def _value(self, row: Content, name: str) -> Any:
        if name == "plan":
            return (row["planned_on"], row["planned_time"]) if row.get("planned_on") else None
        value = row.get(name)
        return None if name == "window" and value and not any(value) else value


def _media_of(row: Content, content: Content) -> list[Content]:
    media: list[Content] = row["media"] if row.get("own_media", True) else content.get("media", [])
    return media


def _day(iso: str) -> str:
    return formats.date_format(date.fromisoformat(iso), "SHORT_DATE_FORMAT")


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
