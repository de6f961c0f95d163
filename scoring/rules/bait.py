"""Risk: asking for engagement instead of earning it (signals.md B4, R-BAIT and R-POL-01, -18)."""

from __future__ import annotations

from scoring.reading import Reading
from scoring.rules import cues
from scoring.rules.base import Rule, failed, passed, warned
from scoring.rules.signals_base import Params
from scoring.text import bait
from scoring.text.language import UNKNOWN
from scoring.types import Family, Measure, Result

_NONE = Measure(0, "phrases")


class Risk(Rule):
    family = Family.RISK


class Bait(Risk):
    """Warns: whether a bait rule may fail a draft waits for a labelled corpus of both languages."""

    languages = (*cues.LANGUAGES, UNKNOWN)
    lists: tuple[str, ...] = ()

    def check(self, reading: Reading, params: Params) -> Result:
        spans = bait.found(reading, self.lists)
        if not spans:
            return passed(_NONE, _NONE)
        return warned(
            Measure(len(spans), "phrases"), _NONE, reading.at(*spans), said=reading.said(spans[0]).strip()
        )


class ReactBait(Bait):
    id = "R-BAIT-01"
    lists = ("BAIT_REACT", "BAIT_VOTE")


class CommentBait(Bait):
    id = "R-BAIT-02"
    lists = ("BAIT_COMMENT",)


class TagBait(Bait):
    id = "R-BAIT-03"
    lists = ("BAIT_TAG",)


class ShareBait(Bait):
    id = "R-BAIT-04"
    lists = ("BAIT_SHARE",)


class FollowGate(Bait):
    id = "R-BAIT-05"
    lists = ("BAIT_FOLLOW",)


class Clickbait(Bait):
    id = "R-BAIT-06"
    lists = ("CLICKBAIT",)


class BoughtEngagement(Bait):
    """Pods and bought engagement fail; looser wordings that may mean a pod warn."""

    id = "R-POL-01"
    lists = ("POD_FAKE",)

    def check(self, reading: Reading, params: Params) -> Result:
        spans = bait.found(reading, self.lists)
        hints = bait.found(reading, ("POD_HINT",))
        said = reading.said((spans or hints)[0]).strip() if spans or hints else ""
        measured = Measure(len(spans) + len(hints), "phrases")
        if spans:
            return failed(measured, _NONE, reading.at(*sorted([*spans, *hints])), said=said)
        return warned(measured, _NONE, reading.at(*hints), said=said) if hints else passed(_NONE, _NONE)


class AutomatedReplies(Bait):
    id = "R-POL-18"
    lists = ("AUTO_REPLY",)


BAIT: tuple[Bait, ...] = (
    ReactBait(),
    CommentBait(),
    TagBait(),
    ShareBait(),
    FollowGate(),
    Clickbait(),
    BoughtEngagement(),
)
AUTOMATED = AutomatedReplies()
