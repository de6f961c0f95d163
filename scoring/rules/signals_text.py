"""Signals that the words themselves answer (signals.md B2). All read the text without hashtags and without bait."""

from __future__ import annotations

from scoring.reading import Reading
from scoring.rules import cues, hooks
from scoring.rules.base import Rule, failed, not_applicable, passed, warned
from scoring.rules.signals_base import Params, Signal, Worded
from scoring.rules.signals_form import SIGNALS_FORM
from scoring.types import Measure, Objective, Result


class HookText(Worded):
    id = "S-HOOK-TXT"

    def check(self, reading: Reading, params: Params) -> Result:
        area = reading.fold(params["fold"])
        found = hooks.hooks(reading, area)
        wanted = Measure(1, "hooks")
        weak = hooks.weak_opening(reading)
        if weak:
            return failed(Measure(0, "hooks"), wanted, reading.at(weak), said=reading.said(weak)[:60])
        if not found:
            return warned(Measure(0, "hooks"), wanted, reading.at(reading.opening), fold=params["fold"])
        return passed(Measure(len(found), "hooks"), wanted, kind=next(iter(found)))


class Fold(Signal):
    id = "S-FOLD"

    def check(self, reading: Reading, params: Params) -> Result:
        limit = params["fold"]
        wanted = Measure(limit, "characters")
        sentences = [span for span in reading.sentences if not _only_links(reading, span)]
        if not sentences:
            return failed(
                Measure(0, "characters"), wanted, reading.at(reading.fold(limit)), case="links", fold=limit
            )
        weak = hooks.weak_opening(reading) if reading.lang in cues.LANGUAGES else None
        thought = next((one for one in sentences if not (weak and _greets(reading, one))), sentences[0])
        end = min(thought[1], next((line[1] for line in reading.lines if line[1] > thought[0]), thought[1]))
        length = end - reading.fold(limit)[0]
        measured = Measure(length, "characters")
        if weak and (thought == weak or length > limit):
            return failed(measured, wanted, reading.at(weak), case="greeting", fold=limit)
        if length > limit:
            return warned(measured, wanted, reading.at((thought[0], end)), fold=limit, length=length)
        return passed(measured, wanted, fold=limit)


def _greets(reading: Reading, sentence: tuple[int, int]) -> bool:
    """A greeting or a throat-clearing sentence that follows it."""
    return any(
        span[0] - sentence[0] <= 4 for span in cues.starts_within(reading.matches("WEAK_OPEN"), sentence)
    )


def _only_links(reading: Reading, span: tuple[int, int]) -> bool:
    """Nothing to read in a sentence but links and mentions."""
    taken = cues.starts_within(sorted([*reading.urls, *reading.mentions]), span)
    return not any(
        not any(a <= word[0] < b for a, b in taken) for word in cues.starts_within(reading.words, span)
    )


class Depth(Worded):
    """Transparent proxy: it counts kinds of specific facts, it does not judge them."""

    id = "S-DEPTH"

    def check(self, reading: Reading, params: Params) -> Result:
        found = cues.facts(reading)
        count = len(found)
        measured, wanted = Measure(count, "facts"), Measure(params["facts"], "facts")
        if count >= params["facts"]:
            return passed(measured, wanted, count=count)
        spans = reading.at(*(span for spans in found.values() for span in spans))
        return warned(measured, wanted, spans, count=count) if count else failed(measured, wanted)


class Send(Worded):
    """Transparent proxy: words that name who should get it, or a form that people pass on."""

    id = "S-SEND"

    def check(self, reading: Reading, params: Params) -> Result:
        explicit = reading.matches("CTA_SEND") or reading.matches("NAMED_READER")
        wanted = Measure(1, "reasons")
        if explicit:
            return passed(Measure(len(explicit), "reasons"), wanted)
        implicit = reading.matches("USEFUL_CUE") or reading.items[2:]
        if implicit:
            return warned(Measure(0, "reasons"), wanted, reading.at(*implicit[:3]))
        return failed(Measure(0, "reasons"), wanted)


