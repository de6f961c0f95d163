"""What may stop a reader before "see more", told by the build of the opening: nobody's taste, and no promise.

Evidence stands in the first two sentences of the first line: a contrast, a claim against custom, a scene or a
confession, a quantity, a question of substance. In a notice, an order or bait nothing counts but a contrast, and to
address the reader alone is no reason to stop ("Please drop your keys").
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from scoring.reading import Reading
from scoring.rules.cues import amounts, questions, starts_within
from scoring.text.normalise import inside
from scoring.types import Span

_OPENS_WITHIN = 4  # characters: quotes, an emoji and a space may stand before the first word
_IMPERFECT = re.compile(r"[a-z]{2,14}(?:ait|aient)")
_PARTICIPLE = re.compile(r"[a-z]{2,14}(?:e|ee|es|ees|i|ie|is|it|u|ue|us|ert|int)")
Words = Mapping[str, frozenset[str]]
_QUESTION_WORDS = 6  # shorter ones pick a side ("Blue or green?") or greet ("New here?")


def weak_opening(reading: Reading) -> Span | None:
    """The opening sentence where it greets or clears its throat instead of saying something."""
    return reading.opening if _begins(reading, "WEAK_OPEN") else None


def hooks(reading: Reading, area: Span) -> dict[str, list[Span]]:
    """Reasons to stop that stand before "see more", by kind, the surest first."""
    opening = reading.opening
    if (
        _baited(reading, opening)
        or _in(reading, "HELP_ASK", _first_two(reading, area))
        or _begins(reading, "SOFT_OPEN")
        or _in(reading, "NOTICE", opening)
    ):
        return {}
    tension = _in(reading, "HOOK_TENSION", _first_two(reading, area))
    kinds = {"tension": tension}
    asked = questions(reading, opening)
    past = told(reading, opening)
    if asked:
        kinds["question"] = [one for one in asked if _of_substance(reading, one)]
    elif not (_begins(reading, "ORDER_OPEN") or _excited(reading, opening)):
        kinds["claim"] = [] if _ours(reading, past) else _in(reading, "HOOK_CLAIM", opening)
        kinds["scene"] = past or _in(reading, "HOOK_SCENE", opening)
        kinds["number"] = [one for one in quantities(reading, opening) if past or not _price(reading, one)]
    if not past and _scheduled(reading, opening):
        kinds = {"tension": tension}
    return {kind: spans for kind, spans in kinds.items() if spans}


def _ours(reading: Reading, past: list[Span]) -> bool:
    """What "we" do now is news of ours."""
    first = [reading.plain[slice(*token)] for token in starts_within(reading.tokens, reading.opening)[:1]]
    return not past and not reading.lexicon.words["NOW_OURS"].isdisjoint(first)


def _scheduled(reading: Reading, area: Span) -> bool:
    """A day or an hour to come: a notice."""
    return bool(_in(reading, "SCHEDULE", area))


def quantities(reading: Reading, area: Span) -> list[Span]:
    """Amounts of something: a unit or a noun stands with them; no dates, hours, parts and pages."""
    dates = reading.matches("DATE_WORD")
    return [
        span
        for span in amounts(reading, area)
        if not inside(dates, span[0]) and _counts_something(reading, span)
    ]


def told(reading: Reading, area: Span) -> list[Span]:
    """Verbs in the past: something happened. What "we" launched, opened or helped with is news of ours, no scene."""
    words = reading.lexicon.words
    tokens = [(span, reading.plain[slice(*span)]) for span in starts_within(reading.tokens, area)]
    names = [name for _, name in tokens]
    if not words["OURS"].isdisjoint(names[:3]) and not words["NEWS_VERBS"].isdisjoint(names[:6]):
        return []
    past = _past_english if reading.lang_at(area[0]) == "en" else _past_french
    return [span for place, (span, _) in enumerate(tokens) if past(names, place, words)]


def _past_english(names: list[str], place: int, words: Words) -> bool:
    name, before = names[place], names[place - 1] if place else ""
    if not before or before in words["PRESENT_BE"] or name in words["NEWS_VERBS"]:
        return False
    return name in words["PAST"] or (len(name) > 4 and name.endswith("ed") and name not in words["NOT_PAST"])


def _past_french(names: list[str], place: int, words: Words) -> bool:
    name = names[place]
    if name in words["NOT_PAST"] or name in words["NEWS_VERBS"]:
        return False
    if _IMPERFECT.fullmatch(name):
        return True
    if place == 0 or not _PARTICIPLE.fullmatch(name):
        return False
    before = names[place - 1]
    if before in words["BETWEEN"] and place > 1:
        before = names[place - 2]
    if before in words["BE"]:  # "s'est effondre", "elle est partie"; "est offerte" is a state
        return name in words["MOVED"] or not {"s", "m"}.isdisjoint(names[max(0, place - 3) : place])
    return before in words["HAVE"]


def _excited(reading: Reading, area: Span) -> bool:
    """An exclamation or a picture: applause, not a reason."""
    return "!" in reading.clean[slice(*area)] or bool(starts_within(reading.emoji, area))


def _in(reading: Reading, name: str, area: Span) -> list[Span]:
    return starts_within(reading.matches(name), area)


def _begins(reading: Reading, name: str) -> bool:
    start, end = reading.opening
    return any(span[0] - start <= _OPENS_WITHIN for span in _in(reading, name, (start, end)))


def _baited(reading: Reading, area: Span) -> bool:
    """Only the whole reading can hold bait: the one that Signals read has lost it."""
    return reading.whole is reading and bool(starts_within(reading.baited, area))


def _first_two(reading: Reading, area: Span) -> Span:
    start, end = area
    line_end = min(end, reading.lines[0][1]) if reading.lines else end
    sentences = starts_within(reading.sentences, (start, line_end))[:2]
    return start, min(line_end, sentences[-1][1]) if sentences else line_end


def _counts_something(reading: Reading, span: Span) -> bool:
    start, end = span
    words = reading.lexicon.words
    around = reading.clean[max(0, start - 1) : start] + reading.clean[end : end + 2].strip()[:1]
    if any(sign in around for sign in "%€$£°"):
        return True
    before = reading.plain[max(0, start - 14) : start].replace("'", " ").split()
    after = reading.plain[end : end + 20].split()
    if reading.plain[start:end] in words["FEW"]:
        return False
    if not after or not reading.plain[end].isspace() or not after[0][0].isalpha():
        return False
    return after[0].strip(".,:!?") not in words["CLOCK"] and not (
        before and before[-1] in words["DATE_ARTICLES"]
    )


def _price(reading: Reading, span: Span) -> bool:
    """ "Lunch from £9", "menu à 14 €": a label, until something happens to it."""
    start, end = span
    if not any(
        sign in reading.clean[max(0, start - 1) : start] + reading.clean[end : end + 2] for sign in "€$£"
    ):
        return False
    before = reading.plain[max(0, start - 14) : start].strip(" €$£").split()
    return bool(before) and before[-1] in reading.lexicon.words["PRICE"]


def _of_substance(reading: Reading, question: Span) -> bool:
    """A question about the matter: not one for help, a taste or a greeting."""
    first = [reading.plain[slice(*token)] for token in starts_within(reading.tokens, question)]
    if "why" in first[:1] or "pourquoi" in first[:1]:
        return len(first) > 2
    if len(first) < _QUESTION_WORDS or _in(reading, "HELP_ASK", question):
        return False
    personal = _in(reading, "CTA_COMMENT_OPEN", question) or not reading.lexicon.words[
        "SMALL_TALK"
    ].isdisjoint(first)
    return not personal and not reading.lexicon.words["SUBSTANCE"].isdisjoint(first)
