"""Published things with measured results, and the files they came from."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from planner.models.base import InWorkspace


class Import(InWorkspace):
    """One uploaded analytics export. The worker reads it in chunks; ``done``/``total`` count rows.

    ``facts``, once read: posts (in the file), counts (per code of scoring.history.exports.Problem, and time_from_address),
    date_basis, unknown (headers kept in raw only), days (the first and the last, ISO). From the person: columns (header -> field).
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Reading")
        DONE = "done", _("Done")
        FAILED = "failed", _("Could not be read")

    brand = models.ForeignKey("planner.Brand", on_delete=models.CASCADE, related_name="imports")
    channel = models.ForeignKey("planner.Channel", on_delete=models.CASCADE, related_name="imports")
    file = models.FileField(max_length=300)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, blank=True)
    time_zone = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)  # [{"row", "code", "column", "value"}], 200 kept
    problem_count = models.PositiveIntegerField(default=0)
    error = models.JSONField(default=dict)  # {"code", ...facts} when failed
    facts = models.JSONField(default=dict)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.name


class Post(InWorkspace):
    """A published post. Metrics are null where the source does not give them; ``raw`` keeps every cell as it stood."""

    brand = models.ForeignKey("planner.Brand", on_delete=models.CASCADE, related_name="posts")
    channel = models.ForeignKey("planner.Channel", on_delete=models.CASCADE, related_name="posts")
    source = models.ForeignKey(Import, null=True, on_delete=models.SET_NULL, related_name="posts")
    variant = models.ForeignKey(
        "planner.Variant", null=True, blank=True, on_delete=models.SET_NULL, related_name="posts"
    )
    key = models.CharField(max_length=300)  # post id or normalised permalink
    permalink = models.URLField(max_length=2048, blank=True)
    text = models.TextField(blank=True)
    format = models.CharField(max_length=12, blank=True)
    published_on = models.DateField(null=True)
    published_at = models.DateTimeField(null=True)
    time_known = models.BooleanField(default=False)
    views = models.BigIntegerField(null=True)
    impressions = models.BigIntegerField(null=True)
    reach = models.BigIntegerField(null=True)
    likes = models.BigIntegerField(null=True)
    comments = models.BigIntegerField(null=True)
    shares = models.BigIntegerField(null=True)
    saves = models.BigIntegerField(null=True)
    clicks = models.BigIntegerField(null=True)
    follows = models.BigIntegerField(null=True)
    engagements = models.BigIntegerField(null=True)
    completion = models.FloatField(null=True)
    watch_seconds = models.FloatField(null=True)
    duration_seconds = models.FloatField(null=True)
    raw = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-published_on", "-pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["channel", "key"], name="post_once")]
        indexes: ClassVar = [models.Index(fields=["brand", "-published_on"], name="post_recent")]
