from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from planner.models.base import InWorkspace


def flag(rule: str, outcome: str) -> str:
    """One word of ``Scorecard.flags``."""
    return f"{rule}:{outcome}"


class Scorecard(InWorkspace):
    """All findings of one variant under one edition, as the worker last computed them.

    ``input_hash`` is the SHA-256 of the snapshot that was read; the card is current when it equals the variant's snapshot
    now; ``draft_hash`` and ``brand_hash`` are of the parts of it that are the draft's own and the brand's settings. ``report``
    holds findings as data; words are attached when shown. ``before`` is what the result was before it last changed, None while it
    never did: score, fits, risk, edition, engine, at (ISO instant of the change), moved (what made it change, of Moved).
    """

    class Moved(models.TextChoices):
        DRAFT = "draft", _("the draft")
        EDITION = "edition", _("the edition")
        ENGINE = "engine", _("the engine")
        BRAND = "brand", _("the brand's settings")

    variant = models.OneToOneField("planner.Variant", on_delete=models.CASCADE, related_name="scorecard")
    input_hash = models.CharField(max_length=64)
    draft_hash = models.CharField(max_length=64, blank=True)
    brand_hash = models.CharField(max_length=64, blank=True)
    edition = models.CharField(max_length=20)
    engine = models.CharField(max_length=10)
    fits = models.BooleanField()
    score = models.PositiveSmallIntegerField(null=True)
    risk = models.CharField(max_length=10, blank=True)  # highest severity among risk findings, "" when none
    flags = models.TextField(
        blank=True
    )  # " S-FOLD:warn R-BAIT-02:fail ": what warns and fails, to count and find by
    report = models.JSONField()
    before = models.JSONField(null=True)
    computed_at = models.DateTimeField(default=timezone.now)
