from __future__ import annotations

from django.urls import path

from planner.views import imports, posts

urlpatterns = [
    path("results/", imports.index, name="imports"),
    path("results/imports/<int:import_id>/", imports.show, name="import"),
    path("results/imports/<int:import_id>/again/", imports.again, name="import_again"),
    path("results/imports/<int:import_id>/columns/", imports.columns, name="import_columns"),
    path("results/posts/", posts.index, name="posts"),
    path("results/posts/posts.csv", posts.posts_csv, name="posts_csv"),
    path("progress/", posts.progress, name="progress"),
]
