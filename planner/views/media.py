"""The library, uploads, and files served to those who may see them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from planner import access, policy
from planner.models import Asset, Revision
from planner.queries import media as library
from planner.services import media
from planner.services.merging import Conflict
from planner.views.drafts import answer, conflicted, refused, tray_of
from planner.views.guards import DeskRequest, client_page, desk
from planner.views.render import go, page, wants_fragment

RANGE = re.compile(r"bytes=(\d*)-(\d*)$")


@require_safe
@desk
def index(request: DeskRequest) -> HttpResponse:
    found = library.search(request.member, request.GET)
    context = found | {
        "can_write": policy.can(request.member.role, "media.write"),
        "max_bytes": settings.UPLOAD_MAX_BYTES,
    }
    return page(request, "media/index.html", context, fragment="media/_grid.html")


@require_POST
@desk
def upload(request: DeskRequest) -> HttpResponse:
    """One file. From a draft, ``draft`` (and ``variant``) say where it is placed at once. 422 says why it is refused."""
    access.allow(request.member, "media.write")
    file, draft_id = request.FILES.get("file"), _number(request, "draft")
    if file is None:
        return _refused(request, _("Choose a file first."))
    if draft_id and access.draft_for(request.member, draft_id, "draft.write").is_archived:
        return _refused(request, _("This draft is archived. Restore it to change it."))
    try:
        asset = media.upload(request.member, _number(request, "brand"), file)
        if draft_id:
            media.place(request.member, draft_id, asset.pk, _number(request, "variant") or None)
    except ValidationError as error:
        return _refused(request, " ".join(error.messages))
    if _wants_json(request):
        return JsonResponse({"id": asset.pk, "name": asset.name}, status=201)
    return _back(request, draft_id)


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _refused(request: DeskRequest, sentence: str) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"error": sentence}, status=422)
    return page(request, "media/refused.html", {"sentence": sentence}, status=422)


def _back(request: DeskRequest, draft_id: int) -> HttpResponse:
    """To the page that the form stood on, for a browser without scripts."""
    if not draft_id:
        return go(request, reverse("media", args=[request.workspace.slug]))
    variant = _number(request, "variant")
    tab = f"?tab={variant}" if variant else ""
    return go(request, reverse("draft", args=[request.workspace.slug, draft_id]) + tab)


def _number(request: HttpRequest, name: str) -> int:
    return _pk(request.POST.get(name, ""))


def _pk(value: str) -> int:
    """A primary key out of a form or address, 0 when it is missing or nonsense."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else 0


@require_POST
@desk
def archive(request: DeskRequest, asset_id: int) -> HttpResponse:
    restore = "restore" in request.POST or "restore" in request.GET
    asset = media.archive(request.member, asset_id, restore=restore)
    if not restore:
        undo = reverse("asset_archive", args=[request.workspace.slug, asset_id]) + "?restore=1"
        messages.success(request, _("Archived: %(title)s") % {"title": asset.name}, extra_tags=undo)
    return go(request, reverse("media", args=[request.workspace.slug]))


@require_POST
@desk
def place(request: DeskRequest, draft_id: int) -> HttpResponse:
    """Change the media of a draft or of one variant: ``do`` is add, remove, earlier, later, order or base."""
    variant = _number(request, "variant") or None
    access.draft_for(request.member, draft_id, "draft.write")
    try:
        _change(request, draft_id, variant)
    except ValidationError as error:
        return refused(request, error, draft_id)
    if not wants_fragment(request):
        return _back(request, draft_id)
    response = _tray(request, draft_id, variant)
    response["HX-Trigger"] = "signet:recheck"
    return response


def _change(request: DeskRequest, draft_id: int, variant: int | None) -> None:
    member, asset = request.member, _number(request, "asset")
    match request.POST.get("do"):
        case "add":
            media.place(member, draft_id, asset, variant)
        case "remove":
            media.remove(member, draft_id, asset, variant)
        case "earlier":
            media.shift(member, draft_id, asset, -1, variant)
        case "later":
            media.shift(member, draft_id, asset, 1, variant)
        case "order":
            wanted = [pk for part in request.POST.get("order", "").split(",")[:100] if (pk := _pk(part))]
            media.reorder(member, draft_id, wanted, variant)
        case "base" if variant:
            media.back_to_base(member, draft_id, variant)
        case _:
            raise Http404


