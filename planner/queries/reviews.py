"""Rounds, decisions and receipts, as pages and services read them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Max, Prefetch

from planner import access, policy
from planner.models import (
    Approval,
    Asset,
    Brand,
    Channel,
    Comment,
    Decision,
    Draft,
    Look,
    Member,
    Review,
    Revision,
    Step,
    User,
)
from planner.queries import contents, diffs
from planner.queries.contents import Content


def step_kinds(brand: Brand) -> list[Step.Kind]:
    """The brand's steps in order."""
    wanted = ((brand.reviewer_step, Step.Kind.REVIEWER), (brand.client_step, Step.Kind.CLIENT))
    return [kind for on, kind in wanted if on]


def open_review(draft: Draft) -> Review | None:
    return draft.reviews.filter(state=Review.State.OPEN).first()


def next_number(draft: Draft) -> int:
    return (draft.reviews.aggregate(last=Max("number"))["last"] or 0) + 1


def decision_on(step: Step) -> Decision | None:
    return step.decisions.filter(voided_at=None).first()


def is_own_work(draft: Draft, user: User) -> bool:
    """Whether the person wrote a revision since the draft was last fully approved."""
    return user.pk in writers_since_approval(draft)


def writers_since_approval(draft: Draft) -> set[int]:
    last = draft.approvals.aggregate(last=Max("approved_at"))["last"]
    rows = Revision.objects.filter(draft=draft, author__isnull=False)
    if last:
        rows = rows.filter(updated_at__gt=last)
    return set(rows.values_list("author_id", flat=True).distinct())


def may_decide(member: Member, step: Step, brand: Brand, *, own_work: bool) -> policy.Verdict:
    return policy.can_decide(
        member.role,
        step.kind,
        own_work=own_work,
        brand_allows_own=brand.allow_own_work,
        brand_allows_for_client=brand.allow_for_client,
    )


def deciders(draft: Draft, step: Step) -> list[Member]:
    """Who may answer this step now."""
    return _deciders(draft, step, access.people_of_brand(draft.brand), writers_since_approval(draft))


def _deciders(draft: Draft, step: Step, people: Iterable[Member], writers: set[int]) -> list[Member]:
    return [
        member
        for member in people
        if may_decide(member, step, draft.brand, own_work=member.user_id in writers)
    ]


def writers_to_tell(draft: Draft, user_ids: Iterable[int | None]) -> list[Member]:
    """Those of these people who still see the draft."""
    rows = access.people_of_brand(draft.brand, policy.INSIDE)
    return list(rows.filter(user__in=[pk for pk in user_ids if pk]))


def reached_review(draft: Draft) -> Review | None:
    """The last round that reached the client's step."""
    return draft.reviews.filter(pk__in=access.shown_to_clients().values("review")).first()


def content_for(member: Member, draft: Draft) -> Content | None:
    """What this person may see of the draft: the team what it is now, a client what the last round brought them."""
    if not member.is_client:
        return contents.shown(draft)
    review = reached_review(draft)
    return review.content if review else None


@dataclass(slots=True)
class News:
    """What changed since a moment the reader knows."""

    changes: list[diffs.Change]
    since: datetime


@dataclass(slots=True)
class Panel:
    """Everything the review panel and the review page show of a draft to one person."""

    member: Member
    draft: Draft
    rounds: list[Review]
    comments: list[Comment]
    content_hash: str
    people: list[Member] = field(default_factory=list)
    step: Step | None = None  # the open one
    waits_for: list[Member] = field(default_factory=list)
    may_decide: policy.Verdict = policy.YES
    may_submit: policy.Verdict = policy.YES
    has_steps: bool = True
    approval: Approval | None = None
    first_look: bool = False
    since_look: News | None = None
    since_approval: News | None = None
    error: str = ""
    note: str = ""
    moved: News | None = None

    @property
    def last(self) -> Review | None:
        return self.rounds[0] if self.rounds else None

    @property
    def earlier(self) -> list[Review]:
        return self.rounds[1:]

    @property
    def open_comments(self) -> int:
        return sum(comment.resolved_at is None for comment in self.comments)


def rounds_of(draft: Draft) -> list[Review]:
    """All rounds, newest first, each with its steps and their decisions."""
    decisions = Prefetch("steps__decisions", Decision.objects.order_by("created_at", "pk"))
    return list(
        draft.reviews.defer("content").select_related("submitted_by").prefetch_related("steps", decisions)
    )


