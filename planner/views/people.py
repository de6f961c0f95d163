"""Pages of a person outside of any workspace: the way in, one's own settings, invitations."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planner import access
from planner.adapters import INVITATION
from planner.forms.fields import known_zone
from planner.forms.people import NoticesForm, ProfileForm
from planner.forms.workspaces import WorkspaceForm
from planner.middleware import LANGUAGE_COOKIE, LAST_WORKSPACE
from planner.models import Invitation, Member, User
from planner.queries import people as queries
from planner.services import invitations, workspaces
from planner.services import people as services
from planner.views.guards import DeskRequest
from planner.views.render import page
from planner.views.sent import came_from, sent

YEAR = 60 * 60 * 24 * 365


def _enter(request: HttpRequest, member: Member) -> HttpResponse:
    """Open a workspace at the page where this member's work begins."""
    request.session[LAST_WORKSPACE] = member.workspace.slug
    return redirect("client_home" if member.is_client else "desk", member.workspace.slug)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect("account_login")
    member = queries.home_of(request.user, request.session.get(LAST_WORKSPACE))
    return _enter(request, member) if member else redirect("welcome")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def welcome(request: DeskRequest) -> HttpResponse:
    """Choose a workspace, answer an invitation, or begin a workspace of one's own."""
    form = WorkspaceForm(sent(request))
    if form.is_valid():
        try:
            return _enter(request, workspaces.create(form.cleaned_data["name"], actor=request.user))
        except ValidationError as error:
            form.add_error("name", error)
    context = {
        "form": form,
        "memberships": access.memberships_of(request.user),
        "invitations": queries.invitations_to(request.user),
        "archived": queries.archived_of(request.user),
    }
    return page(request, "people/welcome.html", context, status=422 if form.is_bound else 200)


@require_POST
@login_required
def workspace_restore(request: DeskRequest, pk: int) -> HttpResponse:
    workspace = workspaces.restore(pk, actor=request.user)
    messages.success(request, _("%(name)s is back.") % {"name": workspace.name})
    return _enter(request, access.member_for(request.user, workspace.slug))


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail. It proves the address, so that signing up from here needs no second mail."""
    found = queries.invitation_by(token)
    if found is None:
        return _closed(request, _("This link belongs to no invitation. Perhaps a part of it is missing."))
    if request.user.is_authenticated:
        return _answer(request, found, request.user)
    try:
        invitations.check_open(found)
    except ValidationError as error:
        return _closed(request, error.messages[0])
    if queries.account_of(found.email):
        return page(request, "people/invitation_sign_in.html", {"invitation": found})
    who = found.invited_by.label if found.invited_by else _("Somebody")
    request.session[INVITATION] = token
    request.session["invited"] = {
        "who": who,
        "workspace": found.workspace.name,
    }  # for the words of the sign-up page
    return redirect(reverse("account_signup", query={"email": found.email}))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def invitation_mine(request: DeskRequest, pk: int) -> HttpResponse:
    """The link of a notice, for somebody with an account. It says nothing to anybody but the invited person."""
    found = queries.invitation_for(request.user, pk)
    return (
        _answer(request, found, request.user)
        if found
        else page(request, "people/invitation_other.html", {}, status=404)
    )


def _answer(request: HttpRequest, found: Invitation, person: User) -> HttpResponse:
    if found.email not in queries.addresses_of(person):
        return page(request, "people/invitation_other.html", {"invitation": found}, status=403)
    if request.method != "POST" and found.is_open and not found.workspace.is_archived:
        return page(request, "people/invitation.html", {"invitation": found})
    try:
        member = invitations.accept(found, user=person)
    except ValidationError as error:
        return _closed(request, error.messages[0])
    return _enter(request, member)


def _closed(request: HttpRequest, why: str) -> HttpResponse:
    return page(request, "people/invitation_closed.html", {"why": why}, status=410)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def me(request: DeskRequest) -> HttpResponse:
    person = request.user
    form = ProfileForm(
        sent(request), instance=copy(person)
    )  # a form writes on its instance, even a wrong one
    if form.is_valid():
        services.save_profile(person, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("me")
    notices = NoticesForm(chosen=queries.choices_of(person))
    return _me(request, form, notices, 422 if form.is_bound else 200)


@require_POST
@login_required
def me_notices(request: DeskRequest) -> HttpResponse:
    notices = NoticesForm(request.POST, chosen=queries.choices_of(request.user))
    if notices.is_valid():
        services.choose_notices(request.user, notices.chosen())
        messages.success(request, _("Saved."))
        return redirect("me")
    return _me(request, ProfileForm(instance=copy(request.user)), notices, 422)


def _me(request: DeskRequest, form: ProfileForm, notices: NoticesForm, status: int) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "notices": notices,
        "memberships": access.memberships_of(request.user),
        "here": "me",
    }
    return page(request, "people/me.html", context, status=status)


@require_POST
def language(request: DeskRequest) -> HttpResponse:
    """Switch the language: kept by a cookie, and by the account of whoever is signed in."""
    response = _back(request)
    chosen = request.POST.get("language", "")
    if chosen in {"en", "fr"}:
        response.set_cookie(LANGUAGE_COOKIE, chosen, max_age=YEAR, samesite="Lax", httponly=True)
        if request.user.is_authenticated:
            services.save_profile(request.user, language=chosen)
    return response


@require_POST
@login_required
def theme(request: DeskRequest) -> HttpResponse:
    chosen = request.POST.get("theme", "")
    if chosen in User.Theme.values:
        services.save_profile(request.user, theme=chosen)
    return _back(request)


@require_POST
@login_required
def zone(request: DeskRequest) -> HttpResponse:
    """The device's time zone, sent by js/zone.js as long as the account has none."""
    if found := known_zone(request.POST.get("time_zone", "")):
        services.begin_clock(request.user, found)
    return HttpResponse(status=204)


def _back(request: HttpRequest) -> HttpResponse:
    return redirect(came_from(request, reverse("home")))
