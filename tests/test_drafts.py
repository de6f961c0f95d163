"""The drafts list, the draft page, and what is done to whole drafts."""

from __future__ import annotations

from datetime import date, time

import pytest
from cast import Cast
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from planner.models import Draft, Placement, User, Variant
from planner.services import drafts, variants


def url(cast: Cast, path: str = "") -> str:
    return f"/w/{cast.workspace.slug}/drafts/{path}"


def titles(cast: Cast, who: str = "editor", **query: str) -> set[str]:
    page = cast.browser(who).get(url(cast), query).content.decode()
    known = Draft.objects.values_list("title", flat=True)
    return {title for title in known if f">{title}</a>" in page}


def test_the_list_finds_by_words_and_filters(cast: Cast) -> None:
    cast.draft(title="Éclairs", text="La crème du dimanche", labels=["noël"])
    cast.draft(title="Levain", text="Rien", surfaces=("instagram.image",), pillar=cast.malo.pillars.first())
    cast.draft(cast.kiln, title="Glaze", text="Celadon", stale=True)
    assert titles(cast) == {"Éclairs", "Levain", "Glaze"}
    assert titles(cast, q="ECLAIRS") == {"Éclairs"}
    assert titles(cast, q="creme dimanche") == {"Éclairs"}
    assert titles(cast, q="100%") == set()
    assert titles(cast, brand=str(cast.kiln.pk)) == {"Glaze"}
    assert titles(cast, platform="instagram") == {"Levain"}
    assert titles(cast, label="noël") == {"Éclairs"}
    assert titles(cast, state="stale") == {"Glaze"}
    assert titles(cast, pillar=str(cast.malo.pillars.get(position=0).pk)) == {"Levain"}
    assert titles(cast, author=str(cast.user("writer").pk)) == set()
    variant = Variant.objects.get(draft__title="Levain")
    variants.save_field(variant, "text", "Du seigle ici", "Rien", member=cast.members["editor"])
    assert titles(cast, q="seigle") == {"Levain"}
    drafts.archive(variant.draft_id, member=cast.members["editor"])
    assert "Levain" not in titles(cast)
    assert titles(cast, archived="1") == {"Levain"}


def test_a_member_limited_to_brands_finds_nothing_else(cast: Cast, outsider: User) -> None:
    cast.draft(title="Malo")
    other = cast.draft(cast.kiln, title="Glaze")
    limited = cast.members["writer"]
    limited.all_brands = False
    limited.save()
    limited.brands.set([cast.malo])
    assert titles(cast, "writer") == {"Malo"}
    assert titles(cast, "writer", q="Glaze") == set()
    assert cast.browser("writer").get(url(cast, f"{other.pk}/")).status_code == 404
    assert cast.browser("client").get(url(cast)).status_code == 403
    stranger = Client()
    stranger.force_login(outsider)
    assert stranger.get(url(cast)).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        {"page": "-1"}, {"page": "9" * 30}, {"brand": "x"}, {"brand": "9" * 30}, {"state": "é"}, {"platform": "../"},
        {"sort": "DROP"}, {"author": "-3"}, {"q": "\x00'\"%_\\"}, {"label": '"]}'}, {"archived": "maybe"}, {"pillar": "٣"},
    ],
)  # fmt: skip
def test_nonsense_in_the_address_is_still_a_page(cast: Cast, query: dict[str, str]) -> None:
    draft = cast.draft()
    browser = cast.browser("editor")
    assert browser.get(url(cast), query).status_code == 200
    for tab in ("x", "-1", "9" * 30):
        assert browser.get(url(cast, f"{draft.pk}/"), {"tab": tab, "day": "2026-99-99"}).status_code == 200
    assert browser.get(url(cast, f"{draft.pk}/"), {"day": "9999-12-31"}).status_code == 200


