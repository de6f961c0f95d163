"""The drafts list and the draft page."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planner import access, bridge, policy
from planner.bridge import moves
from planner.forms.drafts import Cell, alt_cells, as_text, draft_cells, typed, variant_cells, words
from planner.models import Draft, Member, Revision, Variant
from planner.queries import contents, plans, presence, scorecards, surfaces
from planner.queries import drafts as listing
from planner.services import drafts, media, variants
from planner.services.merging import Conflict
from planner.services.values import read_day
from planner.views.guards import DeskRequest, desk
from planner.views.render import go, page, wants_fragment


@require_safe
@desk
def index(request: DeskRequest) -> HttpResponse:
    wanted = listing.filters(request.GET.dict())
    context = {
        "wanted": wanted,
        "page": listing.listed(request.member, wanted, request.GET.get("page")),
        "states": listing.STATES.items(),
        "sorts": [(key, words) for key, (words, _columns) in listing.SORTS.items()],
        "platforms": surfaces.platforms().values(),
        "people": listing.authors(request.member),
        "pillars": listing.pillars_of(request.member, wanted.brand),
    }
    return page(request, "drafts/index.html", context, fragment="drafts/_list.html")


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def new(request: DeskRequest) -> HttpResponse:
    """Choose the brand, at once when there is only one; then land on an empty page."""
    access.allow(request.member, "draft.write")
    brands = list(access.brands_of(request.member))
    source = request.POST if request.method == "POST" else request.GET
    wanted = next((brand for brand in brands if str(brand.pk) == source.get("brand")), None)
    day = read_day(source.get("day"))
    if request.method == "POST" and wanted:
        draft = drafts.create(wanted.pk, member=request.member)
        at = f"?day={day.isoformat()}" if day else ""
        return go(request, reverse("draft", args=[request.workspace.slug, draft.pk]) + at)
    only = wanted or (brands[0] if len(brands) == 1 else None)
    return page(request, "drafts/new.html", {"brands": brands, "only": only, "day": day})


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def draft(request: DeskRequest, draft_id: int) -> HttpResponse:
    """The page. Its form, posted as a whole, saves what differs from what the page knew: all works without a script."""
    row = access.draft_for(request.member, draft_id)
    if request.method != "POST":
        return _sheet(request, row)
    problems = _save_all(request, row)
    if problems:
        return _sheet(request, access.draft_for(request.member, draft_id), problems)
    messages.success(request, _("Saved."))
    return go(request, request.get_full_path())


def _save_all(request: DeskRequest, row: Draft) -> dict[str, tuple[str, str]]:
    """Save each posted field that was changed; what could not be saved, by key: a sentence and the other person's text."""
    access.allow(request.member, "draft.write")
    own = {str(variant.pk): variant for variant in contents.variants_of(row)}
    problems: dict[str, tuple[str, str]] = {}
    for key in request.POST:
        if f"base:{key}" not in request.POST:
            continue
        try:
            _save_one(request, row, own, key)
        except Conflict as conflict:
            problems[key] = (
                _("Somebody else changed this meanwhile. Save again to keep yours."),
                as_text(conflict.theirs),
            )
        except ValidationError as error:
            problems[key] = (" ".join(error.messages), "")
    return problems


def _save_one(request: DeskRequest, row: Draft, own: dict[str, Variant], key: str) -> None:
    """``key`` is a cell's: "draft.title", "variant.12.link" or, of the base or a variant, "alt.base.7"."""
    value, base, member = request.POST[key], request.POST[f"base:{key}"], request.member
    match key.split(".", 2):
        case ["draft", name]:
            drafts.save_field(row.pk, name, value, base, member=member)
        case ["variant", pk, name] if pk in own:
            variants.save_field(own[pk], name, value, base, member=member)
        case ["alt", place, asset] if asset.isdecimal() and (place in own or place == "base"):
            variant = own[place].pk if place in own else None
            media.describe(member, row.pk, int(asset), value, base, variant)


