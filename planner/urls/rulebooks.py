from __future__ import annotations

from django.urls import path

from planner.views import rulebooks

urlpatterns = [
    path("rulebook/", rulebooks.show, name="rulebook"),
    path("rulebook/print/", rulebooks.printed, name="rulebook_print"),
    path("rulebook/differences/", rulebooks.differences, name="rulebook_differences"),
    path("rulebook/rules/<slug:rule>/", rulebooks.rule, name="rule"),
]
