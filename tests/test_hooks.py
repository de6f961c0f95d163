"""Openings and calls to action: what is one and what only looks like one, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring import rulebook
from scoring.engine import check
from scoring.reading import Reading
from scoring.rules import cues, hooks
from scoring.types import Objective, Snapshot

EDITION = rulebook.current()
TEXTS = Path(__file__).parent / "texts"


def reading(text: str, lang: str) -> Reading:
    return Reading(Snapshot("linkedin", "text", text, lang=lang), EDITION.lexicon)


def kinds(text: str, lang: str) -> set[str]:
    read = reading(text, lang)
    return set(hooks.hooks(read, read.fold(210)))


def outcome(text: str, lang: str) -> str:
    report = check(Snapshot("linkedin", "text", text, lang=lang), EDITION)
    return next(one.outcome.value for one in report.findings if one.rule == "S-HOOK-TXT")


@pytest.mark.parametrize(
    ("lang", "kind", "hooked", "plain"),
    [
        ("en", "number", "Four suppliers, 312 invoices, one typing error.", "Part 2 comes out at 7."),
        ("en", "number", "A late invoice eats 14% of the margin.", "Lunch from £9, desserts by the counter."),
        ("en", "tension", "Nobody reads page two of an offer.", "The offer has several pages."),
        ("en", "scene", "The plumber opened the wall and went white.", "The plumber works in walls."),
        ("en", "scene", "I fired our oldest client.", "We launched our new site."),
        ("en", "claim", "Cheap shelves are harder to sell than good ones.", "Our shelves stand by the door."),
        ("en", "question", "Should a landlord pay for an empty flat?", "Can anybody help with my flat?"),
        ("en", "claim", "Your mortgage does not care.", "Please drop your keys in the letter box."),
        ("fr", "number", "Une panne à 640 € dormait dans ce tuyau.", "La suite sort le 7."),
        ("fr", "number", "Le gel prend 70 % de la récolte.", "Menu du jour à 14 €."),
        ("fr", "tension", "Personne ne lit la page deux d'un devis.", "Le devis compte plusieurs pages."),
        ("fr", "scene", "Le plombier a pâli devant le mur.", "Le plombier travaille dans les murs."),
        ("fr", "scene", "J'ai refusé notre plus gros client.", "Nous avons lancé notre site."),
        (
            "fr",
            "claim",
            "Le petit-déjeuner n'est pas un repas sacré.",
            "Le petit-déjeuner se prend en salle.",
        ),
        (
            "fr",
            "question",
            "Pourquoi les ardoises glissent-elles ?",
            "Quelqu'un peut m'aider avec mon toit ?",
        ),
        ("fr", "claim", "Votre levain n'est pas mort.", "Mettez vos clés dans la boîte aux lettres."),
    ],
)
def test_each_build_of_a_hook_and_what_only_looks_like_it(
    lang: str, kind: str, hooked: str, plain: str
) -> None:
    assert kind in kinds(hooked, lang)
    assert outcome(hooked, lang) == "pass"
    assert kinds(plain, lang) == set()
    assert outcome(plain, lang) == "warn"


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "We are closed on Monday. LOVE IT or not, even bakers sleep."),
        ("en", "Our Sunday walk leaves from the church at 9."),
        ("en", "Follow the steps on the left to connect your calendar."),
        ("en", "The old playground will be replaced next year."),
        ("fr", "Nous sommes fermés lundi. SUPER ou pas, les boulangers dorment aussi."),
        ("fr", "Les places du printemps sont en vente dès midi."),
        ("fr", "Suivez les étapes à gauche pour relier votre agenda."),
        ("fr", "Besoin de conseils : comment travaillez-vous les côtes ?"),
    ],
)
def test_notices_orders_and_calls_for_help_are_no_hooks_but_no_failure(lang: str, text: str) -> None:
    assert outcome(text, lang) == "warn"


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "We are happy to share 3 good news with you!"),
        ("en", "Good morning everyone, nobody slept here."),
        ("en", "In today's world, 9 of 10 shops are online."),
        ("fr", "Nous sommes heureux de vous annoncer 3 bonnes nouvelles !"),
        ("fr", "Bonjour à tous, personne n'a dormi ici."),
        ("fr", "Dans un monde en mouvement, 9 commerces sur 10 sont en ligne."),
    ],
)
def test_a_greeting_fails_whatever_follows_in_its_sentence(lang: str, text: str) -> None:
    assert outcome(text, lang) == "fail"


@pytest.mark.parametrize(
    "texts",
    [
        (
            "J'ai arrêté les devis gratuits.",
            "J’ai arrêté les devis gratuits.",
            "J'ai arrete les devis gratuits.",
        ),
        ("Ce client n'était pas à nous.", "Ce client n’était pas à nous.", "Ce client n'etait pas a nous."),
        (
            "Pourquoi vos clients partent-ils ?",
            "Pourquoi vos clients partent-ils\u00a0?",
            "Pourquoi tes clients partent-ils?",
        ),
    ],
)
def test_accents_apostrophes_and_french_spaces_change_nothing(texts: tuple[str, ...]) -> None:
    first, *others = (kinds(text, "fr") for text in texts)
    assert first
    assert all(other == first for other in others)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_strong_and_weak_posts_read_as_such(lang: str) -> None:
    assert outcome((TEXTS / f"linkedin_{lang}_strong.txt").read_text("utf-8"), lang) == "pass"
    assert outcome((TEXTS / f"linkedin_{lang}_weak.txt").read_text("utf-8"), lang) == "fail"


@pytest.mark.parametrize(
    ("lang", "aim", "call", "plain"),
    [
        ("en", Objective.SAVE, "Put it in your saved posts.", "We save water since March."),
        ("en", Objective.SEND, "Pass this on to somebody who was promoted.", "We send parcels on Monday."),
        ("en", Objective.COMMENT, "Which step did you slow down?", "Did you know we bake?"),
        (
            "en",
            Objective.CLICK,
            "Read the advisory: github.com/example/lib",
            "The library is at github.com/example/lib",
        ),
        ("fr", Objective.SAVE, "Sauvegarde-les pour lundi.", "La sauvegarde tourne la nuit."),
        ("fr", Objective.SEND, "Transmettez-lui l'adresse.", "Nous transmettons un savoir."),
        ("fr", Objective.COMMENT, "Quel indicateur regardez-vous ?", "Saviez-vous que le pain lève ?"),
        ("fr", Objective.CLICK, "Lisez la fiche : example.org/fiche", "La fiche existe : example.org/fiche"),
    ],
)
def test_calls_and_the_same_words_used_for_something_else(
    lang: str, aim: Objective, call: str, plain: str
) -> None:
    before = "The oven broke in May. " if lang == "en" else "Le four est tombé en panne en mai. "
    assert [found for found, _ in cues.calls(reading(before + call, lang))] == [aim]
    assert cues.calls(reading(before + plain, lang)) == []


@pytest.mark.parametrize(
    "call", ["Envoie-le à un ami.", "Envoyez-le à un ami.", "Enregistre ce post.", "Enregistrez ce post."]
)
def test_calls_are_read_in_both_ways_of_speaking(call: str) -> None:
    assert len(cues.calls(reading(call, "fr"))) == 1
