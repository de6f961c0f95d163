"""The live check: what is typed goes through the engine and comes back as panel and preview. Nothing is stored."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planner import access, bridge, policy
from planner.bridge import comparisons
from planner.models import Variant
from planner.queries import contents
from planner.queries.drafts import name_tabs
from planner.queries.scorecards import keep_around
from planner.templatetags.findings import rule_notes
from planner.views.guards import DeskRequest, desk
from planner.views.render import page

MOST_TEXTS = 3
TYPED = ("title", "link", "first_comment", "language")


@require_POST
@desk
def check(request: DeskRequest, variant_id: int) -> HttpResponse:
    """Reads the variant with the posted fields in place of the saved ones."""
    variant = access.variant_for(request.member, variant_id, "check")
    if _too_large(request):
        return _refused()
    _put(variant, request.POST.dict())
    context = {
        "panel": bridge.read(variant, request.workspace, get_language() or "en"),
        "preview": bridge.preview_of(variant),
        "slug": request.workspace.slug,
    }
    return page(request, "scorecards/_checked.html", context)


def _too_large(request: DeskRequest) -> bool:
    return len(request.POST.get("text", "")) > settings.TEXT_MAX_BYTES


def _refused() -> HttpResponse:
    return HttpResponse(
        _("This text is larger than 1 MB and cannot be checked."), status=422, content_type="text/plain"
    )


@require_POST
@desk
def fix(request: DeskRequest, variant_id: int, rule: str) -> HttpResponse:
    """The mechanical fix of one finding in what is typed, as a dialog with the difference. Nothing changes by asking."""
    variant = access.variant_for(request.member, variant_id, "check")
    if _too_large(request):
        return _refused()
    _put(variant, request.POST.dict())
    try:
        found = bridge.mending(
            variant, request.workspace, rule, get_language() or "en", request.POST.get("place", "")
        )
    except LookupError:
        raise Http404 from None
    return page(request, "scorecards/_fix.html", {"fix": found})


@require_safe
@desk
def notes(request: DeskRequest, rule: str) -> HttpResponse:
    """Why a rule is asked and what speaks for and against it: fetched when one of its findings opens."""
    try:
        return HttpResponse(rule_notes(rule, request.workspace))
    except LookupError:
        raise Http404 from None


def _put(variant: Variant, typed: dict[str, str]) -> None:
    """Onto the rows in memory only. Browsers send line ends as CRLF. The next key is near, so what stands around is kept."""
    keep_around(variant)
    if "text" in typed:
        variant.text = _lines(typed["text"])
    for field in TYPED:
        if field in typed:
            setattr(variant, field, typed[field])


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def compare(request: DeskRequest, variant_id: int) -> HttpResponse:
    """The draft's texts, and up to ``MOST_TEXTS`` more that are typed here, read for one channel. Nothing is stored."""
    variant = access.variant_for(request.member, variant_id, "check")
    typed = [_lines(text) for text in request.POST.getlist("text")[:MOST_TEXTS]]
    if any(len(text) > settings.TEXT_MAX_BYTES for text in typed):
        return HttpResponse(_("This text is larger than 1 MB and cannot be checked."), status=422)
    live = contents.variants_of(variant.draft)
    name_tabs(variant.draft, live)
    texts = _texts(variant, live) + [
        (_("Text %(n)s") % {"n": number}, text) for number, text in enumerate(typed, 1) if text.strip()
    ]
    context = {
        "draft": variant.draft,
        "variant": variant,
        "variants": live,
        "typed": [*typed, *[""] * MOST_TEXTS][:MOST_TEXTS],
        "comparison": comparisons.compare(variant, texts, get_language() or "en"),
        "can_write": policy.can(request.member.role, "draft.write"),
    }
    return page(request, "scorecards/compare.html", context, fragment="scorecards/_comparison.html")


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")


def _texts(variant: Variant, live: list[Any]) -> list[tuple[str, str]]:
    """The text of this channel first, then those of the others that say something else. ``live`` have their tab's name."""
    found: dict[str, str] = {}
    for one in sorted(live, key=lambda other: other.pk != variant.pk):
        found.setdefault(one.full_text, one.tab_name)
    found.setdefault(variant.draft.text, _("Base text"))
    return [(label, text) for text, label in found.items()]
