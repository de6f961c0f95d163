"""How a text speaks, in words of the reader's language, with each word that says so. It has no part in any of the outputs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from scoring import rulebook
from scoring.reading import Reading
from scoring.text.tone import Cue, Tone
from scoring.types import Report, Snapshot, Span

MOST = 40  # cues shown, so that a very long text does not fill the panel
SENTIMENTS = {
    "warm": gettext_lazy("warm"),
    "cold": gettext_lazy("critical or sad"),
    "mixed": gettext_lazy("mixed feelings"),
    "neutral": gettext_lazy("neutral"),
}
REGISTERS = {"casual": gettext_lazy("casual"), "formal": gettext_lazy("formal"), "neutral": ""}
ADDRESSES = {
    "tu": gettext_lazy("tutoiement"),
    "vous": gettext_lazy("vouvoiement"),
    "both": gettext_lazy("tu and vous mixed"),
    "": "",
}
KINDS = {
    "casual": gettext_lazy("casual"),
    "formal": gettext_lazy("formal"),
    "tu": gettext_lazy("says tu"),
    "vous": gettext_lazy("says vous"),
    "shout": gettext_lazy("loud"),
}


@dataclass(frozen=True, slots=True)
class Heard:
    """``words``: "warm, casual, tutoiement"; ``cues``: what was said, and what it was heard as."""

    words: str
    count_words: str
    cues: list[tuple[str, str]]
    spans: tuple[Span, ...]


def heard(text: str, report: Report) -> Heard | None:
    """``text`` is what the report is about. None in a language without lists, and of an empty text."""
    lexicon = rulebook.edition(report.edition).lexicon
    reading = Reading(Snapshot(report.platform, report.format, text, lang=report.lang), lexicon)
    tone = reading.tone
    if tone is None or not text.strip():
        return None
    cues = [cue for cue in tone.cues if cue.value]
    said = Counter((reading.said(cue.span), _heard_as(cue)) for cue in cues)
    return Heard(
        words=_words(tone),
        count_words=ngettext("%(n)d cue says so", "%(n)d cues say so", len(cues)) % {"n": len(cues)},
        cues=[(f"{word} ×{n}" if n > 1 else word, kind) for (word, kind), n in list(said.items())[:MOST]],
        spans=reading.at(*(cue.span for cue in cues)),
    )


def _words(tone: Tone) -> str:
    parts = [SENTIMENTS[tone.sentiment], REGISTERS[tone.register], ADDRESSES[tone.address]]
    return ", ".join(str(part) for part in [*parts, _("lively") if tone.lively else ""] if part)


def _heard_as(cue: Cue) -> str:
    if cue.kind in KINDS:
        return str(KINDS[cue.kind])
    value = f"{'+' if cue.value > 0 else '−'}{abs(cue.value)}"
    return _("%(value)s, turned round by a negation") % {"value": value} if cue.negated else value
