from __future__ import annotations

from django.urls import path

from planner.api import brands, calendars, drafts, scorecards, variants
from planner.views import api

HERE = "workspaces/<slug:workspace>/"

urlpatterns = [
    path("docs/", api.docs, name="api_docs"),
    path("schema/", api.schema, name="api_schema"),
    path(HERE + "brands/", brands.Brands.as_view(), name="api_brands"),
    path(HERE + "drafts/", drafts.Drafts.as_view(), name="api_drafts"),
    path(HERE + "drafts/<int:draft_id>/", drafts.OneDraft.as_view(), name="api_draft"),
    path(HERE + "drafts/<int:draft_id>/variants/", variants.DraftVariants.as_view(), name="api_variant_add"),
    path(HERE + "variants/<int:variant_id>/", variants.OneVariant.as_view(), name="api_variant"),
    path(HERE + "calendar/", calendars.Calendar.as_view(), name="api_calendar"),
    path(HERE + "check/", scorecards.Check.as_view(), name="api_check"),
]
