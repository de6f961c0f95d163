"""The one place that decides what a change of content does to reviews and approvals. Every writing service ends here."""

from __future__ import annotations

from django.utils import timezone

from planner import audit
from planner.models import Approval, Decision, Draft, Review, ReviewState, Step, User
from planner.queries import contents


def current_approval(draft: Draft) -> Approval | None:
    return draft.approvals.filter(ended_at=None).first()


def settle(draft: Draft, *, actor: User | None) -> None:
    """Call inside the transaction of any write to a draft, its variants, media or plan.

    A change after approval ends the approval; a change back to exactly what was approved revives it. A change during a round
    ends the round if anybody has decided; before that the round goes on with the new content.
    """
    contents.forget(draft)
    content = contents.shown(draft)
    digest = contents.digest(content)
    changed = digest != draft.content_hash
    draft.content_hash = digest
    draft.updated_at = timezone.now()
    _check_approval(draft, actor)
    if changed:
        _check_round(draft, content, actor)
        if draft.review_state == ReviewState.CHANGES_REQUESTED:
            draft.review_state = ReviewState.DRAFTING
    draft.save(update_fields=["content_hash", "updated_at", "review_state", "stale"])


def _check_approval(draft: Draft, actor: User | None) -> None:
    approval = draft.approvals.select_related("review").first()
    if approval is None or approval.ended_why == "superseded":
        return
    fresh, why = contents.is_fresh(approval, draft)
    if approval.ended_at is None and not fresh:
        approval.ended_at, approval.ended_why = timezone.now(), why
        approval.save(update_fields=["ended_at", "ended_why"])
        draft.review_state, draft.stale = ReviewState.DRAFTING, True
        audit.record(draft.workspace, "approval.ended", draft, actor=actor, brand=draft.brand, why=why)
    elif approval.ended_at and fresh and draft.review_state == ReviewState.DRAFTING:
        approval.ended_at, approval.ended_why = None, ""
        approval.save(update_fields=["ended_at", "ended_why"])
        draft.review_state, draft.stale = ReviewState.APPROVED, False
        audit.record(draft.workspace, "approval.revived", draft, actor=actor, brand=draft.brand)


def _check_round(draft: Draft, content: contents.Content, actor: User | None) -> None:
    review = Review.objects.filter(draft=draft, state=Review.State.OPEN).first()
    if review is None:
        return
    now = timezone.now()
    decisions = Decision.objects.filter(step__review=review, voided_at=None)
    if not decisions.exists():
        review.content, review.content_hash = content, draft.content_hash
        review.save(update_fields=["content", "content_hash"])
        return
    voided = decisions.update(voided_at=now)
    Step.objects.filter(review=review).update(state=Step.State.VOIDED)
    review.state, review.closed_at = Review.State.VOIDED, now
    review.save(update_fields=["state", "closed_at"])
    draft.review_state, draft.stale = ReviewState.DRAFTING, True
    audit.record(draft.workspace, "review.voided", draft, actor=actor, brand=draft.brand, decisions=voided)
