"""A trial: every live, unpublished variant read under another edition, so that people know what would flip before they switch."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from planner import bridge
from planner.jobs import ledger
from planner.jobs.scorecards import BEAT, TOGETHER, live_rows, unpublished
from planner.models import Job, Trial, Trying, Variant

logger = logging.getLogger(__name__)


def run(job: Job) -> list[tuple[Job.Kind, int, int]]:
    """Goes on where a killed worker left off. The same rows in give the same results out."""
    trial = Trial.objects.select_related("workspace").filter(pk=job.subject).first()
    if trial is None:
        ledger.settle(job)
        return []
    _begin(trial, job)
    wanted = list(unpublished(trial.workspace_id).values_list("pk", flat=True))
    known = set(Trying.objects.filter(trial=trial, run=trial.run).values_list("variant", flat=True))
    left = [pk for pk in wanted if pk not in known]
    for start in range(0, len(left), TOGETHER):
        ledger.beat(job, len(wanted) - len(left) + start, len(wanted))
        _read(trial, left[start : start + TOGETHER], job)
    with transaction.atomic():
        Trying.objects.filter(trial=trial).exclude(run=trial.run).delete()
        Trial.objects.filter(pk=trial.pk).update(finished_at=timezone.now())
        ledger.settle(job)
    return []


def _begin(trial: Trial, job: Job) -> None:
    """A new request, or one whose workspace has switched meanwhile, starts from the first variant."""
    base = bridge.edition_of(trial.workspace).name
    if (trial.run, trial.base) == (job.asked, base):
        return
    with transaction.atomic():
        Trying.objects.filter(trial=trial).delete()
        trial.run, trial.base, trial.finished_at = job.asked, base, None
        trial.save(update_fields=["run", "base", "finished_at"])


def _read(trial: Trial, variants: Sequence[int], job: Job) -> None:
    rows, beat = [], time.monotonic()
    for variant, snapshot in bridge.snapshots_of(live_rows(variants)):
        rows.append(_tried(trial, variant, snapshot))
        if time.monotonic() - beat > BEAT:
            ledger.beat(job)
            beat = time.monotonic()
    with transaction.atomic():
        Trying.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["trial", "variant"],
            update_fields=["run", "before", "after", "changed"],
        )
        ledger.beat(job)


def _tried(trial: Trial, variant: Variant, snapshot: Any) -> Trying:
    row = Trying(workspace_id=trial.workspace_id, trial=trial, variant=variant, run=trial.run)
    try:
        row.before = bridge.result(bridge.check_under(snapshot, trial.base))
        row.after = bridge.result(bridge.check_under(snapshot, trial.edition))
    except Exception:
        logger.exception("variant %s could not be read under %s", variant.pk, trial.edition)
        row.before = row.after = {}
    row.changed = row.before != row.after
    return row