class Save(Worded):
    """The deterministic part: reference structure or the words that ask to keep it."""

    id = "S-SAVE"

    def check(self, reading: Reading, params: Params) -> Result:
        steps = {reading.plain[slice(*span)] for span in reading.matches("STEP_WORD")}
        count = max(len(reading.items), len(steps))
        measured, wanted = Measure(count, "items"), Measure(params["items"], "items")
        if count >= params["items"] or reading.matches("CTA_SAVE"):
            return passed(measured, wanted, count=count)
        useful = reading.matches("USEFUL_CUE")
        if count or useful:
            return warned(measured, wanted, reading.at(*(useful or reading.items)), count=count)
        return failed(measured, wanted, count=count)


class Story(Worded):
    """Transparent proxy: cue words of hook, context, insight and close, looked for in this order."""

    id = "S-STORY"

    def check(self, reading: Reading, params: Params) -> Result:
        end = len(reading.clean)
        parts = []
        if hooks.hooks(reading, reading.fold(params["fold"])) and not hooks.weak_opening(reading):
            parts.append("hook")
        context = cues.starts_within(reading.matches("CONTEXT_CUE"), (0, end * 2 // 3))
        if context:
            parts.append("context")
        after = context[0][1] if context else end // 4
        if cues.starts_within(reading.matches("INSIGHT_CUE"), (after, end)):
            parts.append("insight")
        close = cues.last_part(reading, 0.25, 160)
        if cues.questions(reading, close) or any(close[0] <= span[0] for _, span in cues.calls(reading)):
            parts.append("close")
        missing = next((part for part in ("hook", "context", "insight", "close") if part not in parts), "")
        measured, wanted = Measure(len(parts), "parts"), Measure(4, "parts")
        if not missing:
            return passed(measured, wanted)
        if len(parts) == 3:
            return warned(measured, wanted, case=missing, count=3)
        return failed(measured, wanted, case="" if parts else "none", count=len(parts))


class CallToAction(Worded):
    id = "S-CTA"

    def check(self, reading: Reading, params: Params) -> Result:
        # Blanking a sentence must not take one call too many away.
        whole = cues.calls(reading.whole)
        if len(whole) >= params["too_many"]:
            spans = reading.whole.at(*(span for _, span in whole))
            return failed(Measure(len(whole), "calls"), Measure(1, "calls"), spans, count=len(whole))
        calls = cues.calls(reading)
        spans = reading.at(*(span for _, span in calls))
        measured, wanted = Measure(len(calls), "calls"), Measure(1, "calls")
        if not calls:
            return warned(measured, wanted, case="none")
        if len(calls) > 1:
            return warned(measured, wanted, spans, case="several", count=len(calls))
        objective = reading.snapshot.objective
        if objective in (None, Objective.REACH, calls[0][0]):
            return passed(measured, wanted)
        return warned(measured, wanted, spans, case="other", objective=objective)


class Question(Worded):
    """Only where comments are the aim (A4, C13)."""

    id = "S-QUESTION"

    def check(self, reading: Reading, params: Params) -> Result:
        if reading.snapshot.objective is not Objective.COMMENT:
            return not_applicable()
        area = cues.last_part(reading, params["share"], params["at_least"])
        asked = cues.questions(reading, area)
        wanted = Measure(1, "questions")
        is_open = [
            span
            for span in reading.matches("CTA_COMMENT_OPEN")
            if span[0] >= area[0] or _inside_any(span, asked)
        ] or [span for span in asked if cues.opens(reading, span)]
        if is_open:
            return passed(Measure(len(is_open), "questions"), wanted)
        if asked:
            return warned(Measure(0, "questions"), wanted, reading.at(*asked))
        return failed(
            Measure(0, "questions"), wanted, reading.at(reading.sentences[-1]) if reading.sentences else ()
        )


def _inside_any(span: tuple[int, int], areas: list[tuple[int, int]]) -> bool:
    return any(start <= span[0] < end for start, end in areas)


SIGNALS_TEXT: tuple[Rule, ...] = (
    HookText(),
    Fold(),
    Depth(),
    Send(),
    Save(),
    Story(),
    CallToAction(),
    Question(),
    *SIGNALS_FORM,
)
