"""One edition of the rulebook for this workspace: what it would change here, and the switch to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from planner import bridge, policy
from planner.bridge import moves
from planner.models import Trial
from planner.queries import editions as queries
from planner.services import editions
from planner.views.guards import DeskRequest, desk
from planner.views.render import page


@require_safe
@desk
def show(request: DeskRequest, edition: str) -> HttpResponse:
    _known(edition)
    base = bridge.edition_of(request.workspace).name
    trial = queries.trial_of(request.member, edition) if edition != base else None
    context: dict[str, Any] = {
        "edition": edition,
        "base": base,
        "newest": bridge.newest_edition(),
        "older": edition < base,
        "trial": trial,
        "can_switch": policy.can(request.member.role, "edition.switch"),
    }
    if trial:
        context |= _of_trial(request, trial, base)
    return page(request, "editions/show.html", context, fragment="editions/_trial.html")


def _of_trial(request: DeskRequest, trial: Trial, base: str) -> dict[str, Any]:
    if work := queries.work_on(trial):
        return {"work": work}
    if trial.base != base or not trial.finished_at:
        return {"trial": None}
    language = "fr" if get_language() == "fr" else "en"
    found = queries.changes(request.member, trial, request.GET.get("page"))
    return {
        "counts": queries.counts(request.member, trial),
        "page": found,
        "lines": [moves.changed(row, trial.base, trial.edition, language) for row in found],
    }


@require_POST
@desk
def try_out(request: DeskRequest, edition: str) -> HttpResponse:
    _known(edition)
    try:
        editions.try_out(edition, member=request.member)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect("edition", request.workspace.slug, edition)


@require_POST
@desk
def switch(request: DeskRequest, edition: str) -> HttpResponse:
    _known(edition)
    try:
        editions.switch(edition, member=request.member)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        words = _("This workspace works under edition %(edition)s now. All scorecards follow.")
        messages.success(request, words % {"edition": edition})
    return redirect("edition", request.workspace.slug, edition)


def _known(edition: str) -> None:
    if edition not in bridge.editions():
        raise Http404
