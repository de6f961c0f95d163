"""Merging and differences, as properties: order never matters, nothing that somebody wrote is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from planner.queries.diffs import DEL, INS, SAME, content_diff, word_diff
from planner.queries.tokens import tokens
from planner.services.merging import merge

WORDS = st.lists(
    st.sampled_from(
        ["pain", "four", "farine", "levain", "nuit", "boutique", "lundi", "94", "é", "👩\u200d🍳"]
    ),
    min_size=4,
    max_size=30,
)
TEXT = st.text(alphabet="ab é\n,.👍🏽#‍", max_size=40)


@given(TEXT)
def test_tokens_joined_are_the_text(text: str) -> None:
    assert "".join(tokens(text)) == text


@given(TEXT, TEXT)
def test_a_difference_holds_both_texts(old: str, new: str) -> None:
    pieces = word_diff(old, new)
    assert "".join(piece.text for piece in pieces if piece.op in (SAME, DEL)) == old
    assert "".join(piece.text for piece in pieces if piece.op in (SAME, INS)) == new


@given(TEXT, TEXT, TEXT)
def test_the_order_of_two_editors_never_matters(base: str, mine: str, theirs: str) -> None:
    assert merge(base, mine, theirs) == merge(base, theirs, mine)
    assert merge(base, base, theirs) == theirs
    assert merge(base, mine, mine) == mine


@given(WORDS, st.data())
def test_edits_of_different_words_all_arrive(words: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(words) - 3))
    second = data.draw(st.integers(first + 2, len(words) - 1))
    mine, theirs, both = list(words), list(words), list(words)
    mine[first] = both[first] = "MINE"
    theirs[second] = both[second] = "THEIRS"
    merged = merge(" ".join(words), " ".join(mine), " ".join(theirs))
    assert merged is None or merged == " ".join(both)
    distinct = [f"{word}{index}" for index, word in enumerate(words)]
    mine, theirs = list(distinct), list(distinct)
    mine[first], theirs[second] = "MINE", "THEIRS"
    sure = merge(" ".join(distinct), " ".join(mine), " ".join(theirs))
    assert sure is not None
    assert sure.split()[first] == "MINE"
    assert sure.split()[second] == "THEIRS"


def test_the_same_words_changed_in_two_ways_are_a_conflict() -> None:
    assert merge("Le pain du lundi", "Le pain du mardi", "Le pain du jeudi") is None
    assert merge("Bonjour", "Bonjour Ana", "Bonjour Bea") is None
    assert merge("a b c", "a c", "a B2 c") is None


def test_two_paragraphs_added_at_both_ends() -> None:
    base = "Le milieu reste."
    assert merge(base, "Avant.\n\n" + base, base + "\n\nAprès.") == "Avant.\n\nLe milieu reste.\n\nAprès."


def test_a_very_long_text_is_compared_in_good_time() -> None:
    base = "mot " * 200_000
    assert merge(base, "X " + base, base + "Y") == "X " + base + "Y"
    pieces = word_diff(base, "autre " * 150_000)
    assert "".join(piece.text for piece in pieces if piece.op != INS) == base


def test_a_long_article_is_compared_by_lines() -> None:
    lines = [f"Ligne {index} du guide, avec quelques mots." for index in range(1500)]
    base = "\n".join(lines)
    mine = base.replace("Ligne 3 du", "Ligne trois du")
    theirs = base.replace("Ligne 1400 du", "Ligne mille du") + "\nFin."
    merged = merge(base, mine, theirs)
    assert merged == mine.replace("Ligne 1400 du", "Ligne mille du") + "\nFin."
    assert merge(base, theirs, mine) == merged
    changed = [piece.text for piece in word_diff(base, merged) if piece.op != SAME]
    assert changed == ["3", "trois", "1400", "mille", ".\nFin"]


def _content(**fields: object) -> dict[str, object]:
    variant = {
        "id": 1, "channel": 4, "platform": "linkedin", "channel_name": "Malo", "format": "text", "text": None,
        "language": "", "title": "", "first_comment": "", "link": "", "settings": {}, "own_media": False, "media": [],
        "planned_on": None, "planned_time": None, "window": [None, None],
    }  # fmt: skip
    return {"title": "", "text": "Un pain", "media": [], "variants": [variant | fields]}


def test_contents_differ_by_field_channel_and_media() -> None:
    old = _content()
    assert content_diff(old, _content()) == []
    changed = content_diff(old, _content(text="Un bon pain", planned_on="2026-11-24", planned_time="09:30"))
    assert [(change.where, change.name) for change in changed] == [("Malo", "text"), ("Malo", "plan")]
    assert [piece.text for piece in changed[0].pieces if piece.op == INS] == ["bon "]
    assert "09:30" in changed[1].new
    gone = content_diff(old, old | {"variants": []})
    assert (gone[0].name, gone[0].old, gone[0].new) == ("channel", "Malo · text", "")
    first = {"asset": 1, "sha256": "a", "name": "a.jpg", "alt": ""}
    second = {"asset": 2, "sha256": "b", "name": "b.jpg", "alt": ""}
    swapped = content_diff(
        old | {"media": [first, second]}, old | {"media": [second, first | {"alt": "Le four"}]}
    )
    assert {(item.op, item.name) for item in swapped[0].media} == {
        ("moved", "b.jpg"), ("moved", "a.jpg"), ("alt", "a.jpg"),
    }  # fmt: skip