def test_the_list_has_as_many_queries_with_many_drafts(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = cast.browser("editor")
    for number in range(60):
        cast.draft(title=f"Draft {number}", surfaces=("linkedin.text", "instagram.image"), planned=True)
    browser.get(url(cast))  # the first request of a session writes to it
    with django_assert_max_num_queries(12):
        page = browser.get(url(cast), {"brand": str(cast.malo.pk), "sort": "planned"}).content.decode()
    assert "1 to 50 of 60" in page


def test_the_draft_page_has_few_queries(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    draft = cast.draft(surfaces=("linkedin.text", "instagram.image", "tiktok.video"))
    browser = cast.browser("editor")
    variant = draft.variants.first()
    assert variant is not None
    browser.get(url(cast))
    for path in (f"{draft.pk}/", f"{draft.pk}/?tab={variant.pk}"):
        with django_assert_max_num_queries(21):
            answer = browser.get(url(cast, path))
        assert answer.status_code == 200
    page = answer.content.decode()
    assert "Inherits the base text" in page
    assert "counted as LinkedIn does" in page
    assert 'name="draft.ai_use"' in page


def test_a_new_draft_is_made_once_and_only_by_writers(cast: Cast) -> None:
    browser = cast.browser("editor")
    choose = browser.get(url(cast, "new/")).content.decode()
    assert "For which brand?" in choose
    assert Draft.objects.count() == 0
    first = browser.post(url(cast, "new/"), {"brand": str(cast.malo.pk), "day": "2026-12-24"})
    again = browser.post(url(cast, "new/"), {"brand": str(cast.malo.pk)})
    assert first.status_code == again.status_code == 302
    draft = Draft.objects.get()
    assert first["Location"].endswith(f"/drafts/{draft.pk}/?day=2026-12-24")
    page = browser.get(first["Location"]).content.decode()
    assert "Where will it appear?" in page
    assert "All 3 of them" in page
    assert "autofocus" in page
    assert cast.browser("reviewer").get(url(cast, "new/")).status_code == 403
    assert cast.browser("reviewer").post(url(cast, "new/"), {"brand": str(cast.malo.pk)}).status_code == 403
    assert browser.post(url(cast, "new/"), {"brand": "nonsense"}).status_code == 200


def test_channels_come_once_go_and_come_back(cast: Cast) -> None:
    draft = cast.draft(surfaces=())
    browser = cast.browser("editor")
    linkedin, kiln = cast.channels["malo.linkedin"].pk, cast.channels["kiln.linkedin"].pk
    for _press in range(2):
        browser.post(url(cast, f"{draft.pk}/channels/"), {"channel": [linkedin, kiln, "x"]})
    variant = draft.variants.get()
    assert (variant.channel_id, variant.format) == (linkedin, "text")
    variants.save_field(variant, "text", "Mien", draft.text, member=cast.members["editor"])
    remove = f"/w/{cast.workspace.slug}/variants/{variant.pk}/remove/"
    assert browser.post(remove).status_code == 302
    assert not draft.variants.filter(archived_at=None).exists()
    browser.post(remove + "?undo=1")
    assert draft.variants.get(archived_at=None).text == "Mien"
    assert cast.browser("reviewer").post(remove).status_code == 403
    assert (
        cast.browser("reviewer").post(url(cast, f"{draft.pk}/channels/"), {"channel": linkedin}).status_code
        == 403
    )


def test_one_press_plans_all_channels(cast: Cast) -> None:
    draft = cast.draft(surfaces=("linkedin.text", "instagram.image"))
    variant = draft.variants.first()
    assert variant is not None
    plan = f"/w/{cast.workspace.slug}/variants/{variant.pk}/plan/"
    page = cast.browser("editor").get(url(cast, f"{draft.pk}/"), {"day": "2030-05-06"}).content.decode()
    assert "Plan for Mon 6 May" in page
    data = {"day": "2030-05-06", "time": "09:00", "all": "1"}
    assert cast.browser("editor").post(plan, data, headers={"HX-Request": "true"}).status_code == 200
    assert set(draft.variants.values_list("planned_on", "planned_time")) == {(date(2030, 5, 6), time(9))}
    gap = cast.browser("editor").post(
        plan, {"day": "2027-03-28", "time": "02:30"}, headers={"HX-Request": "true"}
    )
    assert gap.status_code == 422
    assert "skip" in gap["HX-Trigger"]
    cast.browser("editor").post(plan, {"day": ""})
    variant.refresh_from_db()
    assert variant.planned_at is None
    assert cast.browser("reviewer").post(plan, data).status_code == 403


def test_a_published_channel_keeps_its_time_and_place(cast: Cast) -> None:
    draft = cast.draft(planned=True)
    variant = draft.variants.get()
    variant.handed_off_at = variant.published_at = variant.planned_at
    variant.save()
    member = cast.members["manager"]
    with pytest.raises(ValidationError, match="published already"):
        variants.plan(variant, date(2030, 1, 1), time(9), member=member)
    with pytest.raises(ValidationError, match="handed off already"):
        variants.remove(variant, member=member)
    assert variants.plan_all(draft.pk, date(2030, 1, 1), time(9), member=member) == []


def test_a_copy_has_the_words_but_not_the_plan(cast: Cast) -> None:
    draft = cast.draft(planned=True, labels=["a"], pillar=cast.malo.pillars.first())
    own = draft.variants.get()
    variants.save_field(own, "text", "À moi", draft.text, member=cast.members["editor"])
    answer = cast.browser("writer").post(url(cast, f"{draft.pk}/duplicate/"))
    assert answer.status_code == 302
    copy = Draft.objects.exclude(pk=draft.pk).get()
    assert (copy.title, copy.labels, copy.pillar, copy.created_by) == (
        "Le guide (copy)", ["a"], draft.pillar, cast.user("writer"),
    )  # fmt: skip
    assert (copy.variants.get().text, copy.variants.get().planned_at) == ("À moi", None)
    assert not Placement.objects.filter(draft=copy).exists()
    assert cast.browser("reviewer").post(url(cast, f"{draft.pk}/duplicate/")).status_code == 403


def test_archived_drafts_can_be_read_and_restored_but_not_written(cast: Cast) -> None:
    draft = cast.draft()
    browser = cast.browser("editor")
    browser.post(url(cast, f"{draft.pk}/archive/"))
    browser.post(url(cast, f"{draft.pk}/archive/"))
    page = browser.get(url(cast, f"{draft.pk}/")).content.decode()
    assert "This draft is archived" in page
    assert "Send to review" not in page
    with pytest.raises(ValidationError, match="archived"):
        drafts.save_field(draft.pk, "text", "x", draft.text, member=cast.members["editor"])
    browser.post(url(cast, f"{draft.pk}/restore/"))
    draft.refresh_from_db()
    assert draft.archived_at is None
    assert cast.browser("reviewer").post(url(cast, f"{draft.pk}/archive/")).status_code == 403


def test_a_reviewer_reads_the_page_without_writing_tools(cast: Cast) -> None:
    draft = cast.draft()
    page = cast.browser("reviewer").get(url(cast, f"{draft.pk}/")).content.decode()
    assert "Send to review" not in page
    assert ">Duplicate<" not in page
    assert "readonly" in page
