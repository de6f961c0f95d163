"""Signals from tags, links, titles, alt texts, schedule, history, brand and media metadata (signals.md B2)."""

from __future__ import annotations

import re
from dataclasses import replace

from scoring.reading import Reading
from scoring.rules import hooks
from scoring.rules.base import Rule, failed, not_applicable, not_assessed, passed, warned
from scoring.rules.media_signals import MEDIA_SIGNALS
from scoring.rules.signals_base import Params, Signal, Worded
from scoring.rules.signals_history import SIGNALS_HISTORY
from scoring.text import terms
from scoring.text.normalise import fold
from scoring.types import Measure, Result

_CAMEL = re.compile(r"[a-zà-ÿ0-9][A-ZÀ-Þ]")


class Topic(Signal):
    """Transparent proxy: the brand's pillars by their keywords."""

    id = "S-TOPIC"
    needs = ("brand",)

    def check(self, reading: Reading, params: Params) -> Result:
        pillars = reading.snapshot.brand.pillars if reading.snapshot.brand else ()
        if not pillars:
            return not_assessed("brand")
        clear, weak = [], []
        for pillar in pillars:
            spans = [
                s for some in terms.found(reading, (pillar.name, *pillar.keywords)).values() for s in some
            ]
            if len(spans) >= params["mentions"] or any(span[0] < reading.opening[1] for span in spans):
                clear.append(pillar.name)
            elif spans:
                weak += spans
        measured, wanted = Measure(len(clear), "pillars"), Measure(1, "pillars")
        if clear:
            return passed(measured, wanted, pillar=clear[0])
        return warned(measured, wanted, reading.at(*sorted(weak))) if weak else failed(measured, wanted)


class Search(Signal):
    id = "S-SEARCH"
    needs = ("brand",)

    def check(self, reading: Reading, params: Params) -> Result:
        brand = reading.snapshot.brand
        keywords = [word for pillar in brand.pillars for word in pillar.keywords] if brand else []
        if not keywords:
            return not_assessed("brand")
        titled = _titled(reading)
        found = terms.found(reading, keywords) or (terms.found(titled, keywords) if titled else {})
        measured, wanted = Measure(len(found), "phrases"), Measure(1, "phrases")
        if found:
            return passed(measured, wanted, phrase=next(iter(found)))
        words = {reading.plain[slice(*span)] for span in reading.tokens}
        if any(len(word) > 3 and word in words for keyword in keywords for word in fold(keyword).split()):
            return warned(measured, wanted)
        return failed(measured, wanted)


class TagRelevance(Signal):
    """Passes without tags: tags can only lower."""

    id = "S-TAGS-REL"

    def check(self, reading: Reading, params: Params) -> Result:
        whole = reading.whole
        generic = [
            span
            for span, name in zip(whole.hashtags, whole.tag_names(), strict=True)
            if name in reading.lexicon.words["GENERIC_TAGS"]
        ]
        measured, wanted = Measure(len(generic), "generic_tags"), Measure(0, "generic_tags")
        if len(generic) > 1:
            return failed(measured, wanted, whole.at(*generic), count=len(generic))
        if generic:
            return warned(measured, wanted, whole.at(*generic), tag=whole.said(generic[0]))
        count = len(whole.hashtags)
        if count > params["most"]:
            spans = whole.at(*whole.hashtags[params["most"] :])
            return warned(Measure(count, "tags"), Measure(params["most"], "tags"), spans, "many", count=count)
        return passed(measured, wanted)


class TagCase(Signal):
    """Passes without tags. A tag counts as several words only where each part is a word we know."""

    id = "S-HASH-CASE"

    def check(self, reading: Reading, params: Params) -> Result:
        whole = reading.whole
        known = reading.lexicon.words["TAG_PARTS"]
        glued = [
            span
            for span, name in zip(whole.hashtags, whole.tag_names(), strict=True)
            if not _CAMEL.search(whole.clean[slice(*span)]) and "_" not in name and _splits(name, known)
        ]
        measured, wanted = Measure(len(glued), "tags"), Measure(0, "tags")
        if not glued:
            return passed(measured, wanted)
        answer = warned if len(glued) == 1 else failed
        return answer(measured, wanted, whole.at(*glued), tag=whole.said(glued[0]), count=len(glued))


def _splits(name: str, known: frozenset[str]) -> bool:
    """Whether a tag is two or three known words written as one."""
    for cut in range(2, len(name) - 1):
        if name[:cut] in known and (
            name[cut:] in known or (len(name) - cut > 6 and _splits(name[cut:], known))
        ):
            return True
    return False


class MentionRelevance(Signal):
    id = "S-MENTION-REL"

    def check(self, reading: Reading, params: Params) -> Result:
        mentions = reading.whole.mentions
        measured, wanted = Measure(len(mentions), "mentions"), Measure(params["most"], "mentions")
        if len(mentions) > params["mass"]:
            return failed(measured, wanted, reading.whole.at(*mentions), count=len(mentions))
        if len(mentions) > params["most"]:
            return warned(measured, wanted, reading.whole.at(*mentions), count=len(mentions))
        return passed(measured, wanted)


