"""A round of approval over one content hash: its steps, who said what, and the receipt at its end."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from planner.models.base import InWorkspace


class Review(InWorkspace):
    """``content_hash`` and ``content`` are what the round is about now; an edit before any decision moves them on."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        APPROVED = "approved", _("Approved")
        CHANGES_REQUESTED = "changes_requested", _("Changes requested")
        VOIDED = "voided", _("Ended by an edit")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    draft = models.ForeignKey("planner.Draft", on_delete=models.CASCADE, related_name="reviews")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=State.choices, default=State.OPEN)
    content_hash = models.CharField(max_length=64)
    content = models.JSONField()
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    submitted_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["draft"], condition=models.Q(state="open"), name="review_open_once"
            ),
            models.UniqueConstraint(fields=["draft", "number"], name="review_number_once"),
        ]


class Step(InWorkspace):
    """One ordered step of a round. Only the open one takes decisions; waiting ones are not shown to their people."""

    class Kind(models.TextChoices):
        REVIEWER = "reviewer", _("Reviewer")
        CLIENT = "client", _("Client")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        OPEN = "open", _("Open")
        APPROVED = "approved", _("Approved")
        CHANGES_REQUESTED = "changes_requested", _("Changes requested")
        VOIDED = "voided", _("Ended by an edit")

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    position = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=20, choices=State.choices, default=State.WAITING)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "position"], name="step_position_once")
        ]


class Decision(InWorkspace):
    """Immutable but for ``voided_at``. ``content_hash`` is what was on the decider's screen."""

    class Verdict(models.TextChoices):
        APPROVED = "approved", _("Approved")
        CHANGES = "changes", _("Changes asked")

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="decisions")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    author_label = models.CharField(max_length=120)
    role = models.CharField(max_length=10)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    note = models.TextField(_("note"), blank=True)
    content_hash = models.CharField(max_length=64)
    own_work = models.BooleanField(default=False)
    for_client = models.BooleanField(default=False)
    voided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["created_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["step"], condition=models.Q(voided_at=None), name="decision_once_per_step"
            )
        ]


class Approval(InWorkspace):
    """The receipt: what was approved, bound to its hash. ``ended_at`` is set when content moved away from it."""

    draft = models.ForeignKey("planner.Draft", on_delete=models.CASCADE, related_name="approvals")
    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="approval")
    content_hash = models.CharField(max_length=64)
    content = models.JSONField()
    scorecards = models.JSONField(default=list)
    waivers = models.JSONField(default=list)  # [{"gate", "reason", "owner", "until"}]
    edition = models.CharField(max_length=20)
    approved_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=20, blank=True)  # "content" | "window" | "superseded"

    class Meta:
        ordering: ClassVar = ["-pk"]
