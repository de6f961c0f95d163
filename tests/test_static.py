"""What the browser gets: vendored files as recorded, nothing inline, light enough for a first visit."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
VENDORED = json.loads((STATIC / "vendor" / "vendor.json").read_text())
TEMPLATES = sorted(ROOT.glob("templates/**/*.html")) + sorted(ROOT.glob("planner/**/templates/**/*.html"))
FIRST_VISIT = 150_000
FONTS = 70_000

INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "a handler attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "hx-on": re.compile(r"\shx-on\b|\shx-on:", re.I),
    "a javascript: address": re.compile(r"""=\s*["']?\s*(?:javascript|js):""", re.I),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)[^>]*>", re.I),
    "an inline style sheet": re.compile(r"<style\b", re.I),
}


def _faults(markup: str) -> list[str]:
    bare = re.sub(
        r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}",
        "",
        re.sub(r"\{% comment %\}.*?\{% endcomment %\}", "", markup, flags=re.S),
    )
    return [name for name, pattern in INLINE.items() if pattern.search(bare)]


def _compressed(path: Path) -> int:
    data = path.read_bytes()
    return len(data) if path.suffix == ".woff2" else len(gzip.compress(data, 6))


@pytest.mark.parametrize("item", VENDORED, ids=lambda item: item["name"])
def test_vendored_file_is_the_recorded_one_and_carries_its_licence(item: dict[str, str]) -> None:
    digest = hashlib.sha384((STATIC / item["file"]).read_bytes()).digest()
    assert base64.b64encode(digest).decode() == item["sha384"], f"{item['file']} changed: update vendor.json"
    licence = (STATIC / item["licence_file"]).read_text()
    assert len(licence) > 300
    assert item["version"]
    assert item["licence"]


def test_everything_of_others_is_recorded() -> None:
    recorded = {item["file"] for item in VENDORED}
    present = {
        str(p.relative_to(STATIC)) for p in [*STATIC.glob("vendor/*/*.js"), *STATIC.glob("fonts/*.woff2")]
    }
    assert present <= recorded
    assert recorded == {file for file in recorded if (STATIC / file).is_file()}


def test_no_template_needs_more_than_the_strict_policy_allows() -> None:
    found = {
        str(path.relative_to(ROOT)): faults for path in TEMPLATES if (faults := _faults(path.read_text()))
    }
    assert found == {}


@pytest.mark.parametrize(
    "markup",
    [
        '<p style="color:red">',
        "<a onclick='x()'>",
        '<b hx-on:click="x()">',
        "<script>1</script>",
        '<a href="javascript:x">',
        "<style>a{}</style>",
    ],
)
def test_the_inline_check_would_notice(markup: str) -> None:
    assert _faults(markup)
    assert not _faults(
        '<script type="module" src="/a.js"></script><a data-on="1" class="style=">{# <p style="x"> #}'
    )


def test_fonts_and_a_first_visit_stay_light() -> None:
    fonts = sum(_compressed(path) for path in STATIC.glob("fonts/*.woff2"))
    assert 0 < fonts <= FONTS
    rest = [
        *STATIC.glob("css/*.css"),
        *STATIC.glob("js/**/*.js"),
        *STATIC.glob("vendor/*/*.js"),
        STATIC / "icons.svg",
    ]
    assert fonts + sum(_compressed(path) for path in rest) <= FIRST_VISIT


def test_every_style_sheet_is_linked_and_every_icon_exists() -> None:
    linked = {name for path in TEMPLATES for name in re.findall(r"css/[\w-]+\.css", path.read_text())}
    assert linked == {f"css/{path.name}" for path in STATIC.glob("css/*.css")}

    ids = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text()))
    asked = {
        name
        for path in TEMPLATES
        for name in re.findall(
            r'_icon\.html" with name="([\w-]+)"|icons\.svg[^#\n]{0,12}#([\w-]+)', path.read_text()
        )
        for name in name
        if name and not name.endswith("-")
    }
    assert asked <= ids, f"unknown icons: {sorted(asked - ids)}"


def test_modules_import_what_is_there() -> None:
    for path in STATIC.glob("js/**/*.js"):
        for target in re.findall(r'(?:from|import)\s+"(\.[^"]+)"', path.read_text()):
            assert (path.parent / target).resolve().is_file(), f"{path.name} imports {target}"
