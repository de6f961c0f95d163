"""Two readings of the same characters, each with a way back to the original text.

``clean`` drops what nobody sees (zero-width characters), composes accents and straightens apostrophes, spaces and
"mathematical" letters; ``plain`` is ``clean`` in lower case without accents. Both have the same length, so a position in
one is a position in the other; ``origin`` leads back to the original where something was dropped.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from functools import lru_cache

from scoring.types import Span

# Zero-width, direction and tag characters. A joiner inside an emoji sequence is visible work and stays.
_UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u2069\u3164\ufeff\uffa0\U000e0000-\U000e007f"
)
HIDDEN = re.compile(f"[{_UNSEEN}]|(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d")
_ANY_HIDDEN = re.compile(f"[{_UNSEEN}\u200d]")
_FLAG_TAGS = re.compile("\U0001f3f4[\U000e0020-\U000e007f]{2,8}")
_MARK = re.compile(r"[\u0300-\u036f]")
_OTHER_ALPHABET = re.compile(r"[\u0370-\u03ff\u0400-\u04ff]")
_MIXED_SCRIPT = re.compile(r"[A-Za-z][\u0370-\u03ff\u0400-\u04ff]|[\u0370-\u03ff\u0400-\u04ff][A-Za-z]")
_LOOKALIKES = str.maketrans("АВЕКМНОРСТХаеорсухіѕјΑΒΕΗΙΚΜΝΟΡΤΥΧο", "ABEKMHOPCTXaeopcyxisjABEHIKMNOPTYXo")
_QUOTES_AND_SPACES = (
    dict.fromkeys("’‘ʼ‛＇`´", "'")
    | dict.fromkeys("“”„‟＂", '"')
    | dict.fromkeys("\u2010\u2011", "-")
    | dict.fromkeys(
        "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
        " ",
    )
)


@lru_cache(maxsize=4096)
def _tidy(char: str) -> str:
    """One code point for one: typewriter quotes and spaces; letters and digits in disguise as themselves."""
    if char in _QUOTES_AND_SPACES:
        return _QUOTES_AND_SPACES[char]
    if unicodedata.decomposition(char).startswith(("<font>", "<wide>")):
        plain = unicodedata.normalize("NFKC", char)
        return plain if len(plain) == 1 else char
    return char


@lru_cache(maxsize=4096)
def _bare(char: str) -> str:
    """A letter without its accent, in lower case."""
    base = unicodedata.normalize("NFD", char)[0].lower()
    return base if len(base) == 1 else char


def _replaced(text: str, one_for_one: Callable[[str], str]) -> str:
    """Texts have few different characters beyond ASCII, so replacing those in turn beats going letter by letter."""
    for char in sorted(set(text)):
        if char > "\x7f" and (other := one_for_one(char)) != char:
            text = text.replace(char, other)
    return text


def _tidied(text: str) -> str:
    if "\t" in text or "\r" in text:
        text = text.replace("\t", " ").replace("\r", " ")
    return text if text.isascii() else _replaced(text, _tidy)


def _folded(clean: str) -> str:
    lower = clean.lower()
    if lower.isascii():
        return lower
    if len(lower) != len(clean):  # such as the dotted capital I, whose small letter has two code points
        lower = "".join(char.lower() if len(char.lower()) == 1 else _bare(char) for char in clean)
    return _replaced(lower, _bare)


def straight(text: str) -> str:
    """Letters in disguise as themselves: "mathematical" and wide ones, and those of another alphabet that look the same."""
    return "".join(_tidy(char) if char > "\uff00" else char for char in text.translate(_LOOKALIKES))


def fold(text: str) -> str:
    """Lower case without accents, straight apostrophes; same length for composed text."""
    return _folded(_tidied(text))


def hidden(text: str) -> list[Span]:
    """Characters that nobody sees, those of flag emoji left out."""
    if text.isascii() or not _ANY_HIDDEN.search(text):
        return []
    flags = [match.span() for match in _FLAG_TAGS.finditer(text)]
    return [match.span() for match in HIDDEN.finditer(text) if not inside(flags, match.start())]


class Normalised:
    """``clean``, ``plain`` and the way back, with ``dropped`` spans of the original left out."""

    __slots__ = ("_origin", "_text", "clean", "plain")

    def __init__(self, text: str, dropped: Iterable[Span] = ()) -> None:
        self._text = text
        self._origin: list[int] | None = None
        out = merge([*dropped, *hidden(text)])
        clean = text
        if out:
            keep = complement(out, len(text))
            clean = "".join(text[start:end] for start, end in keep)
            self._origin = [index for start, end in keep for index in range(start, end)]
        if not clean.isascii():
            if _MARK.search(clean):
                clean = self._composed(clean)
            if _OTHER_ALPHABET.search(clean) and _MIXED_SCRIPT.search(clean):
                clean = clean.translate(_LOOKALIKES)
        self.clean = _tidied(clean)
        self.plain = _folded(self.clean)

    def _composed(self, clean: str) -> str:
        """Put decomposed accents back on their letters; marks that have no composed letter are dropped."""
        origin = self._origin or list(range(len(clean)))
        chars: list[str] = []
        kept: list[int] = []
        for index, char in enumerate(clean):
            if chars and "\u0300" <= char <= "\u036f":
                composed = unicodedata.normalize("NFC", chars[-1] + char)
                if len(composed) == 1:
                    chars[-1] = composed
                continue
            chars.append(char)
            kept.append(origin[index])
        self._origin = kept
        return "".join(chars)

    def position(self, original: int) -> int:
        """The first place of ``clean`` that stands at ``original`` of the text or after it."""
        return original if self._origin is None else bisect_left(self._origin, original)

    def original(self, span: Span) -> Span:
        """Where a span of ``clean`` stands in the original text."""
        start, end = span
        if self._origin is None or start >= end:
            return span if self._origin is None else (0, 0)
        last = self._origin[end - 1] + 1
        while last < len(self._text) and "\u0300" <= self._text[last] <= "\u036f":
            last += 1
        return self._origin[start], last


def merge(spans: Iterable[Span]) -> list[Span]:
    """Sorted and without overlaps."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return merged


def inside(spans: list[Span], position: int) -> bool:
    """Whether a position stands in one of the spans, which are in order and do not overlap."""
    index = bisect_right(spans, (position, sys.maxsize)) - 1
    return index >= 0 and position < spans[index][1]


def overlaps(spans: list[Span], span: Span) -> bool:
    """Whether a span touches one of ``spans``, which are in order and do not overlap."""
    index = bisect_right(spans, (span[0], sys.maxsize))
    return inside(spans, span[0]) or (index < len(spans) and spans[index][0] < span[1])


def complement(spans: list[Span], length: int) -> list[Span]:
    """What ``spans``, which are in order and do not overlap, leave of a text."""
    keep, position = [], 0
    for start, end in spans:
        keep.append((position, start))
        position = end
    keep.append((position, length))
    return [(start, end) for start, end in keep if start < end]
