"""The brand's own kit as rules: its words, hashtags, disclosures and way of speaking; what the post is about and for whom.

What a brand asks of itself says nothing about reach, so none of these gives or takes a point: what must be said to the
public is Disclosure, all else is Risk. Hashtags, mentions and sentences that ask for engagement are no way to please a
brand rule: its words count only where the text itself says them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import ClassVar

from scoring.reading import Reading
from scoring.rules.base import Rule, failed, not_applicable, not_assessed, passed, warned
from scoring.rules.cues import LANGUAGES
from scoring.rules.signals_base import Params
from scoring.text import segments, terms
from scoring.text.normalise import fold, merge, overlaps
from scoring.text.tone import Cue, Tone
from scoring.types import Brand, Family, Measure, Outcome, Result, Span

_NONE = Measure(0, "phrases")
_YOU = frozenset("you your yours yourself tu toi te ton ta tes vous votre vos".split())  # noqa: SIM905
_NOT_TELLING = frozenset(
    "about also avec chez cette dans from have leur leurs nous pour plus sans that their them they this those who with your"  # noqa: SIM905
    " qui que people gens personnes personne person everyone tous tout ceux want wants veulent live".split()
)
_LONG_ENOUGH = 4  # letters of a word that tells an audience from another


class BrandRule(Rule):
    family = Family.RISK
    needs: ClassVar[tuple[str, ...]] = ("brand",)

    def check(self, reading: Reading, params: Params) -> Result:
        brand = reading.snapshot.brand
        return self.of(brand, reading) if brand else not_assessed("brand")

    def of(self, brand: Brand, reading: Reading) -> Result:
        raise NotImplementedError


def lures(reading: Reading) -> list[Span]:
    """Sentences that ask for engagement, each with the question that leads to it: "Who would you bring? Tag them!"."""
    found = []
    for lure in reading.baited:
        start, end = reading.sentence_of(lure)
        index = bisect_left(reading.sentences, (start, 0))
        lead = reading.sentences[index - 1] if index else (0, 0)
        if "?" in reading.clean[max(0, lead[1] - 3) : lead[1]] and "\n" not in reading.clean[lead[1] : start]:
            start = lead[0]
        found.append((start, end))
    return found


def said_by_the_text(reading: Reading, wanted: Iterable[str]) -> dict[str, list[Span]]:
    """The terms that stand in the text, hashtags, mentions and sentences with bait left out."""
    found = terms.found(reading, wanted)
    if not found:
        return {}
    silent = merge([*reading.hashtags, *reading.mentions, *lures(reading)])
    heard = {term: [span for span in spans if not overlaps(silent, span)] for term, spans in found.items()}
    return {term: spans for term, spans in heard.items() if spans}


class WordsToUse(BrandRule):
    id = "R-BRAND-01"
    limits = ("text",)

    def of(self, brand: Brand, reading: Reading) -> Result:
        if not brand.words_to_use:
            return not_applicable()
        found = said_by_the_text(reading, brand.words_to_use)
        measured, wanted = Measure(len(found), "phrases"), Measure(1, "phrases")
        if found:
            return passed(measured, wanted, said=list(found)[:3])
        return warned(measured, wanted, words=list(brand.words_to_use[:5]))


class WordsToAvoid(BrandRule):
    id = "R-BRAND-02"

    def of(self, brand: Brand, reading: Reading) -> Result:
        if not brand.words_to_avoid:
            return not_applicable()
        found = terms.found(reading, brand.words_to_avoid)
        spans = merge(span for some in found.values() for span in some)
        if not spans:
            return passed(_NONE, _NONE)
        measured = Measure(len(spans), "phrases")
        return warned(measured, _NONE, reading.at(*spans), said=reading.said(spans[0]))


class RequiredHashtags(BrandRule):
    """In the text or, where there is one, in the first comment."""

    id = "R-BRAND-03"
    limits = ("text",)

    def of(self, brand: Brand, reading: Reading) -> Result:
        if not brand.required_hashtags:
            return not_applicable()
        comment = fold(reading.snapshot.first_comment or "")
        there = {*reading.tag_names(), *(tag[1:] for tag in segments.HASHTAG.findall(comment))}
        missing = [f"#{tag}" for tag in brand.required_hashtags if fold(tag) not in there]
        wanted = Measure(len(brand.required_hashtags), "hashtags")
        measured = Measure(len(brand.required_hashtags) - len(missing), "hashtags")
        return warned(measured, wanted, missing=missing) if missing else passed(measured, wanted)


def own_tone(reading: Reading) -> Tone | None:
    """Of the text without the sentences that ask for engagement, so that a lure never helps."""
    tone = reading.tone
    return tone and tone.without(lures(reading))


class Address(BrandRule):
    id = "R-BRAND-04"
    languages = LANGUAGES

    def of(self, brand: Brand, reading: Reading) -> Result:
        if not brand.address or reading.lang == "en":
            return not_applicable()
        tone = own_tone(reading)
        if tone is None:
            return not_assessed("language")
        wrong = tone.of("vous" if brand.address == "tu" else "tu")
        if not wrong:
            return passed()
        return _told(reading, wrong, brand.address)


class Register(BrandRule):
    id = "R-BRAND-05"
    languages = LANGUAGES

    def of(self, brand: Brand, reading: Reading) -> Result:
        if not brand.register:
            return not_applicable()
        tone = own_tone(reading)
        if tone is None:
            return not_assessed("language")
        if tone.register in (brand.register, "neutral"):
            return passed()
        return _told(reading, _for_register(tone), brand.register)


def _for_register(tone: Tone) -> list[Cue]:
    """What speaks for the register that was heard."""
    kinds = ("casual", "tu") if tone.register == "casual" else ("formal", "vous")
    return tone.of(*kinds) or tone.of("emoji", "shout")


def _told(reading: Reading, cues: list[Cue], case: str) -> Result:
    spans = merge(cue.span for cue in cues)
    return warned(
        Measure(len(spans), "cues"), Measure(0, "cues"), reading.at(*spans), case, said=reading.said(spans[0])
    )


class Presented(BrandRule):
    """People who do not know the brand yet are told who speaks."""

    id = "R-BRAND-08"
    needs = ("brand", "audience")
    limits = ("text",)

    def of(self, brand: Brand, reading: Reading) -> Result:
        audience = reading.snapshot.audience
        if audience is None or audience.knows_us is not False:
            return not_applicable()
        if not brand.name:
            return not_assessed("brand")
        named = said_by_the_text(reading, [brand.name])
        return passed(name=brand.name) if named else warned(name=brand.name)


class Products(Rule):
    """Each product is named in the text, and the media that shows it is there."""

    id = "R-BRAND-06"
    family = Family.RISK
    needs = ("products",)
    limits = ("text",)

    def check(self, reading: Reading, params: Params) -> Result:
        products = reading.snapshot.products or ()
        found = said_by_the_text(reading, [one.name for one in products])
        missing = [one.name for one in products if one.name not in found]
        measured, wanted = (
            Measure(len(products) - len(missing), "products"),
            Measure(len(products), "products"),
        )
        if missing:
            return warned(measured, wanted, case="", missing=missing)
        media = reading.snapshot.media
        files = {fold(name) for item in media or () for name in (item.name, item.name.rpartition(".")[0])}
        if media is not None and (
            gone := [one for one in products if one.file and fold(one.file) not in files]
        ):
            return warned(measured, wanted, case="media", name=gone[0].name, file=gone[0].file)
        return passed(measured, wanted)


class AudienceSpokenTo(Rule):
    """Transparent proxy: a word of the audience's name, or a word that speaks to the reader."""

    id = "R-BRAND-07"
    family = Family.RISK
    needs = ("audience",)
    limits = ("text",)
    languages = LANGUAGES

    def check(self, reading: Reading, params: Params) -> Result:
        audience = reading.snapshot.audience
        if audience is None or not audience.name:
            return not_assessed("audience")
        words = [word for word in segments.WORD.findall(audience.name) if _tells(fold(word))]
        if found := said_by_the_text(reading, words):
            return passed(said=next(iter(found)))
        silent = merge(lures(reading))
        if reading.vocabulary.isdisjoint(_YOU):
            return warned(audience=audience.name)
        you = (span for span in reading.tokens if reading.plain[slice(*span)] in _YOU)
        if heard := next((span for span in you if not overlaps(silent, span)), None):
            return Result(Outcome.PASS, facts={"said": reading.said(heard)}, case="you")
        return warned(audience=audience.name)


def _tells(word: str) -> bool:
    return len(word) >= _LONG_ENOUGH and word not in _NOT_TELLING


class RequiredDisclosures(BrandRule):
    id = "D-BRAND-01"
    family = Family.DISCLOSURE
    limits = ("text",)

    def of(self, brand: Brand, reading: Reading) -> Result:
        if not brand.required_disclosures:
            return not_applicable()
        found = terms.found(reading, brand.required_disclosures)
        missing = [wording for wording in brand.required_disclosures if wording not in found]
        wanted = Measure(len(brand.required_disclosures), "labels")
        measured = Measure(len(brand.required_disclosures) - len(missing), "labels")
        return failed(measured, wanted, missing=missing) if missing else passed(measured, wanted)


BRAND: tuple[Rule, ...] = (
    WordsToUse(),
    WordsToAvoid(),
    RequiredHashtags(),
    Address(),
    Register(),
    Products(),
    AudienceSpokenTo(),
    Presented(),
)
BRAND_DISCLOSURE: tuple[Rule, ...] = (RequiredDisclosures(),)
