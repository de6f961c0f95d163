from __future__ import annotations

from copy import copy

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from planner import access, policy
from planner.forms.workspaces import ArchiveForm, WorkspaceForm
from planner.middleware import LAST_WORKSPACE
from planner.queries import workspaces as queries
from planner.services import members, workspaces
from planner.views.guards import DeskRequest, client_page, desk
from planner.views.render import page
from planner.views.sent import sent


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def workspace_settings(request: DeskRequest) -> HttpResponse:
    form = WorkspaceForm(sent(request), instance=copy(request.workspace))
    if request.method == "POST":
        access.allow(request.member, "workspace.settings")
        if form.is_valid():
            workspaces.rename(form.cleaned_data["name"], member=request.member)
            messages.success(request, _("Saved."))
            return redirect("workspace_settings", request.workspace.slug)
    return _settings(request, form, ArchiveForm(workspace=request.workspace))


def _settings(request: DeskRequest, form: WorkspaceForm, archive: ArchiveForm) -> HttpResponse:
    context = {
        "form": form,
        "archive": archive,
        "can_change": policy.can(request.member.role, "workspace.settings"),
        "here": "workspace_settings",
    }
    wrong = form.errors or archive.errors
    return page(request, "workspaces/settings.html", context, status=422 if wrong else 200)


@require_POST
@desk
def workspace_archive(request: DeskRequest) -> HttpResponse:
    access.allow(request.member, "workspace.delete")
    form = ArchiveForm(request.POST, workspace=request.workspace)
    if not form.is_valid():
        return _settings(request, WorkspaceForm(instance=request.workspace), form)
    workspaces.archive(member=request.member)
    return _gone(request, _("%(name)s is archived. You can restore it here."))


@require_http_methods(["GET", "HEAD", "POST"])
@client_page
def workspace_leave(request: DeskRequest) -> HttpResponse:
    """Asks once, naming the workspace."""
    if request.method == "POST":
        members.leave(member=request.member)
        return _gone(request, _("You have left %(name)s."))
    verdict = policy.can_leave(last_owner=queries.is_last_owner(request.member))
    return page(request, "workspaces/leave.html", {"verdict": verdict})


def _gone(request: DeskRequest, words: str) -> HttpResponse:
    messages.success(request, words % {"name": request.workspace.name})
    del request.member  # so that this workspace is not remembered as the last one
    request.session.pop(LAST_WORKSPACE, None)
    return redirect("welcome")
