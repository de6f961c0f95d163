"""Page or fragment: the HTMX protocol in one place."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers

VARY = ("HX-Request", "HX-Request-Type", "HX-Target", "HX-Boosted", "HX-History-Restore-Request", "Cookie")


def wants_fragment(request: HttpRequest) -> bool:
    """True for an htmx request that swaps a part; history restore and boosted requests get the whole page."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, fragment: str = "", status: int = 200
) -> HttpResponse:
    """The page, or its ``fragment`` template when htmx asked for the part. ``Vary`` is set on both."""
    name = fragment if fragment and wants_fragment(request) else template
    response = render(request, name, context, status=status)
    patch_vary_headers(response, VARY)
    return response


def go(request: HttpRequest, to: str, *args: Any) -> HttpResponse:
    """Redirect, as htmx needs it: a full navigation rather than a page swapped into a cell."""
    response = redirect(to, *args)
    if not wants_fragment(request):
        return response
    return HttpResponse(status=204, headers={"HX-Redirect": response["Location"]})


def nothing(**events: Any) -> HttpResponse:
    """204 with named browser events, e.g. ``nothing(saved={"id": 3})``."""
    response = HttpResponse(status=204)
    if events:
        response["HX-Trigger"] = json.dumps(events)
    return response
