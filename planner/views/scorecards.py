"""The live check: what is typed goes through the engine and comes back as panel and preview. Nothing is stored."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from planner import access, bridge
from planner.models import Variant
from planner.templatetags.findings import rule_notes
from planner.views.guards import DeskRequest, desk
from planner.views.render import page

TYPED = ("title", "link", "first_comment", "language")


@require_POST
@desk
def check(request: DeskRequest, variant_id: int) -> HttpResponse:
    """Reads the variant with the posted fields in place of the saved ones."""
    variant = access.variant_for(request.member, variant_id, "check")
    text = request.POST.get("text")
    if text is not None and len(text) > settings.TEXT_MAX_BYTES:
        return HttpResponse(_("This text is larger than 1 MB and cannot be checked."), status=422)
    _put(variant, request.POST.dict())
    language = get_language() or "en"
    context = {
        "panel": bridge.panel(bridge.check(bridge.snapshot_of(variant)), language),
        "preview": bridge.preview_of(variant),
        "slug": request.workspace.slug,
    }
    return page(request, "scorecards/_checked.html", context)


@require_safe
@desk
def notes(request: DeskRequest, rule: str) -> HttpResponse:
    """Why a rule is asked and what speaks for and against it: fetched when one of its findings opens."""
    try:
        return HttpResponse(rule_notes(rule))
    except LookupError:
        raise Http404 from None


def _put(variant: Variant, typed: dict[str, str]) -> None:
    """Onto the rows in memory only. Browsers send line ends as CRLF."""
    if "text" in typed:
        variant.text = typed["text"].replace("\r\n", "\n")
    for field in TYPED:
        if field in typed:
            setattr(variant, field, typed[field])
