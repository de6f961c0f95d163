"""What every row below a workspace shares."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Timed(models.Model):
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True


class InWorkspace(Timed):
    """A row of one tenant. The workspace is required and takes its rows with it (a guard test walks all models)."""

    workspace = models.ForeignKey("planner.Workspace", on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True


class Archivable(models.Model):
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None
