"""Brands, their kit and review steps, pillars and channels."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from cast import Cast
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from rounds import again, answer, approve, send

from planner.models import AuditEvent, Brand, Channel, Job, Pillar, User, Variant, Workspace
from planner.services import brands
from scoring.platforms import PLATFORMS

pytestmark = pytest.mark.django_db
KIT = {
    "name": "Boulangerie Malo",
    "language": "fr",
    "time_zone": "Europe/Paris",
    "monthly_posts": "12",
    "markets": "FR",
}


def url(cast: Cast, name: str, *args: object) -> str:
    return reverse(name, args=[cast.workspace.slug, *args])


def events(cast: Cast) -> list[str]:
    rows = AuditEvent.objects.filter(workspace=cast.workspace).order_by("pk")
    return list(rows.values_list("action", flat=True))


def test_the_first_brand_and_channel_are_taught_step_by_step(outsider: User) -> None:
    browser = Client()
    browser.force_login(outsider)
    page = browser.get("/w/elsewhere/settings/brands/")
    assert "Add your first brand" in page.text
    answer = browser.post(
        "/w/elsewhere/settings/brands/new/",
        {"name": "Nouvelle", "language": "fr", "time_zone": "Europe/Paris"},
    )
    brand = Brand.objects.get(name="Nouvelle")
    assert answer.url == f"/w/elsewhere/settings/brands/{brand.pk}/"
    assert "A channel is one account" in browser.get(answer.url).text
    new = f"/w/elsewhere/settings/brands/{brand.pk}/channels/new/"
    page = browser.get(new)
    assert all(platform.label in page.text for platform in PLATFORMS.values())
    data = {
        "platform": "linkedin",
        "name": "Nouvelle",
        "handle": "@nouvelle",
        "default_format": "linkedin.text",
    }
    assert browser.post(new, data).status_code == 302
    channel = Channel.objects.get(brand=brand)
    assert (channel.platform, channel.handle, channel.default_format) == ("linkedin", "nouvelle", "text")
    assert "new draft for this brand" in browser.get(answer.url).text


def test_roles_strangers_and_foreign_keys(cast: Cast, outsider: User) -> None:
    pages = [
        url(cast, "brand_new"), url(cast, "brand", cast.malo.pk), url(cast, "channel_new", cast.malo.pk),
        url(cast, "pillar_new", cast.malo.pk), url(cast, "brand_workflow", cast.malo.pk), url(cast, "brand_archive", cast.malo.pk),
        url(cast, "channel", cast.channels["malo.linkedin"].pk), url(cast, "channel_archive", cast.channels["malo.linkedin"].pk),
    ]  # fmt: skip
    stranger = Client()
    stranger.force_login(outsider)
    for page in pages:
        for who in ("editor", "reviewer", "client"):
            answer = cast.browser(who).post(page, {"name": "x"})
            assert answer.status_code == 403, (who, page)
        assert stranger.post(page, {"name": "x"}).status_code == 404
        assert stranger.post(page.replace(cast.workspace.slug, "elsewhere"), {"name": ""}).status_code in {
            404,
            422,
        }
    editor = cast.browser("editor").get(url(cast, "brand", cast.malo.pk))
    assert editor.status_code == 200
    assert "disabled" in editor.text
    assert "Save the kit" not in editor.text
    assert events(cast) == []


def test_a_member_of_one_brand_finds_no_other(cast: Cast) -> None:
    manager = cast.members["manager"]
    manager.all_brands = False
    manager.save()
    manager.brands.set([cast.malo])
    browser = cast.browser("manager")
    assert "Kiln" not in browser.get(url(cast, "brands")).text
    for name, pk in (
        ("brand", cast.kiln.pk),
        ("channel", cast.channels["kiln.linkedin"].pk),
        ("channel_new", cast.kiln.pk),
    ):
        assert browser.get(url(cast, name, pk)).status_code == 404
    browser.post(url(cast, "brand_new"), {"name": "Third", "language": "en", "time_zone": "Europe/London"})
    assert "Third" in browser.get(url(cast, "brands")).text, "who makes a brand sees it"


def test_the_kit_is_saved_as_data_and_wrong_input_is_kept(cast: Cast) -> None:
    browser = cast.browser("manager")
    page = url(cast, "brand", cast.malo.pk)
    good = KIT | {
        "markets": "fr, be;ch", "palette": "#B4532A, fff", "words_to_use": "levain,\nfour, levain", "words_to_avoid": " pas cher ",
        "voice": "Calme.",
    }  # fmt: skip
    assert browser.post(page, good).status_code == 302
    brand = Brand.objects.get(pk=cast.malo.pk)
    assert brand.markets == ["FR", "BE", "CH"]
    assert brand.palette == ["#b4532a", "#ffffff"]
    assert (brand.words_to_use, brand.words_to_avoid) == (["levain", "four"], ["pas cher"])
    assert 'fill="#b4532a"' in browser.get(page).text
    for field, value in (
        ("palette", "red, #zzz"), ("markets", "France"), ("time_zone", "Mars/Olympus"), ("monthly_posts", "-3"), ("name", ""),
        ("words_to_use", ",".join(map(str, range(300)))),
    ):  # fmt: skip
        answer = browser.post(page, good | {field: value, "voice": "Kept voice"})
        assert answer.status_code == 422, field
        assert "Kept voice" in answer.text
    assert Brand.objects.get(pk=cast.malo.pk).voice == "Calme."
    taken = browser.post(page, good | {"name": cast.kiln.name})
    assert taken.status_code == 422
    assert "already has a brand" in taken.text
    assert events(cast) == ["brand.changed"]
    assert browser.post(page, good).status_code == 302
    assert events(cast) == ["brand.changed"], "nothing changed, nothing written"


def test_another_time_zone_keeps_the_wall_time_of_every_plan(cast: Cast) -> None:
    drafts = [cast.draft(surfaces=("linkedin.text", "tiktok.video")) for _number in range(3)]
    planned = list(Variant.objects.filter(draft__in=drafts[:2]))
    summer, winter, skipped = date(2027, 7, 1), date(2027, 1, 15), date(2027, 3, 14)
    for variant, day, at in zip(
        planned,
        (summer, winter, skipped, summer),
        (time(9, 30), time(9, 30), time(2, 30), time(0, 5)),
        strict=True,
    ):
        variant.planned_on, variant.planned_time = day, at
        variant.planned_at = datetime.combine(day, at, cast.malo.zone).astimezone(UTC)
        variant.save()
    other = cast.draft(cast.kiln, planned=True).variants.get()
    before = drafts[0].content_hash
    answer = cast.browser("manager").post(
        url(cast, "brand", cast.malo.pk), KIT | {"time_zone": "America/New_York"}
    )
    assert answer.status_code == 302
    rows = [Variant.objects.get(pk=variant.pk) for variant in planned]
    assert [row.planned_on for row in rows] == [summer, winter, skipped, summer]
    assert rows[0].planned_at == datetime(2027, 7, 1, 13, 30, tzinfo=UTC)
    assert rows[1].planned_at == datetime(2027, 1, 15, 14, 30, tzinfo=UTC)
    assert rows[2].planned_at == datetime(2027, 3, 14, 7, 30, tzinfo=UTC)
    assert rows[3].planned_at == datetime(2027, 7, 1, 4, 5, tzinfo=UTC)
    assert Variant.objects.filter(draft=drafts[2], planned_at=None).count() == 2
    assert Variant.objects.get(pk=other.pk).planned_at == other.planned_at
    drafts[0].refresh_from_db()
    assert drafts[0].content_hash == before, "a zone is no content"
    assert Job.objects.filter(kind="score", subject__in=[row.pk for row in rows]).count() == 4


def test_review_steps_are_switched_and_recorded(cast: Cast) -> None:
    browser = cast.browser("manager")
    assert (
        browser.post(
            url(cast, "brand_workflow", cast.malo.pk), {"reviewer_step": "on", "allow_own_work": "on"}
        ).status_code
        == 302
    )
    brand = Brand.objects.get(pk=cast.malo.pk)
    assert (brand.reviewer_step, brand.client_step, brand.allow_own_work, brand.allow_for_client) == (
        True,
        False,
        True,
        False,
    )
    event = AuditEvent.objects.get(action="brand.workflow_changed")
    assert event.data["client_step"] is False
    assert event.data["allow_own_work"] is True
    assert event.brand == brand


def test_archived_things_leave_the_lists_and_come_back(cast: Cast) -> None:
    browser = cast.browser("manager")
    assert browser.post(url(cast, "brand_archive", cast.malo.pk)).status_code == 302
    assert browser.post(url(cast, "brand_archive", cast.malo.pk)).status_code == 302
    assert "Malo" not in browser.get(url(cast, "brands")).text.split("</aside>")[-1].split('id="toasts"')[0]
    assert "Malo" in browser.get(url(cast, "brands"), {"show": "archived"}).text
    assert "archived" in browser.get(url(cast, "brand", cast.malo.pk)).text
    assert browser.post(url(cast, "brand_restore", cast.malo.pk)).status_code == 302
    channel, pillar = cast.channels["malo.linkedin"], Pillar.objects.filter(brand=cast.malo).first()
    for noun, row in (("channel", channel), ("pillar", pillar)):
        assert browser.post(url(cast, f"{noun}_archive", row.pk)).status_code == 302
        row.refresh_from_db()
        assert row.is_archived
        assert "Archived" in browser.get(url(cast, "brand", cast.malo.pk)).text
        assert browser.post(url(cast, f"{noun}_restore", row.pk)).status_code == 302
        row.refresh_from_db()
        assert not row.is_archived
    assert events(cast) == [
        "brand.archived", "brand.restored", "channel.archived", "channel.restored", "pillar.archived", "pillar.restored",
    ]  # fmt: skip


def test_drafts_of_an_archived_brand_leave_every_list_and_come_back(cast: Cast) -> None:
    asked, reached, done = (cast.draft(title=f"Fournil {n}", planned=True) for n in range(3))
    send(cast, asked)
    send(cast, reached)
    answer(cast, reached, "reviewer")
    approve(cast, done)
    lists = {
        "manager": ("desk", "drafts", "calendar", "media"),
        "reviewer": ("desk", "drafts", "calendar"),
        "client": ("client_home",),
    }

    def seen() -> set[str]:
        return {
            f"{who} {name}"
            for who, names in lists.items()
            for name in names
            if "Fournil" in cast.browser(who).get(url(cast, name)).content.decode()
        }

    before = seen()
    assert {"reviewer desk", "manager drafts", "manager calendar", "client client_home"} <= before
    cast.browser("manager").post(url(cast, "brand_archive", cast.malo.pk))
    assert seen() == set()
    for draft in (asked, reached, done):
        again(draft)
    page = cast.browser("editor").get(url(cast, "draft", asked.pk)).text
    assert "The brand of this draft is archived" in page
    assert "Send to review" not in page
    data = {"field": "text", "value": "Autre chose", "base": asked.text}
    refused = cast.browser("editor").post(
        url(cast, "draft_field", asked.pk), data, headers={"Accept": "application/json"}
    )
    assert refused.status_code == 422
    with pytest.raises(ValidationError, match="round has ended"):
        answer(cast, asked, "reviewer")
    cast.browser("manager").post(url(cast, "brand_restore", cast.malo.pk))
    assert seen() == before
    again(asked)
    assert answer(cast, asked, "reviewer").verdict == "approved"


def test_pillars_have_shares_words_and_an_order(cast: Cast) -> None:
    browser = cast.browser("manager")
    new = url(cast, "pillar_new", cast.malo.pk)
    assert browser.post(new, {"name": "Place", "share": "150"}).status_code == 422
    assert browser.post(new, {"name": "Craft", "share": "10"}).status_code == 422
    assert browser.post(new, {"name": "Place", "share": "15", "keywords": "rue, quartier"}).status_code == 302
    page = browser.get(url(cast, "brand", cast.malo.pk))
    assert "add up to 115" in page.text
    place = Pillar.objects.get(name="Place", brand=cast.malo)
    assert place.keywords == ["rue", "quartier"]
    for _time in range(4):
        browser.post(url(cast, "pillar_move", place.pk), {"to": "up"})
    assert list(Pillar.objects.filter(brand=cast.malo).values_list("name", flat=True)) == [
        "Place",
        "Craft",
        "People",
    ]
    browser.post(url(cast, "pillar_move", place.pk), {"to": "down"})
    assert list(Pillar.objects.filter(brand=cast.malo).values_list("name", flat=True)) == [
        "Craft",
        "Place",
        "People",
    ]
    assert browser.post(url(cast, "pillar", place.pk), {"name": "Rue", "share": "0"}).status_code == 302
    assert Pillar.objects.get(pk=place.pk).share == 0


@pytest.mark.parametrize("platform", sorted(PLATFORMS))
def test_every_platform_gives_a_channel_with_each_of_its_formats(cast: Cast, platform: str) -> None:
    browser = cast.browser("manager")
    new = url(cast, "channel_new", cast.kiln.pk)
    for form in PLATFORMS[platform].formats:
        data = {"platform": platform, "name": f"On {form}", "default_format": f"{platform}.{form}"}
        assert browser.post(new, data).status_code == 302
        assert Channel.objects.get(brand=cast.kiln, name=f"On {form}").default_format == form


def test_a_channel_keeps_its_platform_and_takes_no_foreign_format(cast: Cast) -> None:
    browser = cast.browser("manager")
    new = url(cast, "channel_new", cast.malo.pk)
    assert f'value="{cast.malo.name}"' in cast.browser("owner").get(new).text, (
        "most accounts bear the brand's name"
    )
    for wrong in (
        {},
        {"platform": "myspace", "name": "x"},
        {"platform": "linkedin", "name": "x", "url": "javascript:alert(1)"},
    ):
        assert browser.post(new, wrong).status_code == 422
    browser.post(new, {"platform": "x", "name": "On X", "default_format": "linkedin.text"})
    assert Channel.objects.get(name="On X").default_format == ""
    double = browser.post(new, {"platform": "x", "name": "On X"})
    assert double.status_code == 422
    assert "already has a channel" in double.text
    channel = cast.channels["malo.linkedin"]
    edit = url(cast, "channel", channel.pk)
    assert browser.get(edit).status_code == 200
    assert (
        browser.post(edit, {"platform": "x", "name": "Renamed", "default_format": "document"}).status_code
        == 302
    )
    channel.refresh_from_db()
    assert (channel.platform, channel.name, channel.default_format) == ("linkedin", "Renamed", "document")


def test_the_list_costs_the_same_for_many_brands(cast: Cast, django_assert_max_num_queries) -> None:
    browser = cast.browser("manager")
    rows = [Brand(workspace=cast.workspace, name=f"Brand {number:03}") for number in range(120)]
    Brand.objects.bulk_create(rows)
    with django_assert_max_num_queries(16):
        page = browser.get(url(cast, "brands"))
    assert "1 to 50 of 122" in page.text
    for nonsense in ({"page": "-1"}, {"page": "é"}, {"show": "\0"}):
        assert browser.get(url(cast, "brands"), nonsense).status_code == 200
    assert browser.get(url(cast, "brand", 10**40)).status_code == 404


def test_a_service_checks_again_whoever_calls_it(cast: Cast, outsider: User) -> None:
    from django.core.exceptions import PermissionDenied
    from django.http import Http404

    with pytest.raises(PermissionDenied):
        brands.create(member=cast.members["editor"], name="Mine")
    with pytest.raises(PermissionDenied):
        brands.change(cast.malo.pk, member=cast.members["reviewer"], name="Mine")
    theirs = Brand.objects.create(workspace=Workspace.objects.get(slug="elsewhere"), name="Theirs")
    with pytest.raises(Http404):
        brands.change(theirs.pk, member=cast.members["owner"], name="Mine")
    with pytest.raises(Http404):
        brands.add_channel(theirs.pk, member=cast.members["owner"], platform="x", name="Mine")
