"""Notices of a person, and the log of the workspace."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from planner import access
from planner.forms.events import LogForm
from planner.queries import events as queries
from planner.queries import facts
from planner.services import notices as service
from planner.views.csvs import csv_file
from planner.views.guards import DeskRequest, client_page, desk
from planner.views.render import page, wants_fragment


@require_safe
@client_page
def notices(request: DeskRequest) -> HttpResponse:
    return _notices(request)


def _notices(request: DeskRequest) -> HttpResponse:
    unread = request.GET.get("show") == "unread"
    found = Paginator(queries.notices_of(request.member, unread_only=unread), 30).get_page(
        request.GET.get("page")
    )
    context = {
        "page_obj": found,
        "told": queries.told(list(found)),
        "unread_only": unread,
        "frame": "base_client.html" if request.member.is_client else "base.html",
    }
    return page(request, "events/notices.html", context, fragment="events/_notices.html")


@require_POST
@client_page
def read(request: DeskRequest, notice_id: int) -> HttpResponse:
    """Mark as read, or as unread with ``unread``; ``open`` goes on to what it is about."""
    notice = service.mark_read(request.member, notice_id, read="unread" not in request.POST)
    if "open" in request.POST:
        return redirect(notice.url)
    return _notices(request) if wants_fragment(request) else redirect("notices", request.workspace.slug)


@require_POST
@client_page
def read_all(request: DeskRequest) -> HttpResponse:
    service.mark_all_read(request.member)
    return _notices(request) if wants_fragment(request) else redirect("notices", request.workspace.slug)


@require_safe
@desk
def log(request: DeskRequest) -> HttpResponse:
    access.allow(request.member, "audit.read")
    wanted = LogForm(request.GET).wanted()
    found = Paginator(queries.log_of(request.member, wanted), 50).get_page(request.GET.get("page"))
    context = {
        "page_obj": found,
        "lines": [(event, queries.action_words(event.action), facts.told(event.data)) for event in found],
        "here": "audit",
        "wanted": wanted,
        "people": queries.people_in_log(request.member),
        "actions": queries.actions_in_log(request.member),
        "brands": access.brands_of(request.member, archived=True),
    }
    return page(request, "events/log.html", context, fragment="events/_log.html")


@require_safe
@desk
def log_csv(request: DeskRequest) -> StreamingHttpResponse:
    """The filtered log as a file, line by line; no cell can run as a formula."""
    access.allow(request.member, "audit.read")
    rows = queries.log_rows(request.member, LogForm(request.GET).wanted())
    return csv_file(rows, f"{_('log')}-{request.workspace.slug}")
