from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from planner.models.base import InWorkspace


class Comment(InWorkspace):
    """Internal unless the writer says otherwise; what a client writes is always client-visible."""

    class Visibility(models.TextChoices):
        INTERNAL = "internal", _("Internal")
        CLIENT = "client", _("Client sees it")

    draft = models.ForeignKey("planner.Draft", on_delete=models.CASCADE, related_name="comments")
    variant = models.ForeignKey(
        "planner.Variant", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    author_label = models.CharField(max_length=120)
    body = models.TextField(_("comment"))
    visibility = models.CharField(max_length=8, choices=Visibility.choices, default=Visibility.INTERNAL)
    quote = models.TextField(blank=True)  # the exact words commented on, if any
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["created_at", "pk"]
