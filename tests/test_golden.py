"""The golden corpus: a change of any report shows in the review of the change that made it. To write it anew: tests/golden.py."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter

import golden
import pytest

from scoring import rulebook
from scoring.types import Snapshot

KEPT = golden.kept()


@pytest.mark.parametrize("platform", KEPT)
def test_every_report_is_what_it_was_byte_for_byte(platform: str) -> None:
    lines = KEPT[platform]
    now = golden.lines_of(golden.snapshots_in(lines))
    different = [one for one in lines if one not in set(now)] + [one for one in now if one not in set(lines)]
    assert now == lines, "if this is meant, run python tests/golden.py --write:\n" + "\n".join(different[:6])


def test_it_holds_every_pack_in_both_languages_from_weak_to_strong() -> None:
    found: dict[str, Snapshot] = {}
    for lines in KEPT.values():
        found |= golden.snapshots_in(lines)
    assert len(found) >= 120
    asked = Counter(name.rsplit(".", 2)[0] for name in found)
    edition = rulebook.current()
    formats = [form.surface for one in edition.platforms.values() for form in one.formats.values()]
    assert asked == dict.fromkeys(formats, 6)
    for what in (
        "media",
        "schedule",
        "history",
        "brand",
        "products",
        "audience",
        "settings",
        "ai_use",
        "objective",
    ):
        told = sum(getattr(one, what) is not None for one in found.values())
        assert 0 < told < len(found), f"{what}: told sometimes, sometimes not"
    for lines in KEPT.values():
        for name, one in golden.snapshots_in(lines).items():
            assert json.loads(golden.line({"id": name, "snapshot": golden.frozen(one)}))["id"] == name


def test_stronger_texts_score_higher() -> None:
    scores: dict[str, list[int]] = {level: [] for level in golden.LEVELS}
    for lines in KEPT.values():
        for row in map(json.loads, lines):
            if row.get("report", {}).get("score_untimed") is not None:
                scores[row["id"].rsplit(".", 1)[1]].append(row["report"]["score_untimed"])
    weak, middle, strong = (sum(some) / len(some) for some in scores.values())
    assert weak + 5 < middle < strong - 5, (weak, middle, strong)


@pytest.mark.parametrize(
    ("seed", "zone", "language"), [("0", "UTC", "C.UTF-8"), ("7", "Pacific/Auckland", "C")]
)
def test_it_is_the_same_in_any_process_zone_locale_and_hash_seed(seed: str, zone: str, language: str) -> None:
    env = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": language, "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "tests/golden.py"],
        check=False,
        cwd=golden.ROOT,
        env=env,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
