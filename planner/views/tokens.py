from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from planner import access
from planner.forms.workspaces import TokenForm
from planner.queries import workspaces as queries
from planner.services import tokens as services
from planner.views.guards import DeskRequest, desk
from planner.views.render import page
from planner.views.sent import sent


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@desk
def tokens(request: DeskRequest) -> HttpResponse:
    """The list, and the form that makes one. A new secret is shown in this answer and never again."""
    access.allow(request.member, "token.manage")
    form = TokenForm(sent(request))
    secret, status = "", 200
    if request.method == "POST":
        if form.is_valid():
            data = form.cleaned_data
            _token, secret = services.create(
                data["name"], scopes=data["scopes"], expires_at=form.expires_at(), member=request.member
            )
            form = TokenForm()
        else:
            status = 422
    rows = Paginator(queries.tokens_of(request.workspace), 50).get_page(request.GET.get("page"))
    context = {"form": form, "tokens": rows, "secret": secret, "here": "tokens"}
    return page(request, "tokens/tokens.html", context, status=status)


@require_POST
@desk
def token_revoke(request: DeskRequest, token_id: int) -> HttpResponse:
    token = services.revoke(token_id, member=request.member)
    messages.success(request, _("“%(name)s” is revoked; it opens nothing any more.") % {"name": token.name})
    return redirect("tokens", request.workspace.slug)
