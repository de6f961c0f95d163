"""What happened (audit events) and who was told (notices)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from planner.models.base import InWorkspace


class AuditEvent(InWorkspace):
    """Append-only; written by ``planner.audit.record`` alone. ``data`` holds old and new values where it helps."""

    brand = models.ForeignKey(
        "planner.Brand", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    actor_label = models.CharField(max_length=120, blank=True)
    action = models.CharField(max_length=40)  # "draft.edited", "member.role_changed"
    subject_type = models.CharField(max_length=20)
    subject_id = models.BigIntegerField(null=True)
    subject_label = models.CharField(max_length=200, blank=True)
    data = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["workspace", "-at"], name="audit_recent")]


class NoticeKind(models.TextChoices):
    INVITATION = "invitation", _("Invitations")
    REVIEW_ASKED = "review_asked", _("A review is asked of me")
    DECISION = "decision", _("A decision on my draft")
    CHANGES_ASKED = "changes_asked", _("Changes are asked on my draft")
    MENTION = "mention", _("Somebody mentions me")
    IMPORT_DONE = "import_done", _("An import is done")


class Notice(InWorkspace):
    """Told once: ``key`` is unique per person. Words are made from kind and facts in the reader's language."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=15, choices=NoticeKind.choices)
    key = models.CharField(max_length=80)
    facts = models.JSONField(default=dict)  # {"who", "title", "brand", "note", ...}
    url = models.CharField(max_length=300)
    brand = models.ForeignKey(
        "planner.Brand", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    in_app = models.BooleanField(default=True)
    by_mail = models.BooleanField(default=True)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "key"], name="notice_once")]


class NoticeChoice(models.Model):
    """A person switched one kind off, in the app or by mail. No row means both on."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_choices"
    )
    kind = models.CharField(max_length=15, choices=NoticeKind.choices)
    in_app = models.BooleanField(default=True)
    by_mail = models.BooleanField(default=True)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "kind"], name="notice_choice_once")]
