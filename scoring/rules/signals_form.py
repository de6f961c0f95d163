"""Signals that read the form of a text: layout, reading ease, emoji, capitals (signals.md B2)."""

from __future__ import annotations

from statistics import median
from typing import Any

from scoring.reading import Reading
from scoring.rules import cues
from scoring.rules.base import Rule, failed, not_applicable, passed, warned
from scoring.rules.signals_base import Params, Signal, Worded, worse
from scoring.text.readability import ease
from scoring.types import Measure, Result, Span


class DwellStructure(Signal):
    id = "S-DWELL-STRUCT"

    def check(self, reading: Reading, params: Params) -> Result:
        blocks = reading.paragraphs
        if not blocks:
            return failed(Measure(0, "characters"), Measure(params["block"], "characters"), case="empty")
        longest = max(end - start for start, end in blocks)
        too_long = [span for span in blocks if span[1] - span[0] > params["block"]]
        breaks = len(blocks) - 1
        needed = (blocks[-1][1] - blocks[0][0]) // params["per_break"]
        lengths = _sentence_lengths(reading)
        pace = median(lengths) if lengths else 0
        misses = ["wall"] if too_long else []
        misses += ["breaks"] if breaks < needed else []
        # Two sentences have no pace yet.
        misses += (
            ["pace"] if len(lengths) > 2 and not params["pace_low"] <= pace <= params["pace_high"] else []
        )
        measured, wanted = Measure(longest, "characters"), Measure(params["block"], "characters")
        facts: dict[str, Any] = {
            "longest": longest,
            "block": params["block"],
            "breaks": breaks,
            "needed": needed,
        }
        if not misses:
            return passed(measured, wanted, **facts)
        spans = reading.at(*too_long)
        if len(misses) > 1:
            return failed(measured, wanted, spans, "wall" if too_long else "", **facts, pace=round(pace, 1))
        if misses == ["pace"]:
            case = "long" if pace > params["pace_high"] else "short"
            band = Measure(f"{params['pace_low']}-{params['pace_high']}", "words")
            return warned(Measure(round(pace, 1), "words"), band, (), case, pace=round(pace, 1))
        return warned(measured, wanted, spans, misses[0], **facts)


def _sentence_lengths(reading: Reading) -> list[int]:
    """Words per sentence, without list items, which need no sentence."""
    starts = {span[0] for span in reading.items}
    lengths = [
        len(cues.starts_within(reading.words, span)) for span in reading.sentences if span[0] not in starts
    ]
    return [length for length in lengths if length]


def _sentences_within(reading: Reading, areas: list[Span]) -> int:
    """Sentences with words and items of lists that begin in the areas."""
    items = [span for area in areas for span in cues.starts_within(reading.items, area)]
    starts = {span[0] for span in items}
    sentences = [span for area in areas for span in cues.starts_within(reading.sentences, area)]
    worded = [span for span in sentences if cues.starts_within(reading.words, span)]
    return len(items) + sum(span[0] not in starts for span in worded)


class ReadingEase(Worded):
    id = "S-READ"

    def check(self, reading: Reading, params: Params) -> Result:
        own = [span for span, lang in reading.passages if lang == reading.lang]
        spans = [span for area in own for span in cues.starts_within(reading.words, area)]
        words = [reading.plain[slice(*span)] for span in spans if reading.plain[span[0]].isalpha()]
        if len(words) < params["words"]:
            return not_applicable()
        score = round(ease(words, _sentences_within(reading, own), reading.lang))
        measured, wanted = Measure(score, "ease"), Measure(params["ease"], "ease")
        if score >= params["ease"]:
            return passed(measured, wanted, ease=score)
        longest = max(reading.sentences, key=lambda span: len(cues.starts_within(reading.words, span)))
        answer = warned if score >= params["hard"] else failed
        return answer(measured, wanted, reading.at(longest), ease=score)


class Emoji(Signal):
    id = "S-EMOJI"

    def check(self, reading: Reading, params: Params) -> Result:
        return worse(self._count(reading, params), self._count(reading.whole, params))

    def _count(self, reading: Reading, params: Params) -> Result:
        count = len(reading.emoji)
        measured, wanted = Measure(count, "emoji"), Measure(params["most"], "emoji")
        spans = reading.at(*reading.emoji)
        if count > params["far_too_many"]:
            return failed(measured, wanted, spans, count=count)
        if count > params["most"]:
            return warned(measured, wanted, spans, count=count)
        inner = [span for span in reading.emoji if _inside_word(reading, span)]
        if inner:
            return warned(measured, wanted, reading.at(*inner), "word")
        lines = [line for line in reading.lines if cues.starts_within(reading.emoji, line)]
        if len(lines) > 3 and len(lines) == len(reading.lines):
            return warned(measured, wanted, spans, "lines", count=count)
        return passed(measured, wanted, count=count)


def _inside_word(reading: Reading, span: tuple[int, int]) -> bool:
    before, after = reading.clean[max(0, span[0] - 1) : span[0]], reading.clean[span[1] : span[1] + 1]
    return before.isalpha() and after.isalpha()


class Capitals(Signal):
    id = "S-CAPS"

    def check(self, reading: Reading, params: Params) -> Result:
        return worse(self._measure(reading, params), self._measure(reading.whole, params))

    def _measure(self, reading: Reading, params: Params) -> Result:
        letters = sum(map(str.isalpha, reading.clean))
        share = round(100 * sum(map(str.isupper, reading.clean)) / max(1, letters))
        marks = reading.clean.count("!")
        measured, wanted = Measure(share, "percent"), Measure(params["share"], "percent")
        shouted = [
            span for span in reading.tokens if span[1] - span[0] > 2 and reading.clean[slice(*span)].isupper()
        ]
        if share > params["shouting"]:
            return failed(measured, wanted, reading.at(*shouted), share=share)
        if share > params["share"]:
            return warned(measured, wanted, reading.at(*shouted), share=share)
        if marks > params["marks"]:
            return warned(
                Measure(marks, "marks"), Measure(params["marks"], "marks"), case="marks", marks=marks
            )
        return passed(measured, wanted, share=share)


SIGNALS_FORM: tuple[Rule, ...] = (DwellStructure(), ReadingEase(), Emoji(), Capitals())
