"""Moving a draft in the calendar: all its channels that stand at one time go together, and can be put back exactly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from planner import audit
from planner.models import Draft, Member, ReviewState, Variant
from planner.queries import plans
from planner.queries.periods import place, when
from planner.services import revisions, variants
from planner.services.drafts import locked
from planner.services.values import Plan, check_day, read_day, read_time

SALT = "planner.calendar.undo"
UNDO_SECONDS = 15 * 60
PLAN = [*variants.PLAN, *variants.WINDOW]


class Elsewhere(ValidationError):
    """What the screen showed is no longer so; nothing was written."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a screen knows of a chip: the draft, its instant (0: none) and how many channels stand there."""

    draft: int
    at: int
    variants: int

    @classmethod
    def read(cls, text: str) -> Standing:
        parts = text.split("-")
        if len(parts) != 3 or not all(one.isascii() and one.isdigit() and len(one) < 13 for one in parts):
            raise Elsewhere(_("This page is out of date. Please load it again."))
        return cls(*map(int, parts))

    @property
    def moment(self) -> datetime | None:
        return datetime.fromtimestamp(self.at, UTC) if self.at else None


@dataclass(frozen=True, slots=True)
class Moved:
    """``undo`` is "" when nothing was written; ``approval`` is "ended" or "revived" when the move did that."""

    draft: Draft
    plan: Plan | None
    undo: str = ""
    approval: str = ""

    @property
    def comes_twice(self) -> bool:
        """The clocks go back over this time; the first one is meant."""
        if not self.plan:
            return False
        wall = datetime.combine(*self.plan, self.draft.brand.zone)
        return wall.utcoffset() != wall.replace(fold=1).utcoffset()


@transaction.atomic
def move(
    chip: Standing, day: date | None, at: time | None, *, member: Member, zone: tzinfo | None = None
) -> Moved:
    """Plan all that the chip stands for on another day, by default at the time of day it has; without a day take the
    plan back. ``zone`` is the clock that ``day`` and ``at`` are read on, by default the brand's.

    Asked twice, the second finds it done. Raises Elsewhere when the chip is no longer there, ValidationError or Refused.
    """
    draft = locked(chip.draft, member)
    wanted = _wanted(draft, chip, day, at, zone)
    rows = _rows(draft)
    here = [row for row in rows if _stands(row, chip)]
    if len(here) != chip.variants or not here:
        if not here and _is_done(rows, wanted, chip):
            return Moved(draft, wanted)
        raise Elsewhere(_elsewhere(draft, rows))
    if all((row.planned_on, row.planned_time) == (wanted or (None, None)) for row in here):
        return Moved(draft, wanted)
    former = [_former(row) for row in here]
    for row in here:
        row.save(update_fields=variants.write_plan(row, wanted))
    approval = _finish(draft, here, member, before=chip.moment)
    moment = here[0].planned_at
    token = {"draft": draft.pk, "at": int(moment.timestamp()) if moment else 0, "rows": former}
    return Moved(draft, wanted, signing.dumps(token, salt=SALT, compress=True), approval)


@transaction.atomic
def undo(token: str, *, member: Member) -> Moved:
    """Give every channel of a move its former time, instant and days back. Twice is once."""
    try:
        kept: dict[str, Any] = signing.loads(token, salt=SALT, max_age=UNDO_SECONDS)
    except signing.BadSignature:
        raise ValidationError(_("This can no longer be undone. Please move it yourself.")) from None
    draft = locked(kept["draft"], member)
    rows = {row.pk: row for row in _rows(draft)}
    pairs = [(rows.get(former[0]), former) for former in kept["rows"]]
    if all(row and _former(row) == former for row, former in pairs):
        return Moved(draft, None)
    moved = [row for row, _former_plan in pairs if row and _seconds(row) == kept["at"]]
    if len(moved) != len(pairs):
        raise Elsewhere(_elsewhere(draft, list(rows.values())))
    for row, former in zip(moved, kept["rows"], strict=True):
        _put_back(row, former)
    moment = datetime.fromtimestamp(kept["at"], UTC) if kept["at"] else None
    approval = _finish(draft, moved, member, before=moment)
    return Moved(draft, variants.plan_of(moved[0]), approval=approval)


def _wanted(
    draft: Draft, chip: Standing, day: date | None, at: time | None, zone: tzinfo | None
) -> Plan | None:
    """The wall time of the brand that is asked for."""
    if day is None:
        return None
    check_day(day)
    if at is None:
        at = _time_of_day(draft, chip, day, zone or draft.brand.zone)
    if zone is None:
        return day, at
    local = variants.instant(day, at, zone).astimezone(draft.brand.zone)
    return local.date(), local.time()


def _time_of_day(draft: Draft, chip: Standing, day: date, zone: tzinfo) -> time:
    if chip.moment:
        return chip.moment.astimezone(zone).time()
    return plans.suggest(draft, _rows(draft)[0] if _rows(draft) else None, day).at


def _rows(draft: Draft) -> list[Variant]:
    rows = list(Variant.objects.filter(draft=draft, archived_at=None).select_related("channel"))
    for row in rows:
        row.draft, row.brand = draft, draft.brand
    return rows


def _seconds(row: Variant) -> int:
    return int(row.planned_at.timestamp()) if row.planned_at else 0


def _stands(row: Variant, chip: Standing) -> bool:
    loose = chip.at == 0 and (row.handed_off_at or row.published_at)
    return _seconds(row) == chip.at and not loose


def _is_done(rows: list[Variant], wanted: Plan | None, chip: Standing) -> bool:
    return sum(variants.plan_of(row) == wanted for row in rows) >= chip.variants


def _elsewhere(draft: Draft, rows: list[Variant]) -> str:
    """Where it is now, for somebody whose screen is behind."""
    times = {plan for row in rows if (plan := variants.plan_of(row))}
    facts = {"title": draft.label or _("Untitled draft")}
    if len(times) == 1:
        facts["when"] = when(*times.pop(), place(draft.brand.time_zone))
        return _("%(title)s was moved meanwhile: it is planned for %(when)s. Nothing was changed.") % facts
    return _("%(title)s was changed meanwhile. Nothing was changed here; this is how it is now.") % facts


def _former(row: Variant) -> list[Any]:
    dates = [row.planned_on, row.planned_time, row.window_from, row.window_to]
    return [row.pk, _seconds(row), *(one.isoformat() if one else None for one in dates)]


def _put_back(row: Variant, former: list[Any]) -> None:
    variants.check_movable(row)
    _pk, seconds, day, at, first, last = former
    row.planned_on, row.planned_time = read_day(day), read_time(at)
    row.planned_at = datetime.fromtimestamp(seconds, UTC) if seconds else None
    row.window_from, row.window_to = read_day(first), read_day(last)
    row.save(update_fields=PLAN)


def _finish(draft: Draft, rows: list[Variant], member: Member, *, before: datetime | None) -> str:
    """Settle reviews and approvals, note the act; what became of the approval."""
    approved = draft.review_state == ReviewState.APPROVED
    revisions.finish(draft, actor=member.user, rescore=[row.pk for row in rows])
    moment = rows[0].planned_at
    audit.record(
        draft.workspace,
        "variant.planned",
        draft,
        actor=member.user,
        brand=draft.brand,
        before=before.isoformat() if before else None,
        after=moment.isoformat() if moment else None,
        channels=[row.channel.name for row in rows],
    )
    now = draft.review_state == ReviewState.APPROVED
    return "" if now == approved else "revived" if now else "ended"
