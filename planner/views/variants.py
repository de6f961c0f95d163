"""Channels of a draft: adding, taking out, planning, and saving their fields."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from planner import access
from planner.models import Revision, Variant
from planner.services import variants
from planner.services.merging import Conflict
from planner.services.values import read_day, read_time
from planner.views import drafts as pages
from planner.views.guards import DeskRequest, desk
from planner.views.render import go, page, wants_fragment


@require_POST
@desk
def field(request: DeskRequest, variant_id: int) -> HttpResponse:
    """One changed field; ``field=inherit`` goes back to the base text."""
    post = request.POST
    name, base = post.get("field", ""), post.get("base", "")
    variant = access.variant_for(request.member, variant_id, "draft.write")
    try:
        if name == "inherit":
            variants.inherit(variant, base, member=request.member)
            return shown(request, variant.draft_id, variant)
        reason = Revision.Reason.CONFLICT if "settle" in post else Revision.Reason.EDIT
        saved = variants.save_field(
            variant, name, post.get("value", ""), base, member=request.member, reason=reason
        )
    except Conflict as conflict:
        return pages.conflicted(
            request, f"variant.{variant_id}.{name}", "text" if name == "inherit" else name, conflict
        )
    except ValidationError as error:
        return pages.refused(request, error, variant.draft_id)
    return pages.answer(saved, name)


@require_POST
@desk
def add(request: DeskRequest, draft_id: int) -> HttpResponse:
    """Put the chosen channels on the draft."""
    wanted = [
        int(pk) for pk in request.POST.getlist("channel") if pk.isascii() and pk.isdigit() and len(pk) < 19
    ]
    try:
        added = variants.add(draft_id, wanted, member=request.member, format=request.POST.get("format", ""))
    except ValidationError as error:
        return pages.refused(request, error, draft_id)
    return shown(request, draft_id, added[0] if len(added) == 1 and "stay" not in request.POST else None)


@require_POST
@desk
def remove(request: DeskRequest, variant_id: int) -> HttpResponse:
    """Take the channel out; with ``undo`` put it back."""
    variant = access.variant_for(request.member, variant_id, "draft.write")
    try:
        if "undo" in request.GET:
            variants.put_back(variant, member=request.member)
            return shown(request, variant.draft_id, variant)
        variants.remove(variant, member=request.member)
    except ValidationError as error:
        return pages.refused(request, error, variant.draft_id)
    undo = reverse("variant_remove", args=[request.workspace.slug, variant.pk]) + "?undo=1"
    text = _("%(channel)s is out of this draft.") % {"channel": variant.channel.name}
    messages.success(request, text, extra_tags=undo)
    return go(request, reverse("draft", args=[request.workspace.slug, variant.draft_id]))


@require_POST
@desk
def plan(request: DeskRequest, variant_id: int) -> HttpResponse:
    """Plan one channel for a day and time of the brand; with ``all`` the whole draft; without a day take the plan back.

    With ``first`` and ``last``: the days on which it may go out.
    """
    variant = access.variant_for(request.member, variant_id, "draft.write")
    post = request.POST
    day, at = read_day(post.get("day")), read_time(post.get("time"))
    try:
        if "first" in post:
            days = (None, None) if "none" in post else (read_day(post["first"]), read_day(post.get("last")))
            only = None if "all" in post else variant.pk
            variants.set_window(variant.draft_id, *days, member=request.member, only=only)
        elif "all" in post:
            variants.plan_all(variant.draft_id, day, at, member=request.member)
        else:
            variants.plan(variant, day, at, member=request.member)
    except ValidationError as error:
        return pages.refused(request, error, variant.draft_id)
    return shown(request, variant.draft_id, None if "all" in post else variant)


def shown(request: DeskRequest, draft_id: int, variant: Variant | None) -> HttpResponse:
    """The draft page as it is now, on this variant's tab."""
    tab = f"?tab={variant.pk}" if variant else ""
    url = reverse("draft", args=[request.workspace.slug, draft_id]) + tab
    if not wants_fragment(request):
        return go(request, url)
    row = access.draft_for(request.member, draft_id)
    context = pages.sheet(request, row, str(variant.pk) if variant else "")
    response = page(request, "drafts/_sheet.html", context)
    response["HX-Push-Url"] = url
    return response
