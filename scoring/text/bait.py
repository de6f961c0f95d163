"""Engagement asked for instead of earned: where a text orders readers to react, comment, tag, share or follow.

Exempt are those who ask for help, advice or recommendations, missing persons and fundraising (Facebook, 2017), what is
told of somebody, and bait that is named in order to warn about it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING

from scoring.types import Span

if TYPE_CHECKING:
    from scoring.reading import Reading

LISTS = (
    "BAIT_REACT", "BAIT_VOTE", "BAIT_COMMENT", "BAIT_TAG", "BAIT_SHARE", "BAIT_FOLLOW", "CLICKBAIT",
    "POD_FAKE", "POD_HINT", "AUTO_REPLY",
)  # fmt: skip
# Whoever asks for help may ask for these; nobody needs a pod.
_PLEAS = frozenset(("BAIT_REACT", "BAIT_VOTE", "BAIT_COMMENT", "BAIT_TAG", "BAIT_SHARE"))
_PAUSE = re.compile(r"[,;.!?\n]|\b(?:mais|but)\b")
_QUOTES = "\"'«"


def found(reading: Reading, lists: tuple[str, ...]) -> list[Span]:
    """Spans of these lists that are meant as orders to the reader, in order."""
    hits = {
        span
        for name in lists
        for span in reading.matches(name)
        if not (
            _told(reading, span, name)
            or _warned_about(reading, span)
            or (name in _PLEAS and _plea(reading, span))
        )
    }
    return sorted({*hits, *_ballot(reading)} if "BAIT_VOTE" in lists else hits)


def _ballot(reading: Reading) -> list[Span]:
    """ "❤️ for" alone is decoration; two of them close together are a ballot."""
    keys = reading.matches("BAIT_VOTE_KEY")
    pairs = [pair for pair in pairwise(keys) if pair[1][0] - pair[0][0] < 160]
    return [span for pair in pairs for span in pair]


def _starting_in(spans: list[Span], area: Span) -> list[Span]:
    return spans[bisect_left(spans, (area[0], 0)) : bisect_left(spans, (area[1], 0))]


def _told(reading: Reading, span: Span, name: str) -> bool:
    """ "He commented YES", "the comment box": a subject, auxiliary or article stands right before the verb.

    Pods and bots are nouns: "our engagement pod" tells of nobody else.
    """
    before = reading.plain[max(0, span[0] - 12) : span[0]].replace("'", " ").split()
    if not before or (before[-1] == "a" and reading.lang != "fr"):
        return False
    words = reading.lexicon.words
    return before[-1] in words["THIRD_PERSON"] or (
        name.startswith("BAIT_") and before[-1] in words["DETERMINERS"]
    )


def _warned_about(reading: Reading, span: Span) -> bool:
    """Right after a negation or warning, or quoted near words of warning."""
    sentence = reading.sentence_of(span)
    warnings = reading.matches("WARN_CUE")
    before = (max(sentence[0], span[0] - 60), span[0])
    for cue in (*_starting_in(warnings, before), *_starting_in(reading.matches("NEGATION"), before)):
        between = reading.plain[cue[1] : span[0]]
        if cue[1] <= span[0] and not _PAUSE.search(between) and len(between.split()) <= 4:
            return True
    if not warnings or not _quoted(reading, span):
        return False
    return any(not span[0] <= cue[0] < span[1] for cue in _starting_in(warnings, _around(reading, sentence)))


def _around(reading: Reading, sentence: Span) -> Span:
    """A sentence with the one before it and the beginning of the next."""
    return reading.sentence_of((max(0, sentence[0] - 2), sentence[0]))[0], sentence[1] + 90


def _quoted(reading: Reading, span: Span) -> bool:
    before = reading.clean[max(0, span[0] - 4) : span[0]].rstrip()
    return bool(before) and before[-1] in _QUOTES


def _plea(reading: Reading, span: Span) -> bool:
    if reading.matches("CHARITY"):
        return True
    pleas = reading.matches("HELP_ASK")
    return bool(pleas) and bool(_starting_in(pleas, _around(reading, reading.sentence_of(span))))
