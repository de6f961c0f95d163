"""The brand's own kit as rules: what it asks, what it does not ask, and that no lure pleases it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from test_manipulation import LURES as MANIPULATIONS
from test_manipulation import OWN, TAGS

from scoring import rulebook
from scoring.engine import check
from scoring.rules.brand import BRAND, BRAND_DISCLOSURE
from scoring.types import Audience, Brand, Family, Finding, MediaItem, Outcome, Product, Report, Snapshot
from scoring.wording import say

EDITION = rulebook.current()
IDS = {rule.id for rule in (*BRAND, *BRAND_DISCLOSURE)}
FULL = Brand(
    name="Boulangerie Malo",
    words_to_use=("pain au levain", "four"),
    words_to_avoid=("évitez", "pas cher", "promo"),
    required_hashtags=("PainAuLevain",),
    required_disclosures=("Photo retouchée",),
    address="tu",
    register="formal",
)


def report(text: str, surface: str = "linkedin.text", lang: str = "fr", **given: Any) -> Report:
    platform, name = surface.split(".")
    return check(Snapshot(platform, name, text, lang=lang, **given), EDITION)


def found(rule: str, text: str, **given: Any) -> Finding:
    return next(one for one in report(text, **given).findings if one.rule == rule)


def brand(**kit: Any) -> dict[str, Any]:
    return {"brand": Brand(**kit)}


def said(finding: Finding, text: str) -> list[str]:
    return [text[slice(*span)] for span in finding.result.spans]


@pytest.mark.parametrize(
    ("rule", "kit", "good", "bad"),
    [
        ("R-BRAND-01", {"words_to_use": ("pain au levain",)}, "Nos PAINS au  levain.", "Nos brioches."),
        ("R-BRAND-01", {"words_to_use": ("Fournée",)}, "La fournee de 6 h.", "#fournée"),
        ("R-BRAND-02", {"words_to_avoid": ("pas cher",)}, "Un pain cher.", "Des pains pas chers."),
        ("R-BRAND-02", {"words_to_avoid": ("promo",)}, "La promotion de Marie.", "Une PROMO !"),
        ("R-BRAND-03", {"required_hashtags": ("PainAuLevain",)}, "Oui. #painaulevain", "Oui. #pain"),
        ("R-BRAND-04", {"address": "tu"}, "Tu viens samedi ?", "Venez samedi avec vos amis."),
        ("R-BRAND-04", {"address": "vous"}, "Venez samedi.", "Viens samedi, apporte ton sac."),
        ("R-BRAND-05", {"register": "formal"}, "La boutique ouvre.", "Coucou, trop stylé ce resto mdr"),
        ("R-BRAND-05", {"register": "casual"}, "Coucou !", "Mesdames, Messieurs, nous avons le plaisir."),
        ("D-BRAND-01", {"required_disclosures": ("Photo retouchée",)}, "Voilà. photo retouchee", "Voilà."),
    ],
)  # fmt: skip
def test_what_the_brand_asks_is_checked(rule: str, kit: dict[str, Any], good: str, bad: str) -> None:
    assert found(rule, good, **brand(**kit)).outcome is Outcome.PASS
    finding = found(rule, bad, **brand(**kit))
    assert finding.outcome is (Outcome.FAIL if rule == "D-BRAND-01" else Outcome.WARN)
    if rule in {"R-BRAND-02", "R-BRAND-04", "R-BRAND-05"}:
        assert all(said(finding, bad)), "points at the words"
    for language in ("en", "fr"):
        words = say(finding, EDITION, language)
        assert words.fix
        assert "{" not in words.message + words.fix
    assert found(rule, bad, **brand()).outcome is Outcome.NOT_APPLICABLE, "nothing is asked"
    assert found(rule, bad).outcome is Outcome.NOT_ASSESSED, "no brand is known"


@pytest.mark.parametrize(
    ("term", "text", "spans"),
    [
        ("évitez", "Evitez le bruit. ÉVITEZ-le.", ["Evitez", "ÉVITEZ"]),
        ("croissants", "Un croissant, deux croissants.", ["croissant", "croissants"]),
        ("gâteau", "Des gateaux", ["gateaux"]),
        ("Paris", "Les pari et Paris", ["Paris"]),
        ("porte-monnaie", "Le porte monnaie", ["porte monnaie"]),
        ("C++", "En C++ ou en C", ["C++"]),
        ("cher", "La cherté, l'achère, cherche", []),
        ("-", "a - b", []),
        ("l'avance", "À l’avance", ["l’avance"]),
    ],
)
def test_words_are_whole_words_whatever_case_accents_and_number(
    term: str, text: str, spans: list[str]
) -> None:
    assert said(found("R-BRAND-02", text, **brand(words_to_avoid=(term,))), text) == spans


def test_hashtags_may_stand_in_the_first_comment() -> None:
    kit = brand(required_hashtags=("PainAuLevain", "Nantes"))
    assert found("R-BRAND-03", "#Nantes", first_comment="#PainAuLevain", **kit).outcome is Outcome.PASS
    missing = found("R-BRAND-03", "Rien", first_comment="#Nantes", **kit)
    assert missing.result.facts["missing"] == ["#PainAuLevain"]


def test_tu_or_vous_is_a_question_of_french_and_tone_of_two_languages() -> None:
    kit = brand(address="tu", register="formal")
    assert found("R-BRAND-04", "You are welcome.", lang="en", **kit).outcome is Outcome.NOT_APPLICABLE
    german = found("R-BRAND-05", "Sie sind willkommen.", lang="de", **kit)
    assert (german.outcome, german.result.missing) == (Outcome.NOT_ASSESSED, ("language",))


def test_products_are_named_and_their_media_is_there() -> None:
    products = (Product("Tourte de seigle", "tourte.jpg"), Product("Brioche"))
    text = "La tourte de seigle et les brioches sortent à 6 h."
    file = MediaItem("image", name="Tourte.jpg")
    assert found("R-BRAND-06", text).outcome is Outcome.NOT_ASSESSED
    assert found("R-BRAND-06", text, products=products).outcome is Outcome.PASS
    assert found("R-BRAND-06", text, products=products, media=(file,)).outcome is Outcome.PASS
    gone = found("R-BRAND-06", text, products=products, media=(replace(file, name="four.jpg"),))
    assert (gone.outcome, gone.result.case) == (Outcome.WARN, "media")
    missing = found("R-BRAND-06", "La tourte de seigle. #brioche", products=products)
    assert missing.result.facts["missing"] == ["Brioche"], "a hashtag names nothing"


def test_the_audience_is_named_or_spoken_to() -> None:
    audience = Audience("les nouveaux boulangers")
    for text in ("Boulanger depuis peu ?", "Et vous ?"):
        assert found("R-BRAND-07", text, audience=audience).outcome is Outcome.PASS
    assert found("R-BRAND-07", "Le four chauffe.", audience=audience).outcome is Outcome.WARN
    assert found("R-BRAND-07", "Et vous ?").outcome is Outcome.NOT_ASSESSED
    assert found("R-BRAND-07", "Et vous ?", audience=Audience("", False)).outcome is Outcome.NOT_ASSESSED


def test_readers_who_do_not_know_the_brand_learn_its_name() -> None:
    kit = brand(name="Boulangerie Malo")
    for knows, text, outcome in (
        (False, "La boulangerie Malo ouvre.", Outcome.PASS),
        (False, "Le four chauffe.", Outcome.WARN),
        (True, "Le four chauffe.", Outcome.NOT_APPLICABLE),
        (None, "Le four chauffe.", Outcome.NOT_APPLICABLE),
    ):
        assert found("R-BRAND-08", text, audience=Audience("tous", knows), **kit).outcome is outcome


def test_no_brand_rule_is_worth_a_point_or_blanks_words_for_signals() -> None:
    text = "Trois étapes pour un pain pas cher : peser, attendre, noter. Et vous, que faites-vous ?"
    plain, kit = report(text), report(text, brand=FULL)
    assert {one.rule for one in kit.risk if one.outcome is Outcome.WARN} >= {"R-BRAND-02", "R-BRAND-04"}
    assert plain.score == report(text, brand=Brand()).score
    assert report(text, brand=Brand()).score == kit.score
    families = {one.rule: one.family for one in kit.findings if one.rule in IDS}
    assert {rule for rule, family in families.items() if family is Family.DISCLOSURE} == {"D-BRAND-01"}
    assert {rule for rule, family in families.items() if family is Family.RISK} == IDS - {"D-BRAND-01"}
    assert not any(
        rule in pack for one in EDITION.packs.values() for pack in one.weights.values() for rule in IDS
    )


LURES = (
    "Commentez OUI si tu aimes le pain au levain et le four de la Boulangerie Malo !",
    "Identifiez un ami boulanger qui aime la brioche.",
    "Mesdames, Messieurs, likez ce post si vous êtes d'accord.",
    "#painaulevain #four #boulangers #brioche",
    "@four @brioche @boulangers @malo @pain @levain",
)


RANK = {Outcome.PASS: 0, Outcome.WARN: 1, Outcome.FAIL: 2}


def ranks(text: str, **given: Any) -> dict[str, int]:
    return {one.rule: RANK[one.outcome] for one in report(text, **given).findings if one.outcome in RANK}


@pytest.mark.parametrize("lure", LURES)
def test_a_lure_never_pleases_a_brand_rule(lure: str) -> None:
    given = {
        "brand": replace(FULL, required_hashtags=()),
        "products": (Product("Brioche"),),
        "audience": Audience("boulangers", False),
    }
    text = "Coucou les gars, trop stylé ce resto mdr."
    before, after = ranks(text, **given), ranks(f"{text}\n\n{lure}", **given)
    for rule in IDS & before.keys():
        assert after[rule] >= before[rule], (rule, lure)


@pytest.mark.parametrize("own", OWN)
def test_no_known_lure_or_tag_pleases_a_brand_rule(own: str) -> None:
    given = {
        "brand": replace(FULL, words_to_use=("pain", "guide", "amis", "bread"), required_hashtags=()),
        "products": (Product("Guide"), Product("Pain")),
        "audience": Audience("friends, amis", False),
    }
    before = ranks(own, **given)
    for addition in (*MANIPULATIONS, " ".join(TAGS)):
        after = ranks(f"{own}\n\n{addition}", **given)
        worse = {rule for rule in IDS & before.keys() & after.keys() if after[rule] < before[rule]}
        assert not worse, (addition, worse)
