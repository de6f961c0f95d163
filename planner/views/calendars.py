"""The calendar, the page of one day, and moving by drag, by keys or by form."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planner import access, policy
from planner.queries import calendars, margins, periods
from planner.queries.periods import Period, when
from planner.services import calendars as moves
from planner.services.calendars import Elsewhere, Moved, Standing
from planner.services.values import read_day, read_time
from planner.views.guards import DeskRequest, desk
from planner.views.render import go, page, wants_fragment


@require_safe
@desk
def show(request: DeskRequest) -> HttpResponse:
    period = periods.read(request.member, request.GET.dict())
    return _calendar(request, period, "calendars/page.html")


def _calendar(
    request: DeskRequest, period: Period, template: str = "calendars/_calendar.html", status: int = 200
) -> HttpResponse:
    context = _base(request, period) | _links(request, period)
    told = margins.recommended(request.member, period)
    context["targets"] = margins.targets(request.member, period, told)
    if period.view == "list":
        found, days = calendars.listed(request.member, period, request.GET.get("page"))
        context |= {"page": found, "days": days, "query": f"{period.query}&page={found.number}"}
    else:
        days = calendars.days_of(request.member, period)
        margins.suggest(period, told, days)
        context["days"] = days
    context["waiting"] = margins.waiting(request.member, period)
    return page(request, template, context, fragment="calendars/_calendar.html", status=status)


def _base(request: DeskRequest, period: Period) -> dict[str, Any]:
    slug = request.workspace.slug
    return {
        "period": period,
        "query": period.query,
        "day_query": period.query_with(date=""),
        "can_move": bool(policy.can(request.member.role, "draft.write")),
        "url": reverse("calendar", args=[slug]),
        "day_url": reverse("calendar_day", args=[slug]),
        "move_url": reverse("calendar_move", args=[slug]),
        "drafts_url": reverse("drafts", args=[slug]),
    }


def _links(request: DeskRequest, period: Period) -> dict[str, Any]:
    """Where the top bar leads: the same view of another time, on another clock, without filters."""
    views = [(key, label, period.query_with(view=key)) for key, label in periods.VIEWS.items()]
    return {
        "views": views,
        "previous": period.previous and period.query_with(date=period.previous.isoformat()),
        "next": period.next and period.query_with(date=period.next.isoformat()),
        "today": period.query_with(date=""),
        "everything": period.query_with(brand="", channel="", platform="", state="", pillar=""),
        "brand_clock": period.query_with(zone=""),
        "own_clock": period.query_with(zone="mine"),
        "own_place": periods.place(request.user.time_zone),
        "states": periods.STATES.items(),
        "platforms": margins.platforms(),
    }


@require_safe
@desk
def day(request: DeskRequest) -> HttpResponse:
    """Everything on one day: a page, or a dialog over the calendar."""
    period = periods.read(request.member, request.GET.dict())
    found, on = calendars.day_of(request.member, period, request.GET.get("page"))
    slots = margins.day_slots(request.member, period, on)
    context = _base(request, period) | {"page": found, "day": on, "chips": on.chips, "slots": slots}
    context["can_decide"] = bool(policy.can(request.member.role, "recommendation.decide"))
    return page(request, "calendars/day.html", context, fragment="calendars/_day.html")


@require_safe
@desk
def unplanned(request: DeskRequest) -> HttpResponse:
    """Everything that waits for a day: a page, or a dialog over the calendar."""
    period = periods.read(request.member, request.GET.dict())
    found, chips = calendars.unplanned(request.member, period, request.GET.get("page"))
    context = _base(request, period) | {"page": found, "day": None, "chips": chips}
    return page(request, "calendars/day.html", context, fragment="calendars/_day.html")


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def move(request: DeskRequest) -> HttpResponse:
    """Move what stands at one time: to a day and time from the form, or from a drag or keys (without ``by``). Without a
    day the plan is taken back. The address keeps the calendar's own view."""
    access.allow(request.member, "draft.write")
    period = periods.read(request.member, request.GET.dict())
    asked = request.POST if request.method == "POST" else request.GET
    try:
        chip = Standing.read(asked.get("chip", ""))
        if request.method != "POST":
            return _form(request, period, chip)
        day = None if "unplan" in asked else read_day(asked.get("day"))
        at = read_time(asked.get("time"))
        if day is None and "unplan" not in asked:
            raise ValidationError(_("Please choose a day."))
        moved = moves.move(chip, day, at, member=request.member, zone=period.zone)
    except ValidationError as error:
        if "by" in asked and not isinstance(error, Elsewhere):
            return _form(request, period, chip, " ".join(error.messages))
        return _answer(request, period, " ".join(error.messages), level="error", status=422)
    return _answer(request, period, _words(moved), undo=_undo_url(request, period, moved))


