"""Rounds of approval: send, decide, take back. Each write locks the draft's row first, so that acts on one draft queue up."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from planner import access, audit, bridge, policy, tasks
from planner.models import (
    Approval,
    Decision,
    Draft,
    Job,
    Member,
    Review,
    ReviewState,
    Scorecard,
    Step,
    Variant,
)
from planner.queries import contents
from planner.queries import reviews as queries
from planner.services import approvals, gates, looks, notices, revisions

NOTE_MAX = 4000


class Moved(ValidationError):
    """The content is no longer what was on the decider's screen; nothing was recorded."""


def submit(draft: Draft, *, member: Member) -> Review:
    """Start a round, or return the one that is already open: a double click makes one round."""
    try:
        with transaction.atomic():
            return _submit(draft.pk, member)
    except IntegrityError:
        review = queries.open_review(access.draft_for(member, draft.pk))
        if review is None:
            raise
        return review


def _submit(pk: int, member: Member) -> Review:
    draft = access.draft_for(member, pk, "review.submit", lock=True)
    if review := queries.open_review(draft):
        return review
    steps = queries.step_kinds(draft.brand)
    access.require(policy.can_submit(member.role, steps=bool(steps)))
    approvals.settle(draft, actor=member.user)
    _check_can_go(draft)
    gates.require(draft, member)
    revisions.seal(draft)
    now = timezone.now()
    review = Review.objects.create(
        workspace=draft.workspace,
        draft=draft,
        number=queries.next_number(draft),
        content_hash=draft.content_hash,
        content=contents.shown(draft),
        submitted_by=member.user,
        submitted_at=now,
    )
    rows = [
        Step(workspace=draft.workspace, review=review, kind=kind, position=n) for n, kind in enumerate(steps)
    ]
    Step.objects.bulk_create(rows)
    draft.review_state, draft.submitted_at = ReviewState.IN_REVIEW, now
    draft.save(update_fields=["review_state", "submitted_at"])
    audit.record(
        draft.workspace, "review.submitted", draft, actor=member.user, brand=draft.brand, round=review.number
    )
    if rows:
        _open_next(review, member)
    else:
        _approve(review, draft, member)
    return review


def _check_can_go(draft: Draft) -> None:
    if draft.is_archived:
        raise ValidationError(_("This draft is archived. Restore it first."))
    if draft.brand.is_archived:
        raise ValidationError(_("The brand of this draft is archived. Restore the brand first."))
    if not contents.variants_of(draft):
        raise ValidationError(_("Add a channel first: a review is about what a channel will show."))
    if draft.review_state == ReviewState.APPROVED:
        raise ValidationError(_("This is approved as it is; there is nothing to review."))


def withdraw(draft: Draft, *, member: Member) -> Draft:
    """Take the open round back. What was decided in it no longer counts."""
    with transaction.atomic():
        draft = access.draft_for(member, draft.pk, "review.submit", lock=True)
        review = queries.open_review(draft)
        if review is None:
            return draft
        now = timezone.now()
        Decision.objects.filter(step__review=review, voided_at=None).update(voided_at=now)
        review.steps.update(state=Step.State.VOIDED)
        _close(review, Review.State.WITHDRAWN)
        draft.review_state = ReviewState.DRAFTING
        draft.save(update_fields=["review_state"])
        audit.record(draft.workspace, "review.withdrawn", draft, actor=member.user, brand=draft.brand)
    return draft


def decide(
    draft: Draft, *, member: Member, step_id: int, verdict: str, note: str = "", content_hash: str
) -> Decision:
    """Answer the step that was on the screen, about the content that was on the screen.

    The same answer twice by the same person is one decision. Raises ``Moved`` when the content has changed since, and
    ValidationError when somebody else was first or the round has ended.
    """
    try:
        with transaction.atomic():
            return _decide(draft.pk, member, step_id, Decision.Verdict(verdict), note.strip(), content_hash)
    except IntegrityError:
        step = Step.objects.filter(pk=step_id).first()
        taken = queries.decision_on(step) if step else None
        if taken is None:
            raise
        raise ValidationError(_already(taken)) from None


def _decide(
    pk: int, member: Member, step_id: int, verdict: Decision.Verdict, note: str, content_hash: str
) -> Decision:
    draft = access.draft_for(member, pk, "review.read", lock=True)
    step = Step.objects.select_related("review").filter(pk=step_id, review__draft=draft).first()
    if step is None:
        raise Http404
    if taken := queries.decision_on(step):
        if taken.author_id == member.user_id and taken.verdict == verdict:
            return taken
        raise ValidationError(_already(taken))
    own_work = queries.is_own_work(draft, member.user)
    access.require(queries.may_decide(member, step, draft.brand, own_work=own_work))
    _check_open(draft, step, content_hash)
    _check_note(verdict, note)
    if verdict == Decision.Verdict.APPROVED:
        gates.require(draft, member)
    decision = Decision.objects.create(
        workspace=draft.workspace,
        step=step,
        author=member.user,
        author_label=member.user.label,
        role=member.role,
        verdict=verdict,
        note=note,
        content_hash=content_hash,
        own_work=own_work,
        for_client=step.kind == Step.Kind.CLIENT and not member.is_client,
    )
    step.state = Step.State.APPROVED if verdict == Decision.Verdict.APPROVED else Step.State.CHANGES_REQUESTED
    step.save(update_fields=["state"])
    looks.acted(draft, member, content_hash)
    _record(draft, decision)
    _follow(draft, step, decision, member)
    return decision