class ReplyPlan(Signal):
    id = "S-REPLYPLAN"
    needs = ("replies",)

    def check(self, reading: Reading, params: Params) -> Result:
        owner = bool(reading.snapshot.reply_owner)
        measured, wanted = Measure(int(owner), "people"), Measure(1, "people")
        return passed(measured, wanted) if owner else failed(measured, wanted)


class LinkLinkedIn(Signal):
    id = "S-LINK-LI"

    def check(self, reading: Reading, params: Params) -> Result:
        whole = reading.whole
        links = [span for span in whole.urls if "linkedin.com" not in whole.plain[slice(*span)]]
        attached = bool(reading.snapshot.link) and "linkedin.com" not in (reading.snapshot.link or "")
        measured, wanted = Measure(len(links) + attached, "links"), Measure(0, "links")
        if not links and not attached:
            return passed(measured, wanted)
        value = len(reading.clean.strip()) - sum(end - start for start, end in reading.urls)
        answer = warned if value >= params["value"] else failed
        return answer(measured, wanted, whole.at(*links), value=value, needed=params["value"])


class LinkX(Signal):
    id = "S-LINK-X"

    def check(self, reading: Reading, params: Params) -> Result:
        if not reading.whole.urls and not reading.snapshot.link:
            return passed(Measure(0, "links"), Measure(0, "links"))
        described = len(reading.clean.strip()) - sum(end - start for start, end in reading.urls)
        measured, wanted = Measure(described, "characters"), Measure(params["described"], "characters")
        if described >= params["described"] or reading.snapshot.media:
            return passed(measured, wanted)
        answer = warned if described >= params["thin"] else failed
        return answer(measured, wanted, reading.whole.at(*reading.whole.urls), described=described)


class Description(Signal):
    id = "S-DESC"

    def check(self, reading: Reading, params: Params) -> Result:
        length = len(reading.clean.strip())
        measured, wanted = Measure(length, "characters"), Measure(params["length"], "characters")
        if not length:
            return failed(measured, wanted)
        if length < params["length"] or len(reading.urls) > params["links"]:
            return warned(measured, wanted, length=length)
        return passed(measured, wanted)


def _titled(reading: Reading) -> Reading | None:
    """The title as a text of its own, in the language of the post."""
    title = reading.snapshot.title
    return (
        Reading(replace(reading.snapshot, text=title, lang=reading.lang), reading.lexicon) if title else None
    )


class Title(Worded):
    """The deterministic part; whether the title keeps its promise needs a language model and is left to the reader."""

    id = "S-TITLE"
    needs = ("title",)

    def check(self, reading: Reading, params: Params) -> Result:
        title = _titled(reading)
        if title is None:
            return failed(Measure(0, "characters"), Measure(params["length"], "characters"), case="empty")
        length = len(title.clean.strip())
        measured, wanted = Measure(length, "characters"), Measure(params["length"], "characters")
        if title.matches("CLICKBAIT"):
            return failed(measured, wanted, said=title.said(title.matches("CLICKBAIT")[0]))
        words = [title.plain[slice(*span)] for span in title.tokens if span[1] - span[0] > 4]
        misses = []
        if length > params["length"]:
            misses.append("long")
        if not hooks.hooks(title, (0, len(title.clean))):
            misses.append("flat")
        if words and not any(word in reading.plain for word in words):
            misses.append("apart")
        if not misses:
            return passed(measured, wanted)
        return warned(measured, wanted, case=misses[0], length=length)


class AltQuality(Signal):
    """The deterministic part: length, no "image of", no repeated caption."""

    id = "S-ALTQ"
    needs = ("media",)
    _OPENING = re.compile(
        r"\s*(?:an? |une? |l')?(?:image|photo|picture|visuel|illustration|photographie) (?:of|de|d'|du|montrant)"
    )

    def check(self, reading: Reading, params: Params) -> Result:
        images = [item for item in reading.snapshot.media or () if item.kind == "image"]
        if not images:
            return not_applicable()
        alts = [fold(item.alt.strip()) for item in images]
        missing = alts.count("")
        measured, wanted = Measure(len(alts) - missing, "alt_texts"), Measure(len(alts), "alt_texts")
        if missing:
            return failed(measured, wanted, missing=missing)
        poor = [a for a in alts if not params["low"] <= len(a) <= params["high"] or self._OPENING.match(a)]
        if any(alt == reading.plain.strip() for alt in alts):
            return warned(measured, wanted, case="repeats")
        return warned(measured, wanted, poor=len(poor)) if poor else passed(measured, wanted)


SIGNALS_OTHER: tuple[Rule, ...] = (
    Topic(),
    Search(),
    TagRelevance(),
    TagCase(),
    MentionRelevance(),
    ReplyPlan(),
    LinkLinkedIn(),
    LinkX(),
    Description(),
    *SIGNALS_HISTORY,
    Title(),
    AltQuality(),
    *MEDIA_SIGNALS,
)
