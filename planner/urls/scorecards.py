from __future__ import annotations

from django.urls import path

from planner.views import scorecards

urlpatterns = [
    path("check/<int:variant_id>/", scorecards.check, name="check"),
    path("check/<int:variant_id>/fix/<slug:rule>/", scorecards.fix, name="fix"),
    path("check/rules/<slug:rule>/", scorecards.notes, name="rule_notes"),
    path("compare/<int:variant_id>/", scorecards.compare, name="compare"),
]