def _form(request: DeskRequest, period: Period, chip: Standing, error: str = "") -> HttpResponse:
    draft = access.draft_for(request.member, chip.draft, "draft.write")
    clock = period.zone or draft.brand.zone
    local = chip.moment.astimezone(clock) if chip.moment else None
    context = _base(request, period) | {
        "draft": draft,
        "chip": request.POST.get("chip") or request.GET.get("chip"),
        "planned": bool(local),
        "day": request.POST.get("day") or (local.date() if local else period.today).isoformat(),
        "time": request.POST.get("time") or (f"{local:%H:%M}" if local else ""),
        "place": periods.place(str(clock)),
        "error": error,
    }
    response = page(
        request, "calendars/move.html", context, fragment="calendars/_move.html", status=422 if error else 200
    )
    response["HX-Retarget"] = "#dialog"
    response["HX-Reswap"] = "innerHTML"
    return response


def _words(moved: Moved) -> str:
    title = moved.draft.label or _("Untitled draft")
    if moved.plan is None:
        said = [_("%(title)s has no day any more.") % {"title": title}]
    else:
        time = when(*moved.plan, periods.place(moved.draft.brand.time_zone))
        said = [_("%(title)s: %(when)s.") % {"title": title, "when": time}]
    if moved.comes_twice:
        said.append(_("The clocks go back that night and this time comes twice; the first is meant."))
    if moved.approval == "ended":
        said.append(_("It was approved for other days, so it needs approval again."))
    elif moved.approval == "revived":
        said.append(_("Its approval holds again."))
    return " ".join(said)


def _undo_url(request: DeskRequest, period: Period, moved: Moved) -> str:
    if not moved.undo:
        return ""
    token = urlencode({"token": moved.undo})
    return f"{reverse('calendar_undo', args=[request.workspace.slug])}?{token}&{period.query}"


def _answer(
    request: DeskRequest,
    period: Period,
    text: str,
    *,
    undo: str = "",
    level: str = "success",
    status: int = 200,
) -> HttpResponse:
    """The calendar as it is now, and the words as a toast; without script a redirect that says them."""
    if not wants_fragment(request):
        tell = messages.error if level == "error" else messages.success
        tell(request, text, extra_tags=undo)
        return go(request, f"{reverse('calendar', args=[request.workspace.slug])}?{period.query}")
    response = _calendar(request, period, status=status)
    toast = {"text": text, "level": level, "undo": undo}
    response["HX-Trigger"] = json.dumps({"dialog-close": {}, "toast": toast})
    response["HX-Retarget"] = "#calendar"
    response["HX-Reswap"] = "outerHTML"
    return response


@require_POST
@desk
def undo(request: DeskRequest) -> HttpResponse:
    """Put a move back; the toast's button asks for it with a script, or as a form without."""
    access.allow(request.member, "draft.write")
    period = periods.read(request.member, request.GET.dict())
    try:
        moved = moves.undo(request.GET.get("token", ""), member=request.member)
    except ValidationError as error:
        if wants_fragment(request):
            return HttpResponse(
                " ".join(error.messages), status=409, content_type="text/plain; charset=utf-8"
            )
        return _answer(request, period, " ".join(error.messages), level="error")
    text = _("%(title)s is back where it was.") % {"title": moved.draft.label or _("Untitled draft")}
    if wants_fragment(request):
        return HttpResponse(text, content_type="text/plain; charset=utf-8")
    return _answer(request, period, text)