def _sheet(
    request: DeskRequest, row: Draft, problems: dict[str, tuple[str, str]] | None = None
) -> HttpResponse:
    context = sheet(request, row) | {"words": words()}
    if problems:
        typed(context["cells"].values(), request.POST.dict(), problems)
        typed(context["own"].values(), request.POST.dict(), problems)
        typed(context["alts"].values(), request.POST.dict(), problems)
    return page(
        request, "drafts/page.html", context, fragment="drafts/_sheet.html", status=422 if problems else 200
    )


def _can_write(member: Member, row: Draft) -> bool:
    return bool(policy.can(member.role, "draft.write")) and not (row.is_archived or row.brand.is_archived)


def sheet(request: DeskRequest, row: Draft, tab: str | None = None) -> dict[str, Any]:
    """What the page needs for the tab that is asked for, here or in the address: a variant's, else the base text."""
    live = contents.variants_of(row)
    listing.name_tabs(row, live)
    tab = request.GET.get("tab", "") if tab is None else tab
    variant = next((one for one in live if str(one.pk) == tab), None)
    checked = variant or next((one for one in live if one.inherits_text), None)
    choices = listing.choices_for(row, request.member)
    plan = _plan(row, live, variant, read_day(request.GET.get("day")))
    return {
        "draft": row,
        "variants": live,
        "variant": variant,
        "checked": checked,
        "cells": draft_cells(row, choices),
        "own": variant_cells(variant) if variant else {},
        "editing": "edit" in request.GET,
        "counts": counts(row, variant),
        "state": listing.state_of(row),
        "can_write": _can_write(request.member, row),
        "channels": listing.free_channels(row, live),
        "open_comments": listing.open_comments(row, request.member),
        **plan,
        **_reading(checked),
        **tray_of(request.member, row, variant),
        "max_bytes": settings.UPLOAD_MAX_BYTES,
    }


def tray_of(member: Member, row: Draft, variant: Variant | None) -> dict[str, Any]:
    """The media shown for the base or for one variant, each picture with its alt text as a field."""
    placements = contents.placements_of(row, variant)
    cells = alt_cells(row, variant, placements)
    return {
        "draft": row,
        "variant": variant,
        "placed": [(placement, cells.get(placement.asset_id)) for placement in placements],
        "alts": cells,
        "media_inherited": variant is not None and not variant.own_media,
        "paged": variant is not None and surfaces.is_paged(variant.channel.platform, variant.format),
        "can_write": _can_write(member, row),
    }


def _reading(checked: Variant | None) -> dict[str, Any]:
    if checked is None:
        return {"panel": None, "preview": None}
    return {
        "panel": bridge.read(checked, checked.draft.workspace, get_language() or "en"),
        "preview": bridge.preview_of(checked),
        "moved": moves.what_moved(scorecards.last_of(checked)),
    }


def _plan(row: Draft, live: list[Variant], variant: Variant | None, day: date | None) -> dict[str, Any]:
    """The plan shown: of the tab's variant, or of all when they agree; with a suggestion where there is none."""
    shown = [variant] if variant else [one for one in live if not one.published_at]
    times = {(one.planned_on, one.planned_time) for one in shown}
    planned = shown[0] if len(times) == 1 and shown[0].planned_on else None
    return {
        "planned": planned,
        "plans_differ": len(times) > 1,
        "place": row.brand.time_zone.rpartition("/")[2].replace("_", " "),
        "suggestion": None if planned or not live else plans.suggest(row, variant or live[0], day),
    }


def counts(row: Draft, variant: Variant | None) -> list[surfaces.Count]:
    """Of the variant, or of all that inherit the base text."""
    shown = [variant] if variant else [one for one in contents.variants_of(row) if one.inherits_text]
    return [found for one in shown if (found := surfaces.count(one))]


@require_POST
@desk
def field(request: DeskRequest, draft_id: int) -> HttpResponse:
    """One changed field, saved by itself."""
    post = request.POST
    name = post.get("field", "")
    reason = Revision.Reason.CONFLICT if "settle" in post else Revision.Reason.EDIT
    try:
        saved = drafts.save_field(
            draft_id, name, post.get("value", ""), post.get("base", ""), member=request.member, reason=reason
        )
    except Conflict as conflict:
        return conflicted(request, f"draft.{name}", name, conflict)
    except ValidationError as error:
        return refused(request, error, draft_id)
    return answer(saved, name)


