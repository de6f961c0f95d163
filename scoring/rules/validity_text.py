"""Will the platform take the words: length, tags, mentions, title, links. Limits stand in limits.json."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scoring import counting
from scoring.rules.base import Rule, failed, not_applicable, not_assessed, passed, warned
from scoring.types import Family, Measure, Result, Span

if TYPE_CHECKING:
    from scoring.reading import Reading

# White space and characters without a shape: a text of only these says nothing.
_UNSEEN = re.compile(
    r"[\s\x00-\x1f\u00ad\u034f\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0]*+"
)
_POST_BREAK = re.compile(r"^[ \t]*-{3,}[ \t]*$", re.MULTILINE)  # a line of dashes parts the posts of a thread
_BROKEN_LINK = re.compile(r"(?<!\w)(?:https?:|https?//|www\.)[^\s<>\"«»]{0,2000}", re.IGNORECASE)
_ADDRESS = re.compile(r"(https?)://[^\s/?#]+\.[^\s/?#.]{2,}(?:[/?#]\S*)?", re.IGNORECASE)


def posts(text: str) -> list[Span]:
    """The posts of a thread."""
    edges = [0, *(edge for found in _POST_BREAK.finditer(text) for edge in found.span()), len(text)]
    return list(zip(edges[::2], edges[1::2], strict=True))


def within(text: str, counter: str, limit: int, near: float, part: Span | None = None) -> Result:
    """Count against a limit; what stands beyond it is the span."""
    count = counting.COUNTERS[counter]
    start, end = part or (0, len(text))
    counted = count(text[start:end])
    measured, wanted = Measure(counted, counter), Measure(limit, counter)
    if counted > limit:
        cut = start + _fitting(text[start:end], count, limit)
        return failed(measured, wanted, ((cut, end),), over=counted - limit)
    if counted > limit * near:
        return warned(measured, wanted, left=limit - counted)
    return passed(measured, wanted, left=limit - counted)


def _fitting(text: str, count: Callable[[str], int], limit: int) -> int:
    """Length of the longest beginning within the limit; doubling first, so that a huge text costs no more than a long one."""
    reach = limit
    while reach < len(text) and count(text[:reach]) <= limit:
        reach *= 2
    return max(
        0, bisect_right(range(min(reach, len(text)) + 1), limit, key=lambda size: count(text[:size])) - 1
    )


class Length(Rule):
    id = "V-LEN"
    family = Family.VALIDITY
    limits = ("text", "media")

    def check(self, reading: Reading, params: Mapping[str, Any]) -> Result:
        text, limits = reading.text, params["text"]
        if _UNSEEN.fullmatch(text) and self._needs_words(reading, params):
            return failed(Measure(0, limits["counter"]), Measure(1, limits["counter"]), case="empty")
        parts = posts(text) if limits.get("thread") else [(0, len(text))]
        longest = max(parts, key=lambda part: counting.COUNTERS[limits["counter"]](text[slice(*part)]))
        return within(text, limits["counter"], limits["limit"], params["near"], longest)

    def _needs_words(self, reading: Reading, params: Mapping[str, Any]) -> bool:
        """Nothing else would be published."""
        return not params["media"]["max"] or (not params["media"]["min"] and reading.snapshot.media == ())


class EscapedLength(Rule):
    id = "V-LEN-ESC"
    family = Family.VALIDITY
    limits = ("escaped",)

    def check(self, reading: Reading, params: Mapping[str, Any]) -> Result:
        return within(reading.text, "linkedin_escaped", params["escaped"]["limit"], params["near"])


class Bytes(Rule):
    id = "V-BYTES"
    family = Family.VALIDITY
    limits = ("bytes",)

    def check(self, reading: Reading, params: Mapping[str, Any]) -> Result:
        return within(reading.text, params["bytes"]["counter"], params["bytes"]["limit"], near=1)


def at_most(spans: Sequence[Span], limit: int | None, warn: int | None, unit: str) -> Result:
    """Not more than ``limit`` (else a failure) or ``warn``; the surplus is what is shown."""
    count = len(spans)
    bound = warn if warn is not None else limit
    measured, wanted = Measure(count, unit), None if bound is None else Measure(bound, unit)
    if limit is not None and count > limit:
        return failed(measured, Measure(limit, unit), tuple(spans[limit:]), extra=count - limit)
    if warn is not None and count > warn:
        return warned(measured, wanted, tuple(spans[warn:]), extra=count - warn)
    return passed(measured, wanted)


class Hashtags(Rule):
    id = "V-TAGS"
    family = Family.VALIDITY
    limits = ("tags",)

    def check(self, reading: Reading, params: Mapping[str, Any]) -> Result:
        found = counting.hashtags(reading.text, reading.snapshot.platform)
        return at_most(found, params["tags"].get("limit"), params["tags"].get("warn"), "hashtags")


class Cashtags(Rule):
    id = "V-CASH"
    family = Family.VALIDITY
    limits = ("cashtags",)

    def check(self, reading: Reading, params: Mapping[str, Any]) -> Result:
        return at_most(counting.cashtags(reading.text), params["cashtags"]["limit"], None, "cashtags")


class Mentions(Rule):
    """The bound is the API's: published by hand it is advice, by API a wall."""

    id = "V-MENT"
    family = Family.VALIDITY
    limits = ("mentions",)

    def check(self, reading: Reading, params: Mapping[str, Any]) -> Result:
        bound = params["mentions"]["api_limit"]
        by_api = bool((reading.snapshot.settings or {}).get("by_api"))
        found = counting.mentions(reading.text, reading.snapshot.platform)
        return at_most(found, bound if by_api else None, bound, "mentions")


