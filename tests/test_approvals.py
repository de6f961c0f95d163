"""The one gate: what a change of content does to approvals, on examples and on random walks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from cast import Cast, make_cast
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rounds import again, answer, approve, edit, hash_of, open_step, send

from planner.models import Approval, Asset, Decision, Draft, Placement, Review
from planner.queries import contents
from planner.services import approvals, reviews


def picture(cast: Cast, name: str = "four.jpg") -> Asset:
    return Asset.objects.create(
        workspace=cast.workspace,
        brand=cast.malo,
        kind="image",
        name=name,
        file=f"1/1/{name}",
        mime="image/jpeg",
        size=1,
        sha256=name.encode().hex().ljust(64, "0"),
    )


def place(draft: Draft, asset: Asset, position: int = 0, **fields: Any) -> Placement:
    return Placement.objects.create(
        workspace=draft.workspace, draft=draft, asset=asset, position=position, **fields
    )


def settle(cast: Cast, draft: Draft) -> None:
    again(draft)
    approvals.settle(draft, actor=cast.user("editor"))
    again(draft)


def change_variant(**fields: Any) -> Callable[[Draft], object]:
    return lambda draft: draft.variants.update(**fields)


def set_draft(**fields: Any) -> Callable[[Draft], object]:
    return lambda draft: Draft.objects.filter(pk=draft.pk).update(**fields)


def swap_media(draft: Draft) -> None:
    for position, placement in enumerate(draft.placements.order_by("-position")):
        Placement.objects.filter(pk=placement.pk).update(position=position)


CHANGES: dict[str, Callable[[Draft], object]] = {
    "a letter of the base text": set_draft(text="x"),
    "own text of a variant": change_variant(text="x"),
    "the first comment": change_variant(first_comment="x"),
    "the title": change_variant(title="x"),
    "the link": change_variant(link="https://example.org/"),
    "the language": change_variant(language="en"),
    "the format": change_variant(format="image"),
    "a setting": change_variant(settings={"topic": "bread"}),
    "the answer about AI": set_draft(ai_use="generated_media"),
    "an alt text": lambda draft: draft.placements.update(alt="x"),
    "the order of the media": swap_media,
    "one medium less": lambda draft: draft.placements.filter(position=0).delete(),
    "other media of its own": change_variant(own_media=True),
    "a channel less": change_variant(archived_at=datetime(2026, 1, 1, tzinfo=UTC)),
    "another day": change_variant(planned_on=date(2030, 1, 5), planned_at=datetime(2030, 1, 5, tzinfo=UTC)),
}


@pytest.mark.parametrize("what", CHANGES)
def test_any_change_of_what_is_shown_ends_the_approval(cast: Cast, what: str) -> None:
    draft = cast.draft(planned=True)
    for position, name in enumerate(("oven.jpg", "door.jpg")):
        place(draft, picture(cast, name), position)
    approve(cast, draft)
    CHANGES[what](draft)
    settle(cast, draft)
    assert (draft.review_state, draft.stale) == ("drafting", True)
    approval = Approval.objects.get()
    assert approval.ended_at is not None
    assert approval.ended_why == ("window" if what == "another day" else "content")
    assert approvals.current_approval(draft) is None


def test_what_no_channel_shows_ends_nothing(cast: Cast) -> None:
    draft = cast.draft(planned=True)
    place(draft, picture(cast))
    approve(cast, draft)
    edit(cast, draft, title="Autre titre", brief="x", labels=["x"], campaign="Hiver", objective="save")
    draft.variants.update(planned_time=time(18, 0))
    cast.channels["malo.linkedin"].name = "Malo, la boulangerie"
    cast.channels["malo.linkedin"].save()
    Asset.objects.update(name="renamed.jpg")
    settle(cast, draft)
    assert draft.review_state == "approved"
    assert contents.is_fresh(Approval.objects.get(), draft) == (True, "")


def test_within_the_window_a_move_keeps_the_approval(cast: Cast) -> None:
    draft = cast.draft(planned=True)
    day = draft.variants.get().planned_on
    assert day
    draft.variants.update(window_from=day, window_to=day + timedelta(days=3))
    approve(cast, draft)
    for days, state in ((3, "approved"), (4, "drafting"), (0, "approved"), (-1, "drafting"), (2, "approved")):
        draft.variants.update(planned_on=day + timedelta(days=days))
        settle(cast, draft)
        assert draft.review_state == state, days
    # a window that is widened afterwards was not approved
    draft.variants.update(window_to=day + timedelta(days=30), planned_on=day + timedelta(days=20))
    settle(cast, draft)
    assert draft.review_state == "drafting"


def test_the_writer_sets_the_days_on_which_an_approval_holds(cast: Cast) -> None:
    draft = cast.draft(planned=True, surfaces=("linkedin.text", "instagram.image"))
    one, other = draft.variants.order_by("pk")
    day, browser = one.planned_on, cast.browser("editor")
    assert day
    url = f"/w/{cast.workspace.slug}/variants/{one.pk}/plan/"

    def days(first: object, last: object, **more: str) -> tuple[object, object]:
        assert browser.post(url, {"first": str(first), "last": str(last), **more}).status_code == 302
        one.refresh_from_db()
        return one.window_from, one.window_to

    later = day + timedelta(days=3)
    assert days(day, later) == (day, later)
    other.refresh_from_db()
    assert other.window_from is None, "only this channel"
    assert days(later, day) == (day, later), "backwards is refused"
    assert days(later, later) == (day, later), "the planned day lies outside"
    page = browser.get(f"/w/{cast.workspace.slug}/drafts/{draft.pk}/?tab={one.pk}").content.decode()
    assert "May go out from" in page
    assert days("nonsense", "") == (None, None)
    assert days(day, later, all="1") == (day, later)
    other.refresh_from_db()
    assert other.window_to == later
    assert cast.browser("reviewer").post(url, {"first": str(day)}).status_code == 403
    again(draft)
    approve(cast, draft)
    for move, state in ((later, "approved"), (later + timedelta(days=1), "drafting")):
        browser.post(url, {"day": str(move), "time": "09:30"})
        again(draft)
        assert draft.review_state == state
    assert draft.stale


def test_back_to_the_approved_content_revives_it_even_during_a_new_round(cast: Cast) -> None:
    draft = cast.draft()
    text = draft.text
    approve(cast, draft)
    edit(cast, draft, text="Autre")
    review = send(cast, draft)
    answer(cast, draft, "reviewer")
    step, screen = open_step(draft), hash_of(draft)
    edit(cast, draft, text=text)
    review.refresh_from_db()
    assert (draft.review_state, draft.stale, review.state) == ("approved", False, "voided")
    with pytest.raises(ValidationError):
        answer(cast, draft, "client", "changes", note="Non", step=step, screen=screen)
    assert Approval.objects.get().ended_at is None


def test_only_the_last_approval_can_come_back(cast: Cast) -> None:
    draft = cast.draft()
    text = draft.text
    approve(cast, draft)
    edit(cast, draft, text="Deuxième")
    approve(cast, draft)
    edit(cast, draft, text=text)
    assert draft.review_state == "drafting"
    first, second = Approval.objects.order_by("pk")
    assert first.ended_at
    assert second.ended_at


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("text"), st.sampled_from("abc")),
        st.tuples(st.just("own"), st.sampled_from(["a", "d", None])),
        st.tuples(st.just("day"), st.integers(0, 3)),
        st.tuples(st.just("send"), st.none()),
        st.tuples(st.just("yes"), st.none()),
        st.tuples(st.just("no"), st.none()),
        st.tuples(st.just("back"), st.none()),
    ),
    min_size=6,
    max_size=18,
)
FIRST = date(2031, 3, 3)


@pytest.mark.django_db
@pytest.mark.walk
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_people_do_approved_means_approved(db: None, steps: list[tuple[str, Any]]) -> None:
    """After every act: approved exactly when the last receipt covers what is there; never two rounds, never a lost vote."""
    with transaction.atomic():
        cast = make_cast("walk")
        draft = cast.draft(planned=True)
        for act, value in steps:
            walk(cast, draft, act, value)
            check(draft)
        transaction.set_rollback(True)


def walk(cast: Cast, draft: Draft, act: str, value: Any) -> None:
    round_open = Review.objects.filter(draft=draft, state="open").exists()
    match act:
        case "text":
            edit(cast, draft, text=value)
        case "own":
            draft.variants.update(text=value)
            settle(cast, draft)
        case "day":
            draft.variants.update(planned_on=FIRST + timedelta(days=value))
            settle(cast, draft)
        case "send" if draft.review_state != "approved":
            send(cast, draft)
        case "yes" | "no" if round_open:
            step = open_step(draft)
            answer(cast, draft, step.kind, "approved" if act == "yes" else "changes", note="n", step=step)
        case "back":
            reviews.withdraw(draft, member=cast.members["editor"])
            again(draft)


def check(draft: Draft) -> None:
    again(draft)
    last = Approval.objects.filter(draft=draft).first()
    covered = last is not None and contents.is_fresh(last, draft)[0]
    assert (draft.review_state == "approved") == covered
    assert Approval.objects.filter(draft=draft, ended_at=None).count() == int(covered)
    assert draft.content_hash == contents.digest(contents.shown(draft))
    opened = list(Review.objects.filter(draft=draft, state="open"))
    assert len(opened) == int(draft.review_state == "in_review")
    for review in opened:
        assert review.content_hash == draft.content_hash
        assert review.steps.filter(state="open").count() == 1
        standing = Decision.objects.filter(step__review=review, voided_at=None)
        assert {one.content_hash for one in standing} <= {draft.content_hash}