def answer(saved: drafts.Saved, name: str) -> JsonResponse:
    """What the page takes over: the stored value, and the parts that changed with it, by element id."""
    parts = {"draft-state": render_to_string("drafts/_state.html", {"state": listing.state_of(saved.draft)})}
    if name in {"text", "format"} and saved.state != "same":
        parts["counts"] = render_to_string(
            "drafts/_counts.html", {"counts": counts(saved.draft, saved.variant)}
        )
    return JsonResponse({"value": as_text(saved.value), "state": saved.state, "parts": parts})


def conflicted(request: DeskRequest, key: str, name: str, conflict: Conflict) -> HttpResponse:
    cell = Cell(key, "", listing.field_label(name), as_text(conflict.mine))
    context = {
        "cell": cell,
        "mine": as_text(conflict.mine),
        "theirs": as_text(conflict.theirs),
        "prose": listing.is_prose(name),
    }
    return page(request, "drafts/_conflict.html", context, status=409)


def refused(request: DeskRequest, error: ValidationError, draft_id: int) -> HttpResponse:
    """The sentence, where the asker can show it: beside the field, as a toast, or on top of the page."""
    sentence = " ".join(error.messages)
    if request.headers.get("Accept") == "application/json":
        return HttpResponse(sentence, status=422, content_type="text/plain; charset=utf-8")
    if wants_fragment(request):
        told = json.dumps({"toast": {"text": sentence, "level": "error"}})
        return HttpResponse(sentence, status=422, headers={"HX-Reswap": "none", "HX-Trigger": told})
    messages.error(request, sentence)
    return go(request, reverse("draft", args=[request.workspace.slug, draft_id]))


@require_safe
@desk
def changes(request: DeskRequest, draft_id: int) -> HttpResponse:
    """For the open page, every few seconds: who is here, and all fields once anything changed. Mostly 304."""
    row = access.draft_for(request.member, draft_id)
    people = presence.here(row, request.user)
    etag = hashlib.sha256(f"{row.updated_at.isoformat()} {people} {get_language()}".encode()).hexdigest()[:20]
    headers = {"ETag": f'"{etag}"', "Cache-Control": "private, no-cache"}
    if request.headers.get("If-None-Match") == f'"{etag}"':
        return HttpResponse(status=304, headers=headers)
    live = contents.variants_of(row)
    cells = [*draft_cells(row, listing.Choices()).values()]
    cells += [cell for variant in live for cell in variant_cells(variant).values()]
    media_now = {}
    for one in (None, *live):
        placed = contents.placements_of(row, one)
        cells += alt_cells(row, one, placed).values()
        media_now[one.pk if one else "base"] = [placement.asset_id for placement in placed]
    fields = {cell.key: cell.base for cell in cells}
    state = render_to_string("drafts/_state.html", {"state": listing.state_of(row)}, request)
    body = {
        "here": render_to_string("drafts/_presence.html", {"people": people}, request),
        "fields": fields,
        "shape": str([(one.pk, one.format, one.planned_on, one.planned_time) for one in live]),
        "media": media_now,
        "parts": {"draft-state": state},
    }
    return JsonResponse(body, headers=headers)


@require_POST
@desk
def duplicate(request: DeskRequest, draft_id: int) -> HttpResponse:
    copy = drafts.duplicate(draft_id, member=request.member)
    messages.success(request, _("This is the copy. The plan and the review stay with the first one."))
    return go(request, reverse("draft", args=[request.workspace.slug, copy.pk]))


@require_POST
@desk
def archive(request: DeskRequest, draft_id: int) -> HttpResponse:
    row = drafts.archive(draft_id, member=request.member)
    undo = reverse("draft_restore", args=[request.workspace.slug, row.pk])
    messages.success(
        request, _("Archived: %(title)s") % {"title": row.label or _("Untitled")}, extra_tags=undo
    )
    return go(request, reverse("drafts", args=[request.workspace.slug]))


@require_POST
@desk
def restore(request: DeskRequest, draft_id: int) -> HttpResponse:
    row = drafts.restore(draft_id, member=request.member)
    return go(request, reverse("draft", args=[request.workspace.slug, row.pk]))
