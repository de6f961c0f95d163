from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from planner.views.guards import DeskRequest, desk
from planner.views.render import go


@require_safe
@desk
def show(request: DeskRequest) -> HttpResponse:
    return go(request, "desk", request.workspace.slug)
