"""Who is told what, once each, in the app and by mail; and what a person switched off."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from planner import access, tasks
from planner.jobs import events
from planner.models import (
    Brand,
    Comment,
    Decision,
    Draft,
    Job,
    Member,
    Notice,
    NoticeChoice,
    NoticeKind,
    Step,
    User,
    Workspace,
)
from planner.queries import reviews as queries


@transaction.atomic
def notify(
    kind: NoticeKind,
    users: Iterable[User],
    *,
    facts: dict[str, Any],
    url: str,
    key: str,
    workspace: Workspace,
    brand: Brand | None = None,
) -> None:
    """Tell each person once, in the app and by mail; see ``jobs.events.note``."""
    follow = events.note(kind, users, facts=facts, url=url, key=key, workspace=workspace, brand=brand)
    tasks.wake(Job.Kind.MAIL, [notice for _kind, notice, _workspace in follow])


def set_choice(user: User, kind: NoticeKind, *, in_app: bool, by_mail: bool) -> None:
    """Switch one kind on or off for notices to come."""
    NoticeChoice.objects.update_or_create(
        user=user, kind=kind, defaults={"in_app": in_app, "by_mail": by_mail, "changed_at": timezone.now()}
    )


def mark_read(member: Member, pk: int, *, read: bool = True) -> Notice:
    notice = access.notice_for(member, pk)
    notice.read_at = (notice.read_at or timezone.now()) if read else None
    notice.save(update_fields=["read_at"])
    return notice


def mark_all_read(member: Member) -> int:
    """How many were unread."""
    return access.notices_of(member).filter(read_at=None).update(read_at=timezone.now())


def asked(draft: Draft, step: Step, actor: User) -> None:
    """Ask everybody who may answer this step, but the one who opened it."""
    facts = {"who": actor.label, "title": draft.label, "brand": draft.brand.name, "step": step.kind}
    people = [member for member in queries.deciders(draft, step) if member.user_id != actor.pk]
    for client in (False, True):
        notify(
            NoticeKind.REVIEW_ASKED,
            [member.user for member in people if member.is_client is client],
            facts=facts,
            url=_page(draft, client=client),
            key=f"step:{step.pk}",
            workspace=draft.workspace,
            brand=draft.brand,
        )


def decided(draft: Draft, decision: Decision) -> None:
    """Tell who wrote and who sent the draft, but the decider."""
    review = decision.step.review
    members = queries.writers_to_tell(
        draft, {review.submitted_by_id, draft.created_by_id} - {decision.author_id}
    )
    changes = decision.verdict == Decision.Verdict.CHANGES
    notify(
        NoticeKind.CHANGES_ASKED if changes else NoticeKind.DECISION,
        [member.user for member in members],
        facts={
            "who": decision.author_label,
            "title": draft.label,
            "brand": draft.brand.name,
            "note": decision.note[:300],
            "done": draft.review_state == "approved",
        },
        url=_page(draft, client=False),
        key=f"decision:{decision.pk}",
        workspace=draft.workspace,
        brand=draft.brand,
    )


def mentioned(draft: Draft, comment: Comment, people: Iterable[Member]) -> None:
    facts = {
        "who": comment.author_label,
        "title": draft.label,
        "brand": draft.brand.name,
        "note": comment.body[:300],
    }
    for member in people:
        notify(
            NoticeKind.MENTION,
            [member.user],
            facts=facts,
            url=_page(draft, client=member.is_client),
            key=f"comment:{comment.pk}",
            workspace=draft.workspace,
            brand=draft.brand,
        )


def _page(draft: Draft, *, client: bool) -> str:
    return reverse("client_draft" if client else "review", args=[draft.workspace.slug, draft.pk])
