"""Celery tasks: ids in, one call down, then whatever must follow is asked for. Rows are the truth (planner.jobs.ledger).

Each task has its queue in settings.CELERY_TASK_ROUTES.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import partial

from celery import Task, shared_task
from django.db import transaction
from django.utils import timezone

from planner import postbox
from planner.jobs import events, ledger, media, posts, recommendations, scorecards, trials
from planner.models import Job

logger = logging.getLogger(__name__)

Follow = Iterable[tuple[Job.Kind, int, int]]  # kind, subject, workspace of the work that must come next


def ask(kind: Job.Kind, subject: int, workspace_id: int) -> None:
    """Note the work in its row and wake a worker once the transaction has committed. Never fails a request."""
    ledger.ask(kind, subject, workspace_id)
    wake(kind, [subject])


def ask_many(kind: Job.Kind, subjects: list[int], workspace_id: int) -> None:
    """Like ``ask`` for many rows of one kind: one message for each hundred."""
    ledger.ask_many(kind, subjects, workspace_id)
    for start in range(0, len(subjects), 100):
        wake(kind, subjects[start : start + 100])


def wake(kind: Job.Kind | str, subjects: list[int]) -> None:
    transaction.on_commit(partial(postbox.send, TASKS[Job.Kind(kind)], subjects), robust=True)


def _run(kind: Job.Kind, subjects: list[int], work: Callable[[Job], Follow]) -> None:
    for subject in subjects:
        if job := ledger.claim(kind, subject):
            _do(job, work)


def _do(job: Job, work: Callable[[Job], Follow]) -> None:
    try:
        follow = list(work(job))
    except ledger.ClaimLost:
        return
    except Exception as error:
        logger.exception("%s %s failed", job.kind, job.subject)
        ledger.give_back(job, repr(error))
        return
    for next_kind, next_subject, workspace_id in follow:
        ask(next_kind, next_subject, workspace_id)


def score_together(variant_ids: list[int]) -> None:
    """Up to a hundred at once; what goes wrong together is tried one by one, so that no bad row holds up the others."""
    if not (jobs := ledger.claim_all(Job.Kind.SCORE, variant_ids)):
        return
    try:
        jobs = scorecards.compute_together(jobs)
    except ledger.ClaimLost:
        logger.info("another worker took one of these jobs: %s", variant_ids)
    except Exception:
        logger.exception("these scorecards failed together: %s", variant_ids)
    for job in jobs:
        _do(job, scorecards.compute)


@shared_task
def score_variants(variant_ids: list[int]) -> None:
    score_together(variant_ids)


def _rescore(job: Job) -> Follow:
    for some in scorecards.behind(job):
        score_together(some)
    return []


@shared_task
def rescore_workspaces(workspace_ids: list[int]) -> None:
    _run(Job.Kind.RESCORE, workspace_ids, _rescore)


@shared_task
def try_editions(trial_ids: list[int]) -> None:
    _run(Job.Kind.TRIAL, trial_ids, trials.run)


@shared_task
def make_thumbnails(asset_ids: list[int]) -> None:
    _run(Job.Kind.THUMBNAIL, asset_ids, media.make_thumbnail)


@shared_task
def read_imports(import_ids: list[int]) -> None:
    _run(Job.Kind.IMPORT, import_ids, posts.read_import)


@shared_task
def recommend_for_brands(brand_ids: list[int]) -> None:
    _run(Job.Kind.RECOMMEND, brand_ids, recommendations.compute)


@shared_task
def mail_notices(notice_ids: list[int]) -> None:
    _run(Job.Kind.MAIL, notice_ids, events.mail_notice)


@shared_task
def sweep() -> None:
    """Find work that was never done, whatever became of its message, and ask for it again; and for what fell due by time."""
    for brand, workspace_id in recommendations.due(timezone.now()):
        ledger.ask(Job.Kind.RECOMMEND, brand, workspace_id)
    found: dict[str, list[int]] = {}
    for kind, subject in ledger.left():
        found.setdefault(kind, []).append(subject)
    for kind, subjects in found.items():
        for start in range(0, len(subjects), 100):
            wake(kind, subjects[start : start + 100])


TASKS: dict[Job.Kind, Task[..., None]] = {
    Job.Kind.SCORE: score_variants,
    Job.Kind.RESCORE: rescore_workspaces,
    Job.Kind.TRIAL: try_editions,
    Job.Kind.THUMBNAIL: make_thumbnails,
    Job.Kind.IMPORT: read_imports,
    Job.Kind.RECOMMEND: recommend_for_brands,
    Job.Kind.MAIL: mail_notices,
}
