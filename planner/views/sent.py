from __future__ import annotations

from django.http import HttpRequest, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: the POST, an empty one too; None for a first look at the page."""
    return request.POST if request.method == "POST" else None


def came_from(request: HttpRequest, otherwise: str) -> str:
    """The page that the form was on (its field ``next``), ``otherwise`` when it names none; never another site."""
    to = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure())
    return to if safe else otherwise
