"""A brand's own conditions on what may be sent, approved and handed off, and the exceptions granted to them."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from planner.models.base import Archivable, InWorkspace


class Gate(InWorkspace, Archivable):
    """One condition. ``platform`` and ``campaign`` narrow it; empty means all.

    ``what`` says which fields count: rule (``rule``, ``outcome`` and worse), risk (``severity`` and worse), score (below
    ``least``, read without the schedule so that no hour can lift a draft over it).
    """

    class What(models.TextChoices):
        RULE = "rule", _("A rule warns or fails")
        RISK = "risk", _("A risk is found")
        SCORE = "score", _("Signals are below a threshold")

    class Mode(models.TextChoices):
        BLOCK = "block", _("Stops the draft")
        WARN = "warn", _("Warns")
        SHADOW = "shadow", _("Only watches")

    class Level(models.TextChoices):
        WARN = "warn", _("Warns or fails")
        FAIL = "fail", _("Fails")

    class Severity(models.TextChoices):
        LOW = "low", _("low")
        MEDIUM = "medium", _("medium")
        HIGH = "high", _("high")
        BLOCKER = "blocker", _("blocking")

    brand = models.ForeignKey("planner.Brand", on_delete=models.CASCADE, related_name="gates")
    platform = models.CharField(_("platform"), max_length=12, blank=True)
    campaign = models.CharField(_("campaign"), max_length=80, blank=True)
    what = models.CharField(_("condition"), max_length=8, choices=What.choices, default=What.RULE)
    rule = models.CharField(_("rule"), max_length=30, blank=True)
    outcome = models.CharField(_("from"), max_length=4, choices=Level.choices, default=Level.FAIL)
    severity = models.CharField(
        _("severity from"), max_length=8, choices=Severity.choices, default=Severity.HIGH
    )
    least = models.PositiveSmallIntegerField(_("signals at least"), default=50)
    mode = models.CharField(_("what it does"), max_length=8, choices=Mode.choices, default=Mode.SHADOW)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(least__lte=100), name="gate_least_percent"),
            models.CheckConstraint(
                condition=~models.Q(what="rule") | ~models.Q(rule=""), name="gate_rule_named"
            ),
        ]

    def __str__(self) -> str:
        return self.rule or self.what


class Waiver(InWorkspace):
    """An exception to one gate for one draft: why, who answers for it, and until when (inclusive, the brand's day)."""

    gate = models.ForeignKey(Gate, on_delete=models.CASCADE, related_name="waivers")
    draft = models.ForeignKey("planner.Draft", on_delete=models.CASCADE, related_name="waivers")
    reason = models.TextField(_("reason"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    owner_label = models.CharField(max_length=120)
    until = models.DateField(_("until"))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["gate", "draft"], condition=models.Q(ended_at=None), name="waiver_once"
            )
        ]

    def holds(self, today: date) -> bool:
        return self.ended_at is None and today <= self.until
