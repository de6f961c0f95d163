"""When a draft could go out: the brand's own best hours where its results allow, else a day that is still free."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from planner.models import Brand, Draft, Variant
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
    slots = (
        [(row.facts["weekday"], row.facts["hour"]) for row in scorecards.slots_of(variant)] if variant else []
    )
    today = timezone.now().astimezone(draft.brand.zone).date()
    if wanted and wanted >= today:
        hour = next((time(hour) for weekday, hour in slots if weekday == wanted.weekday()), USUAL)
        return Suggestion(wanted, hour, _("the day you came from"))
    taken = busy_days(draft.brand, variant, today)
    days = [day for n in range(1, AHEAD + 1) if (day := today + timedelta(days=n)) not in taken]
    for weekday, hour in slots:
        if found := next((one for one in days if one.weekday() == weekday), None):
            return Suggestion(found, time(hour), _("one of this channel's best hours"))
    free = next((one for one in days if one.weekday() < 5), today + timedelta(days=1))
    return Suggestion(free, USUAL, _("the next weekday that is free"))


def busy_days(brand: Brand, variant: Variant | None, today: date) -> set[date]:
    """Days of the next weeks on which the channel, or without a variant the brand, has something planned."""
    rows = Variant.objects.filter(brand=brand, archived_at=None, draft__archived_at=None)
    rows = rows.filter(planned_on__range=(today, today + timedelta(days=AHEAD)))
    if variant:
        rows = rows.filter(channel=variant.channel_id).exclude(pk=variant.pk)
    return {day for day in rows.values_list("planned_on", flat=True) if day}
