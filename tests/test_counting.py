"""Counting per platform: tables of tricky strings with the platforms' published values, and properties."""

from __future__ import annotations

import unicodedata

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from scoring import counting

FAMILY = "👨‍👩‍👧‍👦"
ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"

# text, graphemes, UTF-16 units, UTF-8 bytes, X weighted (280 scheme), LinkedIn escaped
TABLE = [
    ("", 0, 0, 0, 0, 0),
    ("plain", 5, 5, 5, 5, 5),
    ("é", 1, 1, 2, 1, 1),
    ("e\u0301", 1, 2, 3, 1, 2),  # the same letter, not composed: X composes first
    ("🇫🇷", 1, 4, 8, 2, 4),
    ("🇫🇷🇬🇧", 2, 8, 16, 4, 8),
    (FAMILY, 1, 11, 25, 2, 11),
    (ENGLAND, 1, 14, 28, 2, 14),
    ("👍🏽", 1, 4, 8, 2, 4),
    ("1️⃣", 1, 3, 7, 2, 3),
    ("❤", 1, 1, 3, 2, 1),
    ("❤️", 1, 2, 6, 2, 2),
    ("©", 1, 1, 2, 1, 1),  # a sign, not an emoji
    ("©️", 1, 2, 5, 2, 2),  # made an emoji by the variation selector
    ("مرحبا", 5, 5, 10, 5, 5),
    ("中文", 2, 2, 6, 4, 2),
    ("a\u00a0b", 3, 3, 4, 3, 3),
    ("a\u202f!", 3, 3, 5, 4, 3),  # the narrow space is outside X's light ranges
    ("« l’été » …", 11, 11, 19, 12, 11),
    ("𝗯𝗼𝗹𝗱", 4, 8, 16, 8, 8),
    ("a\r\nb", 3, 4, 4, 4, 4),
    ("#a_b (c) [d]", 12, 12, 12, 12, 18),
    ("\\|{}@[]()<>#*_~", 15, 15, 15, 15, 30),
    ("https://example.com/a/very/long/path?with=a&query=string#part", 61, 61, 61, 23, 62),
    ("see example.com.", 16, 16, 16, 28, 16),
    ("(https://fr.wikipedia.org/wiki/Lyon_(ville))", 44, 44, 44, 25, 49),
    ("bob@example.com", 15, 15, 15, 15, 16),  # an address of a person, not of a page
]


@pytest.mark.parametrize(("text", "graphemes", "utf16", "utf8", "x", "escaped"), TABLE)
def test_tricky_strings(text: str, graphemes: int, utf16: int, utf8: int, x: int, escaped: int) -> None:
    assert counting.graphemes(text) == graphemes
    assert counting.utf16(text) == utf16
    assert counting.utf8_bytes(text) == utf8
    assert counting.x_weighted(text) == x
    assert counting.linkedin_escaped(text) == escaped


def test_threads_counts_emoji_in_bytes() -> None:
    assert counting.threads_units("Été") == 3
    assert counting.threads_units("ok 👍") == 3 + 4
    assert counting.threads_units(FAMILY) == 25


TRICKY = st.lists(
    st.sampled_from(
        [
            FAMILY,
            ENGLAND,
            "e\u0301",
            "é",
            "🇫🇷",
            "1️⃣",
            "©️",
            "\r\n",
            "a",
            "#",
            "(",
            "中",
            "’",
            "\u00a0",
            "👍🏽",
            "ك",
        ]
    )
    | st.characters(exclude_categories=["Cs"]),
    max_size=30,
).map("".join)


@given(TRICKY)
def test_counts_agree_with_their_definitions(text: str) -> None:
    assert counting.graphemes(text) == len(regex.findall(r"\X", text))
    assert counting.utf16(text) == len(text.encode("utf-16-le")) // 2
    assert counting.utf8_bytes(text) == len(text.encode())
    assert counting.linkedin_escaped(text) == counting.utf16(
        regex.sub(r"[\\|{}@\[\]()<>#*_~]", r"\\\g<0>", text)
    )


