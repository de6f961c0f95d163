"""The French catalogue is complete: everything the code says today is translated, and with the same placeholders."""

import os
import re
import shutil
import string
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po"
EXTRACTED_FROM = ("config", "planner", "scoring", "templates", "manage.py")
PERCENT = re.compile(r"%(?:\(\w+\))?[-+ 0#]*\d*(?:\.\d+)?[sdfr]")


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> polib.POFile:
    """What makemessages finds in the code now, with nothing translated."""
    if not shutil.which("xgettext"):
        message = "xgettext is missing: `sudo apt-get install gettext`"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    copy = tmp_path_factory.mktemp("extraction")
    for name in EXTRACTED_FROM:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy / name)
    (copy / "locale").mkdir()
    script = "import sys; from django.core.management import execute_from_command_line as run; run(sys.argv)"
    command = [sys.executable, "-c", script, "makemessages", "--locale", "fr", "--no-location", "--no-wrap"]
    without_settings = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(command, cwd=copy, env=without_settings, check=True, capture_output=True, text=True)
    return polib.pofile(str(copy / "locale" / "fr" / "LC_MESSAGES" / "django.po"))


@pytest.fixture(scope="module")
def french() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def key(entry: polib.POEntry) -> tuple[str, str, str]:
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural


def placeholders(text: str) -> list[str]:
    """Every place where a value is filled in, of both kinds, in a fixed order."""
    named = []
    if not PERCENT.search(text):
        try:
            named = [f"{{{name}}}" for _, name, _, _ in string.Formatter().parse(text) if name is not None]
        except ValueError:  # a lone brace is just a brace
            named = []
    return sorted(PERCENT.findall(text.replace("%%", "")) + named)


def test_every_sentence_of_the_code_is_in_the_french_catalogue(
    fresh: polib.POFile, french: polib.POFile
) -> None:
    known = {key(entry) for entry in french if not entry.obsolete}
    assert len(fresh) > 100
    assert [entry.msgid for entry in fresh if key(entry) not in known] == [], (
        "run `make messages`, then translate"
    )


def test_the_catalogue_keeps_nothing_that_the_code_no_longer_says(
    fresh: polib.POFile, french: polib.POFile
) -> None:
    said = {key(entry) for entry in fresh}
    assert [entry.msgid for entry in french if entry.obsolete or key(entry) not in said] == []


def test_every_sentence_is_translated_and_no_translation_is_a_guess(french: polib.POFile) -> None:
    assert [entry.msgid for entry in french if "fuzzy" in entry.flags] == []
    for entry in french:
        forms = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        assert forms, entry.msgid
        assert all(form.strip() for form in forms), entry.msgid
        if entry.msgid_plural:
            assert len(forms) == number_of_plurals(french), entry.msgid


def number_of_plurals(catalogue: polib.POFile) -> int:
    found = re.search(r"nplurals=(\d)", catalogue.metadata["Plural-Forms"])
    assert found
    return int(found.group(1))


def test_translations_fill_in_the_same_values(french: polib.POFile) -> None:
    wrong = []
    for entry in french:
        wanted = placeholders(entry.msgid_plural or entry.msgid)
        forms = entry.msgstr_plural.items() if entry.msgid_plural else [(None, entry.msgstr)]
        for number, form in forms:
            # "One draft" needs no number; the many need all of the values.
            allowed = [wanted, placeholders(entry.msgid)] if number == 0 else [wanted]
            if placeholders(form) not in allowed and not (
                number == 0 and set(placeholders(form)) <= set(wanted)
            ):
                wrong.append((entry.msgid, form))
    assert wrong == []


def test_translations_begin_and_end_like_the_original(french: polib.POFile) -> None:
    """Django refuses line breaks that differ, and a stray blank shows on the page."""
    for entry in french:
        for form in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
            assert form[:1].isspace() == entry.msgid[:1].isspace(), entry.msgid
            assert form[-1:].isspace() == entry.msgid[-1:].isspace(), entry.msgid


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("%(count)d drafts in %(brand)s", ["%(brand)s", "%(count)d"]),
        ("50 %% of {n}", ["{n}"]),
        ("{a} then {b}", ["{a}", "{b}"]),
        ("a lone { brace", []),
    ],
)
def test_placeholders_are_found(text: str, found: list[str]) -> None:
    assert placeholders(text) == found
