"""The one way to write an audit event."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from planner.models import AuditEvent, Brand, User, Workspace


def record(
    workspace: Workspace,
    action: str,
    subject: models.Model | None = None,
    *,
    actor: User | None,
    brand: Brand | None = None,
    sitting: timedelta | None = None,
    **data: Any,
) -> AuditEvent:
    """Write what ``actor`` (None: the worker) did. Within ``sitting`` the same act on the same subject is one event.

    ``data`` must be JSON; keys of a repeated event are merged, the newest value wins.
    """
    now = timezone.now()
    kind = subject._meta.model_name or "" if subject is not None else ""
    if sitting and (event := _open_event(workspace, action, kind, subject, actor, now - sitting)):
        event.data |= data
        event.at = now
        event.save(update_fields=["data", "at"])
        return event
    return AuditEvent.objects.create(
        workspace=workspace,
        brand=brand,
        actor=actor,
        actor_label=actor.label if actor else "",
        action=action,
        subject_type=kind,
        subject_id=subject.pk if subject is not None else None,
        subject_label=str(subject)[:200] if subject is not None else "",
        data=data,
        at=now,
    )


def _open_event(
    workspace: Workspace, action: str, kind: str, subject: models.Model | None, actor: User | None, since: Any
) -> AuditEvent | None:
    """The last event on this subject, if it is the same act by the same person and recent."""
    if subject is None:
        return None
    last = (
        AuditEvent.objects.filter(workspace=workspace, subject_type=kind, subject_id=subject.pk)
        .order_by("-at", "-pk")
        .first()
    )
    same = (
        last and last.action == action and last.actor_id == (actor.pk if actor else None) and last.at >= since
    )
    return last if same else None
