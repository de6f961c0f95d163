"""Editions: frozen once released, whole when loaded."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scoring import platforms, rulebook, wording
from scoring.counting import COUNTERS
from scoring.rulebook.entries import FACTORS
from scoring.types import Objective

FOLDER = rulebook.FOLDER / "2026-11"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "edition"))


def change(file: Path, edit: Any) -> None:
    data = json.loads(file.read_text("utf-8"))
    edit(data)
    file.write_text(json.dumps(data), "utf-8")


def test_a_released_edition_never_changes() -> None:
    assert rulebook.changed() == [], "a change of data is a new edition"
    assert rulebook.EDITIONS[0].sha256, "the first one is released"
    assert all(info.sha256 for info in rulebook.EDITIONS[:-1]), "only the last one may still be written"


def test_one_byte_more_in_a_released_edition_is_named(newer: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert rulebook.changed() == []
    with (newer / "packs.json").open("ab") as file:
        file.write(b"\n")
    [said] = rulebook.changed()
    assert newer.name in said
    assert rulebook.checksum(newer) in said
    # One that is still being written may change, and nobody works under it.
    *released, last = rulebook.EDITIONS
    monkeypatch.setattr(rulebook, "EDITIONS", (*released, replace(last, sha256="")))
    assert rulebook.changed() == []
    assert rulebook.released() == tuple(one.name for one in released)
    assert rulebook.current().name == released[-1].name


def test_one_byte_more_is_noticed(copy: Path) -> None:
    before = rulebook.checksum(copy)
    assert before == rulebook.checksum(FOLDER) == rulebook.current().sha256 == rulebook.EDITIONS[-1].sha256
    with (copy / "packs.json").open("ab") as file:
        file.write(b" ")
    assert rulebook.checksum(copy) != before


def test_every_folder_is_in_the_list_and_says_its_own_name() -> None:
    folders = sorted(path.name for path in rulebook.FOLDER.iterdir() if path.is_dir())
    assert folders == [info.name for info in rulebook.EDITIONS]
    for info in rulebook.EDITIONS:
        loaded = rulebook.edition(info.name)
        assert (loaded.name, loaded.released) == (info.name, info.released)
    with pytest.raises(LookupError):
        rulebook.edition("1999-01")


EACH = ("default", "reach", "send", "save", "click")


def move(*moves: tuple[str, str, str]) -> Any:
    """An edit that gives a rule's points, in a table of linkedin.text, to another rule."""

    def edit(data: Any) -> None:
        for objective, giver, taker in moves:
            weights = data["linkedin.text"]["weights"][objective]
            weights[taker] = weights.get(taker, 0) + weights.pop(giver)

    return edit


@pytest.mark.parametrize(
    ("file", "edit", "complaint"),
    [
        ("rules-validity", lambda data: data.pop("V-LEN"), "V-LEN"),
        ("rules-validity", lambda data: data.update({"V-NEW": data["V-LEN"]}), "V-NEW"),
        ("rules-risk", lambda data: data.update({"V-LEN": next(iter(data.values()))}), "two files"),
        ("rules-validity", lambda data: data["V-LEN"]["text"]["fr"].pop("why"), "no 'why' in both languages"),
        ("rules-validity", lambda data: data["V-LEN"]["text"]["fr"].pop("pass"), "do not say the same"),
        ("rules-validity", lambda data: data["V-LEN"]["evidence"].clear(), "needs evidence"),
        (
            "packs",
            lambda data: [one.update({"S-NONE": 0}) for one in data["linkedin.text"]["weights"].values()],
            "S-NONE",
        ),
        ("packs", lambda data: data["linkedin.text"]["weights"]["default"].update({"S-NONE": 5}), "not 100"),
        ("packs", lambda data: data["linkedin.text"]["weights"].pop("save"), "a table for each objective"),
        ("packs", lambda data: data["linkedin.text"]["weights"]["save"].pop("S-TIME"), "add up to 9"),
        ("packs", move(("save", "S-TIME", "S-CAPS")), "do not weigh the same rules"),
        ("packs", move(*((one, "S-DEPTH", "S-FOLD") for one in EACH)), "folklore"),
        ("limits", lambda data: data["linkedin"]["formats"]["text"].update(pack="no.pack"), "unknown pack"),
    ],
)
def test_an_edition_that_is_not_whole_does_not_load(copy: Path, file: str, edit: Any, complaint: str) -> None:
    rulebook.load(copy)
    change(copy / f"{file}.json", edit)
    with pytest.raises(ValueError, match=complaint):
        rulebook.load(copy)


