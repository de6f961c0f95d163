"""What a draft was: its history, differences, and going back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from planner import access, policy
from planner.queries import revisions as history_of
from planner.services import revisions
from planner.views.drafts import refused
from planner.views.guards import DeskRequest, desk
from planner.views.render import go, page


@require_safe
@desk
def history(request: DeskRequest, draft_id: int) -> HttpResponse:
    """The revisions; ``?number=`` shows what one changed, ``&against=`` compares it with another."""
    draft = access.draft_for(request.member, draft_id)
    number = history_of.number_of(request.GET.get("number"))
    against = history_of.number_of(request.GET.get("against"))
    context = {
        "draft": draft,
        "page": history_of.listed(draft, request.GET.get("page")),
        "number": number,
        "against": against,
        "changes": history_of.compared(request.member, draft, number, against) if number else None,
        "can_write": bool(policy.can(request.member.role, "draft.write")) and not draft.is_archived,
    }
    return page(request, "drafts/history.html", context, fragment="drafts/_history.html")


@require_safe
@desk
def differences(request: DeskRequest, draft_id: int) -> HttpResponse:
    """What moved since the last approval or submission."""
    draft = access.draft_for(request.member, draft_id)
    since, changes = history_of.since_approval(draft)
    context = {"draft": draft, "since": since, "changes": changes}
    return page(request, "drafts/differences.html", context, fragment="drafts/_differences.html")


@require_POST
@desk
def restore(request: DeskRequest, draft_id: int, number: int) -> HttpResponse:
    draft = access.draft_for(request.member, draft_id, "draft.write")
    try:
        before = revisions.restore(draft, number, member=request.member)
    except ValidationError as error:
        return refused(request, error, draft_id)
    undo = reverse("revision_restore", args=[request.workspace.slug, draft_id, before]) if before else ""
    messages.success(
        request, _("The draft is as it was in revision %(number)d.") % {"number": number}, extra_tags=undo
    )
    return go(request, reverse("draft", args=[request.workspace.slug, draft_id]))
