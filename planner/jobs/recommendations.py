"""What the worker recommends for a brand: weekly slots from each channel's own results, and gaps against pillar targets.

Each finding has a key ("channel:3:slot:4:18", "channel:3:slots", "pillar:7:2026-11") and one row for ever. What happens to
the row when everything is computed again:

- open: facts are renewed; no longer found, it is outdated.
- dismissed: left alone, facts included, unless the case is materially another one (``_another_case``): then it is open again.
- accepted slot: facts are renewed as long as the hour is still above average, also when others are better now; else outdated.
- accepted gap: one draft was opened for it. Once the plan or the target changed, what is still missing is open again.
- outdated: found again, it is open again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery
from django.db.models.functions import TruncMonth
from django.utils import timezone

from planner.jobs import ledger
from planner.models import Brand, Channel, Draft, Job, Pillar, Post, Recommendation, Variant
from scoring.history.exports import Metrics
from scoring.history.gaps import gaps, targets
from scoring.history.medians import main_result
from scoring.history.slots import WINDOW, Measured, NotEnough, best_slots

SHOWN = 5  # slots per channel
WORTH = 0.1  # less above average is no reason to move a post
RESULTS = ("engagements", "likes", "comments", "shares", "saves", "views", "impressions", "reach")
EVERY = timedelta(hours=6)  # months begin, days go by: gaps are computed again without anybody asking
SETTLED = timedelta(
    seconds=30
)  # drafts change with every key: wait a little before looking at the plan again

State, Kind = Recommendation.State, Recommendation.Kind


@dataclass(frozen=True, slots=True)
class Found:
    """One thing to recommend. ``spare``: good enough to stand if somebody accepted it, not to be proposed."""

    key: str
    kind: str
    facts: dict[str, Any]
    channel: int | None = None
    pillar: int | None = None
    spare: bool = False


def compute(job: Job) -> list[tuple[Job.Kind, int, int]]:
    """Everything for the brand ``job.subject``. Same rows in, same recommendations out, however often."""
    brand = Brand.objects.filter(pk=job.subject, archived_at=None).first()
    if brand is None:
        ledger.settle(job)
        return []
    channels = list(Channel.objects.filter(brand=brand, archived_at=None).order_by("pk"))
    found: list[Found] = []
    for number, channel in enumerate(channels):
        ledger.beat(job, number, len(channels))
        found += _slots(channel, brand)
    found += _gaps(brand, timezone.now())
    with transaction.atomic():
        _store(brand, found)
        ledger.settle(job)
    return []


def _slots(channel: Channel, brand: Brand) -> list[Found]:
    newest = Post.objects.filter(channel=channel).aggregate(at=Max("published_at"))["at"]
    if newest is None:
        return _no_times(channel)
    rows = list(
        Post.objects.filter(channel=channel, published_at__gt=newest - WINDOW).values_list(
            "published_at", "format", *RESULTS
        )
    )
    names, values = main_result([Metrics(**dict(zip(RESULTS, row[2:], strict=True))) for row in rows])
    posts = [
        Measured(at, value, kind)
        for (at, kind, *_results), value in zip(rows, values, strict=True)
        if at and value is not None
    ]
    answer = best_slots(posts, brand.time_zone, most=7 * 24)
    if isinstance(answer, NotEnough):
        return [_not_enough(channel, answer.n, answer.needed)]
    told = {"metric": "+".join(names), "of": answer.n}
    return [
        Found(
            f"channel:{channel.pk}:slot:{slot.weekday}:{slot.hour}",
            Kind.SLOT,
            {**asdict(slot), **told},
            channel=channel.pk,
            spare=rank >= SHOWN or slot.lift < WORTH,
        )
        for rank, slot in enumerate(answer.slots)
    ]


def _no_times(channel: Channel) -> list[Found]:
    """A channel with posts, none of which has a time, can learn it from the next import; one without posts is not talked of."""
    from_nothing = best_slots([], "UTC")
    if isinstance(from_nothing, NotEnough) and Post.objects.filter(channel=channel).exists():
        return [_not_enough(channel, 0, from_nothing.needed)]
    return []


def _not_enough(channel: Channel, n: int, needed: int) -> Found:
    facts = {"n": n, "needed": needed}
    return Found(f"channel:{channel.pk}:slots", Kind.NOT_ENOUGH, facts, channel=channel.pk)


def _gaps(brand: Brand, now: datetime) -> list[Found]:
    """Pillars that are short this month and the next one, in the brand's own calendar."""
    pillars = {str(row.pk): row for row in Pillar.objects.filter(brand=brand, archived_at=None)}
    shares = {key: float(row.share) for key, row in pillars.items()}
    wanted = targets(shares, brand.monthly_posts)
    first = now.astimezone(brand.zone).date().replace(day=1)
    planned = _planned(brand, first)
    return [
        Found(
            f"pillar:{gap.pillar}:{month:%Y-%m}",
            Kind.GAP,
            {
                "pillar": pillars[gap.pillar].name,
                "month": f"{month:%Y-%m}",
                "planned": gap.planned,
                "target": wanted[gap.pillar],
                "short_by": gap.short_by,
            },
            pillar=int(gap.pillar),
        )
        for month in (first, _next_month(first))
        for gap in gaps(planned[month], shares, brand.monthly_posts)
    ]


