"""The client's pages, made for a phone. They show rounds that reached the client, and nothing else."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from planner import access
from planner.forms.comments import CommentForm
from planner.forms.reviews import DecisionForm
from planner.queries import clients as queries
from planner.queries import reviews as rounds
from planner.services import comments, reviews
from planner.views import sheets
from planner.views.guards import DeskRequest, client_page
from planner.views.render import page
from planner.views.reviews import answer


@require_safe
@client_page
def home(request: DeskRequest) -> HttpResponse:
    member = request.member
    if not member.is_client:
        return redirect("desk", request.workspace.slug)
    context = {
        "waiting": Paginator(queries.waiting(member), 20).get_page(request.GET.get("waiting")),
        "decided": Paginator(queries.decided(member), 20).get_page(request.GET.get("decided")),
    }
    return page(request, "clients/home.html", context)


@require_safe
@client_page
def show(request: DeskRequest, draft_id: int) -> HttpResponse:
    if not request.member.is_client:
        draft = access.draft_for(request.member, draft_id)
        return redirect("review", request.workspace.slug, draft.pk)
    return _page(request, queries.page(request.member, draft_id))


def _page(request: DeskRequest, found: queries.Page, status: int = 200) -> HttpResponse:
    changes = found.news.changes if found.news else []
    if found.step:
        shown = sheets.of_draft(found.draft, changes)
    else:
        shown = sheets.of_content(found.content, found.draft.brand, changes)
    context = {
        "found": found,
        "draft": found.draft,
        "sheets": shown,
        "other_changes": sheets.rest(changes, shown),
        "next": None if found.step else queries.next_waiting(request.member),
    }
    return page(request, "clients/draft.html", context, status=status)


@require_POST
@client_page
def decide(request: DeskRequest, draft_id: int) -> HttpResponse:
    draft = access.draft_for(request.member, draft_id, "review.read")
    form = DecisionForm(request.POST)
    try:
        answer(request, draft, form)
    except ValidationError as error:
        found = queries.page(request.member, draft_id)
        found.error, found.note = " ".join(error.messages), request.POST.get("note", "")
        if isinstance(error, reviews.Moved) and found.step:
            screen = request.POST.get("content_hash", "")
            found.news = rounds.moved_since(request.member, found.draft, screen) or found.news
        return _page(request, found, status=422)
    said = form.verdict
    messages.success(
        request, _("Approved. Thank you.") if said == "approved" else _("Your wishes are with the team.")
    )
    return redirect("client_draft", request.workspace.slug, draft_id)


@require_POST
@client_page
def comment(request: DeskRequest, draft_id: int) -> HttpResponse:
    """What a client writes is always client-visible, whatever the form says."""
    draft = access.draft_for(request.member, draft_id, "review.read")
    form = CommentForm(request.POST)
    form.full_clean()
    data = form.cleaned_data
    try:
        comments.add(
            draft,
            member=request.member,
            body=data.get("body", ""),
            client_sees=True,
            quote=data.get("quote", ""),
            content_hash=data.get("content_hash", ""),
        )
    except ValidationError as error:
        found = queries.page(request.member, draft_id)
        found.error = " ".join(error.messages)
        return _page(request, found, status=422)
    return redirect(_with_anchor(request, draft_id))


def _with_anchor(request: DeskRequest, draft_id: int) -> str:
    response = redirect("client_draft", request.workspace.slug, draft_id)
    return response["Location"] + "#comments"
