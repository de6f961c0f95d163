"""Measured posts, what they say, and the work in progress in the top bar."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from planner import policy
from planner.queries import posts as queries
from planner.queries import recommendations, shell
from planner.views.csvs import csv_file
from planner.views.guards import DeskRequest, desk
from planner.views.render import go, page, wants_fragment


@require_safe
@desk
def index(request: DeskRequest) -> HttpResponse:
    """The list; for one channel also what its own numbers say."""
    wanted = queries.filters(request.member, request.GET)
    found = queries.listed(request.member, wanted, request.GET.get("page"))
    context = {
        "wanted": wanted,
        "found": found,
        "page": found.page,
        "formats": queries.formats_of(wanted),
        "metrics": queries.METRICS.items(),
        "can_decide": policy.can(request.member.role, "recommendation.decide"),
    }
    if wanted.channel and not wants_fragment(request):
        numbers = queries.numbers_of(wanted.channel)
        context |= {
            "numbers": numbers,
            "metric": recommendations.metric_words(numbers.metric),
            "advice": recommendations.of_channel(request.member, wanted.channel),
        }
    return page(request, "posts/posts.html", context, fragment="posts/_posts.html")


@require_safe
@desk
def posts_csv(request: DeskRequest) -> StreamingHttpResponse:
    """The filtered list as a file."""
    wanted = queries.filters(request.member, request.GET)
    return csv_file(queries.rows(request.member, wanted), f"{_('results')}-{request.workspace.slug}")


@require_safe
@desk
def progress(request: DeskRequest) -> HttpResponse:
    """The work that is left, for the top bar, which asks again until there is none."""
    if not wants_fragment(request):
        return go(request, "imports", request.workspace.slug)
    context = {
        "jobs": shell.work_of(request.member, timezone.now()),
        "url": reverse("progress", args=[request.workspace.slug]),
    }
    return page(request, "_work.html", context)
