"""What a person has seen of a draft. Pages say so themselves after they are drawn: reading a page never writes."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from planner.models import Draft, Look, Member
from planner.queries import contents
from planner.queries import reviews as queries


def seen(draft: Draft, member: Member, content_hash: str) -> None:
    """The person has the content of this hash on the screen. What they knew before stays in ``before``.

    A hash of other content than the current is ignored: the screen was out of date when it said so.
    """
    content = queries.content_for(member, draft)
    if content is None or contents.digest(content) != content_hash:
        return
    with transaction.atomic():
        look = Look.objects.select_for_update().filter(user=member.user_id, draft=draft).first()
        if look is None:
            Look.objects.bulk_create([_look(draft, member, content, content_hash)], ignore_conflicts=True)
        elif look.content_hash != content_hash:
            look.before, look.before_at = look.content, look.seen_at
            look.content, look.content_hash, look.seen_at = content, content_hash, timezone.now()
            look.save()


def acted(draft: Draft, member: Member, content_hash: str) -> None:
    """The person commented or decided on what they saw: from here on only later changes are news to them."""
    content = queries.content_for(member, draft)
    if content is None or contents.digest(content) != content_hash:
        return
    fresh = _look(draft, member, content, content_hash)
    names = ("workspace_id", "content", "content_hash", "seen_at", "before", "before_at")
    Look.objects.update_or_create(
        user_id=member.user_id, draft=draft, defaults={name: getattr(fresh, name) for name in names}
    )


def _look(draft: Draft, member: Member, content: contents.Content, content_hash: str) -> Look:
    return Look(
        workspace_id=draft.workspace_id,
        user_id=member.user_id,
        draft=draft,
        content=content,
        content_hash=content_hash,
        seen_at=timezone.now(),
    )
