"""The truth about background work. The broker only wakes a worker; a lost message is found by the sweep."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from planner.models.base import InWorkspace


class Job(InWorkspace):
    """One piece of work per (kind, subject), for ever: asking again while it waits changes nothing, asking while it runs
    makes it run once more. ``asked`` counts requests, ``settled`` the last one that was answered; work is left while they
    differ. ``claim`` fences a worker that was thought dead; ``beat_at`` is its sign of life.
    """

    class Kind(models.TextChoices):
        SCORE = "score", _("Scorecard")
        THUMBNAIL = "thumbnail", _("Thumbnail")
        IMPORT = "import", _("Import")
        RECOMMEND = "recommend", _("Recommendations")
        MAIL = "mail", _("Mail")
        RESCORE = "rescore", _("All scorecards of a workspace")
        TRIAL = "trial", _("Trial of an edition")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    subject = models.BigIntegerField()  # pk of the variant, asset, import, brand, notice, workspace or trial
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    asked = models.PositiveIntegerField(default=1)
    settled = models.PositiveIntegerField(default=0)
    claim = models.CharField(max_length=32, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    due_at = models.DateTimeField(default=timezone.now)
    beat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "subject"], name="job_once")]
        indexes: ClassVar = [models.Index(fields=["state", "due_at"], name="job_left")]
