from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from planner import policy
from planner.queries import desk as queries
from planner.views import sheets
from planner.views.guards import DeskRequest, desk
from planner.views.render import page

MOST_PAGES = 10_000


@require_safe
@desk
def show(request: DeskRequest) -> HttpResponse:
    now = timezone.now()
    pages = {key: _number(request.GET.get(key, "")) for key in queries.KEYS}
    sections = queries.sections_of(request.member, pages, now)
    for section in sections:
        for line in section.lines:
            if line.variant:
                line.when = sheets.planned_words(line.variant, line.variant.brand)
    context: dict[str, Any] = {"sections": sections, "now": now}
    if not sections:
        context["step"], context["brand"] = queries.first_step(request.member)
        context["can_manage"] = policy.can(request.member.role, "brand.manage")
    return page(request, "desk/page.html", context, fragment="desk/_sections.html")


def _number(text: str) -> int:
    """A page number; nonsense is the first page."""
    return max(1, min(int(text), MOST_PAGES)) if text.isascii() and text.isdigit() and len(text) < 6 else 1
