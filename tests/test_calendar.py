"""The calendar: what stands where, moving and undoing, and that it stays quick and whole with any number of posts."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from cast import Cast
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import formats, translation
from rounds import again, approve

from planner.models import (
    AuditEvent,
    Channel,
    Draft,
    Recommendation,
    Revision,
    Scorecard,
    User,
    Variant,
)

HTMX = {"HX-Request": "true"}
NOVEMBER = date(2026, 11, 10)


def url(cast: Cast, path: str = "") -> str:
    return f"/w/{cast.workspace.slug}/calendar/{path}"


def page(cast: Cast, who: str = "editor", path: str = "", **query: str) -> str:
    query = {"date": "2026-11-10"} | query
    answer = cast.browser(who).get(url(cast, path), query)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def put(draft: Draft, day: date, at: time = time(9, 30)) -> str:
    """Plan all of the draft past the services; the key its chip then has."""
    for variant in draft.variants.all():
        variant.planned_on, variant.planned_time = day, at
        variant.planned_at = datetime.combine(day, at, draft.brand.zone)
        variant.save()
    return key(draft)


def key(draft: Draft) -> str:
    at = draft.variants.first().planned_at
    return f"{draft.pk}-{int(at.timestamp()) if at else 0}-{draft.variants.count()}"


def drop(
    cast: Cast, chip: str, who: str = "editor", query: str = "date=2026-11-10", **values: str
) -> HttpResponse:
    return cast.browser(who).post(url(cast, f"move/?{query}"), {"chip": chip, **values}, headers=HTMX)


def toast(answer: HttpResponse) -> dict[str, str]:
    told: dict[str, dict[str, str]] = json.loads(answer["HX-Trigger"])
    return told["toast"]


def times(draft: Draft) -> list[tuple[object, ...]]:
    fields = ("planned_on", "planned_time", "planned_at", "window_from", "window_to")
    return list(draft.variants.order_by("pk").values_list(*fields))


def cell(html: str, day: str) -> str:
    return html.split(f'data-date="{day}"', 1)[1].split("data-date=", 1)[0]


def test_one_chip_for_a_draft_and_time_with_its_platforms_state_and_signals(cast: Cast) -> None:
    draft = cast.draft(title="Levain", surfaces=("linkedin.text", "instagram.image"))
    put(draft, NOVEMBER)
    variant = draft.variants.first()
    Scorecard.objects.create(
        workspace=cast.workspace,
        variant=variant,
        input_hash="",
        edition="e",
        engine="1",
        fits=False,
        score=62,
        report={},
    )
    html = cell(page(cast), "2026-11-10")
    assert html.count('class="chip') == 1
    for sign in (
        "#p-linkedin",
        "#p-instagram",
        "09:30",
        "Levain",
        'class="chip proposed"',
        'class="invalid"',
        "62 100",
    ):
        assert sign in html
    assert "LinkedIn, Instagram, Drafting, Signals: 62 of 100, does not fit the platform" in html
    variant.planned_at += timedelta(hours=1)
    variant.planned_time = time(10, 30)
    variant.save()
    assert cell(page(cast), "2026-11-10").count('class="chip') == 2
    put(draft, NOVEMBER)
    Draft.objects.update(review_state="approved")
    assert 'class="chip"' in cell(page(cast), "2026-11-10")
    Draft.objects.update(review_state="drafting", stale=True)
    html = cell(page(cast), "2026-11-10")
    assert 'data-state="stale"' in html
    assert "Changed since approval" in html


def test_dates_read_as_the_viewer_writes_them(cast: Cast) -> None:
    put(cast.draft(), NOVEMBER)
    assert "<h1>9 to 15 Nov 2026</h1>" in page(cast, view="week")
    user = cast.user("editor")
    user.language = "fr"
    user.save()
    assert "<h1>Novembre 2026</h1>" in page(cast)
    assert 'aria-label="mardi 10 novembre"' in page(cast)
    week = re.search(r"<h1>(.+)</h1>", page(cast, view="week"))
    assert week is not None
    assert week[1].startswith("9 ")
    assert week[1].endswith("15 nov. 2026")
    with translation.override("fr"):
        said = [formats.date_format(date(2026, month, 10), "SHORT_DATE_FORMAT") for month in (6, 7)]
    assert said == ["mer 10 juin", "ven 10 juil."], "three letters would not tell June from July"


def test_filters_and_who_sees_what(cast: Cast, outsider: User) -> None:
    put(
        cast.draft(title="Levain", surfaces=("instagram.image",), pillar=cast.malo.pillars.get(name="Craft")),
        NOVEMBER,
    )
    put(cast.draft(cast.kiln, title="Glaze", review_state="in_review"), NOVEMBER)

    def seen(who: str = "editor", **query: str) -> set[str]:
        html = page(cast, who, **query)
        return {title for title in ("Levain", "Glaze") if f">{title}<" in html}

    both = {"Levain", "Glaze"}
    assert seen() == seen(view="week") == seen(view="list") == seen("reviewer") == both
    assert seen(date="2026-12-20") == set()
    assert seen(brand=str(cast.malo.pk)) == {"Levain"}
    assert seen(platform="linkedin") == {"Glaze"}
    assert seen(channel=str(cast.channels["malo.instagram"].pk)) == {"Levain"}
    assert seen(state="in_review") == {"Glaze"}
    assert seen(brand=str(cast.malo.pk), pillar=str(cast.malo.pillars.get(name="People").pk)) == set()
    limited = cast.members["writer"]
    limited.all_brands = False
    limited.save()
    limited.brands.set([cast.malo])
    assert seen("writer") == seen("writer", brand=str(cast.kiln.pk)) == {"Levain"}
    assert "Glaze" not in page(cast, "writer", "day/")
    assert cast.browser("client").get(url(cast)).status_code == 403
    stranger = Client()
    stranger.force_login(outsider)
    assert stranger.get(url(cast)).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        {"date": "9999-12-31"}, {"date": "0001-01-01"}, {"date": "soon"}, {"date": "2000-01-01"}, {"date": "2099-12-31"},
        {"page": "-1"}, {"page": "9" * 40}, {"page": "é"}, {"view": "year"}, {"brand": "9" * 40}, {"channel": "-1"},
        {"platform": "'"}, {"state": "\x00"}, {"pillar": "٣"}, {"zone": "Mars/Base"},
    ],
)  # fmt: skip
def test_nonsense_in_the_address_is_still_a_page(cast: Cast, query: dict[str, str]) -> None:
    put(cast.draft(), NOVEMBER)
    browser = cast.browser("editor")
    for path in ("", "day/", "unplanned/"):
        for view in ("month", "week", "list"):
            assert browser.get(url(cast, path), {"view": view} | query).status_code == 200
    for chip in ("", "x", "1-2", "9999999-0-1", "-1--1--1", "1-99999999999999-1"):
        assert browser.get(url(cast, "move/"), {"chip": chip} | query).status_code in {200, 302, 404}
        assert browser.post(url(cast, "move/"), {"chip": chip, "day": "x", "time": "25:99"}).status_code in {
            302,
            404,
        }
    assert browser.post(url(cast, "undo/?token=x")).status_code == 302


def test_a_full_day_says_how_many_more_and_shows_them_all(cast: Cast) -> None:
    for number in range(60):
        put(cast.draft(title=f"Post {number:02}"), NOVEMBER, time(8, number))
    html = cell(page(cast), "2026-11-10")
    assert html.count('class="chip') == 2
    assert "58 more" in html
    first = page(cast, path="day/")
    second = page(cast, path="day/", page="2")
    titles = re.findall(r"Post \d\d(?=</span><span class=\"hush\">)", first + second)
    assert titles == [f"Post {number:02}" for number in range(60)]
    assert "1 to 50 of 60" in first
    listed = page(cast, view="list") + page(cast, view="list", page="2")
    assert all(f"Post {number:02}<" in listed for number in range(60))


def test_drafts_without_a_day_wait_in_the_margin_and_none_is_lost(cast: Cast) -> None:
    drafts = [cast.draft(title=f"Idea {number}") for number in range(8)]
    html = page(cast)
    assert "Idea 7" in html
    assert "Idea 1<" not in html
    assert "All without a day" in html
    assert all(draft.title in page(cast, path="unplanned/") for draft in drafts)
    answer = drop(cast, key(drafts[7]), day="2026-11-12")
    assert answer.status_code == 200
    assert times(drafts[7])[0][:2] == (date(2026, 11, 12), time(9))
    assert "Idea 7" in cell(answer.content.decode(), "2026-11-12")
    back = drop(cast, key(drafts[7]), unplan="1")
    assert toast(back)["text"] == "Idea 7 has no day any more."
    assert times(drafts[7])[0] == (None,) * 5


def test_a_move_keeps_the_hour_takes_all_channels_and_can_be_undone_exactly(cast: Cast) -> None:
    draft = cast.draft(title="Levain", surfaces=("linkedin.text", "instagram.image"))
    chip = put(draft, NOVEMBER)
    draft.variants.update(window_from=date(2026, 11, 9), window_to=date(2026, 11, 11))
    before = times(draft)
    answer = drop(cast, chip, day="2026-11-24")
    assert toast(answer)["text"] == "Levain: Tue 24 Nov, 09:30 Paris."
    assert "Levain" in cell(answer.content.decode(), "2026-11-24")
    assert {row[:2] for row in times(draft)} == {(date(2026, 11, 24), time(9, 30))}
    assert AuditEvent.objects.filter(action="variant.planned", subject_id=draft.pk).count() == 1
    undo = toast(answer)["undo"]
    assert cast.browser("reviewer").post(undo, headers=HTMX).status_code == 403
    assert cast.browser("editor").post(undo, headers=HTMX).status_code == 200
    assert times(draft) == before
    written = Revision.objects.count(), AuditEvent.objects.count()
    assert cast.browser("editor").post(undo, headers=HTMX).status_code == 200  # twice is once
    assert (Revision.objects.count(), AuditEvent.objects.count()) == written
    drop(cast, key(draft), day="2026-11-26")
    late = cast.browser("editor").post(undo, headers=HTMX)
    assert late.status_code == 409
    assert "Thu 26 Nov, 09:30 Paris" in late.content.decode()


def test_a_double_drop_moves_once_and_a_stale_screen_is_told(cast: Cast) -> None:
    draft = cast.draft(title="Levain")
    chip = put(draft, NOVEMBER)
    drop(cast, chip, day="2026-11-24")
    written = Revision.objects.count(), AuditEvent.objects.count()
    again_dropped = drop(cast, chip, day="2026-11-24")
    assert again_dropped.status_code == 200
    assert (Revision.objects.count(), AuditEvent.objects.count()) == written
    stale = drop(cast, chip, "manager", day="2026-11-17")
    assert stale.status_code == 422
    assert "Levain was moved meanwhile: it is planned for Tue 24 Nov, 09:30 Paris." in toast(stale)["text"]
    assert "Levain" in cell(stale.content.decode(), "2026-11-24")
    assert times(draft)[0][0] == date(2026, 11, 24)


def test_a_move_out_of_the_approved_day_ends_the_approval_and_undo_revives_it(cast: Cast) -> None:
    draft = cast.draft(title="Levain")
    put(draft, NOVEMBER)
    again(draft)
    approve(cast, draft)
    later = drop(cast, key(draft), day="2026-11-10", time="17:00")
    again(draft)
    assert draft.review_state == "approved"
    assert "approval" not in toast(later)["text"]
    away = drop(cast, key(draft), day="2026-11-11")
    again(draft)
    assert (draft.review_state, draft.stale) == ("drafting", True)
    assert "it needs approval again" in toast(away)["text"]
    cast.browser("editor").post(toast(away)["undo"], headers=HTMX)
    again(draft)
    assert (draft.review_state, draft.stale) == ("approved", False)


def test_who_may_not_move_and_what_does_not_move(cast: Cast, outsider: User) -> None:
    draft = cast.draft(title="Levain")
    chip = put(draft, NOVEMBER)
    assert "data-chip" not in page(cast, "reviewer")
    assert drop(cast, chip, "reviewer", day="2026-11-24").status_code == 403
    assert drop(cast, chip, "client", day="2026-11-24").status_code == 403
    stranger = Client()
    stranger.force_login(outsider)
    assert stranger.post(url(cast, "move/"), {"chip": chip, "day": "2026-11-24"}).status_code == 404
    Variant.objects.update(handed_off_at=datetime(2026, 11, 9, tzinfo=UTC))
    assert f'data-chip="{chip}"' not in page(cast)
    refused = drop(cast, chip, day="2026-11-24")
    assert refused.status_code == 422
    assert "handed off or published already" in toast(refused)["text"]
    assert times(draft)[0][0] == NOVEMBER


def test_hours_that_the_clocks_skip_are_refused_and_double_ones_are_said(cast: Cast) -> None:
    draft = cast.draft(title="Levain")
    chip = put(draft, date(2027, 3, 20), time(2, 30))
    skipped = drop(cast, chip, query="date=2027-03-20", day="2027-03-28")
    assert skipped.status_code == 422
    assert "the clocks in Paris go forward and skip 02:30" in toast(skipped)["text"]
    assert times(draft)[0][0] == date(2027, 3, 20)
    form = drop(cast, chip, query="date=2027-03-20", day="2027-03-28", time="02:30", by="form")
    assert form.status_code == 422
    assert 'value="2027-03-28"' in form.content.decode()
    assert "skip 02:30" in form.content.decode()
    twice = drop(cast, chip, day="2026-10-25")
    assert "this time comes twice; the first is meant" in toast(twice)["text"]
    assert times(draft)[0][2] == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_the_viewer_may_switch_to_their_own_clock_and_moves_on_it(cast: Cast) -> None:
    user = cast.user("editor")
    user.time_zone = "America/New_York"
    user.save()
    draft = cast.draft(title="Levain")
    chip = put(draft, NOVEMBER, time(2))
    assert "Paris time" in page(cast, brand=str(cast.malo.pk))
    html = page(cast, zone="mine")
    assert "New York time (yours)" in html
    assert "Levain" not in cell(html, "2026-11-10")
    assert "20:00" in cell(html, "2026-11-09")
    drop(cast, chip, query="date=2026-11-10&zone=mine", day="2026-11-12")
    assert times(draft)[0][:2] == (date(2026, 11, 13), time(2))


def test_within_a_day_the_clock_that_is_shown_gives_the_order(cast: Cast) -> None:
    put(cast.draft(title="Levain"), NOVEMBER, time(9, 30))
    put(cast.draft(cast.kiln, title="Glaze"), NOVEMBER, time(9))  # half an hour later, in London
    user = cast.user("editor")
    user.time_zone = "Europe/Paris"
    user.save()
    for path, query in (("", {}), ("", {"view": "week"}), ("", {"view": "list"}), ("day/", {})):
        html = page(cast, path=path, **query)
        assert html.index("Glaze") < html.index("Levain")
        html = page(cast, path=path, zone="mine", **query)
        assert html.index("Levain") < html.index("Glaze")


def test_the_form_moves_without_a_script(cast: Cast) -> None:
    draft = cast.draft(title="Levain")
    chip = put(draft, NOVEMBER)
    browser = cast.browser("editor")
    form = browser.get(url(cast, "move/"), {"chip": chip, "view": "list"}).content.decode()
    assert 'value="2026-11-10"' in form
    answer = browser.post(
        url(cast, "move/?view=list&date=2026-11-10"),
        {"by": "form", "chip": chip, "day": "2026-11-24", "time": "18:15"},
        follow=True,
    )
    html = answer.content.decode()
    assert "Levain: Tue 24 Nov, 18:15 Paris." in html
    where = urlsplit(answer.redirect_chain[-1][0])
    assert parse_qs(where.query)["view"] == ["list"]
    undo = re.search(r'action="(/w/[^"]+/undo/[^"]+)"', html)
    assert undo is not None
    back = browser.post(undo[1].replace("&amp;", "&"), follow=True)
    assert "Levain is back where it was." in back.content.decode()
    assert times(draft)[0][:2] == (NOVEMBER, time(9, 30))


def test_suggested_hours_stand_where_the_channel_is_free(cast: Cast) -> None:
    facts = {
        "weekday": 4,
        "hour": 18,
        "n": 64,
        "lift": 0.18,
        "low": 0.05,
        "high": 0.32,
        "metric": "engagement",
    }
    channel = cast.channels["malo.linkedin"]
    slot = Recommendation.objects.create(
        workspace=cast.workspace, brand=cast.malo, channel=channel, kind="slot", key="a", facts=facts
    )
    free = page(cast, date="2099-11-10")
    fridays = re.findall(
        r'data-date="(2099-\d\d-\d\d)"(?=(?:(?!data-date).)*Suggested 18:00 · n\u00a064)', free, re.S
    )
    assert fridays == ["2099-10-30", "2099-11-06", "2099-11-13", "2099-11-20", "2099-11-27", "2099-12-04"]
    assert (
        "+18\u00a0% against the channel’s average post (90 % interval +5\u00a0% to +32\u00a0%, n 64)" in free
    )
    whole_day = page(cast, path="day/", date="2099-11-13")
    assert "Friday around 18:00" in whole_day
    assert "Plan with it" in whole_day
    assert "Plan with it" not in page(cast, "reviewer", "day/", date="2099-11-13")
    put(cast.draft(), date(2099, 11, 13))
    assert "Suggested" not in cell(page(cast, date="2099-11-10"), "2099-11-13")
    assert "Suggested" not in page(cast, date="2016-11-10")
    slot.state = "dismissed"
    slot.save()
    assert "Suggested" not in page(cast, date="2099-11-10")


def test_pillars_stand_against_their_share_of_the_month(cast: Cast) -> None:
    cast.malo.monthly_posts = 10
    cast.malo.save()
    craft = cast.malo.pillars.get(name="Craft")
    for day in (3, 4):
        put(cast.draft(surfaces=("linkedin.text", "instagram.image"), pillar=craft), date(2026, 11, day))
    put(cast.draft(pillar=craft), date(2026, 12, 1))
    people = cast.malo.pillars.get(name="People")
    facts = {"pillar": "People", "month": "2026-11", "planned": 0, "target": 4, "short_by": 4}
    Recommendation.objects.create(
        workspace=cast.workspace, brand=cast.malo, pillar=people, kind="gap", key="b", facts=facts
    )
    html = page(cast, brand=str(cast.malo.pk))
    assert "November by pillar" in html
    assert html.count("Start a draft") == 1
    assert "Start a draft" not in page(cast, "reviewer")
    assert "Craft: 2 planned of 6" in html
    assert "People: 0 planned of 4" in html


def month_with(cast: Cast, count: int) -> None:
    """``count`` variants in November, three to a draft, scored; and drafts that wait for a day."""
    channels = [channel for name, channel in cast.channels.items() if name.startswith("malo")]
    drafts = Draft.objects.bulk_create(
        Draft(
            workspace=cast.workspace,
            brand=cast.malo,
            title=f"A title of usual length, number {n}",
            text="Un texte. " * 130,
        )
        for n in range(-(-count // 3) + 10)
    )
    rows = []
    for number in range(count):
        at = datetime(2026, 11, 1, 6, tzinfo=UTC) + timedelta(minutes=number // 3 * 25 % (29 * 24 * 60))
        local = at.astimezone(cast.malo.zone)
        rows.append(_variant(drafts[number // 3], channels[number % 3], local))
    rows += [_variant(draft, channels[0], None) for draft in drafts[-10:]]
    made = Variant.objects.bulk_create(rows)
    Scorecard.objects.bulk_create(
        Scorecard(
            workspace=cast.workspace,
            variant=row,
            input_hash="",
            edition="e",
            engine="1",
            fits=True,
            score=50 + row.pk % 40,
            report={},
        )
        for row in made
    )


def _variant(draft: Draft, channel: Channel, at: datetime | None) -> Variant:
    plan = {"planned_at": at, "planned_on": at.date(), "planned_time": at.time()} if at else {}
    return Variant(
        workspace=draft.workspace, brand=draft.brand, draft=draft, channel=channel, format="text", **plan
    )


@pytest.mark.walk
def test_a_month_costs_the_same_with_50_500_and_5000_variants(cast: Cast) -> None:
    limited = cast.members["writer"]
    limited.all_brands = False
    limited.save()
    limited.brands.set([cast.malo])
    browser = cast.browser("writer")  # needs one query more than others
    browser.get(url(cast))
    asked, sizes = [], []
    for more in (50, 450, 4500):
        month_with(cast, more)
        with CaptureQueriesContext(connection) as queries:
            answer = browser.get(url(cast), {"date": "2026-11-10", "brand": str(cast.malo.pk)})
        asked.append(len(queries))
        sizes.append(len(answer.content))
    assert "more</a>" in answer.content.decode()
    assert len(set(asked)) == 1, asked
    assert asked[0] <= 15
    assert max(sizes) <= 100_000, sizes