class Title(Rule):
    id = "V-TITLE"
    family = Family.VALIDITY
    needs = ("title",)
    limits = ("title",)

    def check(self, reading: Reading, params: Mapping[str, Any]) -> Result:
        title, limits = (reading.snapshot.title or "").strip(), params["title"]
        if not title:
            if limits["required"]:
                return failed(Measure(0, "utf16"), Measure(limits["limit"], "utf16"), case="missing")
            return not_applicable()
        count = counting.utf16(title)
        measured = Measure(count, "utf16")
        if count > limits["limit"]:
            return failed(measured, Measure(limits["limit"], "utf16"), over=count - limits["limit"])
        seen = limits.get("seen", limits["limit"])
        if count > seen:
            return warned(measured, Measure(seen, "utf16"), seen=seen)
        return passed(measured, Measure(seen, "utf16"))


class Topic(Rule):
    id = "V-TOPIC"
    family = Family.VALIDITY
    needs = ("settings",)
    limits = ("topic",)

    def check(self, reading: Reading, params: Mapping[str, Any]) -> Result:
        limits, snapshot = params["topic"], reading.snapshot
        tags = counting.hashtags(reading.text, snapshot.platform)
        in_text = reading.text[tags[0][0] + 1 : tags[0][1]] if tags else ""
        topic = str((snapshot.settings or {}).get("topic") or in_text)
        wanted = Measure(limits["limit"], "graphemes")
        if not topic:
            return warned(Measure(0, "graphemes"), wanted)
        measured = Measure(counting.graphemes(topic), "graphemes")
        if bad := [sign for sign in limits["forbidden"] if sign in topic]:
            return failed(measured, wanted, case="sign", signs=" ".join(bad))
        if counting.graphemes(topic) > limits["limit"]:
            return failed(measured, wanted)
        return passed(measured, wanted, topic=topic)


class Link(Rule):
    """Addresses in the text and in the link field: well formed, secure, and of use where they stand."""

    id = "V-LINK"
    family = Family.VALIDITY
    limits = ("link",)

    def check(self, reading: Reading, params: Mapping[str, Any]) -> Result:
        snapshot, limits, text = reading.snapshot, params["link"], reading.text
        found = counting.links(text, snapshot.platform)
        field = (snapshot.link or "").strip()
        if field and (_ADDRESS.fullmatch(field) is None or len(field) > limits.get("limit", len(field))):
            return failed(case="field", link=field[:80])
        if broken := self._broken(text, found):
            return failed(spans=broken, case="text", link=text[slice(*broken[0])][:80])
        measured = Measure(len(found) + bool(field), "links")
        if found and not limits["clickable"]:
            return warned(measured, spans=found, case="not_clickable")
        if insecure := tuple(span for span in found if text[slice(*span)].lower().startswith("http://")):
            return warned(measured, spans=insecure, case="insecure")
        if field.lower().startswith("http://"):
            return warned(measured, case="insecure")
        if limits.get("wanted") and not field:
            return not_assessed("link") if snapshot.link is None else warned(measured, case="missing")
        return passed(measured)

    def _broken(self, text: str, found: Sequence[Span]) -> tuple[Span, ...]:
        """What begins like an address and is none."""
        if "http" not in text.lower() and "www." not in text.lower():
            return ()
        starts = {start for start, _ in found}
        return tuple(
            span for span in (match.span() for match in _BROKEN_LINK.finditer(text)) if span[0] not in starts
        )


class Languages(Rule):
    id = "V-LANG"
    family = Family.VALIDITY
    needs = ("settings",)
    limits = ("langs",)

    def check(self, reading: Reading, params: Mapping[str, Any]) -> Result:
        given = (reading.snapshot.settings or {}).get("langs") or ()
        count = len(given) if isinstance(given, list | tuple) else 1
        measured, wanted = Measure(count, "languages"), Measure(params["langs"]["limit"], "languages")
        if count > params["langs"]["limit"]:
            return failed(measured, wanted)
        return passed(measured, wanted) if count else warned(measured, wanted, lang=reading.lang)
