"""What the worker recommends, and what people make of it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from cast import Cast
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.test import Client
from django.utils import timezone
from exported import imported, instagram, linkedin, with_a_rhythm, work

from planner import tasks
from planner.jobs import ledger, recommendations
from planner.models import AuditEvent, Draft, Job, Pillar, Recommendation, User, Variant
from planner.queries import desk, plans
from planner.services import recommendations as service

HERE = "/w/atelier-nord"


def compute(cast: Cast) -> None:
    ledger.ask(Job.Kind.RECOMMEND, cast.malo.pk, cast.workspace.pk)
    work("recommend")


def only(**wanted: object) -> Recommendation:
    return Recommendation.objects.get(**wanted)


def month(shift: int = 0) -> str:
    first = timezone.now().date().replace(day=1)
    return f"{(first + timedelta(days=31) if shift else first):%Y-%m}"


def plan(cast: Cast, pillar: str, count: int = 1, *, day: date | None = None) -> list[Draft]:
    """Drafts of this pillar, each planned on the 15th of this month on three channels."""
    found = []
    day = day or timezone.now().date().replace(day=15)
    for _number in range(count):
        row = Pillar.objects.get(brand=cast.malo, name=pillar)
        draft = cast.draft(surfaces=("linkedin.text", "instagram.image", "tiktok.video"), pillar=row)
        at = datetime.combine(day, time(9), cast.malo.zone)
        draft.variants.update(planned_on=day, planned_time=time(9), planned_at=at)
        found.append(draft)
    return found


def test_slots_come_with_n_and_interval_after_an_import(cast: Cast) -> None:
    imported(cast, with_a_rhythm())
    work("recommend")
    best = Recommendation.objects.filter(kind="slot").order_by("-facts__lift")[0]
    assert (best.facts["weekday"], best.facts["hour"], best.channel) == (
        3,
        18,
        cast.channels["malo.instagram"],
    )
    assert best.facts["low"] < best.facts["lift"] < best.facts["high"]
    assert best.facts["n"] >= 3
    assert best.facts["metric"] == "likes+comments+shares+saves"
    assert best.state == "open"
    page = cast.browser("editor").get(f"{HERE}/").content.decode()
    assert "Thursday around 18:00 on Instagram" in page
    assert "90 % interval" in page
    assert f"n {best.facts['n']}" in page


def test_too_few_results_say_so_with_n_and_what_is_needed(cast: Cast) -> None:
    imported(cast, instagram(12))
    work("recommend")
    row = only(kind="not_enough")
    assert row.facts == {"n": 12, "needed": 60}
    assert not Recommendation.objects.filter(kind="slot").exists()
    page = cast.browser("editor").get(f"{HERE}/").content.decode()
    assert "not enough data yet" in page
    assert "12 posts with a known time" in page
    assert "60 are needed" in page
    with pytest.raises(ValidationError):
        service.accept(row.pk, member=cast.members["editor"])
    imported(cast, with_a_rhythm())
    work("recommend")
    row.refresh_from_db()
    assert row.state == "outdated"


def test_a_channel_whose_posts_have_no_times_is_told_so(cast: Cast) -> None:
    imported(
        cast, linkedin((7_204_703_086_211_198_976, "4/13/2026", 12, 900)), "malo.linkedin", name="a.xlsx"
    )
    work("recommend")
    assert not Recommendation.objects.filter(kind="slot").exists()
    assert only(kind="not_enough").facts == {"n": 0, "needed": 60}


def test_gaps_are_what_each_pillar_lacks_this_month_and_the_next(cast: Cast) -> None:
    plan(cast, "Craft", 3)
    archived = plan(cast, "People")[0]
    archived.archived_at = timezone.now()
    archived.save()
    compute(cast)  # 12 posts a month: 7 of Craft (60 %), 5 of People
    craft = Pillar.objects.get(brand=cast.malo, name="Craft")
    this = only(key=f"pillar:{craft.pk}:{month()}")
    assert this.facts == {"pillar": "Craft", "month": month(), "planned": 3, "target": 7, "short_by": 4}
    assert Recommendation.objects.filter(kind="gap", facts__month=month(1)).count() == 2
    people = only(kind="gap", pillar__name="People", facts__month=month())
    assert people.facts["planned"] == 0
    plan(cast, "Craft", 4)
    compute(cast)
    this.refresh_from_db()
    assert this.state == "outdated"


def test_accepting_a_gap_opens_one_draft_of_the_pillar(cast: Cast) -> None:
    compute(cast)
    gap = only(kind="gap", pillar__name="People", facts__month=month())
    browser = cast.browser("editor")
    first = browser.post(f"{HERE}/recommendations/{gap.pk}/accept/")
    second = browser.post(f"{HERE}/recommendations/{gap.pk}/accept/")  # pressed twice
    draft = Draft.objects.get()
    assert first["Location"] == second["Location"] == f"{HERE}/drafts/{draft.pk}/"
    assert (draft.brand, draft.pillar) == (cast.malo, gap.pillar)
    assert AuditEvent.objects.filter(action="recommendation.accepted", brand=cast.malo).count() == 1
    compute(cast)
    gap.refresh_from_db()
    assert gap.state == "accepted"  # nothing moved: it is being worked on
    plan(cast, "People")
    compute(cast)
    gap.refresh_from_db()
    assert (gap.state, gap.facts["planned"], "draft" in gap.facts) == (
        "open",
        1,
        False,
    )  # the rest is open again


def test_a_dismissed_gap_stays_away_until_clearly_more_is_missing(cast: Cast) -> None:
    drafts = plan(cast, "Craft", 4)
    compute(cast)
    gap = only(kind="gap", pillar__name="Craft", facts__month=month())
    for _again in range(2):
        service.dismiss(gap.pk, member=cast.members["editor"])
    assert AuditEvent.objects.filter(action="recommendation.dismissed").count() == 1
    for taken, state in ((drafts[0], "dismissed"), (drafts[1], "open")):
        taken.archived_at = timezone.now()
        taken.save()
        compute(cast)
        gap.refresh_from_db()
        assert gap.state == state
    assert gap.decided_by is None


def test_an_accepted_slot_is_proposed_first_and_keeps_its_place(cast: Cast) -> None:
    imported(cast, with_a_rhythm())
    work("recommend")
    ranked = list(Recommendation.objects.filter(kind="slot").order_by("-facts__lift"))
    chosen = ranked[-1]
    draft = cast.draft(surfaces=("instagram.image",))
    variant = draft.variants.select_related("channel", "brand", "draft").get()
    before = plans.suggest(draft, variant)
    assert (before.day.weekday(), before.at.hour) == (3, 18)
    browser = cast.browser("editor")
    answered = browser.post(f"{HERE}/recommendations/{chosen.pk}/accept/", {"next": f"{HERE}/results/posts/"})
    assert answered["Location"] == f"{HERE}/results/posts/"
    found = plans.suggest(draft, variant)
    assert (found.day.weekday(), found.at.hour) == (chosen.facts["weekday"], chosen.facts["hour"])
    compute(cast)
    chosen.refresh_from_db()
    assert chosen.state == "accepted"
    browser.post(f"{HERE}/recommendations/{chosen.pk}/reopen/")
    chosen.refresh_from_db()
    assert (chosen.state, chosen.decided_by) == ("open", None)
    assert plans.suggest(draft, variant).at.hour == 18


def test_a_dismissed_slot_stays_dismissed_until_its_lift_is_another(cast: Cast) -> None:
    imported(cast, with_a_rhythm())
    work("recommend")
    slot = Recommendation.objects.filter(kind="slot").order_by("-facts__lift")[0]
    service.dismiss(slot.pk, member=cast.members["editor"])
    compute(cast)
    slot.refresh_from_db()
    assert slot.state == "dismissed"
    Recommendation.objects.filter(pk=slot.pk).update(facts=slot.facts | {"lift": -0.5})
    compute(cast)
    slot.refresh_from_db()
    assert slot.state == "open"
    assert slot.facts["lift"] > 0


def test_computing_again_changes_nothing(cast: Cast) -> None:
    imported(cast, with_a_rhythm())
    work("recommend")
    shown = ("pk", "key", "facts", "state")
    before = list(Recommendation.objects.order_by("pk").values(*shown))
    compute(cast)
    assert list(Recommendation.objects.order_by("pk").values(*shown)) == before


def test_who_may_decide(cast: Cast, outsider: User) -> None:
    compute(cast)
    gap = Recommendation.objects.filter(kind="gap").first()
    assert gap
    path = f"{HERE}/recommendations/{gap.pk}"
    stranger = Client()
    stranger.force_login(outsider)
    for act in ("accept", "dismiss", "reopen"):
        assert cast.browser("reviewer").post(f"{path}/{act}/").status_code == 403
        assert cast.browser("client").post(f"{path}/{act}/").status_code == 403
        assert stranger.post(f"{path}/{act}/").status_code == 404
        assert cast.browser("editor").get(f"{path}/{act}/").status_code == 405
    with pytest.raises(PermissionDenied):
        service.accept(gap.pk, member=cast.members["reviewer"])
    with pytest.raises(Http404):
        service.dismiss(gap.pk, member=outsider.memberships.get())
    limited = cast.members["writer"]
    limited.all_brands = False
    limited.save()
    limited.brands.add(cast.kiln)
    assert cast.browser("writer").post(f"{path}/dismiss/").status_code == 404
    assert "Gaps in the calendar" not in cast.browser("writer").get(f"{HERE}/").content.decode()
    gap.refresh_from_db()
    assert gap.state == "open"
    assert not Draft.objects.exists()


def test_what_is_outdated_is_refused_in_words(cast: Cast) -> None:
    compute(cast)
    gap = Recommendation.objects.filter(kind="gap")[0]
    Recommendation.objects.update(state="outdated")
    browser = cast.browser("editor")
    answered = browser.post(f"{HERE}/recommendations/{gap.pk}/accept/", {"next": "https://evil.example/"})
    assert answered["Location"] == f"{HERE}/"
    assert "This recommendation is outdated" in browser.get(f"{HERE}/").content.decode()
    assert not Draft.objects.exists()


def test_plans_that_change_are_followed_without_anybody_asking(cast: Cast) -> None:
    def due() -> set[int]:
        return {brand for brand, _workspace in recommendations.due(timezone.now())}

    assert due() == {cast.malo.pk, cast.kiln.pk}  # never computed
    tasks.sweep()
    work("recommend")
    assert due() == set()
    Job.objects.filter(kind="recommend").update(finished_at=timezone.now() - timedelta(minutes=1))
    assert due() == set()  # nothing changed since
    cast.draft(cast.kiln)
    assert due() == {cast.kiln.pk}
    Job.objects.filter(kind="recommend").update(finished_at=timezone.now() - timedelta(hours=7))
    assert due() == {cast.malo.pk, cast.kiln.pk}  # days go by, months begin
    cast.kiln.archived_at = timezone.now()
    cast.kiln.save()
    assert due() == {cast.malo.pk}


def test_the_desk_shows_them_last_in_pages_and_only_to_those_who_write(cast: Cast) -> None:
    Recommendation.objects.bulk_create(
        Recommendation(
            workspace=cast.workspace, brand=cast.malo, channel=cast.channels["malo.tiktok"], kind="slot", key=f"k{n}",
            facts={"weekday": 1, "hour": 9, "n": 9, "lift": n / 100, "low": 0.0, "high": 0.5, "metric": "views"},
        )
        for n in range(20)
    )  # fmt: skip
    compute_gap(cast)
    found = desk.sections_of(cast.members["editor"], {}, timezone.now())
    assert [section.key for section in found] == ["gaps", "advice"]
    assert (found[1].total, len(found[1].advice), found[1].next) == (20, 5, 2)
    assert len(desk.sections_of(cast.members["editor"], {"advice": 4}, timezone.now())[1].advice) == 5
    assert desk.sections_of(cast.members["reviewer"], {}, timezone.now()) == []
    for query in ("?advice=99", "?gaps=-1", "?advice=x"):
        assert cast.browser("editor").get(f"{HERE}/{query}").status_code == 200


def compute_gap(cast: Cast) -> None:
    Recommendation.objects.create(
        workspace=cast.workspace,
        brand=cast.malo,
        pillar=Pillar.objects.filter(brand=cast.malo)[0],
        kind="gap",
        key="gap",
        facts={"pillar": "Craft", "month": month(), "planned": 3, "target": 7, "short_by": 4},
    )


@pytest.mark.parametrize("count", [5, 400])
def test_the_desk_costs_the_same_whatever_is_recommended(
    cast: Cast, count: int, django_assert_max_num_queries: Any
) -> None:
    Recommendation.objects.bulk_create(
        Recommendation(
            workspace=cast.workspace, brand=cast.malo, channel=cast.channels["malo.tiktok"], kind="not_enough",
            key=f"k{n}", facts={"n": 1, "needed": 60},
        )
        for n in range(count)
    )  # fmt: skip
    browser = cast.browser("editor")
    browser.get(f"{HERE}/")
    with django_assert_max_num_queries(17):
        assert browser.get(f"{HERE}/").status_code == 200


def test_a_brand_that_is_gone_is_settled_quietly(cast: Cast) -> None:
    cast.malo.archived_at = timezone.now()
    cast.malo.save()
    compute(cast)
    assert Job.objects.get(kind="recommend").state == "done"
    assert not Recommendation.objects.exists()
    assert not Variant.objects.exists()
