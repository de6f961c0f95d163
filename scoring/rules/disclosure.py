"""Disclosure: what must be said about AI and advertising (signals.md B5). A label never costs a point."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from scoring.reading import Reading
from scoring.rules.base import Rule, failed, not_applicable, not_assessed, passed, warned
from scoring.rules.market import in_france, in_the_eu
from scoring.rules.media_signals import waiting
from scoring.rules.promotion import ad_labels
from scoring.rules.signals_base import Params
from scoring.types import AiUse, Family, Measure, Result, Severity

_MADE = frozenset({AiUse.GENERATED_MEDIA, AiUse.REALISTIC_PERSON})
_CHANGED = _MADE | {AiUse.EDITED_MEDIA}
_AI_LISTS = ("AI_LABEL_EN", "AI_LABEL_FR", "VIRTUAL_LABEL")
_LABEL, _NO_LABEL = Measure(1, "labels"), Measure(0, "labels")


class Disclosure(Rule):
    family = Family.DISCLOSURE


def _said(reading: Reading, lists: Iterable[str]) -> bool:
    """Whether the post, or one of its alt texts, carries a wording of these lists."""
    names = tuple(lists)
    alts = (item.alt for item in reading.snapshot.media or () if item.alt)
    texts = (Reading(replace(reading.snapshot, text=alt, lang=reading.lang), reading.lexicon) for alt in alts)
    return any(one.matches(name) for one in (reading, *texts) for name in names)


class ProvenanceAsked(Disclosure):
    """Every draft with media answers how AI was used. Only a draft can leave the question open; a bare text was not asked."""

    id = "D-AI-01"
    needs = ("media",)

    def check(self, reading: Reading, params: Params) -> Result:
        if not reading.snapshot.media:
            return not_applicable()
        if reading.snapshot.ai_use is not None:
            return passed(Measure(1, "answers"), Measure(1, "answers"))
        if not reading.snapshot.answered:
            return not_assessed("answers")
        return failed(Measure(0, "answers"), Measure(1, "answers"))


class FoundInFile(Disclosure):
    id = "D-AI-02"
    needs = ("media",)

    def check(self, reading: Reading, params: Params) -> Result:
        marked = [
            item for item in reading.snapshot.media or () if "algorithmicmedia" in item.digital_source.lower()
        ]
        if not marked:
            return not_applicable()
        if reading.snapshot.ai_use in _CHANGED:
            return passed(Measure(len(marked), "files"))
        if reading.snapshot.ai_use is None and not reading.snapshot.answered:
            return not_assessed("answers")
        return warned(Measure(len(marked), "files"), name=marked[0].name or marked[0].mime)


class PlatformLabel(Disclosure):
    """The platform's own AI field, answered by the setting ``ai_label``."""

    needs = ("answers",)
    uses = _MADE

    def check(self, reading: Reading, params: Params) -> Result:
        use, label = reading.snapshot.ai_use, (reading.snapshot.settings or {}).get("ai_label")
        if use is None:
            return not_assessed("answers")
        if use not in self.uses:
            return not_applicable()
        if label:
            return passed(_LABEL, _LABEL)
        if label is None and not reading.snapshot.answered:
            return not_assessed("settings")
        severity = Severity.BLOCKER if use is AiUse.REALISTIC_PERSON else None
        return failed(_NO_LABEL, _LABEL, severity=severity, field=params["field"])


class TikTokLabel(PlatformLabel):
    id = "D-AI-04"
    uses = _CHANGED


class MetaLabel(PlatformLabel):
    id = "D-AI-05"


class YouTubeLabel(PlatformLabel):
    id = "D-AI-06"
    uses = frozenset({AiUse.REALISTIC_PERSON})


class PinterestLabel(PlatformLabel):
    id = "D-AI-07"
    uses = _CHANGED


class XLabel(PlatformLabel):
    id = "D-AI-08"


class Worded(Disclosure):
    """A duty that visible words fulfil: whom it concerns, and which wordings count."""

    needs = ("answers",)
    lists: tuple[str, ...] = _AI_LISTS
    told_by = "brand"

    def concerns(self, reading: Reading) -> bool | None:
        """None: nothing tells."""
        raise NotImplementedError

    def check(self, reading: Reading, params: Params) -> Result:
        if reading.snapshot.ai_use is None:
            return not_assessed("answers")
        concerned = self.concerns(reading)
        if concerned is None:
            return not_assessed(self.told_by)
        if not concerned:
            return not_applicable()
        if _said(reading, self.lists):
            return passed(_LABEL, _LABEL)
        return (failed if params.get("blocks") else warned)(_NO_LABEL, _LABEL)


