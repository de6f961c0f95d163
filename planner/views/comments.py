from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from planner import access
from planner.forms.comments import CommentForm
from planner.services import comments
from planner.views.guards import DeskRequest, desk
from planner.views.reviews import after, refused


@require_POST
@desk
def add(request: DeskRequest, draft_id: int) -> HttpResponse:
    draft = access.draft_for(request.member, draft_id)
    form = CommentForm(request.POST)
    form.full_clean()
    data = form.cleaned_data
    try:
        comments.add(
            draft,
            member=request.member,
            body=data.get("body", ""),
            client_sees=data.get("client_sees", False),
            quote=data.get("quote", ""),
            variant_id=data.get("variant"),
            content_hash=data.get("content_hash", ""),
        )
    except ValidationError as error:
        return refused(request, draft, error)
    return after(request, draft)


@require_POST
@desk
def resolve(request: DeskRequest, comment_id: int) -> HttpResponse:
    """Settle, or open again with ``again``."""
    comment = comments.resolve(comment_id, member=request.member, resolved="again" not in request.POST)
    return after(request, comment.draft)
