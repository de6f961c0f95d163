"""What a client sees: rounds that reached them, with the content they brought, and nothing internal."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from planner import access
from planner.models import Approval, Comment, Decision, Draft, Look, Member, Review, Step
from planner.queries import contents, reviews
from planner.queries.contents import Content


def waiting(member: Member) -> QuerySet[Review]:
    """Rounds that wait for the client's answer, the one that has waited longest first."""
    step = Step.objects.filter(review=OuterRef("pk"), kind=Step.Kind.CLIENT, state=Step.State.OPEN)
    rows = access.within(member, Review.objects.filter(state=Review.State.OPEN), "draft__brand")
    rows = rows.filter(Exists(step), draft__archived_at=None, draft__brand__archived_at=None)
    return rows.defer("content").select_related("draft__brand").order_by("submitted_at", "pk")


def decided(member: Member) -> QuerySet[Review]:
    """Rounds that reached the client and are over, newest first."""
    rows = access.within(member, Review.objects.exclude(state=Review.State.OPEN), "draft__brand")
    rows = rows.filter(
        pk__in=access.shown_to_clients().values("review"),
        draft__archived_at=None,
        draft__brand__archived_at=None,
    )
    return rows.defer("content").select_related("draft__brand", "approval").order_by("-closed_at", "-pk")


@dataclass(slots=True)
class Page:
    """One draft for a client. ``step`` is set while their answer is wanted."""

    draft: Draft
    review: Review
    content: Content
    content_hash: str
    comments: list[Comment]
    step: Step | None = None
    mine: Decision | None = None
    approval: Approval | None = None
    first_look: bool = False
    news: reviews.News | None = None
    position: int = 0
    of: int = 0
    error: str = ""
    note: str = ""


def page(member: Member, pk: int) -> Page:
    draft = access.draft_for(member, pk, "review.read")
    review = reviews.reached_review(draft)
    if review is None:
        raise Http404
    digest = contents.digest(review.content)
    found = Page(draft, review, review.content, digest, reviews.comments_of(member, draft))
    step = review.steps.filter(kind=Step.Kind.CLIENT).first()
    if step and step.state == Step.State.OPEN and not draft.is_archived:
        found.step = step
        queue = list(waiting(member).values_list("pk", flat=True))
        found.position, found.of = queue.index(review.pk) + 1, len(queue)
    elif step:
        found.mine = step.decisions.filter(voided_at=None).first()
        found.approval = Approval.objects.filter(review=review).first()
    seen = Look.objects.filter(user=member.user_id, draft=draft).first()
    found.first_look = seen is None
    found.news = reviews.news_since(seen, review.content, digest)
    return found


def next_waiting(member: Member) -> Review | None:
    return waiting(member).first()
