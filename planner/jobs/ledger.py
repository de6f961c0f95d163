"""Claims, heartbeats and settling of ``Job`` rows: what makes work safe to run twice and impossible to lose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils import timezone

from planner.models import Job

MOST_ATTEMPTS = 5


class ClaimLost(Exception):
    """Another worker took the job over; whatever this one did must roll back."""


def ask(kind: Job.Kind, subject: int, workspace_id: int) -> None:
    """Note that work is wanted: an upsert, so that asking twice leaves one row."""
    ask_many(kind, [subject], workspace_id)


def ask_many(kind: Job.Kind, subjects: Iterable[int], workspace_id: int) -> None:
    now = timezone.now()
    wanted = list(dict.fromkeys(subjects))
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        if _ask_again(kind, some, now) < len(some):
            rows = [
                Job(workspace_id=workspace_id, kind=kind, subject=one, asked=0, due_at=now) for one in some
            ]
            Job.objects.bulk_create(rows, ignore_conflicts=True)
            _ask_again(kind, some, now)


def _ask_again(kind: Job.Kind, subjects: list[int], now: datetime) -> int:
    """Most work was asked for before, so its row is there; how many rows are. Asking twice at once does no harm."""
    return Job.objects.filter(kind=kind, subject__in=subjects).update(
        asked=F("asked") + 1,
        attempts=0,
        due_at=now,
        error="",
        finished_at=None,
        state=Case(
            When(state=Job.State.RUNNING, then=Value(Job.State.RUNNING)), default=Value(Job.State.WAITING)
        ),
    )


def _lease_end() -> timedelta:
    return timedelta(seconds=settings.WORK_LEASE_SECONDS)


def claim(kind: Job.Kind, subject: int) -> Job | None:
    """Take the job if it waits, or if its worker has been silent for longer than the lease; None otherwise."""
    taken = claim_all(kind, [subject])
    return taken[0] if taken else None


def claim_all(kind: Job.Kind, subjects: Iterable[int]) -> list[Job]:
    """Those of the jobs that can be taken, under one claim."""
    now = timezone.now()
    token = uuid4().hex
    free = Q(state=Job.State.WAITING) | Q(state=Job.State.RUNNING, beat_at__lt=now - _lease_end())
    rows = Job.objects.filter(kind=kind, subject__in=list(subjects))
    taken = rows.filter(free).update(
        state=Job.State.RUNNING, claim=token, attempts=F("attempts") + 1, beat_at=now
    )
    return list(rows.filter(claim=token).order_by("pk")) if taken else []


def _mine(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, claim=job.claim, state=Job.State.RUNNING)


def beat(job: Job, done: int | None = None, total: int | None = None) -> None:
    """Sign of life, with progress. Raises ClaimLost when somebody else has the job."""
    fields: dict[str, object] = {"beat_at": timezone.now()}
    if done is not None:
        fields["done"] = done
    if total is not None:
        fields["total"] = total
    if not _mine(job).update(**fields):
        raise ClaimLost


def settle(job: Job) -> None:
    """Call inside the transaction that stores the result: either both stand or neither."""
    settle_all([job])


def settle_all(jobs: Sequence[Job]) -> None:
    """The same for jobs of one claim: if one of them is lost, none is settled."""
    now, count = timezone.now(), 0
    for asked in sorted({job.asked for job in jobs}):  # one statement each: nearly always there is one
        rows = _held([job for job in jobs if job.asked == asked])
        count += rows.update(
            settled=asked,
            attempts=0,
            error="",
            due_at=now,
            finished_at=now,
            state=Case(When(asked__gt=asked, then=Value(Job.State.WAITING)), default=Value(Job.State.DONE)),
        )
    if count != len(jobs):
        raise ClaimLost


def beat_all(jobs: Sequence[Job]) -> None:
    """Sign of life of jobs of one claim, whichever of them are still held."""
    _held(jobs).update(beat_at=timezone.now())


def _held(jobs: Sequence[Job]) -> QuerySet[Job]:
    return Job.objects.filter(pk__in=[job.pk for job in jobs], claim=jobs[0].claim, state=Job.State.RUNNING)


def give_back(job: Job, error: str) -> None:
    """After an unexpected error: try again a little later, at most MOST_ATTEMPTS times."""
    final = job.attempts >= MOST_ATTEMPTS
    _mine(job).update(
        state=Job.State.FAILED if final else Job.State.WAITING,
        error=error[:200],
        due_at=timezone.now() + timedelta(seconds=5 * 2**job.attempts),
        finished_at=timezone.now() if final else None,
    )


def left(limit: int = 500) -> list[tuple[str, int]]:
    """(kind, subject) of work that waits or whose worker fell silent; marks it so that the next sweep leaves it in peace."""
    now = timezone.now()
    waiting = Q(state=Job.State.WAITING, due_at__lte=now)
    silent = Q(state=Job.State.RUNNING, beat_at__lt=now - _lease_end())
    with transaction.atomic():
        rows = list(Job.objects.filter(waiting | silent).order_by("due_at")[:limit])
        Job.objects.filter(pk__in=[row.pk for row in rows], state=Job.State.WAITING).update(
            due_at=now + timedelta(seconds=10)
        )
    return [(row.kind, row.subject) for row in rows]
