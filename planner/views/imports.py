"""Results come in: what has been imported, sending an export, and how far the worker is with it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planner import access, policy
from planner.forms.posts import ImportForm
from planner.queries import imports as queries
from planner.queries import posts as results
from planner.services import posts as services
from planner.views.guards import DeskRequest, desk
from planner.views.render import go, page

PER_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def index(request: DeskRequest) -> HttpResponse:
    """The page named Results; posted to, it keeps the file and goes to the page of its import."""
    if request.method == "POST":
        access.allow(request.member, "results.import")
    groups = queries.channels_to_import(request.member)
    form = ImportForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        groups=groups,
        initial={"channel": request.GET.get("channel", "")},
    )
    if form.is_valid():
        cleaned = form.cleaned_data
        try:
            row = services.start_import(
                request.member, cleaned["channel"], cleaned["file"], time_zone=cleaned["time_zone"]
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return go(request, reverse("import", args=[request.workspace.slug, row.pk]))
    found = Paginator(queries.imports_of(request.member), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "groups": groups,
        "page_obj": found,
        "imports": [queries.Progress(row) for row in found],
        "channels": results.channels_with_posts(request.member),
        "can_import": policy.can(request.member.role, "results.import"),
    }
    return page(request, "posts/index.html", context, status=422 if form.is_bound else 200)


@require_safe
@desk
def show(request: DeskRequest, import_id: int) -> HttpResponse:
    """One import. While the worker is at it the page asks again for its status."""
    return page(request, "posts/import.html", _context(request, import_id), fragment="posts/_import.html")


def _context(request: DeskRequest, import_id: int) -> dict[str, object]:
    shown = queries.import_shown(request.member, import_id)
    return {
        "shown": shown,
        "row": shown.row,
        "fields": queries.FIELDS.items(),
        "can_import": policy.can(request.member.role, "results.import"),
    }


@require_POST
@desk
def again(request: DeskRequest, import_id: int) -> HttpResponse:
    row = services.read_again(request.member, import_id)
    return go(request, reverse("import", args=[request.workspace.slug, row.pk]))


@require_POST
@desk
def columns(request: DeskRequest, import_id: int) -> HttpResponse:
    """A field for each column that the person names: ``permalink`` = "Lien de la publication"."""
    named = {header: field for field in queries.FIELDS if (header := request.POST.get(field, ""))}
    try:
        services.name_columns(request.member, import_id, named)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return go(request, reverse("import", args=[request.workspace.slug, import_id]))
