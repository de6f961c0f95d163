"""Where terms that a person has listed stand in a text: whole words, whatever their case and accents, singular or plural."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from scoring.text.normalise import fold
from scoring.text.segments import WORD
from scoring.types import Span

if TYPE_CHECKING:
    from scoring.reading import Reading

_KEEPS_ITS_S = re.compile(r".{0,3}|.*[iuas]s")  # "bus", "Paris", "dress": no plurals


def found(reading: Reading, terms: Iterable[str]) -> dict[str, list[Span]]:
    """Term -> its places in ``reading.plain``, for those that stand there. "evitez" is found in "Évitez"."""
    places: dict[str, list[Span]] = {}
    for term in terms:
        firsts, pattern = _compiled(term)
        if pattern is not None and not (firsts and reading.vocabulary.isdisjoint(firsts)):
            spans = [match.span() for match in pattern.finditer(reading.plain)]
            if spans:
                places[term] = spans
    return places


@lru_cache(maxsize=4096)
def _compiled(term: str) -> tuple[frozenset[str], re.Pattern[str] | None]:
    """The forms of the first word, without one of which the pattern need not be tried, and the pattern."""
    plain = fold(term)
    words = [word for word in re.split(r"[\s-]+", plain) if word]
    if not words:
        return frozenset(), None
    body = r"[\s-]{1,3}".join(map(_word, words))
    first = WORD.search(plain)
    stems = {first.group(), _singular(first.group())} if first else set()
    forms = frozenset(stem + ending for stem in stems for ending in ("", "s", "x"))
    return forms, re.compile(rf"(?<!\w){body}(?!\w)")


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not _KEEPS_ITS_S.fullmatch(word) else word


def _word(word: str) -> str:
    stem = _singular(word)
    return re.escape(stem) + ("[sx]?" if stem[-1:].isalpha() else "")