@given(TRICKY)
def test_x_weight_lies_between_its_bounds_and_ignores_composition(text: str) -> None:
    assert counting.x_weighted(unicodedata.normalize("NFD", text)) == counting.x_weighted(text)
    if not counting.links(text, "x"):
        composed = unicodedata.normalize("NFC", text)
        assert (
            len(regex.findall(r"\X", composed)) - composed.count("\r\n") * 2 <= counting.x_weighted(text) + 10
        )
        assert counting.x_weighted(text) <= 2 * len(composed)


@given(TRICKY, st.sampled_from(sorted(counting.COUNTERS)))
def test_a_line_more_counts_exactly_more(text: str, counter: str) -> None:
    count = counting.COUNTERS[counter]
    assert count(text + "\n" + "word") == count(text + "\n") + 4


@given(
    TRICKY,
    st.sampled_from(["x", "instagram", "linkedin", "bluesky", "threads", "tiktok", "youtube", "facebook"]),
)
def test_what_is_found_stands_in_the_text_in_order(text: str, platform: str) -> None:
    for find in (counting.hashtags, counting.mentions, counting.links):
        spans = find(f"{text} #tag @ab.cd https://a.fr/x", platform)
        edges = [edge for span in spans for edge in span]
        assert edges == sorted(edges)
        assert all(start < end for start, end in spans)
        assert len(spans) >= 1


def found(find: object, text: str, platform: str) -> list[str]:
    return [text[start:end] for start, end in find(text, platform)]  # type: ignore[operator]


def test_hashtags_as_each_platform_links_them() -> None:
    text = "#un, #2026 a#b (#deux) #l'eau #été #cafe\u0301 #1️⃣ &#39; https://a.fr/#part #x_y."
    common = ["#un", "#deux", "#l", "#été", "#cafe\u0301", "#x_y"]
    assert found(counting.hashtags, text, "x") == common
    assert found(counting.hashtags, text, "linkedin") == common
    assert found(counting.hashtags, text, "instagram") == ["#un", "#2026", *common[1:]]
    assert found(counting.hashtags, text, "bluesky") == ["#un", "#l'eau", "#été", "#cafe\u0301", "#1️⃣", "#x_y"]
    assert found(counting.hashtags, "＃日本 # rien ## #", "x") == ["＃日本"]
    assert found(counting.hashtags, "#pain🥖 #❤️", "instagram") == ["#pain🥖", "#❤️"]


def test_mentions_as_each_platform_links_them() -> None:
    text = "@ana.b, bob@mail.fr (@le_pain) @x.bsky.social @étoile"
    assert found(counting.mentions, text, "instagram") == ["@ana.b", "@le_pain", "@x.bsky.social"]
    assert found(counting.mentions, text, "x") == ["@ana", "@le_pain", "@x"]
    assert found(counting.mentions, text, "bluesky") == ["@x.bsky.social"]


def test_cashtags() -> None:
    text = "$AAPL, $5 $BRK.B US$ABC $toolongone $x"
    assert [text[slice(*span)] for span in counting.cashtags(text)] == ["$AAPL", "$BRK.B", "$x"]


def test_links_and_what_only_looks_like_one() -> None:
    text = "(https://a.com/x), www.foo.fr/a?b=c. Fini.Et node.js e.g. v1.2 bob@a.fr https://fr.wikipedia.org/wiki/X_(y)!"
    links = ["https://a.com/x", "www.foo.fr/a?b=c", "https://fr.wikipedia.org/wiki/X_(y)"]
    assert found(counting.links, text, "linkedin") == links
    assert found(counting.links, text, "x") == [
        *links[:2],
        "Fini.Et",
        links[2],
    ]  # X links any ending, in any case


@pytest.mark.parametrize(
    "unit", ["a.", ")", "#", "#1", "@a.", "$a", "a-", "http://", "https://a.fr/(", "#a#", "😀"]
)
def test_a_huge_odd_text_takes_time_in_proportion(unit: str) -> None:
    """Would not end within the time limit of a test if any pattern went quadratic."""
    text = unit * (200_000 // len(unit))
    for platform in ("x", "linkedin", "instagram", "bluesky"):
        counting.hashtags(text, platform)
        counting.mentions(text, platform)
        counting.links(text, platform)
    for count in counting.COUNTERS.values():
        count(text)
