from __future__ import annotations

from django.http import HttpRequest, QueryDict


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: the POST, an empty one too; None for a first look at the page."""
    return request.POST if request.method == "POST" else None
