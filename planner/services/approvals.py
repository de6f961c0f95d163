"""The one place that decides what a change of content does to reviews and approvals. Every writing service ends here."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from planner import audit
from planner.models import Approval, Decision, Draft, Review, ReviewState, Step, User
from planner.queries import contents


def current_approval(draft: Draft) -> Approval | None:
    return draft.approvals.filter(ended_at=None).first()


def settle(draft: Draft, *, actor: User | None, columns: Iterable[str] = ()) -> None:
    """Call inside the transaction of any write to a draft, its variants, media or plan, with the draft's row locked.
    ``columns`` of the draft that the caller has set are saved with it.

    A change after approval ends the approval; a change back to what was approved revives it, in whatever state the draft
    was, so that ``approved`` always says the truth about the content. A change during a round ends the round if anybody
    has decided; before that the round goes on with the new content.
    """
    contents.forget(draft)
    content = contents.shown(draft)
    digest = contents.digest(content)
    changed = digest != draft.content_hash
    draft.content_hash = digest
    draft.updated_at = timezone.now()
    approved = _check_approval(draft, actor)
    if changed and not approved:
        _check_round(draft, content, actor)
        if draft.review_state == ReviewState.CHANGES_REQUESTED:
            draft.review_state = ReviewState.DRAFTING
    draft.save(update_fields=["content_hash", "updated_at", "review_state", "stale", *columns])


def _check_approval(draft: Draft, actor: User | None) -> bool:
    """End or revive the last approval; whether it covers the content now. Most drafts have none: their state says so."""
    if draft.review_state != ReviewState.APPROVED and not draft.stale:
        return False
    approval = draft.approvals.first()
    if approval is None:
        return False
    fresh, why = contents.is_fresh(approval, draft)
    if fresh and approval.ended_at:
        _end_round(draft, actor)
        approval.ended_at, approval.ended_why = None, ""
        draft.review_state, draft.stale = ReviewState.APPROVED, False
        audit.record(draft.workspace, "approval.revived", draft, actor=actor, brand=draft.brand)
    elif not fresh and approval.ended_at is None:
        approval.ended_at, approval.ended_why = timezone.now(), why
        draft.review_state, draft.stale = ReviewState.DRAFTING, True
        audit.record(draft.workspace, "approval.ended", draft, actor=actor, brand=draft.brand, why=why)
    else:
        return fresh
    approval.save(update_fields=["ended_at", "ended_why"])
    return fresh


def _check_round(draft: Draft, content: contents.Content, actor: User | None) -> None:
    if draft.review_state != ReviewState.IN_REVIEW:
        return
    review = draft.reviews.filter(state=Review.State.OPEN).first()
    if review is None:
        return
    if Decision.objects.filter(step__review=review, voided_at=None).exists():
        _end_round(draft, actor)
        draft.review_state, draft.stale = ReviewState.DRAFTING, True
    else:
        review.content, review.content_hash = content, draft.content_hash
        review.save(update_fields=["content", "content_hash"])


def _end_round(draft: Draft, actor: User | None) -> None:
    """The content moved away under the open round, if there is one: its decisions no longer count."""
    now = timezone.now()
    review = draft.reviews.filter(state=Review.State.OPEN).first()
    if review is None:
        return
    voided = Decision.objects.filter(step__review=review, voided_at=None).update(voided_at=now)
    review.steps.update(state=Step.State.VOIDED)
    review.state, review.closed_at = Review.State.VOIDED, now
    review.save(update_fields=["state", "closed_at"])
    audit.record(draft.workspace, "review.voided", draft, actor=actor, brand=draft.brand, decisions=voided)
