"""Fixes of the text itself: paragraphs, the greeting, surplus requests, letters that are not what they seem."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from scoring.fixes.base import Case, Edit, data, deletions, with_space
from scoring.reading import Reading
from scoring.rules import cues
from scoring.text.normalise import fold, hidden, inside, merge, straight
from scoring.types import Objective, Span

_BLOCK = 400  # characters
_MOST_WORDS = 15  # of a request that may go as a whole
_STOPS = "!.,…"
_PAIRS = ("«»", "()", "[]", "“”")


def paragraphs(case: Case) -> Iterator[tuple[Edit, ...]]:
    """A blank line between two sentences where a block is long; where long blocks do not help, those are cut once more."""
    block = min(int(str(case.finding.result.facts.get("block", _BLOCK))), _BLOCK)
    areas, cuts = case.reading.paragraphs, list[tuple[Span, Span]]()
    for most in (block, block * 3 // 4, block // 2):
        found = [gap for area in areas for gap in _breaks(case.reading, area, most)]
        edges = sorted(
            [*(edge for area in areas for edge in area), *(at for gap in found for at in _edges(gap))]
        )
        areas = list(zip(edges[::2], edges[1::2], strict=True))
        cuts = sorted([*cuts, *found])
        yield tuple((*_between(case, gap), case.newline * 2) for gap in cuts)


def _edges(gap: tuple[Span, Span]) -> Span:
    """Where one block ends and the next begins."""
    return gap[0][1], gap[1][0]


def _breaks(reading: Reading, area: Span, most: int) -> Iterator[tuple[Span, Span]]:
    """Pairs of sentences of one block between which it is cut: each part as long as ``most`` allows."""
    if area[1] - area[0] <= most:
        return
    listed = {start for start, _ in reading.items}
    start, sentences = area[0], cues.starts_within(reading.sentences, area)
    for before, sentence in pairwise(sentences):
        if sentence[1] - start <= most or {before[0], sentence[0]} & listed:
            continue
        if not _quoting(reading.clean[start : sentence[0]]):
            yield before, sentence
            start = sentence[0]


def _quoting(text: str) -> bool:
    """Inside quotation marks or brackets that are still open."""
    return text.count('"') % 2 == 1 or any(text.count(pair[0]) > text.count(pair[1]) for pair in _PAIRS)


def _between(case: Case, gap: tuple[Span, Span]) -> Span:
    before, after = case.reading.at(*gap)
    return before[1], after[0]


def without_greeting(case: Case) -> Iterator[tuple[Edit, ...]]:
    """A greeting that says nothing else goes, up to its stop; what follows begins with a capital."""
    reading = case.reading
    end = _greeted(reading)
    if not 0 < end < len(reading.clean):
        return
    first = reading.clean[end]
    lifted = first.islower() and len(first.upper()) == 1 and reading.said((end, end + 1)) == first
    ((_, cut),) = reading.at((0, end + 1 if lifted else end))
    yield ((0, cut, first.upper() if lifted else ""),)


def _greeted(reading: Reading) -> int:
    """Where the greetings at the start end, with their stops, spaces and emoji; 0 where there are none."""
    pattern = _greeting(reading.lang)
    end = 0
    while pattern and (found := pattern.match(reading.plain, _past_pictures(reading, end))):
        stop = _past_pictures(reading, found.end())
        between = reading.clean[found.end() : stop]
        begin = stop
        while begin < len(reading.clean) and reading.clean[begin] in _STOPS:
            begin += 1
        after = _past_pictures(reading, begin)
        parted = begin > stop or between.strip() or "\n" in between
        if not parted or (begin == after > stop and after < len(reading.clean)):
            break
        end = after
    return end


def _past_pictures(reading: Reading, at: int) -> int:
    """The next place that is neither white space nor in an emoji."""
    while at < len(reading.clean) and (reading.clean[at].isspace() or inside(reading.emoji, at)):
        at += 1
    return at


@cache
def _greeting(language: str) -> re.Pattern[str] | None:
    words = data()["greetings"].get(language)
    if words is None:
        return None
    first, whom, wish = (
        "|".join(re.escape(fold(one)) for one in sorted(words[kind], key=len, reverse=True))
        for kind in ("first", "whom", "wish")
    )
    return re.compile(rf"(?:(?:{first})(?:,?[ ](?:{whom})){{0,2}}|{wish})(?!\w)")


def fewer_calls(case: Case) -> Iterator[tuple[Edit, ...]]:
    """All but two requests go, if each is a short sentence of its own; those that serve the aim stay."""
    reading = case.reading
    aim = reading.snapshot.objective
    calls = sorted(cues.calls(reading), key=lambda call: (_serves(call[0], aim), call[1]))
    kept, gone = calls[:2], calls[2:]
    sentences = {reading.sentence_of(span) for _, span in gone}
    if not sentences & {reading.sentence_of(span) for _, span in kept} and all(
        _only_asks(reading, sentence) for sentence in sentences
    ):
        yield deletions(with_space(case.text, *span) for span in reading.at(*sorted(sentences)))


def _serves(objective: Objective, aim: Objective | None) -> int:
    return 0 if objective is aim else 1


def _only_asks(reading: Reading, sentence: Span) -> bool:
    """Short, and without a link, a tag, a name or a number that would be lost."""
    carried = (reading.urls, reading.hashtags, reading.mentions, reading.numbers)
    words = len(cues.starts_within(reading.words, sentence))
    return words <= _MOST_WORDS and not any(cues.starts_within(spans, sentence) for spans in carried)


def letters(case: Case) -> Iterator[tuple[Edit, ...]]:
    """What nobody sees goes, letters in disguise become the letters they look like."""
    text = case.text
    unseen = hidden(text)
    starts = [start for start, _ in unseen]
    edits = []
    for start, end in merge(case.finding.result.spans):
        seen = "".join(
            char
            for at, char in enumerate(text[start:end], start)
            if starts[(i := bisect_left(starts, at)) : i + 1] != [at]
        )
        put = unicodedata.normalize("NFC", straight(seen))
        if put != text[start:end]:
            edits.append((start, end, put))
    yield tuple(edits)
