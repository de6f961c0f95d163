"""Engagement asked for instead of earned: where a text orders readers to react, comment, tag, share or follow.

Exempt are those who ask for help, advice or recommendations, missing persons and fundraising (Facebook, 2017), what is
told of somebody, and bait that is named in order to warn about it.
"""

from __future__ import annotations

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
_QUOTES = "\"'«"


def found(reading: Reading, lists: tuple[str, ...]) -> list[Span]:
    """Spans of these lists that are meant as orders to the reader, in order."""
    hits = sorted({span for name in lists for span in reading.matches(name)})
    spans = [span for span in hits if not _exempt(reading, span)]
    return sorted({*spans, *_ballot(reading)}) if "BAIT_VOTE" in lists else spans


def _ballot(reading: Reading) -> list[Span]:
    """ "❤️ for" alone is decoration; two of them close together are a ballot."""
    keys = reading.matches("BAIT_VOTE_KEY")
    pairs = [pair for pair in pairwise(keys) if pair[1][0] - pair[0][0] < 160]
    return [span for pair in pairs for span in pair]


def _starting_in(spans: list[Span], area: Span) -> list[Span]:
    return spans[bisect_left(spans, (area[0], 0)) : bisect_left(spans, (area[1], 0))]


def _exempt(reading: Reading, span: Span) -> bool:
    """Whether the words are no order to the reader: told of somebody, warned about, or a plea for help."""
    return _told(reading, span) or _warned_about(reading, span) or _plea(reading, span)


def _told(reading: Reading, span: Span) -> bool:
    """ "He commented YES": a subject stands right before the verb."""
    before = reading.plain[max(0, span[0] - 12) : span[0]].replace("'", " ").split()
    return bool(before) and before[-1] in reading.lexicon.words["THIRD_PERSON"]


def _warned_about(reading: Reading, span: Span) -> bool:
    """Bait in quotes near words of warning, or with a negation shortly before it in its own sentence."""
    sentence = reading.sentence_of(span)
    cue_spans = reading.matches("WARN_CUE")
    close = (max(sentence[0], span[0] - 45), span[0])
    if any(cue[1] <= span[0] for cue in _starting_in(cue_spans, close)):
        return True
    if not _quoted(reading, span):
        return False
    around = (
        reading.sentence_of((max(0, sentence[0] - 2), sentence[0]))[0],
        min(len(reading.clean), sentence[1] + 80),
    )
    return any(not span[0] <= cue[0] < span[1] for cue in _starting_in(cue_spans, around))


def _quoted(reading: Reading, span: Span) -> bool:
    before = reading.clean[max(0, span[0] - 4) : span[0]].rstrip()
    return bool(before) and before[-1] in _QUOTES


def _plea(reading: Reading, span: Span) -> bool:
    if reading.matches("CHARITY"):
        return True
    sentence = reading.sentence_of(span)
    near = (
        reading.sentence_of((max(0, sentence[0] - 2), sentence[0]))[0],
        min(len(reading.clean), sentence[1] + 120),
    )
    return bool(_starting_in(reading.matches("HELP_ASK"), near))
