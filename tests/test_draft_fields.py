"""Products and audience of a draft, and what a brand asks of every post: kept, told to the check, and no part of an approval."""

from __future__ import annotations

import pytest
from cast import Cast
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from rounds import approve, send

from planner import bridge
from planner.models import Brand, Draft, Job, Revision, Variant
from planner.queries import contents
from planner.queries.diffs import content_diff
from planner.services import brands, drafts, revisions
from planner.services.values import read_products
from scoring.types import Audience, Product

pytestmark = pytest.mark.django_db


def post(browser: Client, draft: Draft, field: str, value: str, base: str = "") -> HttpResponse:
    url = f"/w/{draft.workspace.slug}/drafts/{draft.pk}/field/"
    data = {"field": field, "value": value, "base": base}
    return browser.post(url, data, headers={"Accept": "application/json"})  # type: ignore[return-value]


def check_url(variant: Variant) -> str:
    return reverse("check", args=[variant.workspace.slug, variant.pk])


def variant_of(draft: Draft) -> Variant:
    return Variant.objects.select_related("draft__brand", "channel", "brand").get(draft=draft)


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("", []),
        (None, []),
        (
            "Tourte = tourte.jpg, Brioche ,",
            [{"name": "Tourte", "file": "tourte.jpg"}, {"name": "Brioche", "file": ""}],
        ),
        ("Tourte, tourte, TOURTE", [{"name": "Tourte", "file": ""}]),
        ("= tourte.jpg", []),
        ("Tourte =", [{"name": "Tourte", "file": ""}]),
        ([{"name": " Tourte ", "file": None}, {"file": "x"}, "Brioche"], [{"name": "Tourte", "file": ""}, {"name": "Brioche", "file": ""}]),
    ],
)  # fmt: skip
def test_products_are_read_as_people_type_them(raw: object, stored: list[dict[str, str]]) -> None:
    assert read_products(raw) == stored


def test_the_fields_are_saved_by_themselves_and_read_by_the_check(cast: Cast) -> None:
    draft = cast.draft(text="La tourte sort du four.", surfaces=("linkedin.text",))
    browser = cast.browser("editor")
    snapshot = bridge.snapshot_of(variant_of(draft))
    assert (snapshot.products, snapshot.audience) == (None, None), "not told"
    Job.objects.all().delete()
    answer = post(browser, draft, "products", "Tourte=tourte.jpg, Brioche")
    assert answer.json()["value"] == "Tourte = tourte.jpg, Brioche"  # type: ignore[attr-defined]
    assert post(browser, draft, "audience", "new bakers").status_code == 200
    assert post(browser, draft, "audience_knows", "new").status_code == 200
    assert Job.objects.filter(kind=Job.Kind.SCORE).exists()
    variant = variant_of(draft)
    snapshot = bridge.snapshot_of(variant)
    assert snapshot.products == (Product("Tourte", "tourte.jpg"), Product("Brioche"))
    assert snapshot.audience == Audience("new bakers", False)
    page = browser.get(f"/w/{draft.workspace.slug}/drafts/{draft.pk}/").text
    assert 'value="Tourte = tourte.jpg, Brioche"' in page
    assert "new bakers" in page
    checked = browser.post(check_url(variant), {"text": "La tourte."})
    assert "The text does not name: Brioche." in checked.text
    assert "does not know Boulangerie Malo yet" in checked.text


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("products", ",".join(f"p{n}" for n in range(30)), "At most 20 products"),
        ("products", "x" * 81, "80 characters"),
        ("products", "a = " + "x" * 256, "no comma"),
        ("products", "a\x00b", "NUL"),
        ("audience", "x" * 121, "at most 120"),
        ("audience_knows", "perhaps", "choose one of the list"),
    ],
)
def test_what_cannot_be_kept_is_said_in_a_sentence(cast: Cast, field: str, value: str, sentence: str) -> None:
    draft = cast.draft(text="Un")
    answer = post(cast.browser("editor"), draft, field, value)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    draft.refresh_from_db()
    assert (draft.products, draft.audience, draft.audience_knows) == ([], "", "")


def test_a_comma_in_a_name_is_refused_where_it_would_be_read_as_two(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="no comma"):
        drafts.create(cast.malo.pk, member=cast.members["editor"], products=[{"name": "a, b", "file": ""}])


def test_two_people_at_the_products_choose_and_others_do_not_write(cast: Cast) -> None:
    draft = cast.draft(text="Un")
    assert post(cast.browser("editor"), draft, "products", "Tourte").status_code == 200
    clash = post(cast.browser("writer"), draft, "products", "Brioche")
    assert clash.status_code == 409
    assert "Tourte" in clash.content.decode()
    assert post(cast.browser("reviewer"), draft, "products", "x", "Tourte").status_code == 403
    draft.refresh_from_db()
    assert draft.products == [{"name": "Tourte", "file": ""}]


