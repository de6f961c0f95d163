from __future__ import annotations

from django.urls import path

from planner.views import comments

urlpatterns = [
    path("drafts/<int:draft_id>/comments/", comments.add, name="comment_add"),
    path("comments/<int:comment_id>/resolve/", comments.resolve, name="comment_resolve"),
]
