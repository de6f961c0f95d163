"""Signals of particular formats: what settings, schedule and media metadata answer, and what nobody guesses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scoring import rulebook
from scoring.reading import Reading
from scoring.rules import RULES
from scoring.types import MediaItem, Outcome, Result, Schedule, Snapshot
from scoring.wording import fill

EDITION = rulebook.current()
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
FULL = "Le levain demande douze heures de repos au frais, et c’est la seule étape que l’on ne peut pas raccourcir sans tout perdre au goût."


def answer(rule: str, text: str = "Du pain", surface: str = "linkedin.poll", **given: Any) -> Result:
    platform, name = surface.split(".")
    one = next(one for one in RULES if one.id == rule)
    entry = EDITION.rules[rule]
    reading = Reading(Snapshot(platform, name, text, lang=given.pop("lang", "fr"), **given), EDITION.lexicon)
    made = one.check(reading, entry.params_for(platform, surface))
    for language in ("en", "fr"):
        words = entry.text[language].get(made.outcome)
        sentence = words if isinstance(words, str) or words is None else words.get(made.case, words[""])
        if sentence:
            shown = {
                "measured": made.measured and made.measured.value,
                "wanted": made.wanted and made.wanted.value,
            }
            assert "{" not in fill(sentence, {**shown, **made.facts}, language)
    return made


@pytest.mark.parametrize(
    ("options", "text", "expected", "case"),
    [
        (["Seigle", "Blé", "Épeautre"], FULL * 2, "pass", ""),
        (["Seigle", "Blé"], "Votre farine ?", "warn", "thin"),
        (["Oui", "oui ", "Non"], FULL * 2, "warn", "same"),
        (["Une farine de seigle moulue à la meule", "Blé"], FULL * 2, "warn", "long"),
        (["Oui"], FULL * 2, "fail", ""),
        (["a", "b", "c", "d", "e"], FULL * 2, "fail", ""),
    ],
)
def test_a_poll(options: list[str], text: str, expected: str, case: str) -> None:
    made = answer("S-POLL", text, settings={"poll_options": options})
    assert (made.outcome.value, made.case) == (expected, case)
    assert answer("S-POLL", text, settings={}).missing == ("settings",)


def test_a_thread() -> None:
    good = f"{FULL}\n---\n{FULL}\n---\n{FULL} Et vous, combien d’heures laissez-vous ?"
    assert answer("S-THREAD", good, "x.thread").outcome is Outcome.PASS
    assert answer("S-THREAD", FULL, "x.thread").case == "single"
    assert answer("S-THREAD", good.replace(FULL, "Court.", 1), "x.thread").case == "length"
    assert answer("S-THREAD", f"1/ Un fil 🧵\n{good}", "x.thread").case == "start"
    assert answer("S-THREAD", f"{FULL}\n---\n{FULL}", "x.thread").case == "close"
    assert answer("S-THREAD", "1/\n---\nCourt.", "x.thread").outcome is Outcome.FAIL


def test_a_story_a_long_video_and_news() -> None:
    story = "instagram.story"
    assert answer("S-STICKER", "", story, settings={"sticker": "quiz"}).outcome is Outcome.PASS
    assert answer("S-STICKER", "", story, settings={"sticker": ""}).outcome is Outcome.FAIL
    assert answer("S-STICKER", "", story, settings={}).missing == ("settings",)

    def chapters(text: str, seconds: float | None) -> Result:
        return answer("S-CHAPTERS", text, "youtube.long", media=(MediaItem("video", duration=seconds),))

    stamps = "0:00 Le four\n2:10 La pâte\n1:02:30 Le goût"
    assert chapters(stamps, 900.0).outcome is Outcome.PASS
    assert chapters(stamps.replace("0:00", "0:30"), 900.0).outcome is Outcome.WARN
    assert chapters("0:00 Le four", 900.0).outcome is Outcome.WARN
    assert chapters("Le four", 900.0).outcome is Outcome.FAIL
    assert chapters("Le four", 300.0).outcome is Outcome.NOT_APPLICABLE
    assert chapters("Le four", None).missing == ("media_measures",)

    def fresh(day: str, hours: int) -> Result:
        schedule = Schedule(NOON + timedelta(hours=hours), now=NOON)
        return answer("S-FRESH", "Le salon", "x.post", schedule=schedule, settings={"event_on": day})

    assert fresh("2026-12-01", 0).outcome is Outcome.PASS
    assert fresh("2026-11-30", 0).outcome is Outcome.WARN
    assert fresh("2026-11-28", 0).outcome is Outcome.FAIL
    assert fresh("soon", 0).missing == ("event",)
