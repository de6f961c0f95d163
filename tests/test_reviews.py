"""Rounds: send, decide, take back, with the unhappy paths."""

from __future__ import annotations

import pytest
from cast import Cast
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from rounds import answer, edit, hash_of, open_step, send, wrote

from planner.models import Approval, AuditEvent, Decision, Draft, Look, Notice, Review, Step, User
from planner.queries import reviews as queries
from planner.services import looks, reviews


def test_a_round_goes_from_reviewer_to_client_to_the_receipt(cast: Cast) -> None:
    draft = cast.draft(surfaces=("linkedin.text", "instagram.image"), planned=True)
    review = send(cast, draft)
    assert [(step.kind, step.state) for step in review.steps.all()] == [
        ("reviewer", "open"),
        ("client", "waiting"),
    ]
    assert draft.review_state == "in_review"

    answer(cast, draft, "reviewer", note="Rien à dire.")
    assert open_step(draft).kind == "client"
    assert draft.review_state == "in_review"
    answer(cast, draft, "client")

    approval = Approval.objects.get(draft=draft)
    assert draft.review_state == "approved"
    assert not draft.stale
    assert approval.content_hash == draft.content_hash == hash_of(draft)
    assert [row["text"] for row in approval.content["variants"]] == [draft.text, draft.text]
    assert [card["report"]["platform"] for card in approval.scorecards] == ["linkedin", "instagram"]
    assert approval.edition == approval.scorecards[0]["report"]["edition"]
    assert approval.review.state == "approved"
    actions = list(AuditEvent.objects.filter(subject_id=draft.pk).values_list("action", flat=True))
    assert {"review.submitted", "review.decided", "approval.given"} <= set(actions)


def test_a_double_click_makes_one_round_and_one_decision(cast: Cast) -> None:
    draft = cast.draft()
    assert send(cast, draft).pk == send(cast, draft, "manager").pk
    step = open_step(draft)
    first = answer(cast, draft, "reviewer", step=step)
    again = answer(cast, draft, "reviewer", step=step, screen=first.content_hash)
    assert first.pk == again.pk
    assert Decision.objects.count() == 1
    assert open_step(draft).kind == "client"  # the second press did not answer the next step


def test_the_second_of_two_reviewers_is_told_who_was_first(cast: Cast) -> None:
    draft = cast.draft()
    send(cast, draft)
    step, screen = open_step(draft), hash_of(draft)
    answer(cast, draft, "reviewer", step=step)
    with pytest.raises(ValidationError, match="Nadia Benali has already approved this"):
        answer(cast, draft, "owner", "changes", note="Non", step=step, screen=screen)
    assert Decision.objects.count() == 1
    assert draft.review_state == "in_review"


def test_a_decision_about_another_content_is_refused_and_nothing_is_recorded(cast: Cast) -> None:
    draft = cast.draft()
    send(cast, draft)
    screen = hash_of(draft)
    looks.seen(draft, cast.members["reviewer"], screen)
    edit(cast, draft, text="Tout autre chose.")
    with pytest.raises(reviews.Moved, match="changed since you opened it"):
        answer(cast, draft, "reviewer", screen=screen)
    assert not Decision.objects.exists()
    assert Review.objects.get(draft=draft).state == "open"
    news = queries.moved_since(cast.members["reviewer"], draft, screen)
    assert news is not None
    assert [(change.where, change.name) for change in news.changes] == [("Boulangerie Malo linkedin", "text")]
    answer(cast, draft, "reviewer")  # about what is there now
    assert Decision.objects.get().content_hash == hash_of(draft)


def test_an_edit_ends_a_round_in_which_somebody_decided(cast: Cast) -> None:
    draft = cast.draft()
    review = send(cast, draft)
    answer(cast, draft, "reviewer")
    client_step, screen = open_step(draft), hash_of(draft)
    edit(cast, draft, text="Retouché.")
    review.refresh_from_db()
    assert (review.state, draft.review_state, draft.stale) == ("voided", "drafting", True)
    assert Decision.objects.get().voided_at is not None
    with pytest.raises(ValidationError, match=r"changed|ended"):
        answer(cast, draft, "client", step=client_step, screen=screen)
    with pytest.raises(ValidationError, match="ended"):
        answer(cast, draft, "client", step=client_step)
    assert send(cast, draft).number == 2
    assert not Approval.objects.exists()


def test_changes_need_words_and_end_the_round(cast: Cast) -> None:
    draft = cast.draft()
    send(cast, draft)
    with pytest.raises(ValidationError, match="what should change"):
        answer(cast, draft, "reviewer", "changes", note="  ")
    with pytest.raises(ValidationError, match="at most"):
        answer(cast, draft, "reviewer", "changes", note="x" * 4001)
    answer(cast, draft, "reviewer", "changes", note="Le ton est trop sec.")
    assert draft.review_state == "changes_requested"
    assert Notice.objects.get(kind="changes_asked").user == cast.user("editor")
    edit(cast, draft, text="Le ton est plus doux.")
    assert draft.review_state == "drafting"
    assert send(cast, draft).number == 2


@pytest.mark.parametrize("who", ["editor", "writer", "client"])
def test_who_may_not_answer_the_reviewers_step(cast: Cast, who: str) -> None:
    draft = cast.draft()
    send(cast, draft)
    with pytest.raises((PermissionDenied, Http404)):
        answer(cast, draft, who)
    assert not Decision.objects.exists()