def test_they_are_in_revisions_differences_restores_and_copies(cast: Cast) -> None:
    draft = cast.draft(text="Un")
    before = contents.full(draft)
    member = cast.members["editor"]
    drafts.save_field(draft.pk, "products", "Tourte = t.jpg", "", member=member)
    drafts.save_field(draft.pk, "audience", "new bakers", "", member=member)
    drafts.save_field(draft.pk, "audience_knows", "new", "", member=member)
    draft.refresh_from_db()
    told = {change.name: change for change in content_diff(before, contents.full(draft))}
    assert told["products"].new == "Tourte = t.jpg"
    assert told["audience"].pieces[-1].text == "new bakers"
    assert told["audience_knows"].new == "They do not know us yet"
    copy = drafts.duplicate(draft.pk, member=member)
    assert (copy.products, copy.audience, copy.audience_knows) == (draft.products, "new bakers", "new")
    revisions.seal(draft)
    number = Revision.objects.filter(draft=draft).first().number  # type: ignore[union-attr]
    drafts.save_field(draft.pk, "products", "", "Tourte = t.jpg", member=member)
    revisions.restore(draft, number, member=member)
    draft.refresh_from_db()
    assert draft.products == [{"name": "Tourte", "file": "t.jpg"}]


def test_what_no_channel_shows_never_makes_an_approval_stale(cast: Cast) -> None:
    draft = cast.draft(text="Un pain", surfaces=("linkedin.text",))
    send(cast, draft)
    approve(cast, draft)
    member = cast.members["editor"]
    drafts.save_field(draft.pk, "products", "Tourte", "", member=member)
    drafts.save_field(draft.pk, "audience", "new bakers", "", member=member)
    draft.refresh_from_db()
    assert not draft.stale
    drafts.save_field(draft.pk, "text", "Deux pains", "Un pain", member=member)
    draft.refresh_from_db()
    assert draft.stale, "what is shown still does"


KIT = {"name": "Boulangerie Malo", "language": "fr", "time_zone": "Europe/Paris", "monthly_posts": "12"}


def test_the_brand_says_what_every_post_carries_and_its_drafts_are_read_again(cast: Cast) -> None:
    draft = cast.draft(text="Venez samedi goûter le pain avec vos amis.", surfaces=("linkedin.text",))
    page = f"/w/{cast.workspace.slug}/settings/brands/{cast.malo.pk}/"
    browser = cast.browser("manager")
    kit = KIT | {
        "required_hashtags": "#PainAuLevain, nantes", "required_disclosures": "Pub\nPour votre santé, mangez varié",
        "address": "tu", "register": "casual",
    }  # fmt: skip
    Job.objects.all().delete()
    assert browser.post(page, kit).status_code == 302
    brand = Brand.objects.get(pk=cast.malo.pk)
    assert brand.required_hashtags == ["PainAuLevain", "nantes"]
    assert brand.required_disclosures == ["Pub", "Pour votre santé, mangez varié"]
    assert (brand.address, brand.register) == ("tu", "casual")
    assert Job.objects.filter(kind=Job.Kind.SCORE, subject=variant_of(draft).pk).exists()
    shown = browser.get(page).text
    assert "Pub\nPour votre santé, mangez varié</textarea>" in shown
    report = bridge.check(bridge.snapshot_of(variant_of(draft)), cast.workspace)
    warned = {one.rule for one in report.findings if one.outcome.value in ("warn", "fail")}
    assert {"R-BRAND-03", "R-BRAND-04", "D-BRAND-01"} <= warned
    for field, value in (("required_hashtags", "a b"), ("address", "thou"), ("register", "rude")):
        assert browser.post(page, kit | {field: value}).status_code == 422, field
    assert cast.browser("editor").post(page, KIT).status_code == 403
    Job.objects.all().delete()
    brands.change(brand.pk, member=cast.members["manager"], address="vous")
    assert Job.objects.filter(kind=Job.Kind.SCORE).exists()


def test_the_panel_tells_the_tone_beside_the_outputs(cast: Cast) -> None:
    draft = cast.draft(text="Salut, tu vas adorer ce pain, vraiment délicieux !", surfaces=("linkedin.text",))
    browser = cast.browser("editor")
    url = check_url(variant_of(draft))
    page = browser.post(url, {"text": draft.text}).text
    assert "Tone: warm, casual, tutoiement" in page
    assert "5 cues say so" in page
    assert "sarcasm is not guessed at" in page
    assert "<dt>délicieux</dt><dd>+3</dd>" in page
    assert (
        "Tone:"
        not in browser.post(
            url, {"text": "Das Brot ist gut und das ist die Wahrheit über uns und euch."}
        ).text
    )
    assert "Tone:" not in browser.post(url, {"text": ""}).text
