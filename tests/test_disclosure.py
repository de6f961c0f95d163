"""Disclosure: AI questions answered or not, platform fields, visible wordings; the label itself costs nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from scoring import rulebook
from scoring.engine import check
from scoring.types import AiUse, Brand, Finding, MediaItem, Outcome, Report, Schedule, Severity, Snapshot

EDITION = rulebook.current()
IMAGE = (MediaItem("image"),)
FRANCE, USA = Brand(markets=("FR",)), Brand(markets=("US",))


def report(surface: str, text: str = "Notre four du matin", **given: Any) -> Report:
    platform, name = surface.split(".")
    made = check(Snapshot(platform, name, text, **given), EDITION)
    assert not [one.rule for one in made.findings if one.outcome is Outcome.BROKEN]
    return made


def finding(rule: str, surface: str, text: str = "Notre four du matin", **given: Any) -> Finding:
    return next(one for one in report(surface, text, **given).disclosure if one.rule == rule)


def test_a_draft_with_media_must_answer_and_a_bare_text_is_not_asked() -> None:
    assert finding("D-AI-01", "instagram.image", media=IMAGE, answered=True).outcome is Outcome.FAIL
    assert finding("D-AI-01", "instagram.image", media=IMAGE).result.missing == ("answers",)
    assert finding("D-AI-01", "instagram.image", media=IMAGE, ai_use=AiUse.NONE).outcome is Outcome.PASS
    assert finding("D-AI-01", "linkedin.text", media=(), answered=True).outcome is Outcome.NOT_APPLICABLE
    assert finding("D-AI-01", "linkedin.text").result.missing == ("media",)


@pytest.mark.parametrize(
    ("rule", "surface", "use"),
    [
        ("D-AI-04", "tiktok.video", AiUse.EDITED_MEDIA),
        ("D-AI-05", "instagram.image", AiUse.GENERATED_MEDIA),
        ("D-AI-05", "facebook.post", AiUse.GENERATED_MEDIA),
        ("D-AI-06", "youtube.long", AiUse.REALISTIC_PERSON),
        ("D-AI-07", "pinterest.pin", AiUse.EDITED_MEDIA),
        ("D-AI-08", "x.post", AiUse.GENERATED_MEDIA),
    ],
)
def test_the_platforms_label_must_be_set(rule: str, surface: str, use: AiUse) -> None:
    given: dict[str, Any] = {"ai_use": use, "answered": True, "media": IMAGE}
    assert finding(rule, surface, **given, settings={"ai_label": True}).outcome is Outcome.PASS
    assert finding(rule, surface, **given, settings={"ai_label": False}).outcome is Outcome.FAIL
    assert finding(rule, surface, **given).outcome is Outcome.FAIL
    assert (
        finding(rule, surface, ai_use=use).outcome is Outcome.NOT_ASSESSED
    )  # a bare text: nobody asked about the field
    assert finding(rule, surface, ai_use=AiUse.ASSISTED_TEXT, answered=True).outcome is Outcome.NOT_APPLICABLE
    assert finding(rule, "linkedin.text", **given).outcome is Outcome.NOT_APPLICABLE


def test_a_realistic_person_without_label_is_a_blocker() -> None:
    found = finding("D-AI-04", "tiktok.video", ai_use=AiUse.REALISTIC_PERSON, answered=True, media=IMAGE)
    assert (found.outcome, found.severity) == (Outcome.FAIL, Severity.BLOCKER)


def test_visible_wording_where_there_is_no_field() -> None:
    made = {"ai_use": AiUse.GENERATED_MEDIA}
    assert finding("D-AI-09", "linkedin.text", **made).outcome is Outcome.WARN
    assert (
        finding("D-AI-09", "linkedin.text", "Notre four. Image générée par IA.", **made).outcome
        is Outcome.PASS
    )
    assert (
        finding("D-AI-09", "linkedin.text", "Our oven. AI-generated image.", **made).outcome is Outcome.PASS
    )
    alt = (MediaItem("image", alt="Un four, image générée par l’IA"),)
    assert finding("D-AI-09", "linkedin.text", media=alt, **made).outcome is Outcome.PASS


def test_realistic_people_in_the_european_union() -> None:
    person = {"ai_use": AiUse.REALISTIC_PERSON}
    found = finding("D-AI-10", "instagram.image", brand=FRANCE, **person)
    assert (found.outcome, found.severity) == (Outcome.FAIL, Severity.BLOCKER)
    assert (
        finding("D-AI-10", "instagram.image", "Image générée par IA", brand=FRANCE, **person).outcome
        is Outcome.PASS
    )
    assert finding("D-AI-10", "instagram.image", brand=USA, **person).outcome is Outcome.NOT_APPLICABLE
    english = finding("D-AI-10", "instagram.image", "Our oven in the morning", **person)
    assert english.result.missing == ("brand",)


def test_french_wordings_for_commercial_content() -> None:
    paid = {"settings": {"paid_partnership": True}, "brand": FRANCE}
    text = "Publicité. Notre four du matin"
    virtual = finding("D-AI-12", "instagram.image", text, ai_use=AiUse.REALISTIC_PERSON, **paid)
    assert (virtual.outcome, virtual.severity) == (Outcome.FAIL, Severity.BLOCKER)
    said = f"{text}. Images virtuelles"
    assert (
        finding("D-AI-12", "instagram.image", said, ai_use=AiUse.REALISTIC_PERSON, **paid).outcome
        is Outcome.PASS
    )
    assert (
        finding("D-AI-12", "instagram.image", ai_use=AiUse.REALISTIC_PERSON, brand=FRANCE).outcome
        is Outcome.NOT_APPLICABLE
    )
    retouched = {"ai_use": AiUse.EDITED_MEDIA, "brand": FRANCE}
    asked = {"paid_partnership": True}
    assert finding("D-AI-13", "instagram.image", text, settings=asked, **retouched).result.missing == (
        "settings",
    )
    body = asked | {"retouched_body": True}
    assert finding("D-AI-13", "instagram.image", text, settings=body, **retouched).outcome is Outcome.FAIL
    assert (
        finding(
            "D-AI-13", "instagram.image", f"{text}. Images retouchées", settings=body, **retouched
        ).outcome
        is Outcome.PASS
    )


def test_marks_in_files_voices_and_the_labels_language() -> None:
    marked = (MediaItem("image", name="four.jpg", digital_source="trainedAlgorithmicMedia"),)
    assert finding("D-AI-02", "instagram.image", media=marked, ai_use=AiUse.NONE).outcome is Outcome.WARN
    assert (
        finding("D-AI-02", "instagram.image", media=marked, ai_use=AiUse.GENERATED_MEDIA).outcome
        is Outcome.PASS
    )
    assert (
        finding("D-AI-02", "instagram.image", media=IMAGE, ai_use=AiUse.NONE).outcome
        is Outcome.NOT_APPLICABLE
    )
    assert finding("D-AI-14", "tiktok.video", settings={"voice_clone": True}).outcome is Outcome.FAIL
    agreed = {"voice_clone": True, "voice_consent": True, "ai_label": True}
    assert finding("D-AI-14", "tiktok.video", settings=agreed).outcome is Outcome.PASS
    french = "Notre four est prêt pour la nuit et le matin. AI-generated image."
    assert finding("D-AI-16", "linkedin.text", french).outcome is Outcome.WARN
    assert (
        finding(
            "D-AI-16", "linkedin.text", french.replace("AI-generated image", "Image générée par IA")
        ).outcome
        is Outcome.PASS
    )


def test_ai_text_is_answered_for_by_whoever_approved_it() -> None:
    noon = datetime(2026, 12, 1, 12, tzinfo=UTC)
    approved, waiting = Schedule(None, noon, approved=True), Schedule(None, noon)
    text = {"ai_use": AiUse.ASSISTED_TEXT}
    assert finding("D-AI-11", "linkedin.text", schedule=approved, **text).outcome is Outcome.PASS
    assert finding("D-AI-11", "linkedin.text", schedule=waiting, **text).result.missing == ("approval",)
    assert finding("D-AI-11", "linkedin.text", ai_use=AiUse.NONE).outcome is Outcome.NOT_APPLICABLE
    assert finding("D-AI-11", "linkedin.text").result.missing == ("answers",)


def test_the_label_costs_no_point() -> None:
    plain = report("tiktok.video", media=IMAGE, ai_use=AiUse.NONE)
    labelled = report("tiktok.video", media=IMAGE, ai_use=AiUse.GENERATED_MEDIA, settings={"ai_label": True})
    assert plain.score == labelled.score
    assert next(one for one in labelled.disclosure if one.rule == "D-AI-15").outcome is Outcome.PASS
