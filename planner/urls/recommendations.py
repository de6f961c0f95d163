from __future__ import annotations

from django.urls import path

from planner.views import recommendations

urlpatterns = [
    path("recommendations/<int:pk>/accept/", recommendations.accept, name="recommendation_accept"),
    path("recommendations/<int:pk>/dismiss/", recommendations.dismiss, name="recommendation_dismiss"),
    path("recommendations/<int:pk>/reopen/", recommendations.reopen, name="recommendation_reopen"),
]
