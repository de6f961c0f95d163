from __future__ import annotations

from django.urls import path

from planner.views import posts

urlpatterns = [path("results/", posts.show, name="imports"), path("progress/", posts.show, name="progress")]
