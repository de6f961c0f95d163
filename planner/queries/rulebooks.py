"""What a rule found in a workspace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from planner import access
from planner.models import Member, Variant
from planner.models.scorecards import flag

SINCE = timedelta(days=90)
NEWEST = 5


@dataclass(frozen=True, slots=True)
class Found:
    """Of ``read`` scorecards of the last 90 days, how many the rule let warn or fail, and the newest of those."""

    read: int
    warned: int
    failed: int
    newest: list[Variant]


def found_by(member: Member, rule: str, now: datetime) -> Found:
    """Two queries, whatever the number of scorecards."""
    rows = access.variants_of(member).filter(scorecard__computed_at__gte=now - SINCE)
    warned = Q(scorecard__flags__contains=f" {flag(rule, 'warn')} ")
    failed = Q(scorecard__flags__contains=f" {flag(rule, 'fail')} ")
    counts = rows.aggregate(
        read=Count("pk"), warned=Count("pk", filter=warned), failed=Count("pk", filter=failed)
    )
    newest = (
        rows.filter(warned | failed)
        .select_related("draft", "channel", "brand")
        .order_by("-scorecard__computed_at", "-pk")[:NEWEST]
    )
    return Found(**counts, newest=list(newest))
