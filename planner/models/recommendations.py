from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from planner.models.base import InWorkspace


class Recommendation(InWorkspace):
    """Something the worker computed that a person may accept or dismiss. ``facts`` by kind:

    slot: weekday (0 Monday) and hour in the brand's zone, n (posts within an hour of it), lift (0.2 = 20 % above the
    channel's average post), low, high (90 % interval of lift), metric (the results added up, "likes+comments"), of (posts read).
    not_enough: n, needed (posts with a known time).
    gap: pillar (name), month ("2026-11"), planned (drafts with a variant planned on a day of that month), target, short_by;
    once accepted also draft (primary key of the draft that was opened for it).

    Facts of open and accepted rows are kept current; those of a dismissed row stay as they were when it was dismissed.
    When a decision is taken up again: planner.jobs.recommendations.
    """

    class Kind(models.TextChoices):
        SLOT = "slot", _("Slot")
        NOT_ENOUGH = "not_enough", _("Not enough data yet")
        GAP = "gap", _("Gap")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        ACCEPTED = "accepted", _("Accepted")
        DISMISSED = "dismissed", _("Dismissed")
        OUTDATED = "outdated", _("Outdated")

    brand = models.ForeignKey("planner.Brand", on_delete=models.CASCADE, related_name="recommendations")
    channel = models.ForeignKey(
        "planner.Channel", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    pillar = models.ForeignKey(
        "planner.Pillar", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.CharField(
        max_length=80
    )  # what it is about, e.g. "channel:3:slot:4:18" or "pillar:7:2026-11"
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    computed_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["brand", "key"], name="recommendation_once")]

    def __str__(self) -> str:
        return str(self.pillar or self.channel or self.brand)
