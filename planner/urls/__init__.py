"""Pages by noun. Everything below ``/w/<slug>/`` wears the workspace guard."""

from __future__ import annotations

from django.urls import include, path

NOUNS = (
    "desk",
    "drafts",
    "media",
    "scorecards",
    "rulebooks",
    "gates",
    "calendars",
    "reviews",
    "comments",
    "posts",
    "recommendations",
    "brands",
    "workspaces",
    "events",
)

urlpatterns = [
    path("", include("planner.urls.people")),
    path("api/v1/", include("planner.urls.api")),
    path("w/<slug:workspace>/", include([path("", include(f"planner.urls.{noun}")) for noun in NOUNS])),
]