@require_POST
@desk
def alt(request: DeskRequest, draft_id: int, asset_id: int) -> HttpResponse:
    """The changed alt text of one picture, saved by itself like any field of the draft."""
    post, variant = request.POST, _pk(request.GET.get("variant", "")) or None
    reason = Revision.Reason.CONFLICT if "settle" in post else Revision.Reason.EDIT
    value, base = post.get("value", ""), post.get("base", "")
    try:
        saved = media.describe(request.member, draft_id, asset_id, value, base, variant, reason=reason)
    except Conflict as conflict:
        return conflicted(request, f"alt.{variant or 'base'}.{asset_id}", "alt", conflict)
    except ValidationError as error:
        return refused(request, error, draft_id)
    return answer(saved, "alt")


@require_safe
@desk
def tray(request: DeskRequest, draft_id: int) -> HttpResponse:
    """The media of a draft, or of ``?variant=``, as the draft page shows them."""
    return _tray(request, draft_id, _pk(request.GET.get("variant", "")) or None)


def _tray(request: DeskRequest, draft_id: int, variant_id: int | None) -> HttpResponse:
    draft = access.draft_for(request.member, draft_id)
    variant = access.variant_for(request.member, variant_id) if variant_id else None
    return page(request, "media/_tray.html", tray_of(request.member, draft, variant))


@require_safe
@desk
def picker(request: DeskRequest, draft_id: int) -> HttpResponse:
    """The brand's library in a dialog, to choose from."""
    draft = access.draft_for(request.member, draft_id, "draft.write")
    found = library.search(request.member, {**request.GET.dict(), "brand": str(draft.brand_id)})
    context = found | {"draft": draft, "variant_id": _pk(request.GET.get("variant", ""))}
    return page(request, "media/_picker.html", context)


@require_safe
@desk
def tile(request: DeskRequest, asset_id: int) -> HttpResponse:
    """The thumbnail of one file. While the worker has not made it yet, the tile asks again, each time a little later."""
    asset = access.asset_for(request.member, asset_id)
    wait = min(2 * max(1, _pk(request.GET.get("wait", ""))), 60)
    response = page(request, "media/_thumb.html", {"asset": asset, "wait": wait})
    if asset.thumb:
        response["HX-Trigger"] = "signet:recheck"
    return response


@require_safe
@client_page
def thumb(request: DeskRequest, asset_id: int) -> HttpResponseBase:
    asset = access.asset_for(request.member, asset_id)
    if not asset.thumb:
        raise Http404
    return _cached(FileResponse(asset.thumb.open("rb"), content_type="image/webp"), asset)


@require_safe
@client_page
def file(request: DeskRequest, asset_id: int) -> HttpResponseBase:
    """The stored file, with byte ranges so that videos can be sought. ``?download`` saves it under its name."""
    asset = access.asset_for(request.member, asset_id)
    wanted = RANGE.match(request.headers.get("Range", ""))
    if wanted and any(wanted.groups()):
        response: HttpResponseBase = _part(asset, *wanted.groups())
    else:
        response = FileResponse(asset.file.open("rb"), content_type=asset.mime)
    response["Accept-Ranges"] = "bytes"
    if header := content_disposition_header("download" in request.GET, asset.name):
        response["Content-Disposition"] = header
    return _cached(response, asset)


def _part(asset: Asset, first: str, last: str) -> HttpResponseBase:
    size = asset.file.size
    start = int(first) if first else max(0, size - int(last))
    end = min(int(last), size - 1) if first and last else size - 1
    if start > end or start >= size:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    stream = asset.file.open("rb")
    stream.seek(start)
    response = StreamingHttpResponse(_read(stream, end - start + 1), status=206, content_type=asset.mime)
    response["Content-Range"] = f"bytes {start}-{end}/{size}"
    response["Content-Length"] = str(end - start + 1)
    return response


def _read(stream: IO[bytes], left: int) -> Iterator[bytes]:
    with stream:
        while left > 0 and (chunk := stream.read(min(left, 64 * 1024))):
            left -= len(chunk)
            yield chunk


def _cached(response: HttpResponseBase, asset: Asset) -> HttpResponseBase:
    """Private, and never anything but a picture or a film, whatever is inside."""
    response["Cache-Control"] = "private, max-age=86400"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