def test_nobody_decides_on_their_own_work_unless_the_brand_allows_it(cast: Cast) -> None:
    draft = cast.draft()
    wrote(cast, draft, "manager")
    send(cast, draft)
    assert cast.members["manager"] not in queries.deciders(draft, open_step(draft))
    with pytest.raises(PermissionDenied, match="somebody else decides"):
        answer(cast, draft, "manager")
    cast.malo.allow_own_work = True
    cast.malo.save()
    decision = answer(cast, draft, "manager")
    assert decision.own_work
    assert not decision.for_client


def test_own_work_starts_anew_at_each_approval(cast: Cast) -> None:
    draft = cast.draft()
    wrote(cast, draft, "manager")
    send(cast, draft)
    answer(cast, draft, "reviewer")
    answer(cast, draft, "client")
    edit(cast, draft, text="Une virgule.")
    send(cast, draft)
    assert not answer(cast, draft, "manager").own_work


def test_deciding_for_the_client_needs_the_brand_and_is_recorded(cast: Cast) -> None:
    draft = cast.draft()
    send(cast, draft)
    answer(cast, draft, "reviewer")
    with pytest.raises(PermissionDenied, match="lets nobody decide"):
        answer(cast, draft, "owner")
    with pytest.raises(PermissionDenied, match="client's"):
        answer(cast, draft, "reviewer")
    cast.malo.allow_for_client = True
    cast.malo.save()
    assert answer(cast, draft, "owner").for_client
    assert draft.review_state == "approved"


@pytest.mark.parametrize(
    ("reviewer", "client", "kinds"), [(True, False, ["reviewer"]), (False, True, ["client"])]
)
def test_a_step_can_be_switched_off(cast: Cast, reviewer: bool, client: bool, kinds: list[str]) -> None:
    cast.malo.reviewer_step, cast.malo.client_step = reviewer, client
    cast.malo.save()
    draft = cast.draft()
    assert [step.kind for step in send(cast, draft).steps.all()] == kinds
    answer(cast, draft, kinds[0])
    assert draft.review_state == "approved"


def test_without_steps_sending_is_approving_and_leads_do_it(cast: Cast) -> None:
    cast.malo.reviewer_step = cast.malo.client_step = False
    cast.malo.save()
    draft = cast.draft()
    with pytest.raises(PermissionDenied, match="sending is approving"):
        send(cast, draft)
    assert not Review.objects.exists()
    send(cast, draft, "manager")
    assert draft.review_state == "approved"
    assert Approval.objects.get().review.submitted_by == cast.user("manager")


def test_what_cannot_be_sent(cast: Cast, outsider: User) -> None:
    empty = cast.draft(surfaces=())
    with pytest.raises(ValidationError, match="Add a channel"):
        send(cast, empty)
    draft = cast.draft()
    for who in ("reviewer", "client"):
        with pytest.raises((PermissionDenied, Http404)):
            send(cast, draft, who)
    with pytest.raises(Http404):
        reviews.submit(draft, member=outsider.memberships.get())
    send(cast, draft)
    answer(cast, draft, "reviewer")
    answer(cast, draft, "client")
    with pytest.raises(ValidationError, match="nothing to review"):
        send(cast, draft)
    assert Review.objects.count() == 1


def test_a_round_can_be_taken_back_and_sent_again(cast: Cast) -> None:
    draft = cast.draft()
    review = send(cast, draft)
    answer(cast, draft, "reviewer")
    for _press in range(2):
        draft = reviews.withdraw(draft, member=cast.members["editor"])
    review.refresh_from_db()
    assert (review.state, draft.review_state) == ("withdrawn", "drafting")
    assert set(review.steps.values_list("state", flat=True)) == {Step.State.VOIDED}
    assert send(cast, draft).number == 2
    with pytest.raises(PermissionDenied):
        reviews.withdraw(draft, member=cast.members["reviewer"])


def test_what_changed_stays_to_be_seen_until_one_acts(cast: Cast) -> None:
    draft, reviewer = cast.draft(), cast.members["reviewer"]
    send(cast, draft)
    first = hash_of(draft)
    looks.seen(draft, reviewer, first)
    assert queries.panel(reviewer, draft).since_look is None
    edit(cast, draft, text="Nous avons perdu 12 000 €.")
    for _visit in range(2):
        news = queries.panel(reviewer, draft).since_look
        assert news is not None
        assert news.changes[0].name == "text"
        looks.seen(draft, reviewer, first)  # an old screen saying hello changes nothing
        looks.seen(draft, reviewer, hash_of(draft))
    answer(cast, draft, "reviewer")
    assert queries.panel(reviewer, draft).since_look is None
    assert Look.objects.filter(user=reviewer.user).count() == 1


def test_the_panel_costs_the_same_for_one_round_and_for_twenty(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    draft = cast.draft(surfaces=("linkedin.text", "tiktok.video", "instagram.reel"))
    for turn in range(20):
        edit(cast, draft, text=f"Essai {turn}")
        send(cast, draft)
        answer(cast, draft, "reviewer", "changes", note="Encore")
    draft = Draft.objects.select_related("brand", "workspace").get(pk=draft.pk)
    send(cast, draft)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert len(queries.panel(cast.members["reviewer"], draft).rounds) == 21
