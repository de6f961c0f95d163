from __future__ import annotations

from django.urls import path

from planner.views import events

urlpatterns = [
    path("notices/", events.notices, name="notices"),
    path("notices/read/", events.read_all, name="notices_read_all"),
    path("notices/<int:notice_id>/read/", events.read, name="notice_read"),
    path("settings/log/", events.log, name="audit"),
    path("settings/log/log.csv", events.log_csv, name="audit_csv"),
]
