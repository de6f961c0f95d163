from __future__ import annotations

from django.urls import path

from planner.views import editions, rulebooks

urlpatterns = [
    path("rulebook/", rulebooks.show, name="rulebook"),
    path("rulebook/print/", rulebooks.printed, name="rulebook_print"),
    path("rulebook/differences/", rulebooks.differences, name="rulebook_differences"),
    path("rulebook/rules/<slug:rule>/", rulebooks.rule, name="rule"),
    path("rulebook/editions/<slug:edition>/", editions.show, name="edition"),
    path("rulebook/editions/<slug:edition>/try/", editions.try_out, name="edition_try"),
    path("rulebook/editions/<slug:edition>/switch/", editions.switch, name="edition_switch"),
]
