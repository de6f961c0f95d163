"""Risk: promotion that does not say so (signals.md B4, R-POL-08)."""

from __future__ import annotations

import re

from scoring.reading import Reading
from scoring.rules.bait import Risk
from scoring.rules.base import failed, passed, warned
from scoring.rules.market import in_france
from scoring.rules.signals_base import Params
from scoring.types import Measure, Result, Severity, Span

_AFFILIATE = re.compile(r"amzn\.to/|[?&](?:aff|affid|aff_id|affiliate|partner|tag)=|/ref=", re.IGNORECASE)
_LABEL, _NO_LABEL = Measure(1, "labels"), Measure(0, "labels")


class UndisclosedPromotion(Risk):
    """A commercial cue or the draft's own answer, without the words that say so."""

    id = "R-POL-08"

    def check(self, reading: Reading, params: Params) -> Result:
        toggled = bool((reading.snapshot.settings or {}).get("paid_partnership"))
        strong = [*reading.matches("COMMERCIAL"), *_tagged(reading, "COMMERCIAL_TAGS")]
        strong += [span for span in reading.urls if _AFFILIATE.search(reading.clean[slice(*span)])]
        hints = reading.matches("COMMERCIAL_HINT")
        if labels := ad_labels(reading):
            return passed(Measure(len(labels), "labels"), _LABEL)
        if not (toggled or strong or hints):
            return passed()
        france = in_france(reading)
        if toggled and not france:
            return passed(_LABEL, _LABEL)
        cues = sorted([*strong, *hints])
        if not cues:
            return failed(_NO_LABEL, _LABEL, case="toggle", severity=Severity.BLOCKER)
        said = reading.said((strong or hints)[0]).strip()
        if strong or toggled:
            case, severity = ("france", Severity.BLOCKER) if france else ("", None)
            return failed(_NO_LABEL, _LABEL, reading.at(*cues), case, severity, said=said)
        return warned(_NO_LABEL, _LABEL, reading.at(*cues), "hint", said=said)


def _tagged(reading: Reading, words: str) -> list[Span]:
    known = reading.lexicon.words[words]
    return [span for span, name in zip(reading.hashtags, reading.tag_names(), strict=True) if name in known]


def ad_labels(reading: Reading) -> list[Span]:
    """Wordings and tags that say "this is advertising"."""
    return sorted([*reading.matches("AD_LABEL"), *_tagged(reading, "AD_TAGS")])
