from __future__ import annotations

from django.urls import path

from planner.views import drafts, revisions, variants

urlpatterns = [
    path("drafts/", drafts.index, name="drafts"),
    path("drafts/new/", drafts.new, name="draft_new"),
    path("drafts/<int:draft_id>/", drafts.draft, name="draft"),
    path("drafts/<int:draft_id>/field/", drafts.field, name="draft_field"),
    path("drafts/<int:draft_id>/changes/", drafts.changes, name="draft_changes"),
    path("drafts/<int:draft_id>/duplicate/", drafts.duplicate, name="draft_duplicate"),
    path("drafts/<int:draft_id>/archive/", drafts.archive, name="draft_archive"),
    path("drafts/<int:draft_id>/restore/", drafts.restore, name="draft_restore"),
    path("drafts/<int:draft_id>/history/", revisions.history, name="draft_history"),
    path("drafts/<int:draft_id>/differences/", revisions.differences, name="draft_differences"),
    path("drafts/<int:draft_id>/history/<int:number>/restore/", revisions.restore, name="revision_restore"),
    path("drafts/<int:draft_id>/channels/", variants.add, name="variant_add"),
    path("variants/<int:variant_id>/field/", variants.field, name="variant_field"),
    path("variants/<int:variant_id>/remove/", variants.remove, name="variant_remove"),
    path("variants/<int:variant_id>/plan/", variants.plan, name="variant_plan"),
]
