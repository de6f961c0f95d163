"""How a text is read: positions that lead back to the original, segments, folds, and what blanking leaves."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import rulebook
from scoring.engine import check
from scoring.reading import Reading
from scoring.types import Snapshot

LEXICON = rulebook.current().lexicon
PIECES = [
    "Bonjour",
    " ",
    "\n\n",
    "é",
    "e\u0301",
    "\u200b",
    "’",
    "\u202f!",
    "👩‍👩‍👧",
    "🇫🇷",
    "#tag",
    "@ami",
    "12 %",
    "𝐚",
    "İ",
    ".",
]


def read(text: str, lang: str | None = None) -> Reading:
    return Reading(Snapshot("linkedin", "text", text, lang=lang), LEXICON)


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_every_segment_leads_back_to_the_original(text: str) -> None:
    reading = read(text)
    assert len(reading.clean) == len(reading.plain)
    for spans in (
        reading.words,
        reading.sentences,
        reading.lines,
        reading.paragraphs,
        reading.hashtags,
        reading.emoji,
    ):
        assert spans == sorted(spans)
        for (start, end), (there, back) in zip(spans, reading.at(*spans), strict=True):
            assert 0 <= start < end <= len(reading.clean)
            assert 0 <= there < back <= len(text)
            assert read(text[there:back]).plain.strip() == reading.plain[start:end].strip()


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    reading = read(text)
    assert reading.lang
    assert all(end <= len(text) for _, end in reading.at(*reading.sentences))
    assert reading.blanked([(0, min(5, len(text)))]).clean is not None


def test_hidden_characters_and_split_accents_do_not_hide_words() -> None:
    reading = read("Com\u200bmentez OUI, c’est de\u0301cide\u0301")
    assert reading.plain == "commentez oui, c'est decide"
    assert reading.said(reading.matches("BAIT_COMMENT")[0]) == "Com\u200bmentez OUI"
    assert reading.said(reading.words[-1]) == "de\u0301cide\u0301"


def test_letters_borrowed_from_other_alphabets_are_read_as_what_they_look_like() -> None:
    assert read("Соmmеntez OUI").matches("BAIT_COMMENT")  # three Cyrillic letters
    assert read("𝐂𝐨𝐦𝐦𝐞𝐧𝐭𝐞𝐳 OUI").matches("BAIT_COMMENT")
    assert read("Сегодня").plain == "сегодня"


def test_french_spacing_and_apostrophes_change_nothing() -> None:
    typed = read("Qu'en pensez-vous ? C'est l'essentiel !")
    typeset = read("Qu’en pensez‑vous\u202f? C’est l’essentiel\u00a0!")
    assert typed.plain == typeset.plain
    assert len(typed.matches("CTA_COMMENT_OPEN")) == len(typeset.matches("CTA_COMMENT_OPEN")) == 1


def test_sentences_know_abbreviations_and_decimals() -> None:
    reading = read("M. Martin vend 3.5 tonnes, etc. Il arrive.\nPuis il repart… Fini !")
    said = [reading.said(span) for span in reading.sentences]
    assert said == ["M. Martin vend 3.5 tonnes, etc. Il arrive.", "Puis il repart…", "Fini !"]


def test_segments_of_a_post() -> None:
    reading = read(
        "Trois idées pour l'atelier :\n1. lire\n2. écrire\n- compter\n\nVoir https://exemple.fr/a(b), merci @ami_1. #Pain #2026"
    )
    assert [reading.said(span) for span in reading.urls] == ["https://exemple.fr/a(b)"]
    assert [reading.said(span) for span in reading.mentions] == ["@ami_1"]
    assert [reading.said(span) for span in reading.hashtags] == ["#Pain"]  # a number alone is no tag
    assert len(reading.items) == 3
    assert len(reading.paragraphs) == 2
    assert reading.said(reading.words[3]) == "l'atelier"


def test_blanking_takes_bait_with_its_sentence_and_leaves_no_trace() -> None:
    own = "Le levain a besoin de temps.\n\nNous avons mesuré 12 heures."
    reading = read(f"{own}\n\nCommentez OUI si vous voulez la recette ! #pain #levain")
    bait = reading.at(*reading.matches("BAIT_COMMENT"))
    blanked = reading.blanked(bait)
    assert blanked.clean == own
    assert blanked.lang == reading.lang
    assert blanked.whole is reading
    assert reading.blanked([]).clean.endswith("recette !")  # hashtags go in any case
    assert read(own).blanked([]).clean == own


def test_blanking_a_plain_risk_takes_only_its_words() -> None:
    text = "Une dégustation de vin jeudi à Lyon."
    start = text.index("dégustation")
    assert read(text).blanked([(start, start + len("dégustation de vin"))]).clean == "Une jeudi à Lyon."


@pytest.mark.parametrize(
    ("text", "limit", "seen"),
    [("  Bonjour à tous", 7, "Bonjour"), ("Court", 140, "Court"), ("", 140, "")],
)
def test_the_fold_counts_from_the_first_visible_character(text: str, limit: int, seen: str) -> None:
    reading = read(text)
    start, end = reading.fold(limit)
    assert reading.clean[start:end] == seen


NASTY = (
    "commentez ",
    'commentez "',
    "@a ",
    "❤️ for ",
    "1 ",
    "a\u200b",
    "e\u0301",
    "http://a.b/",
    "a.",
    "si vous etes ",
    "aа",
    "+33 1 ",
    "tag a friend ",
    "ne pas « commentez OUI » ",
)


@pytest.mark.parametrize("piece", NASTY)
def test_no_text_makes_a_pattern_run_away(piece: str) -> None:
    """Linear time needs some 30 ms here; a pattern that runs away would need minutes."""
    text = (piece * 20_000)[:20_000]
    begin = time.perf_counter()
    check(Snapshot("linkedin", "text", text), rulebook.current())
    assert time.perf_counter() - begin < 3


@pytest.mark.parametrize(
    "tail", ["\n\n#pain #levain", " #pain\n", "\n\nCommentez OUI ! #pain", "\u200b #pain"]
)
def test_what_is_left_when_the_end_falls_away_reads_like_a_text_of_its_own(tail: str) -> None:
    own = "Le four est tombé en panne à 6 h. Voici 3 conseils, e\u0301crits pour vous. Et vous, qu’auriez-vous fait ?"
    lexicon = rulebook.current().lexicon
    whole = Reading(Snapshot("linkedin", "text", own + tail, lang="fr"), lexicon)
    left, alone = (
        whole.blanked(whole.at(*whole.baited)),
        Reading(Snapshot("linkedin", "text", own, lang="fr"), lexicon),
    )
    assert (left.clean, left.plain) == (alone.clean, alone.plain)
    assert left.whole is whole
    for name in ("tokens", "words", "sentences", "lines", "numbers", "opening"):
        assert getattr(left, name) == getattr(alone, name), name
    for name in ("CTA_COMMENT_OPEN", "USEFUL_CUE", "SCHEDULE"):
        assert left.matches(name) == alone.matches(name) != [], name
    assert left.at(*left.sentences) == alone.at(*alone.sentences)
