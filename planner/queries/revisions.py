"""A draft's history, and what changed between two of its revisions."""

from __future__ import annotations

from django.core.paginator import Page, Paginator

from planner import access
from planner.models import Draft, Member, Pillar, Revision
from planner.queries import contents, diffs
from planner.queries.contents import Content

PER_PAGE = 30


def listed(draft: Draft, page: str | None) -> Page[Revision]:
    """Newest first, without their contents."""
    rows = draft.revisions.defer("content").select_related("author").order_by("-number")
    return Paginator(rows, PER_PAGE).get_page(page)


def number_of(raw: str | None) -> int | None:
    text = raw or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def compared(member: Member, draft: Draft, number: int | None, against: int | None) -> list[diffs.Change]:
    """What revision ``number`` (None: the draft now) changed, against the one before it or another one."""
    new = access.revision_for(member, draft, number) if number else None
    if against:
        old: Revision | None = access.revision_for(member, draft, against)
    else:
        earlier = draft.revisions.filter(number__lt=number) if number else draft.revisions.all()
        old = earlier.first()
    content = new.content if new else contents.full(draft)
    return _diff(draft, old.content if old else _empty(), content)


def since_approval(draft: Draft) -> tuple[str, list[diffs.Change]]:
    """What moved since the last approval, else since the last submission; and which of the two ("" for neither)."""
    approval = draft.approvals.first()
    if approval:
        return "approval", diffs.content_diff(approval.content, contents.shown(draft))
    review = draft.reviews.first()
    if review:
        return "review", diffs.content_diff(review.content, contents.shown(draft))
    return "", []


def _empty() -> Content:
    return {"title": "", "brief": "", "text": "", "media": [], "variants": []}


def _diff(draft: Draft, old: Content, new: Content) -> list[diffs.Change]:
    names = dict(Pillar.objects.filter(brand=draft.brand_id).values_list("pk", "name"))
    return diffs.content_diff(old, new, names)
