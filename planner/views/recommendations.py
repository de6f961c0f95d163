"""Accept, dismiss, take back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from planner.models import Recommendation
from planner.services import recommendations as services
from planner.views.guards import DeskRequest, desk
from planner.views.render import go
from planner.views.sent import came_from


@require_POST
@desk
def accept(request: DeskRequest, pk: int) -> HttpResponse:
    """A gap goes on to the draft that was opened for it."""
    try:
        row, draft = services.accept(pk, member=request.member)
    except ValidationError as error:
        return _refused(request, error)
    if draft is not None:
        return go(request, reverse("draft", args=[request.workspace.slug, draft.pk]))
    return _done(request, row, _("This hour is now proposed first when you plan for this channel."))


@require_POST
@desk
def dismiss(request: DeskRequest, pk: int) -> HttpResponse:
    return _decided(request, pk, services.dismiss, _("Dismissed."))


@require_POST
@desk
def reopen(request: DeskRequest, pk: int) -> HttpResponse:
    return _decided(request, pk, services.reopen, "")


def _decided(request: DeskRequest, pk: int, decide: Callable[..., Any], words: str) -> HttpResponse:
    try:
        row = decide(pk, member=request.member)
    except ValidationError as error:
        return _refused(request, error)
    return _done(request, row, words)


def _done(request: DeskRequest, row: Recommendation, words: str) -> HttpResponse:
    if words:
        undo = reverse("recommendation_reopen", args=[request.workspace.slug, row.pk])
        messages.success(request, words, extra_tags=undo)
    return go(request, _back(request))


def _refused(request: DeskRequest, error: ValidationError) -> HttpResponse:
    messages.error(request, " ".join(error.messages))
    return go(request, _back(request))


def _back(request: DeskRequest) -> str:
    return came_from(request, reverse("desk", args=[request.workspace.slug]))
