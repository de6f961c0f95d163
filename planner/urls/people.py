from __future__ import annotations

from django.urls import path

from planner.views import health, people, tryout

urlpatterns = [
    path("", people.home, name="home"),
    path("welcome/", people.welcome, name="welcome"),
    path("welcome/restore/<int:pk>/", people.workspace_restore, name="workspace_restore"),
    path("me/", people.me, name="me"),
    path("me/notices/", people.me_notices, name="me_notices"),
    path("me/language/", people.language, name="language"),
    path("me/theme/", people.theme, name="theme"),
    path("me/zone/", people.zone, name="zone"),
    path("invitations/mine/<int:pk>/", people.invitation_mine, name="invitation_mine"),
    path("invitations/<str:token>/", people.invitation, name="invitation"),
    path("tryout/mail/", tryout.tryout_mail, name="tryout_mail"),
    path("tryout/mail/<str:name>/", tryout.tryout_mail_one, name="tryout_mail_one"),
    path("healthz", health.healthz, name="healthz"),
]
