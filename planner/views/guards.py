"""The workspace guard: every view below ``/w/<slug>/`` wears one of these, and a test walks all URLs for the stamp."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from planner import access
from planner.models import Member, User, Workspace

View = Callable[..., HttpResponseBase]


class DeskRequest(HttpRequest):
    """A request of a signed-in member: what the guard adds, for the type checker and the editor."""

    user: User
    member: Member
    workspace: Workspace
    htmx: Any


def _guard(view: View, *, clients: bool) -> View:
    @wraps(view)
    @login_required
    def guarded(request: HttpRequest, workspace: str, **kwargs: Any) -> HttpResponseBase:
        member = access.member_for(request.user, workspace)  # type: ignore[arg-type]
        request.member, request.workspace = member, member.workspace  # type: ignore[attr-defined]
        if member.is_client and not clients:
            raise access.Refused(_("Clients see what is sent to them for approval, not the desk."))
        return view(request, **kwargs)

    guarded.workspace_guard = "client" if clients else "desk"  # type: ignore[attr-defined]
    return guarded


def desk(view: View) -> View:
    """For members of the agency: owner, manager, editor, reviewer. Outsiders 404, clients 403."""
    return _guard(view, clients=False)


def client_page(view: View) -> View:
    """For every member, clients included; what it shows must come through ``access``."""
    return _guard(view, clients=True)
