"""Validity: what each platform takes, at the limit and one beyond it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scoring import engine, rulebook, wording
from scoring.types import Finding, History, MediaItem, Outcome, PastPost, Schedule, Snapshot

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)


def finding(rule: str, surface: str, text: str = "Text.", **given: Any) -> Finding:
    platform, name = surface.split(".")
    report = engine.check(Snapshot(platform, name, text, **given), rulebook.current())
    return next(one for one in report.validity if one.rule == rule)


def outcome(rule: str, surface: str, text: str = "Text.", **given: Any) -> str:
    found = finding(rule, surface, text, **given)
    return found.outcome + (f":{found.result.case}" if found.result.case else "")


def image(**values: Any) -> MediaItem:
    return MediaItem(
        **{"kind": "image", "mime": "image/jpeg", "width": 1080, "height": 1350, "size": 500_000} | values
    )


def video(**values: Any) -> MediaItem:
    return MediaItem(
        **{
            "kind": "video",
            "mime": "video/mp4",
            "width": 1080,
            "height": 1920,
            "duration": 30.0,
            "fps": 30.0,
            "size": 10**7,
        }
        | values
    )


@pytest.mark.parametrize(
    ("surface", "limit"),
    [
        ("tiktok.video", 2200),
        ("tiktok.photo", 4000),
        ("instagram.image", 2200),
        ("instagram.reel", 2200),
        ("linkedin.text", 3000),
        ("youtube.long", 5000),
        ("facebook.post", 63206),
        ("pinterest.pin", 500),
        ("x.post", 280),
        ("threads.post", 500),
        ("bluesky.post", 300),
    ],
)
def test_text_length(surface: str, limit: int) -> None:
    assert outcome("V-LEN", surface, "a" * (limit * 95 // 100)) == "pass"
    assert outcome("V-LEN", surface, "a" * limit) == "warn"
    over = finding("V-LEN", surface, "a" * (limit + 3))
    assert over.outcome is Outcome.FAIL
    assert over.result.spans == ((limit, limit + 3),)
    assert over.result.measured is not None
    assert over.result.measured.value == limit + 3


def test_length_is_counted_as_the_platform_does() -> None:
    assert outcome("V-LEN", "x.post", "https://example.com/" + "a" * 400) == "pass"  # a link costs 23
    assert outcome("V-LEN", "x.post", "中" * 141) == "fail"
    assert outcome("V-LEN", "bluesky.post", "👨‍👩‍👧‍👦" * 260) == "pass"  # one grapheme each
    assert outcome("V-LEN", "linkedin.text", "😀" * 1501) == "fail"  # two units each
    spans = finding("V-LEN", "linkedin.text", "😀" * 1501).result.spans
    assert spans == ((1500, 1501),)  # in code points of the text


def test_a_huge_text_is_refused_in_time() -> None:
    for surface in ("bluesky.post", "x.post", "linkedin.text"):
        assert outcome("V-LEN", surface, "é😀" * 50_000) == "fail"


def test_no_text_where_nothing_else_would_be_published() -> None:
    for text in ("", " \n", "\u200b\u2060\u00ad"):
        assert outcome("V-LEN", "linkedin.text", text) == "fail:empty"
        assert outcome("V-LEN", "x.post", text, media=()) == "fail:empty"
        assert outcome("V-LEN", "x.post", text) == "pass"  # media not known
        assert outcome("V-LEN", "instagram.reel", text) == "pass"
    assert outcome("V-LEN", "instagram.story", "") == "not_applicable"


def test_each_post_of_a_thread_has_its_own_limit() -> None:
    assert outcome("V-LEN", "x.thread", "\n---\n".join(["a" * 200] * 3)) == "pass"
    long = finding("V-LEN", "x.thread", "a" * 200 + "\n---\n" + "b" * 281)
    assert long.outcome is Outcome.FAIL
    assert long.result.spans[0][1] == 486


def test_linkedin_escaped_and_bytes() -> None:
    assert outcome("V-LEN-ESC", "linkedin.text", "#" * 1400) == "pass"
    assert outcome("V-LEN-ESC", "linkedin.text", "#" * 1450) == "warn"
    assert outcome("V-LEN-ESC", "linkedin.text", "#" * 1501) == "fail"
    assert outcome("V-LEN-ESC", "x.post", "#" * 100) == "not_applicable"
    assert outcome("V-BYTES", "bluesky.post", "👨‍👩‍👧‍👦" * 130) == "fail"  # 25 bytes each
    assert outcome("V-BYTES", "bluesky.post", "👨‍👩‍👧‍👦" * 120) == "pass"
    assert outcome("V-BYTES", "threads.post", "😀" * 126) == "fail"  # 4 bytes each
    assert outcome("V-BYTES", "threads.post", "😀" * 125) == "pass"


def tags(count: int) -> str:
    return "Texte " + " ".join(f"#mot{chr(97 + index)}" for index in range(count))


@pytest.mark.parametrize(
    ("surface", "passes", "warns", "fails"),
    [
        ("instagram.reel", 5, None, 6),
        ("tiktok.video", 5, None, 6),
        ("threads.post", 1, None, 2),
        ("youtube.long", 15, 16, None),
        ("linkedin.text", 5, 6, None),
        ("x.post", 2, 3, None),
        ("pinterest.pin", 5, 6, None),
    ],
)
def test_hashtags(surface: str, passes: int, warns: int | None, fails: int | None) -> None:
    assert outcome("V-TAGS", surface, "Texte") == outcome("V-TAGS", surface, tags(passes)) == "pass"
    if warns:
        assert outcome("V-TAGS", surface, tags(warns)) == "warn"
    if fails:
        over = finding("V-TAGS", surface, tags(fails))
        assert over.outcome is Outcome.FAIL
        assert [tags(fails)[slice(*span)] for span in over.result.spans] == [f"#mot{chr(96 + fails)}"]


def test_cashtags_and_mentions() -> None:
    assert outcome("V-CASH", "x.post", "$AAPL up") == "pass"
    assert outcome("V-CASH", "x.post", "$AAPL and $MSFT") == "fail"
    assert outcome("V-MENT", "instagram.image", "@a1 @b2 @c3") == "pass"
    assert outcome("V-MENT", "instagram.image", "@a1 @b2 @c3 @d4") == "warn"
    assert outcome("V-MENT", "instagram.image", "@a1 @b2 @c3 @d4", settings={"by_api": True}) == "fail"


def test_count_of_files() -> None:
    assert outcome("V-COUNT", "instagram.carousel") == "not_assessed"
    assert outcome("V-COUNT", "instagram.carousel", media=(image(),)) == "fail:few"
    assert outcome("V-COUNT", "instagram.carousel", media=(image(),) * 10) == "pass"
    assert outcome("V-COUNT", "instagram.carousel", media=(image(),) * 11) == "warn"
    assert outcome("V-COUNT", "instagram.carousel", media=(image(),) * 21) == "fail:many"
    assert outcome("V-COUNT", "linkedin.text", media=(image(),)) == "fail:none"
    assert outcome("V-COUNT", "linkedin.poll", media=()) == "pass"
    assert outcome("V-COUNT", "tiktok.video", media=()) == "fail:few"


def test_kinds_of_files() -> None:
    assert outcome("V-MIX", "tiktok.photo", media=(image(), video())) == "fail:kind_video"
    assert outcome("V-MIX", "instagram.carousel", media=(image(), video())) == "pass"
    assert outcome("V-MIX", "x.post", media=(image(), video())) == "fail:mixed"
    assert outcome("V-MIX", "x.post", media=(video(), video())) == "fail"
    assert outcome("V-MIX", "linkedin.document", media=(image(),)) == "fail:kind_image"
    assert outcome("V-MIX", "linkedin.text") == "not_applicable"


def test_ratio() -> None:
    assert outcome("V-RATIO", "instagram.image", media=(image(),)) == "pass"
    assert outcome("V-RATIO", "instagram.image", media=(image(height=1500),)) == "fail:tall"
    assert outcome("V-RATIO", "instagram.image", media=(image(height=500),)) == "fail:wide"
    assert outcome("V-RATIO", "instagram.reel", media=(video(),)) == "pass"
    assert outcome("V-RATIO", "instagram.reel", media=(video(height=1080),)) == "warn"
    assert outcome("V-RATIO", "pinterest.pin", media=(image(width=1000, height=1500),)) == "pass"
    assert outcome("V-RATIO", "linkedin.video", media=(video(height=3000),)) == "fail:tall"
    assert outcome("V-RATIO", "instagram.image", media=(image(width=None),)) == "not_assessed"
    second = finding("V-RATIO", "instagram.carousel", media=(image(), image(height=500)))
    assert second.result.facts["number"] == 2


def test_duration() -> None:
    for surface, seconds, expected in [
        ("tiktok.video", 2.5, "fail:short"),
        ("tiktok.video", 600, "pass"),
        ("tiktok.video", 601, "fail:long"),
        ("instagram.reel", 181, "warn:long"),
        ("instagram.story", 61, "fail:long"),
        ("youtube.short", 181, "warn:long"),
        ("x.post", 9, "warn:short"),
        ("x.post", None, "not_assessed"),
    ]:
        assert outcome("V-DUR", surface, media=(video(duration=seconds),)) == expected, (surface, seconds)


def test_size_type_and_pixels() -> None:
    assert outcome("V-SIZE", "bluesky.post", media=(image(size=2_000_001),)) == "fail"
    assert outcome("V-SIZE", "bluesky.post", media=(image(size=1_950_000),)) == "warn"
    assert outcome("V-SIZE", "bluesky.post", media=(image(),)) == "pass"
    assert outcome("V-SIZE", "instagram.image", media=(image(mime="image/png"),)) == "warn:type"
    by_api = {"by_api": True}
    assert (
        outcome("V-SIZE", "instagram.image", media=(image(mime="image/png"),), settings=by_api) == "fail:type"
    )
    assert outcome("V-SIZE", "linkedin.video", media=(video(mime="video/webm"),)) == "fail:type"
    assert outcome("V-SIZE", "tiktok.video", media=(video(width=300),)) == "fail:small"
    assert outcome("V-SIZE", "tiktok.video", media=(video(fps=12.0),)) == "fail:fps"
    assert outcome("V-SIZE", "tiktok.video", media=(video(fps=59.94),)) == "pass"
    assert outcome("V-SIZE", "linkedin.image", media=(image(width=8000, height=5000),)) == "fail:large"


def test_title() -> None:
    for surface, title, expected in [
        ("pinterest.pin", None, "not_assessed"),
        ("pinterest.pin", "", "fail:missing"),
        ("pinterest.pin", "a" * 40, "pass"),
        ("pinterest.pin", "a" * 41, "warn"),
        ("pinterest.pin", "a" * 101, "fail"),
        ("youtube.long", "a" * 71, "warn"),
        ("linkedin.document", "a" * 401, "fail"),
        ("facebook.reel", "", "not_applicable"),
        ("linkedin.text", "Title", "not_applicable"),
    ]:
        assert outcome("V-TITLE", surface, title=title) == expected, (surface, title)


def test_topic_and_languages() -> None:
    assert outcome("V-TOPIC", "threads.post") == "not_assessed"
    assert outcome("V-TOPIC", "threads.post", settings={}) == "warn"
    assert outcome("V-TOPIC", "threads.post", "Du pain #levain", settings={}) == "pass"
    assert outcome("V-TOPIC", "threads.post", settings={"topic": "pain & vin"}) == "fail:sign"
    assert outcome("V-TOPIC", "threads.post", settings={"topic": "a" * 51}) == "fail"
    assert outcome("V-LANG", "bluesky.post") == "not_assessed"
    assert outcome("V-LANG", "bluesky.post", settings={}) == "warn"
    assert outcome("V-LANG", "bluesky.post", settings={"langs": ["fr", "en", "de", "it"]}) == "fail"
    assert outcome("V-LANG", "bluesky.post", settings={"langs": ["fr"]}) == "pass"


def test_links() -> None:
    for surface, text, link, expected in [
        ("linkedin.text", "No link.", None, "pass"),
        ("linkedin.text", "See https://a.fr/x.", None, "pass"),
        ("linkedin.text", "See http://a.fr/x.", None, "warn:insecure"),
        ("linkedin.text", "See https://localhost or https:/a.fr", None, "fail:text"),
        ("instagram.reel", "See www.a.fr", None, "warn:not_clickable"),
        ("pinterest.pin", "Pin", None, "not_assessed"),
        ("pinterest.pin", "Pin", "", "warn:missing"),
        ("pinterest.pin", "Pin", "https://a.fr/recette", "pass"),
        ("pinterest.pin", "Pin", "a.fr recette", "fail:field"),
        ("pinterest.pin", "Pin", "https://a.fr/" + "x" * 2048, "fail:field"),
        ("pinterest.pin", "Pin", "javascript:alert(1)", "fail:field"),
    ]:
        assert outcome("V-LINK", surface, text, link=link) == expected, (text, link)


def test_alt_text() -> None:
    good = "Une boulangère sort des pains du four"
    for alt, expected in [
        (good, "pass"),
        ("", "warn"),
        ("Du pain", "warn:short"),
        ("Une boulangère au travail.", "warn:copy"),
        ("a" * 1001, "fail"),
    ]:
        found = outcome("V-ALT", "instagram.image", "Une boulangère au travail.", media=(image(alt=alt),))
        assert found == expected, alt
    assert (
        outcome(
            "V-ALT",
            "instagram.image",
            media=(image(name="four-a-pain-du-matin.jpg", alt="four-a-pain-du-matin"),),
        )
        == "warn:copy"
    )
    assert outcome("V-ALT", "instagram.carousel", media=(video(), video())) == "not_applicable"
    assert (
        finding("V-ALT", "instagram.carousel", media=(image(alt=good), image())).result.facts["number"] == 2
    )


def test_planned_time() -> None:
    def when(minutes: int, approved: bool = False) -> str:
        schedule = Schedule(NOW + timedelta(minutes=minutes), NOW, approved)
        return outcome("V-SCHED", "linkedin.text", schedule=schedule)

    assert outcome("V-SCHED", "linkedin.text") == "not_assessed"
    assert outcome("V-SCHED", "linkedin.text", schedule=Schedule(None, NOW)) == "not_assessed"
    assert (when(-1), when(5), when(5, approved=True), when(60)) == ("fail:past", "warn", "pass", "pass")


def test_quota_of_the_day() -> None:
    def day(posts: int) -> str:
        history = History(tuple(PastPost(NOW - timedelta(minutes=10 * index)) for index in range(posts)))
        return outcome("V-QUOTA", "instagram.image", schedule=Schedule(NOW, NOW), history=history)

    assert (day(79), day(80), day(99), day(100)) == ("pass", "warn", "warn", "fail")
    assert outcome("V-QUOTA", "instagram.image") == "not_assessed"


def test_safe_zones_say_what_would_assess_them() -> None:
    safe = finding("V-SAFE", "instagram.reel", media=(video(),))
    assert safe.outcome is Outcome.NOT_ASSESSED
    assert "media analysis" in wording.say(safe, rulebook.current(), "en").message
    assert "analyse des médias" in wording.say(safe, rulebook.current(), "fr").message


def test_words_say_measured_against_wanted() -> None:
    over = finding("V-LEN", "linkedin.text", "a" * 3100)
    edition = rulebook.current()
    english, french = wording.say(over, edition, "en"), wording.say(over, edition, "fr")
    assert english.message == "3,100 characters where 3,000 are allowed: 100 too many."
    assert french.message == "3\u202f100 caractères pour 3\u202f000 autorisés\u00a0: 100 de trop."
    assert (english.measured, french.measured) == ("3,100 characters", "3\u202f100 caractères")
    assert english.fix
    fine = wording.say(finding("V-TAGS", "linkedin.text", "Un #mot"), edition, "fr")
    assert (fine.message, fine.fix) == ("1 hashtag.", None)
