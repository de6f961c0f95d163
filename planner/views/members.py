from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planner import access, policy
from planner.forms.workspaces import InviteForm, RoleForm
from planner.models import Member
from planner.queries import workspaces as queries
from planner.services import invitations
from planner.services import members as services
from planner.views.guards import DeskRequest, desk
from planner.views.render import page
from planner.views.sent import sent

PAGE = 50


@require_safe
@desk
def members(request: DeskRequest) -> HttpResponse:
    """One of three lists: the active members, the former ones, and who is invited."""
    member = request.member
    access.allow(member, "member.manage")
    search = request.GET.get("q", "").replace("\0", "").strip()[:100]
    show = request.GET.get("show", "")
    invited = queries.unanswered(member)
    people: QuerySet[Any] = (
        invited
        if show == "invited"
        else queries.members_of(member, archived=show == "archived", search=search)
    )
    context = {
        "rows": Paginator(people, PAGE).get_page(request.GET.get("page")),
        "invited_count": invited.count(),
        "search": search,
        "show": show if show in {"archived", "invited"} else "active",
        "here": "members",
    }
    return page(request, "members/members.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def invite(request: DeskRequest) -> HttpResponse:
    access.allow(request.member, "member.manage")
    form = InviteForm(sent(request), member=request.member)
    if form.is_valid():
        email = form.cleaned_data["email"]
        try:
            invitations.invite(
                email, role=form.cleaned_data["role"], brands=form.chosen(), member=request.member
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, _("%(email)s is invited. The link is good for 14 days.") % {"email": email}
            )
            return _list(request, "?show=invited")
    return page(request, "members/invite.html", _context(form), status=422 if form.is_bound else 200)


def _context(form: RoleForm, row: Member | None = None) -> dict[str, Any]:
    return {"form": form, "row": row, "here": "members"}


def _list(request: DeskRequest, part: str = "") -> HttpResponse:
    return redirect(reverse("members", args=[request.workspace.slug]) + part)


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def member(request: DeskRequest, member_id: int) -> HttpResponse:
    """Role and brands of one member."""
    row = access.member_row_for(request.member, member_id)
    access.require(policy.can_give_role(request.member.role, row.role))
    initial = {
        "role": row.role,
        "scope": "all" if row.all_brands else "some",
        "brands": list(row.brands.all()),
    }
    form = RoleForm(sent(request), member=request.member, initial=initial)
    if form.is_valid():
        try:
            services.change(
                row.pk, role=form.cleaned_data["role"], brands=form.chosen(), member=request.member
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(name)s is changed.") % {"name": row.user.label})
            return _after(request, row)
    return page(request, "members/member.html", _context(form, row), status=422 if form.is_bound else 200)


@require_POST
@desk
def member_archive(request: DeskRequest, member_id: int) -> HttpResponse:
    row = services.archive(member_id, member=request.member)
    undo = reverse("member_restore", args=[request.workspace.slug, row.pk])
    messages.success(
        request, _("%(name)s is no longer a member.") % {"name": row.user.label}, extra_tags=undo
    )
    return _after(request, row)


def _after(request: DeskRequest, row: Member) -> HttpResponse:
    """Who has just changed themselves may not be allowed to see the list any more."""
    return redirect("home") if row.pk == request.member.pk else _list(request)


@require_POST
@desk
def member_restore(request: DeskRequest, member_id: int) -> HttpResponse:
    row = services.restore(member_id, member=request.member)
    messages.success(request, _("%(name)s is a member again.") % {"name": row.user.label})
    return _list(request)


@require_POST
@desk
def invitation_resend(request: DeskRequest, invitation_id: int) -> HttpResponse:
    return _on_invitation(request, invitation_id, again=True)


@require_POST
@desk
def invitation_revoke(request: DeskRequest, invitation_id: int) -> HttpResponse:
    return _on_invitation(request, invitation_id, again=False)


def _on_invitation(request: DeskRequest, pk: int, *, again: bool) -> HttpResponse:
    act = invitations.resend if again else invitations.revoke
    words = (
        _("A new link is on its way to %(email)s.") if again else _("The invitation of %(email)s is revoked.")
    )
    try:
        found = act(pk, member=request.member)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    else:
        messages.success(request, words % {"email": found.email})
    return _list(request, "?show=invited")
