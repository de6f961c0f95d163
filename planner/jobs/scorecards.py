"""Stored scorecards: computed by the worker, once for each content, edition and engine."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from planner import bridge
from planner.jobs import ledger
from planner.models import Job, Scorecard, Variant


def compute(job: Job) -> list[tuple[Job.Kind, int, int]]:
    """Read the variant as it is now and store its report. A variant that is gone is settled quietly."""
    variant = (
        Variant.objects.select_related("draft", "channel", "brand")
        .filter(pk=job.subject, archived_at=None, draft__archived_at=None)
        .first()
    )
    if variant is None:
        ledger.settle(job)
        return []
    snapshot = bridge.snapshot_of(variant)
    report = bridge.check(snapshot)
    with transaction.atomic():
        Scorecard.objects.update_or_create(
            variant=variant,
            defaults={
                "workspace_id": variant.workspace_id,
                "input_hash": bridge.input_hash(snapshot),
                "edition": report.edition,
                "engine": report.engine,
                "fits": report.fits,
                "score": report.score,
                "risk": (bridge.highest(report.risk) or ""),
                "flags": bridge.flags(report),
                "report": bridge.dump(report),
                "computed_at": timezone.now(),
            },
        )
        ledger.settle(job)
    return []
