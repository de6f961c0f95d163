"""What several rules look for in a text: hooks, facts, calls to action, list items. Spans are those of the reading."""

from __future__ import annotations

import re
from bisect import bisect_left

from scoring.reading import Reading
from scoring.text.normalise import inside
from scoring.types import Objective, Span

LANGUAGES = ("en", "fr")
CTA_LISTS = {
    "CTA_SAVE": Objective.SAVE,
    "CTA_SEND": Objective.SEND,
    "CTA_COMMENT_OPEN": Objective.COMMENT,
    "CTA_CLICK": Objective.CLICK,
}
_NAME = re.compile(r"(?<=[a-zà-öø-ÿ,;] )(?!I\b)[A-ZÀ-ÖØ-Þ][\w'-]{2,30}(?: [A-ZÀ-ÖØ-Þ][\w'-]{1,30}){0,3}")
_NUMERAL = re.compile(r"[^\S\n]*\d{1,2}[.)/°-]?️?⃣?\s")
_YEAR = re.compile(r"(?:19|20)\d\d$")
_AMOUNT_WORDS = frozenset(
    "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty hundred thousand half twice deux trois"  # noqa: SIM905
    " quatre cinq sept huit neuf dix onze douze quinze vingt trente quarante cinquante soixante cent mille moitie".split()
)


def starts_within(spans: list[Span], area: Span) -> list[Span]:
    """The spans that begin inside an area; ``spans`` are in order."""
    return spans[bisect_left(spans, (area[0], 0)) : bisect_left(spans, (area[1], 0))]


def amounts(reading: Reading, area: Span) -> list[Span]:
    """Numbers that say how much: no list numerals, no bare years."""
    numerals = {span[0] for item in reading.items if (span := _numeral(reading, item))}
    found = [
        span
        for span in starts_within(reading.numbers, area)
        if span[0] not in numerals and not _YEAR.match(reading.clean[span[0] : span[1]])
    ]
    words = [
        span for span in starts_within(reading.tokens, area) if reading.plain[slice(*span)] in _AMOUNT_WORDS
    ]
    return sorted(found + words)


def _numeral(reading: Reading, item: Span) -> Span | None:
    match = _NUMERAL.match(reading.clean, item[0])
    if match is None:
        return None
    start = match.end() - len(match.group().lstrip())
    return start, match.end()


def questions(reading: Reading, area: Span) -> list[Span]:
    """Sentences that ask, among those which begin inside an area."""
    return [
        span
        for span in starts_within(reading.sentences, area)
        if "?" in reading.clean[max(span[0], span[1] - 4) : span[1]]
    ]


def facts(reading: Reading) -> dict[str, list[Span]]:
    """Specific facts by kind: numbers, dates, names, examples, first-hand experience."""
    area = (0, len(reading.clean))
    dates = reading.matches("DATE_WORD")
    kinds = {
        "number": [span for span in amounts(reading, area) if not inside(dates, span[0])],
        "date": dates,
        "name": [match.span() for match in _NAME.finditer(reading.clean)],
        "example": reading.matches("EXAMPLE_CUE"),
        "first_hand": reading.matches("FIRST_HAND"),
    }
    return {kind: spans for kind, spans in kinds.items() if spans}


def calls(reading: Reading) -> list[tuple[Objective, Span]]:
    """Calls to action, one per sentence and aim, in order."""
    found: dict[tuple[Objective, Span], Span] = {}
    for name, objective in CTA_LISTS.items():
        for span in reading.matches(name):
            found.setdefault((objective, reading.sentence_of(span)), span)
    for span in _visits(reading):
        found.setdefault((Objective.CLICK, reading.sentence_of(span)), span)
    for span in reading.sentences[-2:]:
        if asks_reader(reading, span):
            found.setdefault((Objective.COMMENT, span), span)
    return sorted(((objective, span) for (objective, _), span in found.items()), key=lambda call: call[1])


def _visits(reading: Reading) -> list[Span]:
    """Links in a sentence that begins with what to do there: "Read the advisory: example.org/a"."""
    verbs = reading.lexicon.words["VISIT"]
    return [
        link
        for link in reading.urls
        if not verbs.isdisjoint(
            reading.plain[slice(*token)]
            for token in starts_within(reading.tokens, (reading.sentence_of(link)[0], link[0]))
        )
    ]


def asks_reader(reading: Reading, sentence: Span) -> bool:
    """An open question that turns to the reader."""
    if "?" not in reading.clean[max(sentence[0], sentence[1] - 4) : sentence[1]]:
        return False
    asked = {reading.plain[slice(*token)] for token in starts_within(reading.tokens, sentence)}
    return opens(reading, sentence) and not reading.lexicon.words["READER"].isdisjoint(asked)


def opens(reading: Reading, question: Span) -> bool:
    """Whether a question word stands near its start: what, how, quel, comment; "do you know how" does not."""
    first = [reading.plain[slice(*token)] for token in starts_within(reading.tokens, question)[:5]]
    words = reading.lexicon.words
    return (
        bool(first)
        and first[0] not in words["CLOSED_QUESTION"]
        and not words["OPEN_QUESTION"].isdisjoint(first)
    )


def last_part(reading: Reading, share: float, at_least: int) -> Span:
    """The end of the text: a share of its length, but no fewer characters than ``at_least``."""
    end = len(reading.clean.rstrip())
    return max(0, end - max(at_least, round(end * share))), end
