"""The review of a draft by the team: page, panel, answers, receipt. Clients have their own pages (planner.views.clients)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from planner import access, bridge, policy
from planner.bridge import gates
from planner.forms.reviews import DecisionForm
from planner.models import Draft
from planner.queries import reviews as queries
from planner.services import looks, reviews
from planner.views import sheets
from planner.views.guards import DeskRequest, client_page, desk
from planner.views.render import page, wants_fragment


@require_safe
@desk
def show(request: DeskRequest, draft_id: int) -> HttpResponse:
    return _page(request, queries.panel(request.member, access.draft_for(request.member, draft_id)))


def _page(request: DeskRequest, panel: queries.Panel, status: int = 200) -> HttpResponse:
    """The whole page with its previews; for htmx only the panel."""
    context: dict[str, object] = {
        "review": panel,
        "draft": panel.draft,
        "holds": gates.holds(panel.draft),
        "can_waive": policy.can(panel.member.role, "gate.waive"),
    }
    if not wants_fragment(request):
        news = panel.moved or panel.since_look or panel.since_approval
        changes = news.changes if news else []
        shown = sheets.of_draft(panel.draft, changes)
        context |= {"sheets": shown, "other_changes": sheets.rest(changes, shown), "news": news}
    return page(request, "reviews/page.html", context, fragment="reviews/_panel.html", status=status)


def after(request: DeskRequest, draft: Draft) -> HttpResponse:
    """The panel as it is after a write; a plain form goes to the page that shows it."""
    if not wants_fragment(request):
        return redirect("review", request.workspace.slug, draft.pk)
    response = _page(request, queries.panel(request.member, access.draft_for(request.member, draft.pk)))
    response["HX-Trigger"] = "review-changed"
    return response


def refused(
    request: DeskRequest, draft: Draft, error: ValidationError, *, note: str = "", screen: str = ""
) -> HttpResponse:
    """422: the panel with the reason, what was typed, and the difference when the content moved."""
    panel = queries.panel(request.member, access.draft_for(request.member, draft.pk))
    panel.error, panel.note = " ".join(error.messages), note
    if isinstance(error, reviews.Moved):
        panel.moved = queries.moved_since(request.member, panel.draft, screen)
    return _page(request, panel, status=422)


@require_POST
@desk
def submit(request: DeskRequest, draft_id: int) -> HttpResponse:
    draft = access.draft_for(request.member, draft_id)
    try:
        reviews.submit(draft, member=request.member)
    except ValidationError as error:
        return refused(request, draft, error)
    return after(request, draft)


@require_POST
@desk
def withdraw(request: DeskRequest, draft_id: int) -> HttpResponse:
    draft = access.draft_for(request.member, draft_id)
    reviews.withdraw(draft, member=request.member)
    return after(request, draft)


@require_POST
@desk
def decide(request: DeskRequest, draft_id: int) -> HttpResponse:
    draft = access.draft_for(request.member, draft_id)
    form = DecisionForm(request.POST)
    try:
        answer(request, draft, form)
    except ValidationError as error:
        typed, screen = request.POST.get("note", ""), request.POST.get("content_hash", "")
        return refused(request, draft, error, note=typed, screen=screen)
    return after(request, draft)


def answer(request: DeskRequest, draft: Draft, form: DecisionForm) -> None:
    """Hand the answer to the service; every refusal is a ValidationError in words."""
    if not form.is_valid():
        raise ValidationError([message for messages in form.errors.values() for message in messages])
    data = form.cleaned_data
    reviews.decide(
        draft,
        member=request.member,
        step_id=data["step"],
        verdict=form.verdict,
        note=data["note"],
        content_hash=data["content_hash"],
    )


@require_POST
@client_page
def look(request: DeskRequest, draft_id: int) -> HttpResponse:
    """The page says that it is open and what it shows; a read never writes."""
    draft = access.draft_for(request.member, draft_id, "review.read")
    looks.seen(draft, request.member, request.POST.get("content_hash", ""))
    return HttpResponse(status=204)


@require_safe
@client_page
def receipt(request: DeskRequest, approval_id: int) -> HttpResponse:
    found = queries.receipt(request.member, approval_id)
    approval = found.approval
    brand = approval.draft.brand
    language = get_language() or "en"
    cards = {
        card["variant"]: bridge.panel(bridge.load(card["report"]), language) for card in approval.scorecards
    }
    shown = sheets.of_content(approval.content, brand)
    context = {
        "receipt": found,
        "approval": approval,
        "draft": approval.draft,
        "approved_when": sheets.instant_words(approval.approved_at, brand),
        "pairs": [(sheet, cards.get(sheet.pk)) for sheet in shown],
        "client": request.member.is_client,
        "frame": "base_client.html" if request.member.is_client else "base.html",
    }
    return page(request, "reviews/receipt.html", context)
