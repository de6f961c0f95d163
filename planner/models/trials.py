"""What another edition of the rulebook would make of a workspace's drafts, before anybody switches to it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from planner.models.base import InWorkspace


class Trial(InWorkspace):
    """All live, unpublished variants read under ``edition`` and, beside it, under ``base``, the one of that day.

    ``run`` is the request (``Job.asked``) that the results are of; ``finished_at`` is empty while they are being made.
    """

    edition = models.CharField(max_length=20)
    base = models.CharField(max_length=20)
    run = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "edition"], name="trial_once")]


class Trying(InWorkspace):
    """One variant under both editions. ``before`` and ``after``: score, fits, risk, flags, as in a ``Scorecard``; both empty
    when it could not be read."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="tryings")
    variant = models.ForeignKey("planner.Variant", on_delete=models.CASCADE, related_name="+")
    run = models.PositiveIntegerField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    changed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["trial", "variant"], name="trying_once")]
        indexes: ClassVar = [models.Index(fields=["trial", "changed"], name="trying_changed")]
