from __future__ import annotations

from django.urls import path

from planner.views import brands

urlpatterns = [
    path("settings/brands/", brands.brands, name="brands"),
    path("settings/brands/new/", brands.brand_new, name="brand_new"),
    path("settings/brands/<int:brand_id>/", brands.brand, name="brand"),
    path("settings/brands/<int:brand_id>/workflow/", brands.brand_workflow, name="brand_workflow"),
    path("settings/brands/<int:brand_id>/archive/", brands.brand_archive, name="brand_archive"),
    path("settings/brands/<int:brand_id>/restore/", brands.brand_restore, name="brand_restore"),
    path("settings/brands/<int:brand_id>/channels/new/", brands.channel_new, name="channel_new"),
    path("settings/channels/<int:channel_id>/", brands.channel, name="channel"),
    path("settings/channels/<int:channel_id>/archive/", brands.channel_archive, name="channel_archive"),
    path("settings/channels/<int:channel_id>/restore/", brands.channel_restore, name="channel_restore"),
    path("settings/brands/<int:brand_id>/pillars/new/", brands.pillar_new, name="pillar_new"),
    path("settings/pillars/<int:pillar_id>/", brands.pillar, name="pillar"),
    path("settings/pillars/<int:pillar_id>/archive/", brands.pillar_archive, name="pillar_archive"),
    path("settings/pillars/<int:pillar_id>/restore/", brands.pillar_restore, name="pillar_restore"),
    path("settings/pillars/<int:pillar_id>/move/", brands.pillar_move, name="pillar_move"),
]
