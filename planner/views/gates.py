"""A brand's gates in its settings, and the waivers that a draft needs to pass one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from planner import access, policy
from planner.bridge import gates as bridge
from planner.forms.gates import GateForm, WaiverForm
from planner.services import gates as services
from planner.views import reviews
from planner.views.guards import DeskRequest, desk
from planner.views.render import page
from planner.views.sent import sent

USUAL = timedelta(days=14)


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def new(request: DeskRequest, brand_id: int) -> HttpResponse:
    brand = access.brand_for(request.member, brand_id, "brand.manage")
    form = GateForm(sent(request), rules=bridge.rule_choices(request.workspace))
    if form.is_valid():
        services.add(brand.pk, member=request.member, **form.cleaned_data)
        return _list(request, brand.pk)
    return _form_page(request, {"form": form, "brand": brand})


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def gate(request: DeskRequest, gate_id: int) -> HttpResponse:
    row = access.gate_for(request.member, gate_id)
    form = GateForm(sent(request), instance=row, rules=bridge.rule_choices(request.workspace))
    if form.is_valid():
        services.change(access.gate_for(request.member, gate_id), member=request.member, **form.cleaned_data)
        return _list(request, row.brand_id)
    stored = bridge.watched(request.member, [access.gate_for(request.member, gate_id)])[0]
    return _form_page(request, {"form": form, "brand": row.brand, "stored": stored})


def _form_page(request: DeskRequest, context: dict[str, Any]) -> HttpResponse:
    status = 422 if context["form"].is_bound else 200
    return page(request, "gates/gate.html", context | {"here": "brands"}, status=status)


def _list(request: DeskRequest, brand_id: int) -> HttpResponse:
    return redirect(reverse("brand", args=[request.workspace.slug, brand_id]) + "#gates")


@require_POST
@desk
def archive(request: DeskRequest, gate_id: int) -> HttpResponse:
    row = services.archive(access.gate_for(request.member, gate_id), member=request.member)
    undo = reverse("gate_restore", args=[request.workspace.slug, row.pk])
    messages.success(request, _("The gate is archived."), extra_tags=undo)
    return _list(request, row.brand_id)


@require_POST
@desk
def restore(request: DeskRequest, gate_id: int) -> HttpResponse:
    row = services.archive(access.gate_for(request.member, gate_id), member=request.member, on=False)
    messages.success(request, _("The gate is back."))
    return _list(request, row.brand_id)


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def waive(request: DeskRequest, draft_id: int, gate_id: int) -> HttpResponse:
    draft = access.draft_for(request.member, draft_id, "gate.waive")
    row = access.gate_for(request.member, gate_id, "gate.waive")
    if row.brand_id != draft.brand_id:
        raise Http404
    until = timezone.now().astimezone(draft.brand.zone).date() + USUAL
    people = access.people_of(request.member, draft.brand, policy.INSIDE)
    form = WaiverForm(
        sent(request),
        people=[(one.user_id, one.user.label) for one in people],
        initial={"owner": request.user.pk, "until": until},
    )
    if form.is_valid():
        try:
            services.waive(
                row,
                draft,
                member=request.member,
                reason=form.cleaned_data["reason"],
                owner_id=form.cleaned_data["owner"],
                until=form.cleaned_data["until"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("review", request.workspace.slug, draft.pk)
    context = {"form": form, "draft": draft, "words": bridge.said(row)}
    return page(request, "gates/waive.html", context, status=422 if form.is_bound else 200)


@require_POST
@desk
def end_waiver(request: DeskRequest, draft_id: int, gate_id: int) -> HttpResponse:
    draft = access.draft_for(request.member, draft_id, "gate.waive")
    services.end_waiver(access.waiver_for(request.member, draft, gate_id), member=request.member)
    return reviews.after(request, draft)
