"""Files a brand uploaded, and where drafts use them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from planner.models.base import Archivable, InWorkspace


class Asset(InWorkspace, Archivable):
    """A decoded, re-encoded image or a verified video. ``thumb`` is made by the worker; sizes in pixels, bytes, seconds."""

    class Kind(models.TextChoices):
        IMAGE = "image", _("Image")
        VIDEO = "video", _("Video")

    brand = models.ForeignKey("planner.Brand", on_delete=models.CASCADE, related_name="assets")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=200)
    file = models.FileField(max_length=300)
    thumb = models.FileField(max_length=300, blank=True)
    mime = models.CharField(max_length=40)
    size = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    duration = models.FloatField(null=True)
    fps = models.FloatField(null=True)
    has_audio = models.BooleanField(null=True)
    sha256 = models.CharField(max_length=64)
    digital_source = models.CharField(max_length=80, blank=True)  # IPTC DigitalSourceType kept for disclosure
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["brand", "-created_at"], name="asset_recent")]

    def __str__(self) -> str:
        return self.name


class Placement(InWorkspace):
    """An asset at a place of a draft's base media (``variant`` empty) or of one variant's own media."""

    draft = models.ForeignKey("planner.Draft", on_delete=models.CASCADE, related_name="placements")
    variant = models.ForeignKey(
        "planner.Variant", null=True, blank=True, on_delete=models.CASCADE, related_name="placements"
    )
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="placements")
    position = models.PositiveSmallIntegerField(default=0)
    alt = models.TextField(_("alt text"), blank=True)

    class Meta:
        ordering: ClassVar = ["position", "pk"]
