"""Risk: policy and law (signals.md B4). A separate axis, never averaged into the score."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import lru_cache
from itertools import islice

from scoring.reading import Reading
from scoring.rules import cues
from scoring.rules.bait import AUTOMATED, BAIT, Risk
from scoring.rules.base import Rule, failed, not_applicable, not_assessed, passed, warned
from scoring.rules.media_signals import waiting
from scoring.rules.promotion import UndisclosedPromotion
from scoring.rules.signals_base import Params
from scoring.text.language import UNKNOWN
from scoring.text.normalise import fold, hidden, inside, merge
from scoring.types import Family, Measure, Result, Span

_LOOKALIKE = re.compile(r"[\u0370-\u03ff\u0400-\u04ff]")
_MIXED = re.compile(
    r"\w{0,30}(?:[A-Za-z][\u0370-\u03ff\u0400-\u04ff]|[\u0370-\u03ff\u0400-\u04ff][A-Za-z])\w{0,30}"
)
_FANCY = re.compile(r"[\U0001d400-\U0001d7ff]+(?:[ ]?[\U0001d400-\U0001d7ff]+){0,40}")
_JOINED_SCRIPT = re.compile(
    r"[\u0590-\u0dff]"
)  # scripts in which joiners and marks of direction are spelling
_MAIL = re.compile(r"(?<![\w.+-])([\w+-]{1,40}(?:\.[\w+-]{1,40}){0,4})@([\w-]{1,60}(?:\.[\w-]{2,20}){1,3})")
_PHONE = re.compile(
    r"(?<![\w+])(?:(?:\+33|0033)[ .-]?(?:\(0\))?[ .-]?[1-9]|0[1-9])(?:[ .-]?\d\d){4}(?!\d)"
    r"|(?<![\w+])\+\d{1,3}[ .-]?(?:\d[ .()-]{0,2}){7,11}\d(?!\d)"
    r"|(?<![\w+])\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?!\d)"
)
_MANY_DIGITS = re.compile(r"\d[\d .()-]{7,40}\d")
_SECRETIVE = re.compile(r"[?&](?:e?mail|phone|tel|name|nom|token|password|ssn)=", re.IGNORECASE)
_TOPICS = ("ALCOHOL", "GAMBLING", "HEALTH", "FINANCE", "SURGERY", "NICOTINE", "ELECTION")
_ONE, _NONE = Measure(1, "posts"), Measure(0, "phrases")


class MassMentions(Risk):
    id = "R-POL-03"

    def check(self, reading: Reading, params: Params) -> Result:
        count = len(reading.mentions)
        measured, wanted = Measure(count, "mentions"), Measure(params["most"], "mentions")
        if count <= params["most"]:
            return passed(measured, wanted)
        return warned(measured, wanted, reading.at(*reading.mentions), count=count)


class TagStuffing(Risk):
    id = "R-POL-04"

    def check(self, reading: Reading, params: Params) -> Result:
        tags = reading.hashtags
        generic = [
            span
            for span, name in zip(tags, reading.tag_names(), strict=True)
            if name in reading.lexicon.words["GENERIC_TAGS"]
        ]
        measured, wanted = Measure(len(tags), "tags"), Measure(params["tags"], "tags")
        if len(tags) > params["tags"]:
            return warned(measured, wanted, reading.at(*tags), count=len(tags), most=params["tags"])
        if len(generic) >= params["generic"]:
            wanted = Measure(params["generic"] - 1, "generic_tags")
            return warned(
                Measure(len(generic), "generic_tags"),
                wanted,
                reading.at(*generic),
                "generic",
                count=len(generic),
            )
        return passed(measured, wanted)


class HiddenText(Risk):
    id = "R-POL-05"

    def check(self, reading: Reading, params: Params) -> Result:
        text = reading.text
        none = Measure(0, "characters")
        if text.isascii():
            return passed(none, none)
        unseen = [] if _JOINED_SCRIPT.search(text) else hidden(text)
        if text.startswith("\ufeff"):  # the mark that some editors put before a file
            unseen = unseen[1:]
        mixed = _MIXED.finditer(text) if _LOOKALIKE.search(text) else ()
        disguised = [match.span() for match in (*mixed, *_FANCY.finditer(text))]
        spans = tuple(sorted({*unseen, *disguised}))
        if not spans:
            return passed(none, none)
        count = sum(end - start for start, end in spans)
        return warned(Measure(count, "characters"), none, spans, "" if unseen else "letters", count=count)


class Contest(Risk):
    id = "R-POL-07"
    languages = (*cues.LANGUAGES, UNKNOWN)

    def check(self, reading: Reading, params: Params) -> Result:
        prizes, conditions = reading.matches("PRIZE"), reading.matches("CONDITION")
        if not prizes or not conditions:
            return passed()
        if reading.matches("RULES_CUE"):
            return passed()
        return warned(spans=reading.at(prizes[0], conditions[0]), severity=None)


class RegulatedTopic(Risk):
    id = "R-POL-09"
    languages = (*cues.LANGUAGES, UNKNOWN)

    def check(self, reading: Reading, params: Params) -> Result:
        found = {topic: hits for topic in _TOPICS if (hits := reading.matches(f"REG_{topic}"))}
        if not found:
            return passed(_NONE, _NONE)
        topic, first = next(iter(found)), next(iter(found.values()))[0]
        spans = reading.at(*sorted(span for some in found.values() for span in some))
        measured = Measure(len(spans), "phrases")
        return warned(measured, _NONE, spans, topic.lower(), said=reading.said(first))


class BoldClaims(Risk):
    id = "R-POL-10"
    languages = (*cues.LANGUAGES, UNKNOWN)

    def check(self, reading: Reading, params: Params) -> Result:
        claims = [span for span in reading.matches("CLAIM") if not self._sourced(reading, span)]
        if not claims:
            return passed(_NONE, _NONE)
        said = reading.said(claims[0])
        return warned(Measure(len(claims), "phrases"), _NONE, reading.at(*claims), said=said)

    def _sourced(self, reading: Reading, span: Span) -> bool:
        start, end = reading.sentence_of(span)
        near = (start, min(len(reading.clean), end + 60))
        return bool(
            cues.starts_within(reading.matches("SOURCE_CUE"), near) or cues.starts_within(reading.urls, near)
        )


class PersonalData(Risk):
    """E-mail addresses that name a person, and phone numbers; faces and plates need media analysis."""

    id = "R-POL-11"

    def check(self, reading: Reading, params: Params) -> Result:
        clean, words = reading.clean, reading.lexicon.words
        mails = [
            match.span()
            for match in (_MAIL.finditer(clean) if "@" in clean else ())
            if fold(match[1]) not in words["ROLE_MAILBOX"]
            and ("." in match[1] or match[2].lower() in words["FREEMAIL"])
        ]
        numbers = _PHONE.finditer(clean) if _MANY_DIGITS.search(clean) else ()
        phones = [match.span() for match in numbers if not inside(reading.urls, match.start())]
        spans = sorted([*mails, *phones])
        measured, wanted = Measure(len(spans), "details"), Measure(0, "details")
        if not spans:
            return passed(measured, wanted)
        return warned(measured, wanted, reading.at(*spans), said=reading.said(spans[0]))


class MusicRights(Risk):
    """Answered by the setting ``commercial_music`` of a promotional post."""

    id = "R-POL-12"
    needs = ("settings",)

    def check(self, reading: Reading, params: Params) -> Result:
        settings = reading.snapshot.settings or {}
        if "commercial_music" not in settings:
            return not_assessed("settings")
        if settings["commercial_music"]:
            return passed()
        return warned() if settings.get("paid_partnership") or reading.snapshot.brand else not_applicable()


class LinkHygiene(Risk):
    id = "R-POL-13"

    def check(self, reading: Reading, params: Params) -> Result:
        shorteners = reading.lexicon.words["SHORTENERS"]
        short, poor = [], []
        for span in reading.urls:
            url = reading.plain[slice(*span)]
            host = re.sub(r"^https?://(?:www\.)?", "", url).split("/")[0]
            if host in shorteners:
                short.append(span)
            elif url.startswith("http://") or _SECRETIVE.search(url):
                poor.append(span)
        measured, wanted = Measure(len(short) + len(poor), "links"), Measure(0, "links")
        if not short and not poor:
            return passed(measured, wanted)
        spans = reading.at(*sorted([*short, *poor]))
        return warned(
            measured, wanted, spans, "short" if short else "", said=reading.said((short or poor)[0])
        )


class GenericText(Risk):
    """Transparent proxy: stock phrases, or a longer text without one specific fact. Bait and tags add no facts."""

    id = "R-POL-14"
    languages = (*cues.LANGUAGES, UNKNOWN)

    def check(self, reading: Reading, params: Params) -> Result:
        phrases = reading.matches("GENERIC_AI")
        measured, wanted = Measure(len(phrases), "phrases"), Measure(params["phrases"] - 1, "phrases")
        if len(phrases) >= params["phrases"]:
            return warned(measured, wanted, reading.at(*phrases), count=len(phrases))
        if len(reading.words) < params["words"]:
            return passed(measured, wanted)
        baited = merge([*reading.hashtags, *(reading.sentence_of(span) for span in reading.baited)])
        own = [
            span for spans in cues.facts(reading).values() for span in spans if not inside(baited, span[0])
        ]
        return passed(measured, wanted) if own else warned(measured, wanted, case="no_fact")


class OverPosting(Risk):
    id = "R-POL-15"
    needs = ("schedule", "history")

    def check(self, reading: Reading, params: Params) -> Result:
        schedule, history = reading.snapshot.schedule, reading.snapshot.history
        if not schedule or not schedule.planned_at or not history:
            return not_assessed("schedule")
        day = timedelta(hours=24)
        count = 1 + sum(
            abs(post.at - schedule.planned_at) < day and post.at <= schedule.planned_at
            for post in history.posts
        )
        measured, wanted = Measure(count, "posts"), Measure(params["posts"], "posts")
        return passed(measured, wanted) if count <= params["posts"] else warned(measured, wanted, count=count)


class Repost(Risk):
    """The same words on the same channel again within a month; pictures need media analysis."""

    id = "R-POL-16"
    needs = ("history",)

    def check(self, reading: Reading, params: Params) -> Result:
        history, schedule = reading.snapshot.history, reading.snapshot.schedule
        mine = _shingles(reading.plain)
        if not history or not mine:
            return not_assessed("history")
        at = schedule.planned_at or schedule.now if schedule else None
        # Two texts so alike share one at least of any so many of mine: most posts are told apart by those few.
        few = frozenset(islice(mine, int(len(mine) * (1 - params["similarity"])) + 2))
        for post in history.posts:
            near = at is None or abs(at - post.at) <= timedelta(days=params["days"])
            theirs = _known(post.text) if near else frozenset()
            if few.isdisjoint(theirs):
                continue
            common = len(mine & theirs)
            if common / (len(mine) + len(theirs) - common) >= params["similarity"]:
                return warned(_ONE, Measure(0, "posts"), days=params["days"])
        return passed(Measure(0, "posts"), Measure(0, "posts"))


class CrisisPause(Risk):
    """Answered by the setting ``paused``, which the brand's own pause sets."""

    id = "R-POL-17"

    def check(self, reading: Reading, params: Params) -> Result:
        paused = (reading.snapshot.settings or {}).get("paused")
        if paused is None:
            return not_assessed("pause")
        return failed() if paused else passed()


def _shingles(plain: str) -> frozenset[tuple[str, ...]]:
    """Every three words in a row."""
    words = re.findall(r"\w+", plain)
    return frozenset(zip(words, words[1:], words[2:], strict=False))


@lru_cache(maxsize=256)
def _known(text: str) -> frozenset[tuple[str, ...]]:
    """Of a past post: each check of the channel reads the same ones."""
    return _shingles(fold(text))


RISK: tuple[Rule, ...] = (
    *BAIT,
    waiting("R-POL-02", "accounts", family=Family.RISK),
    MassMentions(),
    TagStuffing(),
    HiddenText(),
    waiting("R-POL-06", "media_content", family=Family.RISK),
    Contest(),
    UndisclosedPromotion(),
    RegulatedTopic(),
    BoldClaims(),
    PersonalData(),
    MusicRights(),
    LinkHygiene(),
    GenericText(),
    OverPosting(),
    Repost(),
    CrisisPause(),
    AUTOMATED,
)
