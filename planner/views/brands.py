from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planner import access, policy
from planner.bridge import gates as gate_bridge
from planner.forms.brands import BrandForm, BrandNewForm, ChannelForm, PillarForm, WorkflowForm
from planner.models import Brand, Channel, Pillar
from planner.queries import brands as queries
from planner.queries import gates as gate_queries
from planner.queries import recommendations
from planner.queries.surfaces import platform_label
from planner.services import brands as services
from planner.views.guards import DeskRequest, desk
from planner.views.render import page
from planner.views.sent import sent


def _can(request: DeskRequest) -> policy.Verdict:
    return policy.can(request.member.role, "brand.manage")


@require_safe
@desk
def brands(request: DeskRequest) -> HttpResponse:
    archived = request.GET.get("show") == "archived"
    rows = Paginator(queries.brands_of(request.member, archived=archived), 50)
    context = {
        "brands": rows.get_page(request.GET.get("page")),
        "archived": archived,
        "can_change": _can(request),
        "here": "brands",
    }
    return page(request, "brands/brands.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def brand_new(request: DeskRequest) -> HttpResponse:
    access.allow(request.member, "brand.manage")
    zone = request.user.time_zone or "Europe/Paris"
    form = BrandNewForm(sent(request), initial={"language": request.user.language, "time_zone": zone})
    if form.is_valid():
        try:
            brand = services.create(member=request.member, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("brand", request.workspace.slug, brand.pk)
    context = {"form": form, "here": "brands"}
    return page(request, "brands/brand_new.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def brand(request: DeskRequest, brand_id: int) -> HttpResponse:
    """The kit, the workflow, pillars and channels. Who may not change it reads it."""
    row = access.brand_for(request.member, brand_id)
    if request.method == "POST":
        return _change(request, row, BrandForm(request.POST, instance=row), None)
    return _brand(request, row)


@require_POST
@desk
def brand_workflow(request: DeskRequest, brand_id: int) -> HttpResponse:
    row = access.brand_for(request.member, brand_id, "brand.manage")
    return _change(request, row, None, WorkflowForm(request.POST, instance=row))


def _change(
    request: DeskRequest, row: Brand, kit: BrandForm | None, workflow: WorkflowForm | None
) -> HttpResponse:
    access.allow(request.member, "brand.manage")
    form: BrandForm | WorkflowForm | None = kit or workflow
    if form is not None and form.is_valid():
        try:
            services.change(row.pk, member=request.member, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("brand", request.workspace.slug, row.pk)
    return _brand(request, access.brand_for(request.member, row.pk), kit, workflow)


def _brand(
    request: DeskRequest, row: Brand, kit: BrandForm | None = None, workflow: WorkflowForm | None = None
) -> HttpResponse:
    can_change = _can(request)
    forms_here = (kit or BrandForm(instance=row), workflow or WorkflowForm(instance=row))
    if not can_change or row.is_archived:
        for field in (field for form in forms_here for field in form.fields.values()):
            field.disabled = True
    context = {
        "brand": row,
        "kit": forms_here[0],
        "workflow": forms_here[1],
        "parts": queries.parts_of(row),
        "advice": recommendations.of_brand(request.member, row),
        "can_decide": policy.can(request.member.role, "recommendation.decide"),
        "gates": gate_bridge.watched(request.member, gate_queries.gates_of(row)),
        "archived_gates": [
            (gate, gate_bridge.said(gate)) for gate in gate_queries.gates_of(row, archived=True)
        ],
        "can_change": can_change,
        "here": "brands",
    }
    return page(request, "brands/brand.html", context, status=422 if kit or workflow else 200)


@require_POST
@desk
def brand_archive(request: DeskRequest, brand_id: int) -> HttpResponse:
    row = services.archive(brand_id, member=request.member)
    undo = reverse("brand_restore", args=[request.workspace.slug, row.pk])
    messages.success(request, _("%(name)s is archived.") % {"name": row.name}, extra_tags=undo)
    return redirect("brands", request.workspace.slug)


@require_POST
@desk
def brand_restore(request: DeskRequest, brand_id: int) -> HttpResponse:
    row = services.restore(brand_id, member=request.member)
    messages.success(request, _("%(name)s is back.") % {"name": row.name})
    return redirect("brand", request.workspace.slug, row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def channel_new(request: DeskRequest, brand_id: int) -> HttpResponse:
    return _new_part(request, brand_id, ChannelForm, services.add_channel, "channel")


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def pillar_new(request: DeskRequest, brand_id: int) -> HttpResponse:
    return _new_part(request, brand_id, PillarForm, services.add_pillar, "pillar")


def _new_part(request: DeskRequest, brand_id: int, form_class: Any, add: Any, noun: str) -> HttpResponse:
    row = access.brand_for(request.member, brand_id, "brand.manage")
    form = form_class(sent(request), initial={"name": row.name} if noun == "channel" else None)
    if form.is_valid():
        try:
            add(row.pk, member=request.member, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _parts(request, row.pk, noun)
    return _part_page(request, noun, {"form": form, "brand": row})


def _parts(request: DeskRequest, brand_id: int, noun: str) -> HttpResponse:
    return redirect(reverse("brand", args=[request.workspace.slug, brand_id]) + f"#{noun}s")


def _part_page(request: DeskRequest, noun: str, context: dict[str, Any]) -> HttpResponse:
    form: forms.Form = context["form"]
    status = 422 if form.is_bound else 200
    return page(request, f"brands/{noun}.html", context | {"here": "brands"}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def channel(request: DeskRequest, channel_id: int) -> HttpResponse:
    row = access.channel_for(request.member, channel_id, "brand.manage")
    return _change_part(request, row, ChannelForm(sent(request), instance=row), "channel")


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def pillar(request: DeskRequest, pillar_id: int) -> HttpResponse:
    row = access.pillar_for(request.member, pillar_id, "brand.manage")
    return _change_part(request, row, PillarForm(sent(request), instance=row), "pillar")


def _change_part(request: DeskRequest, row: Channel | Pillar, form: Any, noun: str) -> HttpResponse:
    name = row.name
    if form.is_valid():
        try:
            services.change_part(row, member=request.member, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _parts(request, row.brand_id, noun)
    context = {"form": form, "brand": row.brand, "row": row, "name": name}
    if isinstance(row, Channel):
        context["platform"] = platform_label(row.platform)
    return _part_page(request, noun, context)


@require_POST
@desk
def channel_archive(request: DeskRequest, channel_id: int) -> HttpResponse:
    return _archive_part(request, access.channel_for(request.member, channel_id, "brand.manage"), "channel")


@require_POST
@desk
def channel_restore(request: DeskRequest, channel_id: int) -> HttpResponse:
    return _restore_part(request, access.channel_for(request.member, channel_id, "brand.manage"), "channel")


@require_POST
@desk
def pillar_archive(request: DeskRequest, pillar_id: int) -> HttpResponse:
    return _archive_part(request, access.pillar_for(request.member, pillar_id, "brand.manage"), "pillar")


@require_POST
@desk
def pillar_restore(request: DeskRequest, pillar_id: int) -> HttpResponse:
    return _restore_part(request, access.pillar_for(request.member, pillar_id, "brand.manage"), "pillar")


def _archive_part(request: DeskRequest, row: Channel | Pillar, noun: str) -> HttpResponse:
    services.archive_part(row, member=request.member)
    undo = reverse(f"{noun}_restore", args=[request.workspace.slug, row.pk])
    messages.success(request, _("%(name)s is archived.") % {"name": row.name}, extra_tags=undo)
    return _parts(request, row.brand_id, noun)


def _restore_part(request: DeskRequest, row: Channel | Pillar, noun: str) -> HttpResponse:
    services.archive_part(row, member=request.member, on=False)
    messages.success(request, _("%(name)s is back.") % {"name": row.name})
    return _parts(request, row.brand_id, noun)


@require_POST
@desk
def pillar_move(request: DeskRequest, pillar_id: int) -> HttpResponse:
    row = access.pillar_for(request.member, pillar_id, "brand.manage")
    services.move_pillar(row, request.POST.get("to") == "up", member=request.member)
    return _parts(request, row.brand_id, "pillar")
