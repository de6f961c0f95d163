from __future__ import annotations

from django.urls import path

from planner.views import media

urlpatterns = [
    path("media/", media.index, name="media"),
    path("media/upload/", media.upload, name="media_upload"),
    path("media/<int:asset_id>/file/", media.file, name="asset_file"),
    path("media/<int:asset_id>/thumb/", media.thumb, name="asset_thumb"),
    path("media/<int:asset_id>/tile/", media.tile, name="asset_tile"),
    path("media/<int:asset_id>/archive/", media.archive, name="asset_archive"),
    path("drafts/<int:draft_id>/media/", media.tray, name="media_tray"),
    path("drafts/<int:draft_id>/media/change/", media.place, name="media_place"),
    path("drafts/<int:draft_id>/media/<int:asset_id>/alt/", media.alt, name="media_alt"),
    path("drafts/<int:draft_id>/media/library/", media.picker, name="media_picker"),
]