def comments_of(member: Member, draft: Draft) -> list[Comment]:
    """Oldest first, so that a thread reads downwards."""
    return list(access.comments_of(member, draft).select_related("author", "resolved_by", "variant__channel"))


def panel(member: Member, draft: Draft) -> Panel:
    """For members of the team; clients get ``client_sheet``. At most eleven queries, whatever the draft holds."""
    content = contents.shown(draft)
    rounds = rounds_of(draft)
    found = Panel(member, draft, rounds, comments_of(member, draft), contents.digest(content))
    found.people = list(access.people_of(member, draft.brand))
    found.has_steps = bool(step_kinds(draft.brand))
    found.may_submit = policy.can_submit(member.role, steps=found.has_steps)
    found.approval = draft.approvals.first()
    if rounds and rounds[0].state == Review.State.OPEN:
        found.step = next((step for step in rounds[0].steps.all() if step.state == Step.State.OPEN), None)
    if found.step:
        writers = writers_since_approval(draft)
        found.may_decide = may_decide(member, found.step, draft.brand, own_work=member.user_id in writers)
        found.waits_for = _deciders(draft, found.step, found.people, writers)
    _add_news(found, content)
    return found


def _add_news(found: Panel, content: Content) -> None:
    """Against the last look, and against the last approval where the content has moved away from it."""
    seen = Look.objects.filter(user=found.member.user_id, draft=found.draft).first()
    found.first_look = seen is None
    found.since_look = news_since(seen, content, found.content_hash)
    if found.approval and found.approval.ended_at:
        changes = diffs.content_diff(found.approval.content, content)
        found.since_approval = News(changes, found.approval.approved_at) if changes else None


def news_since(seen: Look | None, content: Content, digest: str) -> News | None:
    if seen is None:
        return None
    known, at = (seen.content, seen.seen_at) if seen.content_hash != digest else (seen.before, seen.before_at)
    if known is None or at is None:
        return None
    changes = diffs.content_diff(known, content)
    return News(changes, at) if changes else None


def moved_since(member: Member, draft: Draft, digest: str) -> News | None:
    """What changed since the screen that showed the content of this hash, if we know what that was."""
    content = content_for(member, draft)
    seen = Look.objects.filter(user=member.user_id, draft=draft).first()
    if content is None or seen is None:
        return None
    if seen.content_hash == digest:
        return News(diffs.content_diff(seen.content, content), seen.seen_at)
    return news_since(seen, content, contents.digest(content))


def mentioned_in(comment: Comment) -> list[Member]:
    """People whose name stands behind an @ in the comment, of those who may read it. Longer names are found first."""
    draft = comment.draft
    roles = policy.EVERYONE if comment.visibility == Comment.Visibility.CLIENT else policy.INSIDE
    people = list(access.people_of_brand(draft.brand, roles))
    if reached_review(draft) is None:
        people = [person for person in people if not person.is_client]
    text, found = comment.body.casefold(), []
    for person in sorted(people, key=lambda person: -len(person.user.label)):
        name = re.escape(person.user.label.casefold())
        text, hits = re.subn(rf"(?<!\w)@{name}(?!\w)", " ", text)
        if hits:
            found.append(person)
    return found


def assets_in(content: Content, brand: Brand) -> dict[int, Asset]:
    wanted = {item["asset"] for row in content["variants"] for item in row["media"]}
    return Asset.objects.filter(brand=brand).in_bulk(wanted)


def handles_in(content: Content, brand: Brand) -> dict[int, str]:
    wanted = {row["channel"] for row in content["variants"]}
    return dict(Channel.objects.filter(brand=brand, pk__in=wanted).values_list("pk", "handle"))


@dataclass(slots=True)
class Receipt:
    approval: Approval
    review: Review
    decisions: list[Decision]
    superseded_by: Approval | None


def receipt(member: Member, pk: int) -> Receipt:
    """The proof of an approval. Clients get it without what is internal: notes of the team and whose work it was."""
    approval = access.approval_for(member, pk)
    review = approval.review
    decisions = Decision.objects.filter(step__review=review, voided_at=None).select_related("step")
    later = Approval.objects.filter(draft=approval.draft_id, pk__gt=approval.pk).order_by("pk").first()
    return Receipt(approval, review, list(decisions.order_by("created_at", "pk")), later)
