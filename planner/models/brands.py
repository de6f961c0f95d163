"""A brand: voice, pillars, channels, and how its drafts are reviewed."""

from __future__ import annotations

from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from planner.models.base import Archivable, InWorkspace


class Address(models.TextChoices):
    TU = "tu", _("Tutoiement")
    VOUS = "vous", _("Vouvoiement")


class Register(models.TextChoices):
    FORMAL = "formal", _("Formal")
    CASUAL = "casual", _("Casual")


class Brand(InWorkspace, Archivable):
    name = models.CharField(_("name"), max_length=80)
    language = models.CharField(
        _("main language"), max_length=5, default="en", choices=[("en", "English"), ("fr", "Français")]
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Paris")
    markets = models.JSONField(_("markets"), default=list, blank=True)  # ISO country codes, e.g. ["FR"]
    voice = models.TextField(_("voice"), blank=True)
    palette = models.JSONField(_("palette"), default=list, blank=True)  # ["#b4532a", ...]
    words_to_use = models.JSONField(_("words to use"), default=list, blank=True)
    words_to_avoid = models.JSONField(_("words to avoid"), default=list, blank=True)
    required_hashtags = models.JSONField(
        _("required hashtags"), default=list, blank=True
    )  # without their sign
    required_disclosures = models.JSONField(_("required disclosures"), default=list, blank=True)
    address = models.CharField(_("address"), max_length=4, choices=Address.choices, blank=True)
    register = models.CharField(_("register"), max_length=6, choices=Register.choices, blank=True)
    monthly_posts = models.PositiveSmallIntegerField(_("posts wanted a month"), default=12)
    reviewer_step = models.BooleanField(_("a reviewer approves"), default=True)
    client_step = models.BooleanField(_("the client approves"), default=True)
    allow_own_work = models.BooleanField(_("members may decide on their own work"), default=False)
    allow_for_client = models.BooleanField(_("owners and managers may decide for the client"), default=False)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "name"], name="brand_name_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class Pillar(InWorkspace, Archivable):
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="pillars")
    name = models.CharField(_("name"), max_length=60)
    share = models.PositiveSmallIntegerField(_("target share, %"), default=25)
    keywords = models.JSONField(_("words that show it"), default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "name"], name="pillar_name_once"),
            models.CheckConstraint(condition=models.Q(share__lte=100), name="pillar_share_percent"),
        ]

    def __str__(self) -> str:
        return self.name


class Channel(InWorkspace, Archivable):
    """One account of a brand on one platform. ``platform`` is a key of ``scoring.platforms``."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="channels")
    platform = models.CharField(_("platform"), max_length=12)
    name = models.CharField(_("name"), max_length=80)
    handle = models.CharField(_("handle"), max_length=80, blank=True)
    url = models.URLField(_("address"), blank=True)
    default_format = models.CharField(_("usual format"), max_length=12, blank=True)

    class Meta:
        ordering: ClassVar = ["platform", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "platform", "name"], name="channel_once")
        ]

    def __str__(self) -> str:
        return self.name
