"""Saving one field at a time: what two people write at once, what an idle tab sends, and what is refused."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from cast import Cast
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from planner.models import AuditEvent, Draft, Job, Revision, User, Variant
from planner.services import variants
from planner.services.values import read_plan

TEXT = "Nous avons perdu 11 000 € en six semaines."


def post(browser: Client, draft: Draft, field: str, value: str, base: str, **extra: str) -> HttpResponse:
    url = f"/w/{draft.workspace.slug}/drafts/{draft.pk}/field/"
    data = {"field": field, "value": value, "base": base} | extra
    return browser.post(url, data, headers={"Accept": "application/json"})  # type: ignore[return-value]


def post_variant(browser: Client, variant: Variant, field: str, value: str, base: str = "") -> HttpResponse:
    url = f"/w/{variant.workspace.slug}/variants/{variant.pk}/field/"
    data = {"field": field, "value": value, "base": base}
    return browser.post(url, data, headers={"Accept": "application/json"})  # type: ignore[return-value]


def first(draft: Draft) -> Variant:
    variant = draft.variants.first()
    assert variant is not None
    return variant


def test_a_changed_field_is_stored_counted_and_scored_again(cast: Cast) -> None:
    draft = cast.draft(text="Un", surfaces=("linkedin.text",))
    answer = post(cast.browser("editor"), draft, "text", "Un pain", "Un")
    assert answer.status_code == 200
    body = answer.json()  # type: ignore[attr-defined]
    assert (body["value"], body["state"]) == ("Un pain", "saved")
    assert "7 of 3,000" in body["parts"]["counts"]
    draft.refresh_from_db()
    assert draft.text == "Un pain"
    assert Job.objects.filter(kind=Job.Kind.SCORE, subject=first(draft).pk).exists()


def test_edits_of_two_people_merge_and_a_true_conflict_writes_nothing(cast: Cast) -> None:
    draft = cast.draft(text="Le pain du lundi est bon.")
    ines, tom = cast.browser("editor"), cast.browser("writer")
    base = draft.text
    assert post(ines, draft, "text", "Le gros pain du lundi est bon.", base).status_code == 200
    merged = post(tom, draft, "text", "Le pain du lundi est très bon.", base)
    assert merged.json()["state"] == "merged"  # type: ignore[attr-defined]
    assert merged.json()["value"] == "Le gros pain du lundi est très bon."  # type: ignore[attr-defined]

    now = "Le gros pain du lundi est très bon."
    assert post(ines, draft, "text", now.replace("lundi", "mardi"), now).status_code == 200
    clash = post(tom, draft, "text", now.replace("lundi", "jeudi"), now)
    assert clash.status_code == 409
    page = clash.content.decode()
    assert "mardi" in page
    assert "jeudi" in page
    draft.refresh_from_db()
    assert "mardi" in draft.text

    theirs = draft.text
    settled = post(tom, draft, "text", theirs.replace("mardi", "jeudi"), theirs, settle="1")
    assert settled.status_code == 200
    last = draft.revisions.first()
    assert last is not None
    assert (last.reason, last.author) == (Revision.Reason.CONFLICT, cast.user("writer"))
    assert last.sealed_at is not None


def test_choices_conflict_when_both_changed_them(cast: Cast) -> None:
    draft = cast.draft()
    ines, tom = cast.browser("editor"), cast.browser("writer")
    assert post(ines, draft, "objective", "save", "").status_code == 200
    assert post(tom, draft, "objective", "save", "").json()["state"] == "same"  # type: ignore[attr-defined]
    assert post(tom, draft, "objective", "comment", "").status_code == 409
    assert post(tom, draft, "objective", "comment", "save").status_code == 200


def test_an_idle_tab_overwrites_nobody(cast: Cast) -> None:
    draft = cast.draft(text="Avant")
    post(cast.browser("editor"), draft, "text", "Après", "Avant")
    idle = post(cast.browser("writer"), draft, "text", "Avant", "Avant")
    assert idle.json()["value"] == "Après"  # type: ignore[attr-defined]
    draft.refresh_from_db()
    assert draft.text == "Après"


def test_opening_and_saving_without_a_change_changes_nothing(cast: Cast) -> None:
    draft = cast.draft(text=TEXT)
    before = (draft.updated_at, Revision.objects.count(), AuditEvent.objects.count(), Job.objects.count())
    browser = cast.browser("editor")
    assert browser.get(f"/w/{cast.workspace.slug}/drafts/{draft.pk}/").status_code == 200
    assert post(browser, draft, "text", TEXT, TEXT).json()["state"] == "same"  # type: ignore[attr-defined]
    assert post_variant(browser, first(draft), "text", TEXT, TEXT).json()["state"] == "same"  # type: ignore[attr-defined]
    draft.refresh_from_db()
    after = (draft.updated_at, Revision.objects.count(), AuditEvent.objects.count(), Job.objects.count())
    assert before == after


def test_a_variant_inherits_until_it_is_edited_and_goes_back(cast: Cast) -> None:
    draft = cast.draft(text="Base", surfaces=("linkedin.text", "instagram.image"))
    variant = first(draft)
    browser = cast.browser("editor")
    assert post_variant(browser, variant, "text", "Base, en mieux", "Base").status_code == 200
    variant.refresh_from_db()
    assert variant.text == "Base, en mieux"
    post(browser, draft, "text", "Autre base", "Base")
    variant.refresh_from_db()
    assert variant.full_text == "Base, en mieux"
    assert Variant.objects.get(draft=draft, channel__platform="instagram").full_text == "Autre base"

    stale = post_variant(browser, variant, "inherit", "", "Base, jadis")
    assert stale.status_code == 409
    assert post_variant(browser, variant, "inherit", "", "Base, en mieux").status_code == 302
    variant.refresh_from_db()
    assert variant.inherits_text


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("text", "x" * (1024 * 1024 + 1), "larger than 1 MB"),
        ("text", "avant\x00après", "NUL"),
        ("title", "t" * 161, "at most 160"),
        ("objective", "fame", "choose one of the list"),
        ("pillar", "999999", "no such pillar"),
        ("reply_owner", "999999", "does not work on this brand"),
        ("labels", ",".join(f"l{n}" for n in range(30)), "At most 20 labels"),
        ("review_state", "approved", "no such field"),
    ],
)
def test_what_cannot_be_kept_is_said_in_a_sentence(cast: Cast, field: str, value: str, sentence: str) -> None:
    draft = cast.draft(text=TEXT)
    answer = post(cast.browser("editor"), draft, field, value, "")
    if field == "text":
        answer = post(cast.browser("editor"), draft, field, value, TEXT)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    draft.refresh_from_db()
    assert draft.text == TEXT


def test_tricks_with_invisible_characters_are_kept_as_typed(cast: Cast) -> None:
    tricky = "Pa\u200bin \u202egrillé\u202c 👩\u200d🍳"
    draft = cast.draft(text="")
    post(cast.browser("editor"), draft, "text", tricky, "")
    draft.refresh_from_db()
    assert draft.text == tricky


def test_lines_ends_of_a_form_are_not_a_change(cast: Cast) -> None:
    draft = cast.draft(text="Un\n\nDeux")
    assert (
        post(cast.browser("editor"), draft, "text", "Un\r\n\r\nDeux", "Un\r\n\r\nDeux").json()["state"]
        == "same"
    )  # type: ignore[attr-defined]
    draft.refresh_from_db()
    assert draft.text == "Un\n\nDeux"


def test_who_may_write(cast: Cast, outsider: User) -> None:
    draft = cast.draft(text=TEXT)
    for who, status in (
        ("reviewer", 403),
        ("client", 403),
        ("nobody", 302),
        ("manager", 200),
        ("owner", 200),
    ):
        answer = post(cast.browser(who), draft, "campaign", f"by {who}", draft.campaign)
        assert answer.status_code == status, who
        draft.refresh_from_db()
    stranger = Client()
    stranger.force_login(outsider)
    assert post(stranger, draft, "text", "x", TEXT).status_code == 404
    limited = cast.members["writer"]
    limited.all_brands = False
    limited.save()
    limited.brands.set([cast.kiln])
    assert post(cast.browser("writer"), draft, "text", "x", TEXT).status_code == 404


def test_labels_settings_and_links(cast: Cast) -> None:
    draft = cast.draft(surfaces=("linkedin.text",))
    browser, variant = cast.browser("editor"), first(draft)
    post(browser, draft, "labels", "noël, Pain,  noël", "")
    draft.refresh_from_db()
    assert draft.labels == ["noël", "Pain"]
    post_variant(browser, variant, "settings.paid_partnership", "yes")
    post_variant(browser, variant, "settings.voice_clone", "no")
    variant.refresh_from_db()
    assert variant.settings == {"paid_partnership": True, "voice_clone": False}
    post_variant(browser, variant, "settings.paid_partnership", "", "yes")
    variant.refresh_from_db()
    assert variant.settings == {"voice_clone": False}
    assert "not a web address" in post_variant(browser, variant, "link", "pas une adresse").content.decode()
    assert post_variant(browser, variant, "link", "https://example.org/pain").status_code == 200
    assert post_variant(browser, variant, "format", "reel", "text").status_code == 422


def test_a_save_is_frugal(cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    draft = cast.draft(text="Un", surfaces=("linkedin.text", "instagram.image"))
    browser = cast.browser("editor")
    post(browser, draft, "text", "Un pain", "Un")
    with django_assert_max_num_queries(12):  # two of them are savepoints of the test
        post(browser, draft, "text", "Un pain rond", "Un pain")


def test_a_plan_is_wall_time_of_the_brand(cast: Cast) -> None:
    draft = cast.draft(surfaces=("linkedin.text", "instagram.image"))
    variant, member = first(draft), cast.members["editor"]
    variants.plan(variant, date(2027, 3, 27), time(9, 30), member=member)
    variant.refresh_from_db()
    assert variant.planned_at is not None
    assert variant.planned_at.isoformat() == "2027-03-27T08:30:00+00:00"
    browser = cast.browser("editor")
    gap = post_variant(browser, variant, "plan", "2027-03-28T02:30", "2027-03-27T09:30")
    assert gap.status_code == 422
    assert "skip 02:30" in gap.content.decode()
    assert "Paris" in gap.content.decode()
    assert post_variant(browser, variant, "plan", "2027-10-31T02:30", "2027-03-27T09:30").status_code == 200
    variant.refresh_from_db()
    assert variant.planned_at.isoformat() == "2027-10-31T00:30:00+00:00"  # the first of the two
    assert post_variant(browser, variant, "plan", "9999-12-31T10:00", "2027-10-31T02:30").status_code == 422
    assert post_variant(browser, variant, "plan", "2027-11-02T10:00", "2027-01-01T02:30").status_code == 409


def test_the_form_works_without_a_script(cast: Cast) -> None:
    draft = cast.draft(text="Le pain du lundi")
    url = f"/w/{cast.workspace.slug}/drafts/{draft.pk}/"
    browser = cast.browser("editor")
    data = {
        "draft.title": "Titre",
        "base:draft.title": "Le guide",
        "draft.text": "Le pain",
        "base:draft.text": "Le pain du lundi",
    }
    assert browser.post(url, data).status_code == 302
    draft.refresh_from_db()
    assert (draft.title, draft.text) == ("Titre", "Le pain")
    kept = {
        "draft.title": "x" * 200,
        "base:draft.title": "Titre",
        "draft.text": "Mien",
        "base:draft.text": "Vieux",
    }
    answer = browser.post(url, kept)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "at most 160" in page
    assert "x" * 200 in page
    assert "Mien</textarea>" in page
    assert "Somebody else changed this meanwhile" in page
    draft.refresh_from_db()
    assert (draft.title, draft.text) == ("Titre", "Le pain")
    assert cast.browser("reviewer").post(url, data).status_code == 403


def test_the_page_hears_of_others_cheaply(cast: Cast) -> None:
    draft = cast.draft(text="Avant")
    url = f"/w/{cast.workspace.slug}/drafts/{draft.pk}/changes/"
    ines, tom = cast.browser("editor"), cast.browser("writer")
    tom.get(url)
    seen = ines.get(url)
    assert "Tom Whitfield is here" in seen.json()["here"]
    again = ines.get(url, headers={"If-None-Match": seen["ETag"]})
    assert again.status_code == 304
    post(tom, draft, "text", "Après", "Avant")
    changed: dict[str, Any] = ines.get(url, headers={"If-None-Match": seen["ETag"]}).json()
    assert changed["fields"]["draft.text"] == "Après"
    assert changed["fields"][f"variant.{first(draft).pk}.text"] == "Après"


def test_nonsense_plans_are_no_plan() -> None:
    assert read_plan("2026-13-45T99:99") is None
    assert read_plan("") is None
    assert read_plan("2026-11-24T09:30:15") == (date(2026, 11, 24), time(9, 30))
