from __future__ import annotations

from django.urls import path

from planner.views import desk

urlpatterns = [path("", desk.show, name="desk")]
