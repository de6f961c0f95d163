"""Detection and reading ease in both languages."""

from __future__ import annotations

import pytest

from scoring import rulebook
from scoring.reading import Reading
from scoring.text.readability import ease, syllables
from scoring.types import Snapshot

LEXICON = rulebook.current().lexicon


def lang(text: str, given: str | None = None) -> str:
    return Reading(Snapshot("linkedin", "text", text, lang=given), LEXICON).lang


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Notre équipe a changé de méthode.", "fr"),
        ("Notre equipe a change de methode, et ca marche tres bien.", "fr"),  # typed without accents
        ("J'ai perdu un client", "fr"),
        ("Merci !", "fr"),
        ("We changed how we work.", "en"),
        ("Don't wait, it's here.", "en"),
        ("Dreams do come true.", "en"),
        ("Hoy todos los clientes están en la tienda", "es"),
        ("Wir haben heute nicht geöffnet und sind bei euch", "de"),
        ("Сегодня мы открыты", "ru"),
        ("今日は新しいパンを焼きました", "ja"),
        ("مرحبا بكم في متجرنا", "ar"),
        ("🔥🔥 2026", "und"),
        ("", "und"),
        ("¯\\_(ツ)_/¯", "und"),
    ],
)
def test_language_is_detected(text: str, expected: str) -> None:
    assert lang(text) == expected


def test_tags_and_links_do_not_decide_and_what_is_given_wins() -> None:
    assert lang("Nous ouvrons demain https://the-best-of.com/and/the/of #theartofbread #and #the") == "fr"
    assert lang("Notre équipe a changé.", "en-GB") == "en"


def test_easy_words_read_easier_than_long_ones() -> None:
    for code, easy, hard in (
        (
            "en",
            "we bake bread in the morning",
            "organisational considerations necessitate comprehensive reconsideration",
        ),
        (
            "fr",
            "on cuit le pain le matin",
            "les considérations organisationnelles nécessitent une reconsidération",
        ),
    ):
        assert ease(easy.split(), 1, code) > 70 > 30 > ease(hard.split(), 1, code)


def test_syllables_are_close() -> None:
    english = {
        "bread": 1,
        "baker": 2,
        "table": 2,
        "create": 2,
        "idea": 3,
        "asked": 1,
        "wanted": 2,
        "morning": 2,
    }
    french = {"pain": 1, "table": 1, "matin": 2, "boulangerie": 4, "idee": 2, "faisaient": 2, "client": 2}
    right = sum(syllables(word, "en") == count for word, count in english.items())
    right += sum(syllables(word, "fr") == count for word, count in french.items())
    assert right >= len(english) + len(french) - 3
