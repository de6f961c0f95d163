"""The reading of tone: lists of words with negation and emphasis, in English and French, which show what they heard."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import rulebook
from scoring.reading import Reading
from scoring.text.tone import Tone
from scoring.types import Snapshot

LEXICON = rulebook.current().lexicon
COLD, WARM, FLAT = "cold", "warm", "neutral"


def reading(text: str, lang: str) -> Reading:
    return Reading(Snapshot("linkedin", "text", text, lang=lang), LEXICON)


def tone(text: str, lang: str) -> Tone:
    found = reading(text, lang).tone
    assert found is not None
    return found


def said(text: str, lang: str, *kinds: str) -> list[tuple[str, int]]:
    return [(text[slice(*cue.span)], cue.value) for cue in tone(text, lang).of(*kinds or ("word",))]


ENGLISH = [
    ("This bread is good.", [("good", 1)]),
    ("This bread is very good.", [("good", 2)]),
    ("This bread is not good.", [("good", -1)]),
    ("It isn't a very good idea.", [("good", -1)]),
    ("It isn’t great.", [("great", -1)]),
    ("dont love it", [("love", -2)]),
    ("Never disappointed.", [("disappointed", 1)]),
    ("Not bad.", [("Not bad", 1)]),
    ("It was never bad.", [("bad", 1)]),
    ("Not only good but cheap.", [("good", 1)]),
    ("Not now. Good things take time.", [("Good", 1)]),
    ("No, this is great", [("great", 2)]),
    ("We can't wait!", [("can't wait", 3)]),
    ("No problem at all.", [("No problem", 1)]),
    ("A slightly disappointing week", [("disappointing", -1)]),
    ("AMAZING work", [("AMAZING", 4)]),
    ("It is kind of late.", [("late", -1)]),
    ("Cold water, 12 hours.", []),
]
FRENCH = [
    ("Le pain est bon.", [("bon", 1)]),
    ("Le pain est vraiment bon.", [("bon", 2)]),
    ("Le pain n'est pas bon.", [("bon", -1)]),
    ("Le pain n’est pas très bon.", [("bon", -1)]),
    ("C'est pas mal.", [("pas mal", 1)]),
    ("Il y a pas mal de farine.", []),
    ("On n'a jamais été déçus.", [("déçus", 1)]),
    ("On n'a jamais ete decus.", [("decus", 1)]),
    ("Je n'aime plus ce goût.", [("aime", -1)]),
    ("Il n'est que bon.", [("bon", 1)]),
    ("Pas seulement bon, magnifique.", [("bon", 1), ("magnifique", 3)]),
    ("Sans problème.", [("Sans problème", 1)]),
    ("Un peu triste ce matin", [("triste", -1)]),
    ("Le beurre salé", []),
    ("Un sale goût", [("sale", -2)]),
    ("Pas cher, et délicieux", [("cher", 1), ("délicieux", 2)]),
    ("Bien sûr, sur la table", []),
    ("Chers clients", []),
    ("Combien de temps dure la cuisson ?", []),
]


@pytest.mark.parametrize(
    ("lang", "text", "wanted"), [("en", *row) for row in ENGLISH] + [("fr", *row) for row in FRENCH]
)
def test_words_with_negation_and_emphasis(lang: str, text: str, wanted: list[tuple[str, int]]) -> None:
    assert said(text, lang) == wanted


@pytest.mark.parametrize(
    ("lang", "text", "sentiment"),
    [
        ("en", "What a wonderful morning, thank you all.", WARM),
        ("en", "We are sad and angry.", COLD),
        ("en", "I love the shop and I hate the queue.", "mixed"),
        ("en", "The shop opens at 7 am.", FLAT),
        ("en", "Great, another Monday.", WARM),  # sarcasm is not guessed at
        ("fr", "Quelle belle matinée, merci à tous.", WARM),
        ("fr", "Nous sommes déçus et en colère.", COLD),
        ("fr", "J'adore la boutique, je déteste la file.", "mixed"),
        ("fr", "La boutique ouvre à 7 h.", FLAT),
        ("fr", "Le four 😍🎉", WARM),
        ("fr", "Le four 😭", COLD),
    ],
)
def test_sentiment_is_the_sum_of_what_is_shown(lang: str, text: str, sentiment: str) -> None:
    assert tone(text, lang).sentiment == sentiment


@pytest.mark.parametrize(
    ("lang", "text", "register"),
    [
        ("en", "Hey guys, gonna be fun lol", "casual"),
        ("en", "We're open and it's warm, don't wait", "casual"),
        ("en", "Dear customers, we are pleased to announce our opening.", "formal"),
        ("en", "The shop opens at 7 am.", FLAT),
        ("fr", "Coucou les gars, trop stylé ce resto mdr", "casual"),
        ("fr", "Mesdames, Messieurs, nous avons le plaisir de vous accueillir.", "formal"),
        ("fr", "Veuillez noter que vous pouvez réserver.", "formal"),
        ("fr", "La boutique ouvre à 7 h.", FLAT),
        ("fr", "Tu viens samedi ?", FLAT),  # saying tu is no slang
        ("fr", "Salut, tu viens samedi ?", "casual"),
    ],
)
def test_register(lang: str, text: str, register: str) -> None:
    assert tone(text, lang).register == register


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Tu viens samedi ?", "tu"),
        ("T'as goûté ?", "tu"),
        ("Découvre la tourte.", "tu"),
        ("Et toi ?", "tu"),
        ("Venez samedi.", "vous"),
        ("Samedi, apportez votre sac.", "vous"),
        ("Et vous, tu viens ?", "both"),
        ("Rendez-vous samedi chez Malo, assez tôt.", ""),
        ("Le ton est donné, sur un bon ton.", ""),
        ("Parle-t-on assez du levain ?", ""),
        ("Elle m'a dit : « tu es en retard ».", ""),
        ("Marc Fernandez ouvre la porte", ""),
        ("On découvre la tourte.", ""),
    ],
)
def test_tu_and_vous(text: str, address: str) -> None:
    assert tone(text, "fr").address == address


def test_english_has_no_tu_and_other_languages_are_not_read() -> None:
    assert tone("Do you come on Saturday? You should.", "en").address == ""
    assert reading("Das Brot ist gut und schön.", "de").tone is None
    assert reading("", "und").tone is None


def test_exclamations_and_capitals_are_lively_in_numbers() -> None:
    assert tone("ENFIN !! Le four est là !", "fr").lively
    assert not tone("Le four est là !", "fr").lively
    assert not tone("NATO and the UN", "en").of("shout")[1:], "short capitals are names"


def test_without_takes_out_what_was_said_there() -> None:
    text = "Bon pain. Tu viens ?"
    heard = tone(text, "fr")
    assert heard.without([(9, len(text))]).address == ""
    assert heard.without([(9, len(text))]).of("word") == heard.of("word")
    assert heard.without([]) is heard


ANYTHING = st.text(max_size=400) | st.lists(
    st.sampled_from(["ne", "pas", "n'", "not", "isn't", "très", "bon", "good", "tu", "vous", "!", ",", "\n", "😍", "\u200b", "é", "ez", "« "]),
    max_size=60,
).map(" ".join)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(ANYTHING, st.sampled_from(["en", "fr"]))
def test_any_text_is_read_and_every_cue_points_at_words(text: str, lang: str) -> None:
    read = reading(text, lang)
    heard = read.tone
    assert heard is not None
    assert heard.sentiment in {WARM, COLD, FLAT, "mixed"}
    assert heard.register in {"casual", "formal", "neutral"}
    spans = read.at(*(cue.span for cue in heard.cues))
    for cue, (start, end) in zip(heard.cues, spans, strict=True):
        assert 0 <= start < end <= len(text)
        assert -4 <= cue.value <= 4
        assert read.clean[slice(*cue.span)].strip()
    assert list(heard.cues) == sorted(heard.cues, key=lambda cue: (cue.span, cue.kind))


def test_spans_lead_to_the_text_as_written() -> None:
    text = "C'est bo\u200bn, et de\u0301licieux."
    read = reading(text, "fr")
    assert read.tone is not None
    words = read.at(*(cue.span for cue in read.tone.of("word")))
    assert [text[slice(*span)] for span in words] == ["bo\u200bn", "de\u0301licieux"]


def test_time_grows_with_the_text_only() -> None:
    short, long = "ne pas bon très " * 100, "ne pas bon très " * 3000
    times = []
    for text in (short, long):
        began = time.process_time()
        for _again in range(2):
            tone(text, "fr")
        times.append(time.process_time() - began)
    assert times[1] < 1.5, times


def test_the_lists_are_whole() -> None:
    data = rulebook.current().tone
    assert set(data) == {"en", "fr", "emoji"}
    for lang in ("en", "fr"):
        lists = data[lang]
        values = [word for some in lists["values"].values() for word in some.split()]
        assert len(values) == len(set(values)) >= 300, "a word has one value"
        assert {"negators", "stronger", "weaker", "not_negating", "casual", "formal"} <= set(lists)
        singles = [
            word
            for some in [lists["values"].get("0", "")]
            for word in some.split()
            if "_" not in word and "'" not in word
        ]
        assert not singles, "only a phrase can take a value away"
