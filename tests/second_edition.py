"""A second edition of the rulebook, for the time of one test."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scoring import rulebook
from scoring.types import EditionInfo

OLD, NEW = "2026-11", "2027-02"


@pytest.fixture
def newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Edition 2027-02 is released beside 2026-11: LinkedIn takes 60 characters, and ten points moved from one rule to another."""
    folder = tmp_path / "editions"
    shutil.copytree(rulebook.FOLDER, folder)
    new = Path(shutil.copytree(folder / OLD, folder / NEW))
    edit(new, "edition", lambda data: data.update(name=NEW, released="2027-02-01"))
    edit(new, "limits", lambda data: data["linkedin"]["common"]["text"].update(limit=60))
    edit(new, "packs", lambda data: move(data["linkedin.text"]["weights"]["default"]))
    listed = tuple(
        EditionInfo(name, day, rulebook.checksum(folder / name))
        for name, day in ((OLD, date(2026, 11, 28)), (NEW, date(2027, 2, 1)))
    )
    monkeypatch.setattr(rulebook, "FOLDER", folder)
    monkeypatch.setattr(rulebook, "EDITIONS", listed)
    yield new
    rulebook.edition.cache_clear()


def edit(folder: Path, file: str, change: Any) -> None:
    path = folder / f"{file}.json"
    data = json.loads(path.read_text("utf-8"))
    change(data)
    path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")


def move(weights: dict[str, int]) -> None:
    heaviest, other = sorted(weights, key=lambda rule: -weights[rule])[:2]
    weights[heaviest] -= 5
    weights[other] += 5
