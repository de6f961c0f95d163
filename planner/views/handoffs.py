from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from planner import access
from planner.models import Draft, Variant
from planner.queries import contents
from planner.queries import handoffs as queries
from planner.services import approvals, handoffs
from planner.views import sheets
from planner.views.guards import DeskRequest, desk
from planner.views.render import page


@require_safe
@desk
def show(request: DeskRequest, draft_id: int) -> HttpResponse:
    return _page(request, access.draft_for(request.member, draft_id, "handoff"))


def _page(
    request: DeskRequest, draft: Draft, *, error: str = "", at: int = 0, typed: str = "", ask: bool = False
) -> HttpResponse:
    """Every channel with its verdict. ``at`` is the channel that ``error`` and ``typed`` belong to; ``ask``: is it meant?"""
    rows = []
    for sheet in sheets.of_draft(draft):
        if sheet.variant:
            verdict = handoffs.gate(draft, sheet.variant, request.member)
            mine = sheet.pk == at
            rows.append(
                {
                    "sheet": sheet,
                    "variant": sheet.variant,
                    "verdict": verdict,
                    "error": error if mine else "",
                    "typed": typed if mine else "",
                    "ask": ask and mine,
                }
            )
    context = {
        "draft": draft,
        "rows": rows,
        "approval": approvals.current_approval(draft),
        "all_ok": bool(rows) and all(row["verdict"] for row in rows),
        "error": error if not at else "",
    }
    return page(request, "handoffs/page.html", context, status=422 if error else 200)


@require_safe
@desk
def package(request: DeskRequest, draft_id: int) -> HttpResponseBase:
    """The approved texts and files as a zip, of the whole draft or of ``?variant=``; refused like the hand-off itself."""
    draft = access.draft_for(request.member, draft_id, "handoff")
    wanted = request.GET.get("variant", "")
    chosen = [one for one in contents.variants_of(draft) if wanted in ("", str(one.pk))]
    verdicts = [handoffs.gate(draft, variant, request.member) for variant in chosen]
    approval = approvals.current_approval(draft)
    if not chosen or approval is None or not all(verdicts):
        reasons = [str(verdict.reason) for verdict in verdicts if not verdict]
        return _page(
            request, draft, error=reasons[0] if reasons else _("This channel was taken out of the draft.")
        )
    files = queries.entries(approval, draft, chosen[0].pk if wanted else None)
    name = queries.safe_name(draft.label)
    response = StreamingHttpResponse(queries.packed(files), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return response


@require_POST
@desk
def hand_off(request: DeskRequest, variant_id: int) -> HttpResponse:
    return _act(request, variant_id, lambda variant: handoffs.hand_off(variant, member=request.member))


@require_POST
@desk
def take_back(request: DeskRequest, variant_id: int) -> HttpResponse:
    return _act(request, variant_id, lambda variant: handoffs.take_back(variant, member=request.member))


@require_POST
@desk
def publish(request: DeskRequest, variant_id: int) -> HttpResponse:
    url, sure = request.POST.get("url", ""), "sure" in request.POST
    return _act(
        request,
        variant_id,
        lambda variant: handoffs.mark_published(variant, member=request.member, url=url, sure=sure),
    )


def _act(request: DeskRequest, variant_id: int, act: Callable[[Variant], Variant]) -> HttpResponse:
    variant = access.variant_for(request.member, variant_id, "handoff")
    try:
        act(variant)
    except ValidationError as error:
        draft = access.draft_for(request.member, variant.draft_id)
        words, ask = " ".join(error.messages), isinstance(error, handoffs.OtherHost)
        return _page(request, draft, error=words, at=variant.pk, typed=request.POST.get("url", ""), ask=ask)
    return redirect("handoff", request.workspace.slug, variant.draft_id)