def _planned(brand: Brand, first: date) -> dict[date, Counter[str]]:
    """Month -> pillar -> how many drafts stand in it; a draft on three channels is one post."""
    end = _next_month(_next_month(first))
    rows = (
        Variant.objects.filter(
            brand=brand, archived_at=None, draft__archived_at=None, planned_on__gte=first, planned_on__lt=end
        )
        .order_by()
        .annotate(month=TruncMonth("planned_on"))
        .values_list("month", "draft__pillar")
        .annotate(drafts=Count("draft", distinct=True))
    )
    found: dict[date, Counter[str]] = defaultdict(Counter)
    for month, pillar, drafts in rows:
        found[month][str(pillar)] += drafts
    return found


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _store(brand: Brand, found: Iterable[Found]) -> None:
    rows = {row.key: row for row in Recommendation.objects.select_for_update().filter(brand=brand)}
    now = timezone.now()
    news: list[Recommendation] = []
    for one in found:
        row = rows.pop(one.key, None)
        if row is not None:
            _renew(row, one, now)
        elif not one.spare:
            news.append(_row(brand, one, now))
    gone = [row.pk for row in rows.values() if row.state in {State.OPEN, State.ACCEPTED}]
    Recommendation.objects.filter(pk__in=gone).update(state=State.OUTDATED)
    Recommendation.objects.bulk_create(news, ignore_conflicts=True)


def _row(brand: Brand, one: Found, now: datetime) -> Recommendation:
    return Recommendation(
        workspace_id=brand.workspace_id,
        brand=brand,
        channel_id=one.channel,
        pillar_id=one.pillar,
        kind=one.kind,
        key=one.key,
        facts=one.facts,
        computed_at=now,
    )


def _renew(row: Recommendation, one: Found, now: datetime) -> None:
    if row.state == State.DISMISSED and not _another_case(row, one):
        return
    kept = row.state == State.ACCEPTED and (row.kind != Kind.GAP or not _another_case(row, one))
    if kept:
        row.facts = {**row.facts, **one.facts}
    else:
        row.facts = one.facts
        row.state = State.OUTDATED if one.spare else State.OPEN
        row.decided_by = row.decided_at = None
    row.computed_at = now
    row.save(update_fields=["facts", "state", "decided_by", "decided_at", "computed_at"])


def _another_case(row: Recommendation, one: Found) -> bool:
    """Whether what was decided about is not what is found now.

    A slot: its lift then lies outside the interval of now. Too few posts: never. An accepted gap: the plan or the target
    moved. A dismissed gap: at least two posts more are missing.
    """
    if one.kind == Kind.SLOT:
        return not one.spare and not one.facts["low"] <= row.facts["lift"] <= one.facts["high"]
    if one.kind == Kind.NOT_ENOUGH:
        return False
    if row.state == State.ACCEPTED:
        return any(row.facts[name] != one.facts[name] for name in ("planned", "target"))
    return bool(one.facts["short_by"] >= row.facts["short_by"] + 2)


def due(now: datetime) -> list[tuple[int, int]]:
    """(brand, workspace) whose recommendations want computing: never done, six hours old, or a draft changed since.

    So every path that changes a plan is followed, without asking anything of it.
    """
    job = Job.objects.filter(kind=Job.Kind.RECOMMEND, subject=OuterRef("pk"))
    changed = Draft.objects.filter(brand=OuterRef("pk"), updated_at__gt=OuterRef("finished"))
    rows = (
        Brand.objects.filter(archived_at=None, workspace__archived_at=None)
        .annotate(state=Subquery(job.values("state")[:1]), finished=Subquery(job.values("finished_at")[:1]))
        .filter(
            Q(state=None, pillars__isnull=False)
            | Q(state__in=[Job.State.DONE, Job.State.FAILED])
            & (Q(finished__lt=now - EVERY) | Q(finished__lt=now - SETTLED) & Exists(changed))
        )
        .distinct()
    )
    return list(rows.values_list("pk", "workspace"))