def _already(taken: Decision) -> str:
    if taken.verdict == Decision.Verdict.APPROVED:
        return _("%(who)s has already approved this. Your answer was not recorded.") % {
            "who": taken.author_label
        }
    return _("%(who)s has already asked for changes. Your answer was not recorded.") % {
        "who": taken.author_label
    }


def _check_open(draft: Draft, step: Step, content_hash: str) -> None:
    if contents.digest(contents.shown(draft)) != content_hash:
        raise Moved(
            _("This has changed since you opened it. Nothing was recorded: please look at the change.")
        )
    if (
        step.state != Step.State.OPEN
        or step.review.state != Review.State.OPEN
        or draft.is_archived
        or draft.brand.is_archived
    ):
        raise ValidationError(_("This round has ended. Your answer was not recorded."))


def _check_note(verdict: Decision.Verdict, note: str) -> None:
    if verdict == Decision.Verdict.CHANGES and not note:
        raise ValidationError(_("Please say what should change."))
    if len(note) > NOTE_MAX:
        raise ValidationError(_("A note has at most %(most)d characters.") % {"most": NOTE_MAX})


def _record(draft: Draft, decision: Decision) -> None:
    facts: dict[str, Any] = {
        "verdict": decision.verdict,
        "step": decision.step.kind,
        "hash": decision.content_hash,
    }
    facts |= {name: True for name in ("own_work", "for_client") if getattr(decision, name)}
    audit.record(draft.workspace, "review.decided", draft, actor=decision.author, brand=draft.brand, **facts)


def _follow(draft: Draft, step: Step, decision: Decision, member: Member) -> None:
    """What a decision leads to: changes, the next step, or the approval."""
    review = step.review
    if decision.verdict == Decision.Verdict.CHANGES:
        _close(review, Review.State.CHANGES_REQUESTED)
        draft.review_state = ReviewState.CHANGES_REQUESTED
        draft.save(update_fields=["review_state"])
    elif not _open_next(review, member):
        _approve(review, draft, member)
    notices.decided(draft, decision)


def _open_next(review: Review, member: Member) -> bool:
    """Open the first waiting step and ask its people; False when none is left."""
    step = review.steps.filter(state=Step.State.WAITING).first()
    if step is None:
        return False
    step.state, step.opened_at = Step.State.OPEN, timezone.now()
    step.save(update_fields=["state", "opened_at"])
    notices.asked(review.draft, step, member.user)
    return True


def _close(review: Review, state: Review.State) -> None:
    review.state, review.closed_at = state, timezone.now()
    review.save(update_fields=["state", "closed_at"])


def _approve(review: Review, draft: Draft, member: Member) -> Approval:
    """The last step said yes: freeze the receipt. From now on proposed times count as planned."""
    now = timezone.now()
    draft.approvals.filter(ended_at=None).update(ended_at=now, ended_why="superseded")
    approval = Approval.objects.create(
        workspace=draft.workspace,
        draft=draft,
        review=review,
        content_hash=draft.content_hash,
        content=contents.shown(draft),
        scorecards=[_card(draft, variant) for variant in contents.variants_of(draft)],
        waivers=gates.on_receipt(draft),
        edition=bridge.edition_of(draft.workspace).name,
        approved_at=now,
    )
    _close(review, Review.State.APPROVED)
    draft.review_state, draft.stale = ReviewState.APPROVED, False
    draft.save(update_fields=["review_state", "stale"])
    audit.record(
        draft.workspace,
        "approval.given",
        draft,
        actor=member.user,
        brand=draft.brand,
        hash=approval.content_hash,
    )
    cards = [variant.pk for variant in contents.variants_of(draft)]
    tasks.ask_many(Job.Kind.SCORE, cards, draft.workspace_id)
    return approval


def _card(draft: Draft, variant: Variant) -> dict[str, Any]:
    """The variant's scorecard as data: the stored one when it is current, else computed now."""
    variant.draft, variant.brand = draft, draft.brand
    snapshot = bridge.snapshot_of(variant)
    stored = Scorecard.objects.filter(variant=variant, input_hash=bridge.hashes(snapshot).input).first()
    if stored and stored.edition == bridge.edition_of(draft.workspace).name:
        return {"variant": variant.pk, "report": stored.report}
    return {"variant": variant.pk, "report": bridge.dump(bridge.check(snapshot, draft.workspace))}
