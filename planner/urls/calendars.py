from __future__ import annotations

from django.urls import path

from planner.views import calendars

urlpatterns = [path("calendar/", calendars.show, name="calendar")]
