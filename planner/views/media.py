"""The library, uploads, and files served to those who may see them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from django.conf import settings
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
from planner.models import Asset
from planner.queries import media as library
from planner.services import media
from planner.views.guards import DeskRequest, client_page, desk
from planner.views.render import go, nothing, page

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
    file = request.FILES.get("file")
    if file is None:
        return _refused(request, _("Choose a file first."))
    try:
        asset = media.upload(request.member, _number(request, "brand"), file)
        if draft := _number(request, "draft"):
            media.place(request.member, draft, asset.pk, _number(request, "variant") or None)
    except ValidationError as error:
        return _refused(request, " ".join(error.messages))
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"id": asset.pk, "name": asset.name}, status=201)
    return go(request, reverse("media", args=[request.workspace.slug]))


def _refused(request: HttpRequest, sentence: str) -> HttpResponse:
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"error": sentence}, status=422)
    return page(request, "media/refused.html", {"sentence": sentence}, status=422)


def _number(request: HttpRequest, name: str) -> int:
    return _pk(request.POST.get(name, ""))


def _pk(value: str) -> int:
    """A primary key out of a form or address, 0 when it is missing or nonsense."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else 0


@require_POST
@desk
def archive(request: DeskRequest, asset_id: int) -> HttpResponse:
    media.archive(request.member, asset_id, restore="restore" in request.POST)
    return go(request, reverse("media", args=[request.workspace.slug]))


@require_POST
@desk
def place(request: DeskRequest, draft_id: int) -> HttpResponse:
    """Change the media of a draft or of one variant: ``do`` is add, remove, order, alt or base."""
    member, variant = request.member, _number(request, "variant") or None
    access.draft_for(member, draft_id, "draft.write")
    asset = _number(request, "asset")
    try:
        match request.POST.get("do"):
            case "add":
                media.place(member, draft_id, asset, variant)
            case "remove":
                media.remove(member, draft_id, asset, variant)
            case "order":
                wanted = [int(part) for part in request.POST.get("order", "").split(",") if part.isdigit()][
                    :100
                ]
                media.reorder(member, draft_id, wanted, variant)
            case "alt":
                media.describe(member, draft_id, asset, request.POST.get("alt", ""), variant)
                return nothing(saved=True, recheck=True)
            case "base" if variant:
                media.back_to_base(member, draft_id, variant)
            case _:
                raise Http404
    except ValidationError as error:
        return page(request, "media/refused.html", {"sentence": " ".join(error.messages)}, status=422)
    response = _tray(request, draft_id, variant)
    response["HX-Trigger"] = "recheck"
    return response


@require_safe
@desk
def tray(request: DeskRequest, draft_id: int) -> HttpResponse:
    """The media of a draft, or of ``?variant=``, as the draft page shows them."""
    return _tray(request, draft_id, _pk(request.GET.get("variant", "")) or None)


def _tray(request: DeskRequest, draft_id: int, variant_id: int | None) -> HttpResponse:
    draft = access.draft_for(request.member, draft_id)
    variant = access.variant_for(request.member, variant_id) if variant_id else None
    return page(request, "media/_tray.html", library.tray(request.member, draft, variant))


@require_safe
@desk
def picker(request: DeskRequest, draft_id: int) -> HttpResponse:
    """The brand's library in a dialog, to choose from."""
    draft = access.draft_for(request.member, draft_id, "draft.write")
    found = library.search(request.member, {**request.GET.dict(), "brand": str(draft.brand_id)})
    context = found | {"draft": draft, "variant_id": request.GET.get("variant", "")}
    return page(request, "media/_picker.html", context)


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