def test_an_aim_gives_more_weight_to_what_serves_it() -> None:
    packs = rulebook.current().packs
    for name, objective, rule in (
        ("linkedin.text", "comment", "S-QUESTION"),
        ("linkedin.text", "click", "S-LINK-LI"),
        ("instagram.reel", "send", "S-SEND"),
        ("instagram.carousel", "save", "S-SAVE"),
        ("tiktok.video", "reach", "S-TOPIC"),
    ):
        others = [packs[name].weights_for(one)[rule] for one in Objective if one != objective]
        assert packs[name].weights_for(objective)[rule] > max(others), (name, rule)


def test_a_key_that_stands_twice_is_refused(copy: Path) -> None:
    (copy / "packs.json").write_text('{"a": 1, "a": 2}')
    with pytest.raises(ValueError, match="twice"):
        rulebook.load(copy)


def test_the_nine_platforms_and_their_formats() -> None:
    formats = {name: list(one.formats) for name, one in platforms.PLATFORMS.items()}
    assert formats == {
        "tiktok": ["video", "photo"],
        "instagram": ["image", "carousel", "reel", "story"],
        "linkedin": ["text", "image", "images", "video", "document", "poll"],
        "youtube": ["short", "long"],
        "facebook": ["post", "reel", "story"],
        "pinterest": ["pin"],
        "x": ["post", "thread"],
        "threads": ["post"],
        "bluesky": ["post"],
    }
    for form in platforms.FORMATS.values():
        assert form.labels["en"]
        assert form.labels["fr"]
        assert form.counter is None or form.counter in COUNTERS
        assert (form.text_limit is None) == (form.counter is None)
        assert form.media_min <= form.media_max
        for group in form.limits.values():
            assert group["source"]
            assert group["strength"] in FACTORS
            assert group["checked_on"]
    document = platforms.FORMATS["linkedin.document"]
    assert document.has_title
    assert document.title_required
    assert document.title_limit == 400
    assert (document.media_kinds, document.pack) == (("document",), "linkedin.document")
    assert platforms.FORMATS["facebook.story"].pack is None  # no text, nothing documented to weigh
    assert {form.pack for form in platforms.FORMATS.values()} - {None} == set(rulebook.current().packs)
    assert len(rulebook.current().packs) == 21


def slots(sentences: Any) -> set[str]:
    if isinstance(sentences, str):
        return set(re.findall(r"\{(\w+)", sentences))
    return {slot for one in sentences.values() for slot in slots(one)}


def test_both_languages_show_the_same_facts() -> None:
    for entry in rulebook.current().rules.values():
        for outcome in entry.text["en"]:
            english, french = entry.text["en"][outcome], entry.text["fr"][outcome]
            assert slots(english) == slots(french), (entry.id, outcome)


def test_french_is_set_like_french() -> None:
    wrong = re.compile(r" [?!:;%»]|« |\w'\w")
    for entry in rulebook.current().rules.values():
        for sentence in strings(entry.text["fr"]):
            assert not wrong.search(sentence), (entry.id, sentence)


def strings(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [one for inner in value.values() for one in strings(inner)]


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [
        (1312, "1,312", "1\u202f312"),
        (0.8, "0.8", "0,8"),
        (2.0, "2", "2"),
        (1.905, "1.91", "1,91"),
        ("a,b", "a,b", "a,b"),
    ],
)
def test_numbers_in_each_language(value: Any, english: str, french: str) -> None:
    assert wording.show(value, "en") == english
    assert wording.show(value, "fr") == french


def test_one_and_many() -> None:
    sentence = "{n} {n|tag|tags}"
    assert [wording.fill(sentence, {"n": n}, "en") for n in (0, 1, 2)] == ["0 tags", "1 tag", "2 tags"]
    assert [wording.fill(sentence, {"n": n}, "fr") for n in (0, 1, 2)] == ["0 tag", "1 tag", "2 tags"]