class VisibleWording(Worded):
    id = "D-AI-09"

    def concerns(self, reading: Reading) -> bool:
        return reading.snapshot.ai_use in _MADE


class Deepfake(Worded):
    id = "D-AI-10"

    def concerns(self, reading: Reading) -> bool | None:
        return in_the_eu(reading) if reading.snapshot.ai_use is AiUse.REALISTIC_PERSON else False


class EditorialControl(Disclosure):
    """AI text on public matters needs a label unless a named person has approved it: the review records who and when."""

    id = "D-AI-11"
    needs = ("answers",)

    def check(self, reading: Reading, params: Params) -> Result:
        use, schedule = reading.snapshot.ai_use, reading.snapshot.schedule
        if use is AiUse.NONE:
            return not_applicable()
        if use is not None and schedule is not None and schedule.approved:
            return passed()
        return not_assessed("answers" if use is None else "approval")


class VirtualImage(Worded):
    """Commercial influence content in France that shows a made face or figure."""

    id = "D-AI-12"
    lists = ("VIRTUAL_LABEL", "AI_LABEL_FR")

    def concerns(self, reading: Reading) -> bool:
        return (
            reading.snapshot.ai_use is AiUse.REALISTIC_PERSON and in_france(reading) and commercial(reading)
        )


class RetouchedImage(Worded):
    """Only the writer knows whether a face or body was retouched: the setting ``retouched_body``."""

    id = "D-AI-13"
    lists = ("RETOUCH_LABEL",)
    told_by = "settings"

    def concerns(self, reading: Reading) -> bool | None:
        if reading.snapshot.ai_use is not AiUse.EDITED_MEDIA or not (
            in_france(reading) and commercial(reading)
        ):
            return False
        answer = (reading.snapshot.settings or {}).get("retouched_body")
        return None if answer is None else bool(answer)


def commercial(reading: Reading) -> bool:
    cues = ("COMMERCIAL", "COMMERCIAL_HINT")
    paid = bool((reading.snapshot.settings or {}).get("paid_partnership"))
    return paid or bool(ad_labels(reading)) or any(reading.matches(name) for name in cues)


class VoiceClone(Disclosure):
    """Answered by the settings ``voice_clone`` and ``voice_consent``."""

    id = "D-AI-14"
    needs = ("settings",)

    def check(self, reading: Reading, params: Params) -> Result:
        settings = reading.snapshot.settings or {}
        if "voice_clone" not in settings:
            return not_assessed("settings")
        if not settings["voice_clone"]:
            return not_applicable()
        if settings.get("voice_consent") and (settings.get("ai_label") or _said(reading, _AI_LISTS)):
            return passed(_LABEL, _LABEL)
        return failed(_NO_LABEL, _LABEL)


class LabelIsNoPenalty(Disclosure):
    """Says that the label costs nothing; never lowers anything."""

    id = "D-AI-15"
    needs = ("answers",)

    def check(self, reading: Reading, params: Params) -> Result:
        return passed() if reading.snapshot.ai_use in _CHANGED else not_applicable()


class LabelLanguage(Disclosure):
    """The label must speak the post's language; how long it stays on screen needs media analysis."""

    id = "D-AI-16"
    languages = ("en", "fr")

    def check(self, reading: Reading, params: Params) -> Result:
        french, english = reading.matches("AI_LABEL_FR"), reading.matches("AI_LABEL_EN")
        if not french and not english:
            return not_applicable()
        own, other = (french, english) if reading.lang == "fr" else (english, french)
        if own:
            return passed(_LABEL, _LABEL)
        return warned(_NO_LABEL, _LABEL, reading.at(*other), said=reading.said(other[0]))


DISCLOSURE: tuple[Rule, ...] = (
    ProvenanceAsked(),
    FoundInFile(),
    waiting("D-AI-03", "media_content", family=Family.DISCLOSURE),
    TikTokLabel(),
    MetaLabel(),
    YouTubeLabel(),
    PinterestLabel(),
    XLabel(),
    VisibleWording(),
    Deepfake(),
    EditorialControl(),
    VirtualImage(),
    RetouchedImage(),
    VoiceClone(),
    LabelIsNoPenalty(),
    LabelLanguage(),
)
