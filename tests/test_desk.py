"""The desk: what waits, for whom, in which order, and at what cost."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from cast import Cast
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from rounds import answer, approve, edit, hash_of, send, wrote

from planner.models import Draft, Member, Review, Step
from planner.queries import contents, desk
from planner.services import looks


def lines(cast: Cast, who: str, **pages: int) -> dict[str, list[str]]:
    found = desk.sections_of(cast.members[who], pages, timezone.now())
    return {section.key: [line.draft.title for line in section.lines] for section in found}


def test_each_thing_waits_for_those_who_can_do_it(cast: Cast) -> None:
    asked = cast.draft(title="Asked")
    send(cast, asked)
    at_client = cast.draft(title="At the client")
    send(cast, at_client)
    answer(cast, at_client, "reviewer")
    refused = cast.draft(title="Refused")
    send(cast, refused)
    answer(cast, refused, "reviewer", "changes", note="Plus court.")
    stale = cast.draft(title="Stale")
    approve(cast, stale)
    edit(cast, stale, text="Une lettre de plus")
    cast.draft(title="Nothing to do")
    assert lines(cast, "reviewer") == {"waiting": ["Asked"]}
    assert lines(cast, "editor") == {"changes": ["Refused"], "stale": ["Stale"]}
    assert lines(cast, "owner") == {"waiting": ["Asked"], "changes": ["Refused"], "stale": ["Stale"]}
    cast.malo.allow_for_client = True
    cast.malo.save()
    assert lines(cast, "owner")["waiting"] == ["Asked", "At the client"]
    wrote(cast, asked, "owner")
    assert lines(cast, "owner")["waiting"] == ["At the client"]  # one's own work waits for somebody else
    edit(cast, refused, text="Plus court, commencé.")
    assert lines(cast, "editor")["changes"] == ["Refused"]  # until it is sent again
    send(cast, refused)
    assert "changes" not in lines(cast, "editor")


def counted(page: HttpResponse) -> int:
    """The number beside "Desk" in the frame."""
    found = re.search(r'data-go="desk".*?</a>', page.content.decode(), re.DOTALL)
    assert found
    number = re.search(r'class="count hot">(\d+)', found[0])
    return int(number[1]) if number else 0


def test_the_number_beside_the_desk_is_what_the_desk_lists(cast: Cast) -> None:
    own, others, back = cast.draft(title="Own"), cast.draft(title="Others"), cast.draft(title="Back")
    wrote(cast, own, "manager")
    for draft in (own, others, back):
        send(cast, draft)
    answer(cast, back, "reviewer", "changes", note="Shorter.")
    edit(cast, back, text="Being revised.")
    url = reverse("desk", args=[cast.workspace.slug])
    for who, number in {"manager": 2, "reviewer": 2, "editor": 1}.items():
        page = cast.browser(who).get(url)
        assert counted(page) == number, who
    edit(cast, others, text="Changed in the round.")
    assert counted(cast.browser("manager").get(url)) == 2


def test_a_member_limited_to_a_brand_sees_nothing_of_the_others(cast: Cast) -> None:
    send(cast, cast.draft(title="Malo"))
    send(cast, cast.draft(cast.kiln, title="Kiln"))
    reviewer = cast.members["reviewer"]
    reviewer.all_brands = False
    reviewer.save()
    reviewer.brands.add(cast.kiln)
    cast.members["reviewer"] = Member.objects.select_related("workspace", "user").get(pk=reviewer.pk)
    assert lines(cast, "reviewer") == {"waiting": ["Kiln"]}


def test_lines_say_what_changed_since_i_looked(cast: Cast) -> None:
    draft, member = cast.draft(), cast.members["reviewer"]
    send(cast, draft)
    line = desk.sections_of(member, {}, timezone.now())[0].lines[0]
    assert line.news is None
    looks.seen(draft, member, hash_of(draft))
    assert desk.sections_of(member, {}, timezone.now())[0].lines[0].news == []
    edit(cast, draft, text="Autre chose")
    line = desk.sections_of(member, {}, timezone.now())[0].lines[0]
    assert line.fields_changed == ["Text"]


def test_due_today_is_the_brands_today(cast: Cast) -> None:
    now = timezone.now()
    for title, shift in (("Due", -2), ("Missed", -30), ("Next week", 24 * 7), ("Long gone", -24 * 40)):
        draft = cast.draft(title=title)
        at = now + timedelta(hours=shift)
        local = at.astimezone(cast.malo.zone)
        draft.variants.update(planned_at=at, planned_on=local.date(), planned_time=local.time())
    assert lines(cast, "editor") == {"due": ["Missed", "Due"]}
    assert "due" not in lines(cast, "reviewer")


def many_waiting(cast: Cast, count: int) -> None:
    start = timezone.now() - timedelta(days=30)
    drafts = Draft.objects.bulk_create(
        Draft(workspace=cast.workspace, brand=cast.malo, title=f"n {n}", review_state="in_review")
        for n in range(count)
    )
    content = contents.shown(drafts[0])
    reviews = Review.objects.bulk_create(
        Review(workspace=cast.workspace, draft=draft, number=1, content_hash="x", content=content)
        for draft in drafts
    )
    Step.objects.bulk_create(
        Step(
            workspace=cast.workspace,
            review=review,
            kind="reviewer",
            position=0,
            state="open",
            opened_at=start + timedelta(minutes=n),
        )
        for n, review in enumerate(reviews)
    )


@pytest.mark.parametrize("who", ["reviewer", "owner"])
@pytest.mark.parametrize("count", [10, 1000])
def test_the_desk_costs_the_same_whatever_waits(
    cast: Cast, count: int, who: str, django_assert_max_num_queries: object
) -> None:
    many_waiting(cast, count)
    cast.draft(planned=True)
    browser = cast.browser(who)
    browser.get("/w/atelier-nord/")  # the first visit remembers the workspace
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        assert browser.get("/w/atelier-nord/").status_code == 200


def test_no_list_is_cut_silently_and_the_newest_is_on_the_first_page(cast: Cast) -> None:
    many_waiting(cast, 40)
    section = desk.sections_of(cast.members["reviewer"], {}, timezone.now())[0]
    assert (section.total, section.pages) == (40, 3)
    assert [line.draft.title for line in section.lines] == [f"n {n}" for n in range(15)]
    assert [line.draft.title for line in section.newest] == ["n 39", "n 38", "n 37"]
    page = cast.browser("reviewer").get("/w/atelier-nord/").content.decode()
    assert "n 39" in page
    assert "40" in page
    seen = [title for n in (1, 2, 3) for title in lines(cast, "reviewer", waiting=n)["waiting"]]
    assert seen == [f"n {n}" for n in range(40)]


@pytest.mark.parametrize(
    "query", ["?waiting=9999", "?waiting=-1", "?waiting=x&due=%00", "?stale=999999999999999999999"]
)
def test_nonsense_in_the_address_gives_a_page(cast: Cast, query: str) -> None:
    many_waiting(cast, 20)
    assert cast.browser("reviewer").get(f"/w/atelier-nord/{query}").status_code == 200
