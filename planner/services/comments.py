"""Comments: internal unless the writer says otherwise. A client writes, and receives, client-visible ones only."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from planner import access, audit
from planner.models import Comment, Draft, Member, Variant
from planner.models.drafts import is_visible
from planner.queries import reviews as queries
from planner.services import looks, notices

BODY_MAX, QUOTE_MAX = 4000, 500
TWICE_WITHIN = timedelta(seconds=5)


@transaction.atomic
def add(
    draft: Draft,
    *,
    member: Member,
    body: str,
    client_sees: bool = False,
    quote: str = "",
    variant_id: int | None = None,
    content_hash: str = "",
) -> Comment:
    """Write a comment and tell the people it mentions. ``content_hash``: what was on the writer's screen, if known.

    The same words again within seconds are the same comment: somebody pressed twice.
    """
    shown = client_sees or member.is_client
    action = "comment.client" if shown else "comment.internal"
    draft = access.draft_for(member, draft.pk, "review.read")
    access.allow(member, action)
    words = {
        "variant": _variant(draft, variant_id),
        "body": _checked(body),
        "visibility": Comment.Visibility.CLIENT if shown else Comment.Visibility.INTERNAL,
        "quote": quote.strip()[:QUOTE_MAX],
    }
    access.queue_up(member)
    mine = Comment.objects.filter(draft=draft, author=member.user, **words)
    if said := mine.filter(created_at__gte=timezone.now() - TWICE_WITHIN).first():
        return said
    who = {"author": member.user, "author_label": member.user.label}
    comment = Comment.objects.create(workspace=draft.workspace, draft=draft, **who, **words)
    people = queries.mentioned_in(comment)
    comment.mentions.set([person.user for person in people])
    looks.acted(draft, member, content_hash)
    facts: dict[str, Any] = {"visibility": comment.visibility}
    audit.record(draft.workspace, "comment.added", draft, actor=member.user, brand=draft.brand, **facts)
    notices.mentioned(draft, comment, [person for person in people if person.user_id != member.user_id])
    return comment


def _checked(body: str) -> str:
    body = body.strip()
    if not is_visible(body):
        raise ValidationError(_("Please write something first."))
    if len(body) > BODY_MAX:
        raise ValidationError(_("A comment has at most %(most)d characters.") % {"most": BODY_MAX})
    return body


def _variant(draft: Draft, pk: int | None) -> Variant | None:
    if pk is None:
        return None
    variant = draft.variants.filter(pk=pk, archived_at=None).first()
    if variant is None:
        raise Http404
    return variant


@transaction.atomic
def resolve(pk: int, *, member: Member, resolved: bool) -> Comment:
    """Mark as settled, or open again. The team's own bookkeeping: a client does neither."""
    comment = access.comment_for(member, pk, "comment.internal", lock=True)
    if (comment.resolved_at is not None) == resolved:
        return comment
    comment.resolved_at = timezone.now() if resolved else None
    comment.resolved_by = member.user if resolved else None
    comment.save(update_fields=["resolved_at", "resolved_by"])
    action = "comment.resolved" if resolved else "comment.reopened"
    audit.record(comment.workspace, action, comment.draft, actor=member.user, brand=comment.draft.brand)
    return comment
