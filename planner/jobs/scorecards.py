"""Stored scorecards: computed by the worker, once for each content, edition and engine; many at a time where many wait."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField, Exists, F, OuterRef, QuerySet, Value
from django.utils import timezone

from planner import bridge
from planner.jobs import ledger
from planner.models import Job, Scorecard, Variant, Workspace

logger = logging.getLogger(__name__)

BEAT = 2  # seconds
TOGETHER = 100  # variants
RESULT = ("score", "fits", "risk", "flags")
STORED = (
    *RESULT,
    "workspace",
    "input_hash",
    "draft_hash",
    "brand_hash",
    "edition",
    "engine",
    "report",
    "before",
    "computed_at",
)
Moved = Scorecard.Moved
WATCHED = {
    Moved.DRAFT: "draft_hash",
    Moved.EDITION: "edition",
    Moved.ENGINE: "engine",
    Moved.BRAND: "brand_hash",
}


def compute(job: Job) -> list[tuple[Job.Kind, int, int]]:
    """Read the variant as it is now and store its report. A variant that is gone is settled quietly."""
    for variant, snapshot in bridge.snapshots_of(live_rows([job.subject])):
        _store([_card(variant, snapshot)], [job])
        return []
    ledger.settle(job)
    return []


def compute_together(jobs: Sequence[Job]) -> list[Job]:
    """The same for many in a fixed number of queries and one transaction. Returns the jobs that it could not do.

    One variant that cannot be read keeps no other back. Another worker's claim on one of them undoes all: ClaimLost.
    """
    variants = {variant.pk: variant for variant in live_rows(job.subject for job in jobs)}
    wanted = {job.subject: job for job in jobs}
    cards, failed = [], []
    beat = time.monotonic()
    for variant, snapshot in bridge.snapshots_of(variants.values()):
        try:
            cards.append(_card(variant, snapshot))
        except Exception:
            logger.exception("score %s failed among others", variant.pk)
            failed.append(wanted.pop(variant.pk))
        if time.monotonic() - beat > BEAT:
            ledger.beat_all(jobs)
            beat = time.monotonic()
    _store(cards, list(wanted.values()))
    return failed


def live_rows(variants: Iterable[int]) -> QuerySet[Variant]:
    live = Variant.objects.filter(archived_at=None, draft__archived_at=None, pk__in=list(variants))
    return live.select_related("draft", "channel", "brand", "workspace")


def _card(variant: Variant, snapshot: Any) -> Scorecard:
    report, hashes = bridge.check(snapshot, variant.workspace), bridge.hashes(snapshot)
    return Scorecard(
        variant=variant,
        workspace_id=variant.workspace_id,
        input_hash=hashes.input,
        draft_hash=hashes.draft,
        brand_hash=hashes.brand,
        edition=report.edition,
        engine=report.engine,
        **bridge.result(report),
        report=bridge.dump(report),
        computed_at=timezone.now(),
    )


@transaction.atomic
def _store(cards: Sequence[Scorecard], jobs: Sequence[Job]) -> None:
    """All of them or, when another worker has one of the jobs now, none: ClaimLost."""
    former = Scorecard.objects.defer("report").in_bulk(
        [card.variant_id for card in cards], field_name="variant_id"
    )
    for card in cards:
        card.before = _before(former.get(card.variant_id), card)
        # An expression among the values: of plain ones alone Django makes arrays for PostgreSQL, in which psycopg quotes every
        # single mark of every report, and that took longer than the engine.
        card.computed_at = Value(card.computed_at, DateTimeField())
    Scorecard.objects.bulk_create(
        cards, update_conflicts=True, unique_fields=["variant"], update_fields=STORED, batch_size=100
    )
    ledger.settle_all(jobs)


def _before(old: Scorecard | None, new: Scorecard) -> dict[str, Any] | None:
    """What the result was before it last changed, and what made it change; nothing of the four: the days or posts around it."""
    if old is None:
        return None
    if all(getattr(old, name) == getattr(new, name) for name in RESULT):
        return old.before
    return {
        **{name: getattr(old, name) for name in ("score", "fits", "risk", "edition", "engine")},
        "moved": [what.value for what, name in WATCHED.items() if getattr(old, name) != getattr(new, name)],
        "at": new.computed_at.isoformat(),
    }


def unpublished(workspace_id: int) -> QuerySet[Variant]:
    """What an edition may still change the fate of: live and not out yet. Channel by channel in the order of their plans,
    so that those read together share most of what they are read beside."""
    rows = Variant.objects.filter(workspace=workspace_id, published_at=None, archived_at=None)
    rows = rows.filter(draft__archived_at=None, brand__archived_at=None)
    return rows.order_by("channel", F("planned_at").asc(nulls_first=True), "pk")


def outdated(workspace: Workspace) -> QuerySet[Variant]:
    """Those of them whose scorecard is missing or of another edition or engine than a check would be now."""
    current = Scorecard.objects.filter(
        variant=OuterRef("pk"), edition=bridge.edition_of(workspace).name, engine=bridge.ENGINE_VERSION
    )
    return unpublished(workspace.pk).filter(~Exists(current))


def behind(job: Job) -> Iterator[list[int]]:
    """After a switch of edition: what is to be scored anew, a batch at a time, each asked for before it is given out.

    Between batches the job tells how far it is; it is settled after the last one.
    """
    workspace = Workspace.objects.filter(pk=job.subject).first()
    if workspace is not None:
        total = unpublished(workspace.pk).count()
        left = list(outdated(workspace).values_list("pk", flat=True))
        for start in range(0, len(left), TOGETHER):
            ledger.beat(job, total - len(left) + start, total)
            some = left[start : start + TOGETHER]
            ledger.ask_many(Job.Kind.SCORE, some, workspace.pk)
            yield some
    ledger.settle(job)
