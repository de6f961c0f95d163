"""When a draft could go out: the brand's own best hours where its results allow, else a day that is still free."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce, Left, NullIf
from django.utils import timezone
from django.utils.translation import gettext as _

from planner import access
from planner.models import Brand, Draft, Member, Recommendation, Variant
from planner.queries import scorecards

AHEAD = 28  # days
USUAL = time(9)


@dataclass(frozen=True, slots=True)
class Suggestion:
    day: date
    at: time
    reason: str

    @property
    def wall(self) -> datetime:
        return datetime.combine(self.day, self.at)


def suggest(draft: Draft, variant: Variant | None, wanted: date | None = None) -> Suggestion:
    """For ``variant``, or for all of the draft; on the day ``wanted`` when that is given. Two queries."""
    slots = _slots(variant) if variant else []
    today = timezone.now().astimezone(draft.brand.zone).date()
    if wanted and wanted >= today:
        hour = next((hour for weekday, hour in slots if weekday == wanted.weekday()), USUAL)
        return Suggestion(wanted, hour, _("the day you came from"))
    taken = busy_days(draft.brand, variant, today)
    days = [day for n in range(1, AHEAD + 1) if (day := today + timedelta(days=n)) not in taken]
    for weekday, hour in slots:
        if found := next((one for one in days if one.weekday() == weekday), None):
            return Suggestion(found, hour, _("one of this channel's best hours"))
    free = next((one for one in days if one.weekday() < 5), today + timedelta(days=1))
    return Suggestion(free, USUAL, _("the next weekday that is free"))


def _slots(variant: Variant) -> list[tuple[int, time]]:
    """Weekday and hour: the ones somebody accepted for this channel, then the others, each best first."""
    rows = scorecards.slots_of(variant)
    rows.sort(key=lambda row: row.state != Recommendation.State.ACCEPTED)
    return [(row.facts["weekday"], time(row.facts["hour"])) for row in rows]


def busy_days(brand: Brand, variant: Variant | None, today: date) -> set[date]:
    """Days of the next weeks on which the channel, or without a variant the brand, has something planned."""
    rows = Variant.objects.filter(brand=brand, archived_at=None, draft__archived_at=None)
    rows = rows.filter(planned_on__range=(today, today + timedelta(days=AHEAD)))
    if variant:
        rows = rows.filter(channel=variant.channel_id).exclude(pk=variant.pk)
    return {day for day in rows.values_list("planned_on", flat=True) if day}


def between(
    member: Member, first: date, last: date, *, brand: int | None = None, channel: int | None = None
) -> QuerySet[Variant]:
    """Planned live variants of these days of their brands' clocks, in order, without their long texts.

    ``said`` is the draft's title or its first words. The instants, a day wider for any zone, find them by the index.
    """
    start = datetime.combine(first, time(), UTC) - timedelta(days=1)
    rows = access.variants_of(member).filter(
        planned_at__gte=start,
        planned_at__lt=datetime.combine(last, time(), UTC) + timedelta(days=2),
        planned_on__range=(first, last),
    )
    exact = {"brand": brand, "channel": channel}
    rows = rows.filter(**{name: key for name, key in exact.items() if key})
    return (
        rows.select_related("draft", "channel", "scorecard")
        .defer("text", "first_comment", "settings", "draft__text", "draft__brief", "scorecard__report")
        .annotate(said=Coalesce(NullIf(F("draft__title"), Value("")), Left("draft__text", 60)))
        .order_by("planned_at", "pk")
    )
