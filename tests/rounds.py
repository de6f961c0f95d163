"""Short words for the rounds that tests of reviews play."""

from __future__ import annotations

from cast import Cast
from django.utils import timezone

from planner.models import Decision, Draft, Review, Revision, Step
from planner.queries import contents
from planner.services import approvals, reviews


def again(draft: Draft) -> None:
    """The draft as the database has it now, in place."""
    draft.refresh_from_db()
    contents.forget(draft)


def hash_of(draft: Draft) -> str:
    again(draft)
    return contents.digest(contents.shown(draft))


def open_step(draft: Draft) -> Step:
    return Step.objects.get(review__draft=draft, review__state="open", state="open")


def send(cast: Cast, draft: Draft, who: str = "editor") -> Review:
    review = reviews.submit(draft, member=cast.members[who])
    again(draft)
    return review


def answer(
    cast: Cast,
    draft: Draft,
    who: str,
    verdict: str = "approved",
    *,
    note: str = "",
    step: Step | None = None,
    screen: str | None = None,
) -> Decision:
    """What the person says, by default to the open step and about what is there now."""
    decision = reviews.decide(
        draft,
        member=cast.members[who],
        step_id=(step or open_step(draft)).pk,
        verdict=verdict,
        note=note,
        content_hash=hash_of(draft) if screen is None else screen,
    )
    again(draft)
    return decision


def approve(cast: Cast, draft: Draft) -> None:
    """All the way, by reviewer and client."""
    review = send(cast, draft)
    for kind in review.steps.values_list("kind", flat=True):
        answer(cast, draft, kind)


def edit(cast: Cast, draft: Draft, **fields: object) -> None:
    """Another base text or answer, as a writing service ends."""
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save()
    approvals.settle(draft, actor=cast.user("editor"))
    again(draft)


def wrote(cast: Cast, draft: Draft, who: str) -> None:
    """A revision by this person."""
    Revision.objects.create(
        workspace=draft.workspace,
        draft=draft,
        number=draft.revisions.count() + 1,
        author=cast.user(who),
        content={},
        content_hash="",
        updated_at=timezone.now(),
    )
