"""What went wrong, always in one shape: ``{"detail": sentence}``, with ``fields`` and ``conflicts`` where they are known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core import exceptions as django
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from planner.api.fields import plain
from planner.api.parsing import TooLarge
from planner.services.batches import Conflicts


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    match error:
        case Conflicts():
            return _conflicts(error)
        case Http404():
            error = NotFound(_("There is nothing here, or nothing that you may see."))
        case django.RequestDataTooBig():
            error = TooLarge()
        case django.ValidationError():
            error = ValidationError(error.message_dict if hasattr(error, "error_dict") else error.messages)
    response = exception_handler(error, context)
    if response is not None:
        response.data = _problem(response.data)
    return response


def _conflicts(error: Conflicts) -> Response:
    fields = {
        name: {"base": plain(one.base), "yours": plain(one.mine), "theirs": plain(one.theirs)}
        for name, one in error.fields.items()
    }
    detail = _("Somebody else changed this meanwhile. Nothing was saved.")
    return Response({"detail": detail, "conflicts": fields}, status=409)


def _problem(data: Any) -> dict[str, Any]:
    if isinstance(data, dict) and set(data) == {"detail"}:
        return {"detail": data["detail"]}
    fields = dict(_by_field(data))
    general = fields.pop("", None)
    detail = " ".join(general) if general else _("Please look at the fields named here. Nothing was saved.")
    return {"detail": detail, "fields": fields} if fields else {"detail": detail}


def _by_field(data: Any, name: str = "") -> Iterator[tuple[str, list[str]]]:
    """Sentences by field; a field inside another is ``settings.topic``, what is about no field stands under ""."""
    if isinstance(data, dict):
        for key, inner in data.items():
            part = "" if key == "non_field_errors" else str(key)
            yield from _by_field(inner, ".".join(filter(None, (name, part))))
    else:
        yield name, [str(one) for one in (data if isinstance(data, list) else [data])]
