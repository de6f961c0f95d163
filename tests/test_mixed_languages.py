"""Texts in two languages are read passage by passage; a third language is not assessed; reading ease by known values."""

from __future__ import annotations

import pytest

from scoring import rulebook
from scoring.engine import check
from scoring.reading import Reading
from scoring.rules import cues
from scoring.text.readability import ease
from scoring.types import Objective, Outcome, Snapshot

EDITION = rulebook.current()
FRENCH = (
    "Notre four est tombé en panne un mardi de mai.\nNous avons noté chaque fournée pendant six semaines."
)
ENGLISH = "Our oven broke on a Tuesday in May.\nWe wrote down every batch that we baked for six weeks."


def reading(text: str, lang: str | None = None) -> Reading:
    return Reading(Snapshot("linkedin", "text", text, lang=lang), EDITION.lexicon)


@pytest.mark.parametrize(
    ("first", "second", "call", "langs", "aim"),
    [
        (FRENCH, ENGLISH, "Send this to someone who bakes with you at home.", ["fr", "en"], Objective.SEND),
        (
            ENGLISH,
            FRENCH,
            "Faites suivre à quelqu'un qui cuit du pain chez vous.",
            ["en", "fr"],
            Objective.SEND,
        ),
    ],
)
def test_each_passage_is_read_with_the_lists_of_its_own_language(
    first: str, second: str, call: str, langs: list[str], aim: Objective
) -> None:
    text = f"{first}\n\n{first}\n\n{second}\n{call}"
    mixed = reading(text)
    assert mixed.lang == langs[0]
    assert [lang for _, lang in mixed.passages] == langs
    assert [found for found, _ in cues.calls(mixed)] == [aim]
    assert (mixed.lang_at(0), mixed.lang_at(len(text) - 1)) == tuple(langs)
    assert reading(first).passages == [((0, len(first)), langs[0])]


def test_a_borrowed_phrase_does_not_turn_the_language() -> None:
    text = "Notre métier, c'est le pain.\nThe end.\nNous ouvrons à sept heures, comme toujours."
    assert [lang for _, lang in reading(text).passages] == ["fr"]


def test_a_language_that_is_set_wins_over_what_is_detected() -> None:
    assert check(Snapshot("linkedin", "text", ENGLISH), EDITION).lang == "en"
    assert check(Snapshot("linkedin", "text", ENGLISH, lang="fr"), EDITION).lang == "fr"


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        (
            "es",
            "Hoy todos los clientes están en la tienda, y nosotros con ellos. ¿Qué pan es el mejor para ti?",
        ),
        ("de", "Wir haben heute nicht geöffnet. Was ist für euch das beste Brot, und warum?"),
        ("ar", "مرحبا بكم في متجرنا. ما هو أفضل خبز عندكم؟"),
    ],
)
def test_rules_bound_to_words_are_not_assessed_in_a_third_language(lang: str, text: str) -> None:
    report = check(Snapshot("linkedin", "text", text, objective=Objective.COMMENT), EDITION)
    found = {one.rule: one for one in report.findings}
    assert report.lang == lang
    for rule in ("S-HOOK-TXT", "S-CTA", "S-QUESTION", "S-READ"):
        assert found[rule].outcome is Outcome.NOT_ASSESSED, rule
        assert "language" in found[rule].result.missing, rule


@pytest.mark.parametrize(
    ("lang", "words", "sentences", "expected"),
    [
        ("en", "the cat sat on the mat", 1, 100),  # 206.835 - 1.015 * 6 - 84.6 = 116.1, shown as 100
        # eight words, twelve syllables: 206.835 - 1.015 * 8 - 84.6 * 12 / 8
        ("en", "the baker opens his little shop at seven", 1, 71.8),
        ("fr", "le boulanger ouvre sa porte et vend du bon pain", 2, 100),  # 207 - 5.1 - 88.3 = 113.6
        # six words, ten syllables: 207 - 1.015 * 6 - 73.6 * 10 / 6
        ("fr", "notre boulanger prepare chaque matin douze", 1, 78.2),
    ],
)
def test_reading_ease_by_hand(lang: str, words: str, sentences: int, expected: float) -> None:
    assert ease(words.split(), sentences, lang) == pytest.approx(expected, abs=0.05)


def test_reading_ease_of_a_mixed_text_is_that_of_its_main_language() -> None:
    def measured(text: str) -> object:
        report = check(Snapshot("linkedin", "text", text), EDITION)
        return next(one.result.measured for one in report.findings if one.rule == "S-READ")

    alone = "\n".join([FRENCH] * 4)
    assert measured(f"{alone}\n\n{ENGLISH}") == measured(alone) is not None
