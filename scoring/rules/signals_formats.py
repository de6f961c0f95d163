"""Signals of particular formats: polls, threads, stories, long videos, news (signals.md B2)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from scoring.reading import Reading
from scoring.rules import cues
from scoring.rules.base import Rule, failed, not_applicable, not_assessed, passed, warned
from scoring.rules.signals_base import Params, Signal, Worded, worse
from scoring.rules.validity_text import posts
from scoring.text.normalise import fold
from scoring.types import Measure, Result, Span

_CHAPTER = re.compile(r"^[ \t(\[]{0,3}((?:\d{1,2}:)?\d{1,2}:\d{2})\b", re.MULTILINE)
_COUNTER_ONLY = re.compile(r"\s*\(?\d{1,2}\s?/\s?\d{0,2}\)?\s*(?:🧵\s*)?[^\n]{0,40}(?:\n|$)")


class Poll(Signal):
    """Answered by the setting ``poll_options``; whether a question is loaded is not guessed."""

    id = "S-POLL"
    needs = ("settings",)

    def check(self, reading: Reading, params: Params) -> Result:
        given = (reading.snapshot.settings or {}).get("poll_options")
        if not isinstance(given, list | tuple):
            return not_assessed("settings")
        options = [str(option).strip() for option in given if str(option).strip()]
        distinct, wanted = {fold(option) for option in options}, Measure(params["least"], "options")
        measured = Measure(len(distinct), "options")
        if len(distinct) < params["least"] or len(options) > params["most"]:
            return failed(measured, wanted)
        if len(distinct) < len(options):
            return warned(measured, Measure(len(options), "options"), case="same")
        if long := [option for option in options if len(option) > params["length"]]:
            return warned(measured, wanted, case="long", said=long[0], length=params["length"])
        context = len(reading.clean.strip())
        if context < params["context"]:
            return warned(
                Measure(context, "characters"), Measure(params["context"], "characters"), case="thin"
            )
        return passed(measured, wanted)


class Thread(Worded):
    """Posts are parted by a line of dashes."""

    id = "S-THREAD"

    def check(self, reading: Reading, params: Params) -> Result:
        return worse(self._look(reading, params), self._look(reading.whole, params))

    def _look(self, reading: Reading, params: Params) -> Result:
        parts = [part for part in posts(reading.clean) if reading.clean[slice(*part)].strip()]
        wanted = Measure(0, "misses")
        if len(parts) < 2:
            return failed(Measure(1, "misses"), wanted, case="single")
        uneven = [part for part in parts if not self._fits(reading, part, params)]
        misses = ["length"] if uneven else []
        misses += ["start"] if _COUNTER_ONLY.match(reading.clean, parts[0][0]) else []
        misses += [] if self._closes(reading, parts[-1]) else ["close"]
        measured = Measure(len(misses), "misses")
        if not misses:
            return passed(measured, wanted, count=len(parts))
        spans = reading.at(*uneven)
        facts = {"low": params["low"], "high": params["high"], "count": len(misses)}
        if len(misses) > 1:
            return failed(measured, wanted, spans, **facts)
        return warned(measured, wanted, spans, misses[0], **facts)

    def _fits(self, reading: Reading, part: Span, params: Params) -> bool:
        return bool(params["low"] <= len(reading.clean[slice(*part)].strip()) <= params["high"])

    def _closes(self, reading: Reading, last: Span) -> bool:
        asked = cues.questions(reading, last)
        concluded = cues.starts_within(reading.matches("INSIGHT_CUE"), last)
        return bool(asked or concluded) or any(
            last[0] <= span[0] < last[1] for _, span in cues.calls(reading)
        )


class Sticker(Signal):
    """Answered by the setting ``sticker``: stickers are added by hand when publishing."""

    id = "S-STICKER"
    needs = ("settings",)

    def check(self, reading: Reading, params: Params) -> Result:
        settings = reading.snapshot.settings or {}
        if "sticker" not in settings:
            return not_assessed("settings")
        planned, wanted = bool(settings["sticker"]), Measure(1, "stickers")
        return passed(wanted, wanted) if planned else failed(Measure(0, "stickers"), wanted)


class Chapters(Signal):
    """Time stamps at the beginning of lines, for videos long enough to need them."""

    id = "S-CHAPTERS"
    needs = ("media",)

    def check(self, reading: Reading, params: Params) -> Result:
        durations = [item.duration for item in reading.snapshot.media or () if item.kind == "video"]
        if not durations or durations[0] is None:
            return not_assessed("media_measures")
        if durations[0] <= params["seconds"]:
            return not_applicable()
        stamps = [match[1] for match in _CHAPTER.finditer(reading.clean)]
        measured, wanted = Measure(len(stamps), "chapters"), Measure(params["chapters"], "chapters")
        if not stamps:
            return failed(measured, wanted)
        if len(stamps) < params["chapters"] or stamps[0].strip("0:"):
            return warned(measured, wanted)
        return passed(measured, wanted)


class Fresh(Signal):
    """Answered by the setting ``event_on`` (a date): which day a text is about is not guessed from its words."""

    id = "S-FRESH"
    needs = ("schedule", "settings")

    def check(self, reading: Reading, params: Params) -> Result:
        schedule, given = reading.snapshot.schedule, (reading.snapshot.settings or {}).get("event_on")
        day = _date(given)
        if day is None or schedule is None or schedule.planned_at is None:
            return not_assessed("event")
        over = datetime.combine(day, time.max, tzinfo=UTC)
        hours = max(0, round((schedule.planned_at - over) / timedelta(hours=1)))
        measured, wanted = Measure(hours, "hours"), Measure(0, "hours")
        if not hours:
            return passed(measured, wanted)
        return (warned if hours <= params["hours"] else failed)(measured, wanted, hours=hours)


def _date(given: object) -> date | None:
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        return None


SIGNALS_FORMATS: tuple[Rule, ...] = (Poll(), Thread(), Sticker(), Chapters(), Fresh())
