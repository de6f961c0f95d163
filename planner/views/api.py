"""The API described: for programs and for people. Open to all, as it tells of no workspace."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from planner.api import schema as description
from planner.views.render import page


@require_safe
def schema(request: HttpRequest) -> JsonResponse:
    return JsonResponse(description.schema(get_language() or "en"), json_dumps_params={"ensure_ascii": False})


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    found = description.schema(get_language() or "en")
    context = {
        "operations": list(description.operations(found)),
        "shapes": list(description.shapes(found)),
        "server": request.build_absolute_uri("/").rstrip("/"),
    }
    return page(request, "api/docs.html", context)
