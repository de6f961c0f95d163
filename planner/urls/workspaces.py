from __future__ import annotations

from django.urls import path

from planner.views import members, tokens, workspaces

urlpatterns = [
    path("settings/", workspaces.workspace_settings, name="workspace_settings"),
    path("settings/archive/", workspaces.workspace_archive, name="workspace_archive"),
    path("settings/leave/", workspaces.workspace_leave, name="workspace_leave"),
    path("settings/members/", members.members, name="members"),
    path("settings/members/invite/", members.invite, name="invite"),
    path("settings/members/<int:member_id>/", members.member, name="member"),
    path("settings/members/<int:member_id>/archive/", members.member_archive, name="member_archive"),
    path("settings/members/<int:member_id>/restore/", members.member_restore, name="member_restore"),
    path(
        "settings/invitations/<int:invitation_id>/resend/",
        members.invitation_resend,
        name="invitation_resend",
    ),
    path(
        "settings/invitations/<int:invitation_id>/revoke/",
        members.invitation_revoke,
        name="invitation_revoke",
    ),
    path("settings/tokens/", tokens.tokens, name="tokens"),
    path("settings/tokens/<int:token_id>/revoke/", tokens.token_revoke, name="token_revoke"),
]
