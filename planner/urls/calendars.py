from __future__ import annotations

from django.urls import path

from planner.views import calendars

urlpatterns = [
    path("calendar/", calendars.show, name="calendar"),
    path("calendar/day/", calendars.day, name="calendar_day"),
    path("calendar/unplanned/", calendars.unplanned, name="calendar_unplanned"),
    path("calendar/move/", calendars.move, name="calendar_move"),
    path("calendar/undo/", calendars.undo, name="calendar_undo"),
]
