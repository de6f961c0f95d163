from __future__ import annotations

from django.urls import path

from planner.views import gates

urlpatterns = [
    path("settings/brands/<int:brand_id>/gates/new/", gates.new, name="gate_new"),
    path("settings/gates/<int:gate_id>/", gates.gate, name="gate"),
    path("settings/gates/<int:gate_id>/archive/", gates.archive, name="gate_archive"),
    path("settings/gates/<int:gate_id>/restore/", gates.restore, name="gate_restore"),
    path("drafts/<int:draft_id>/gates/<int:gate_id>/waive/", gates.waive, name="gate_waive"),
    path("drafts/<int:draft_id>/gates/<int:gate_id>/end/", gates.end_waiver, name="waiver_end"),
]
