"""A trial of an edition as its page shows it: how much would change, and where. Only drafts that the member may see."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from planner import access
from planner.models import Job, Member, Trial, Trying

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Counts:
    read: int
    flipped: int
    loses_fit: int
    gains_fit: int
    unread: int


def trial_of(member: Member, edition: str) -> Trial | None:
    return Trial.objects.filter(workspace=member.workspace_id, edition=edition).first()


def work_on(trial: Trial) -> Job | None:
    """The work that is left to do for it, with its progress."""
    left = [Job.State.WAITING, Job.State.RUNNING]
    return Job.objects.filter(kind=Job.Kind.TRIAL, subject=trial.pk, state__in=left).first()


def counts(member: Member, trial: Trial) -> Counts:
    fitted, fits = Q(before__fits=True), Q(after__fits=True)
    found = _rows(member, trial).aggregate(
        read=Count("pk", filter=~Q(after={})),
        flipped=Count("pk", filter=Q(changed=True)),
        loses_fit=Count("pk", filter=Q(changed=True) & fitted & ~fits),
        gains_fit=Count("pk", filter=Q(changed=True) & ~fitted & fits),
        unread=Count("pk", filter=Q(after={})),
    )
    return Counts(**found)


def changes(member: Member, trial: Trial, page: str | None) -> Page[Trying]:
    """Those whose result would be another one, by draft. Two queries."""
    rows = _rows(member, trial).filter(changed=True)
    rows = rows.select_related("variant__draft", "variant__channel", "variant__brand")
    return Paginator(rows.order_by("-variant__draft", "variant"), PER_PAGE).get_page(page)


def _rows(member: Member, trial: Trial) -> QuerySet[Trying]:
    return Trying.objects.filter(trial=trial, variant__in=access.variants_of(member))
