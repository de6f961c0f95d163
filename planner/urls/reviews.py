from __future__ import annotations

from django.urls import path

from planner.views import clients, handoffs, reviews

urlpatterns = [
    path("drafts/<int:draft_id>/review/", reviews.show, name="review"),
    path("drafts/<int:draft_id>/review/submit/", reviews.submit, name="review_submit"),
    path("drafts/<int:draft_id>/review/decide/", reviews.decide, name="review_decide"),
    path("drafts/<int:draft_id>/review/withdraw/", reviews.withdraw, name="review_withdraw"),
    path("drafts/<int:draft_id>/review/look/", reviews.look, name="review_look"),
    path("receipts/<int:approval_id>/", reviews.receipt, name="receipt"),
    path("drafts/<int:draft_id>/handoff/", handoffs.show, name="handoff"),
    path("drafts/<int:draft_id>/handoff/package/", handoffs.package, name="handoff_package"),
    path("variants/<int:variant_id>/handoff/", handoffs.hand_off, name="handoff_mark"),
    path("variants/<int:variant_id>/handoff/undo/", handoffs.take_back, name="handoff_undo"),
    path("variants/<int:variant_id>/published/", handoffs.publish, name="publish_mark"),
    path("client/", clients.home, name="client_home"),
    path("client/<int:draft_id>/", clients.show, name="client_draft"),
    path("client/<int:draft_id>/decide/", clients.decide, name="client_decide"),
    path("client/<int:draft_id>/comments/", clients.comment, name="client_comment"),
]
