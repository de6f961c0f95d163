"""Writing variants: what a draft becomes on one channel, and when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from planner import access, audit
from planner.models import Channel, Draft, Member, Revision, Variant
from planner.queries import surfaces
from planner.queries.periods import place
from planner.services import revisions
from planner.services.drafts import Saved, field_named, locked
from planner.services.merging import Conflict, resolve
from planner.services.values import VARIANT, Field, Plan, check_day

PLAN = ["planned_on", "planned_time", "planned_at"]
WINDOW = ["window_from", "window_to"]


@transaction.atomic
def save_field(
    variant: Variant, name: str, value: Any, base: Any, *, member: Member, reason: str = Revision.Reason.EDIT
) -> Saved:
    """Like ``drafts.save_field``. Text is compared as it is shown: writing other words than the base text's makes it the
    variant's own, writing the same changes nothing."""
    draft, variant = _locked(variant, member)
    field = field_named(VARIANT, name)
    before = _stored(variant, name)
    mine, known = field.read(value), field.read(base)
    if mine != known and mine is not None:
        field.check(mine)
    stored = resolve(known, mine, before, prose=field.prose)
    if stored == before:
        return Saved(draft, before, "same", variant)
    if stored is not None:
        field.check(stored)
    _save(variant, _write(variant, name, stored, field))
    revisions.finish(draft, actor=member.user, rescore=[variant.pk], reason=reason)
    return Saved(draft, stored, "saved" if stored == mine else "merged", variant)


def _locked(variant: Variant, member: Member) -> tuple[Draft, Variant]:
    """The draft's row locked, then the variant as it is now: all writes to a draft queue at the draft's row."""
    draft = locked(variant.draft_id, member)
    fresh = Variant.objects.select_related("channel").filter(draft=draft, pk=variant.pk).first()
    if fresh is None:
        raise Http404
    variant = fresh
    variant.draft, variant.brand = draft, draft.brand
    if variant.archived_at:
        raise ValidationError(_("This channel was taken out of the draft. Put it back to change it."))
    return draft, variant


def _stored(variant: Variant, name: str) -> Any:
    if name == "text":
        return variant.full_text
    if name == "plan":
        return plan_of(variant)
    if name == "window":
        return (variant.window_from, variant.window_to) if variant.window_from else None
    if name.startswith("settings."):
        key = name.removeprefix("settings.")
        return VARIANT[name].read(variant.settings.get(key))
    return getattr(variant, name)


def _write(variant: Variant, name: str, value: Any, field: Field) -> list[str]:
    """Put the value into the row; the columns to save."""
    if name == "plan":
        return write_plan(variant, value)
    if name == "window":
        return _write_window(variant, value)
    if name == "format":
        _check_format(variant, value)
    if name.startswith("settings."):
        key = name.removeprefix("settings.")
        rest = {one: kept for one, kept in variant.settings.items() if one != key}
        variant.settings = rest if value in ("", [], None) else rest | {key: value}
        return ["settings"]
    setattr(variant, name, value)
    return [name]


def _save(variant: Variant, columns: list[str]) -> None:
    if not {"format", "archived_at"} & set(columns):
        return variant.save(update_fields=columns)
    try:
        with transaction.atomic():
            variant.save(update_fields=columns)
    except IntegrityError:
        raise ValidationError(_("This draft already has this channel in this format.")) from None


def _check_format(variant: Variant, name: str) -> None:
    if surfaces.format_of(variant.channel.platform, name) is None:
        raise ValidationError(_("This platform has no such format."))


@transaction.atomic
def inherit(variant: Variant, base: str, *, member: Member) -> Saved:
    """Back to the base text. Refused as a conflict when the own text is no longer what the writer saw (``base``)."""
    field = VARIANT["text"]
    draft, variant = _locked(variant, member)
    if variant.text is None:
        return Saved(draft, draft.text, "same", variant)
    if variant.text != field.read(base):
        raise Conflict(base, draft.text, variant.text)
    variant.text = None
    variant.save(update_fields=["text"])
    revisions.finish(draft, actor=member.user, rescore=[variant.pk])
    return Saved(draft, draft.text, "saved", variant)


@transaction.atomic
def plan(variant: Variant, day: date | None, at: time | None, *, member: Member) -> Variant:
    """Plan for a wall time in the brand's zone, whatever it was before; without a day the plan is taken back."""
    draft, variant = _locked(variant, member)
    wanted: Plan | None = (day, at or time(9)) if day else None
    if wanted != _stored(variant, "plan"):
        variant.save(update_fields=write_plan(variant, wanted))
        revisions.finish(draft, actor=member.user, rescore=[variant.pk])
    return variant


@transaction.atomic
def plan_all(draft_id: int, day: date | None, at: time | None, *, member: Member) -> list[Variant]:
    """Plan every live variant that still can move for the same wall time, as one change."""
    draft = locked(draft_id, member)
    wanted: Plan | None = (day, at or time(9)) if day else None
    rows = Variant.objects.select_related("brand", "channel").filter(
        draft=draft, archived_at=None, published_at=None, handed_off_at=None
    )
    moved = [variant for variant in rows if _stored(variant, "plan") != wanted]
    for variant in moved:
        variant.save(update_fields=write_plan(variant, wanted))
    if moved:
        revisions.finish(draft, actor=member.user, rescore=[variant.pk for variant in moved])
    return moved


@transaction.atomic
def set_window(
    draft_id: int, first: date | None, last: date | None, *, member: Member, only: int | None = None
) -> list[Variant]:
    """The days on which an approval will hold, of one variant or of all that are not published; without days: the planned day."""
    draft = locked(draft_id, member)
    first, last = first or last, last or first
    days = (first, last) if first and last else None
    rows = Variant.objects.select_related("brand", "channel").filter(
        draft=draft, archived_at=None, published_at=None
    )
    changed = [
        variant for variant in (rows.filter(pk=only) if only else rows) if _stored(variant, "window") != days
    ]
    for variant in changed:
        variant.save(update_fields=_write_window(variant, days))
    if changed:
        revisions.finish(draft, actor=member.user)
    return changed


def instant(day: date, at: time, zone: tzinfo) -> datetime:
    """The UTC instant of a wall time of the zone. A time that clocks skip is refused; one that comes twice is the first."""
    check_day(day)
    wall = datetime.combine(day, at, zone)
    moment = wall.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None):
        raise ValidationError(
            _("On %(day)s the clocks in %(place)s go forward and skip %(time)s. Please choose another time.")
            % {
                "day": formats.date_format(day, "DATE_FORMAT"),
                "place": place(str(zone)),
                "time": formats.time_format(at, "TIME_FORMAT"),
            }
        )
    return moment


def plan_of(variant: Variant) -> Plan | None:
    """Wall time of the brand, None without a plan."""
    return (variant.planned_on, variant.planned_time) if variant.planned_on and variant.planned_time else None


def check_movable(variant: Variant) -> None:
    if variant.published_at or variant.handed_off_at:
        raise ValidationError(_("This was handed off or published already; its time stays as it was."))


def write_plan(variant: Variant, value: Plan | None) -> list[str]:
    """Put the plan into the row, and let go of days set for the approval that it leaves; the columns to save."""
    check_movable(variant)
    if value is None:
        variant.planned_on = variant.planned_time = variant.planned_at = None
        variant.window_from = variant.window_to = None
        return PLAN + WINDOW
    moment = instant(*value, variant.brand.zone)
    variant.planned_on, variant.planned_time, variant.planned_at = *value, moment
    if variant.window_from and variant.window_to and not variant.window_from <= value[0] <= variant.window_to:
        variant.window_from = variant.window_to = None
        return PLAN + WINDOW
    return PLAN


def _write_window(variant: Variant, value: tuple[date, date] | None) -> list[str]:
    first, last = value or (None, None)
    if first and last:
        check_day(first)
        check_day(last)
        if last < first:
            raise ValidationError(_("The last day comes before the first one."))
        if variant.planned_on and not first <= variant.planned_on <= last:
            raise ValidationError(_("The planned day must lie within these days."))
    variant.window_from, variant.window_to = first, last
    return WINDOW


@transaction.atomic
def add(draft_id: int, channel_ids: Iterable[int], *, member: Member, format: str = "") -> list[Variant]:  # noqa: A002
    """Put channels of the brand on the draft, each once for a format; one that was taken out comes back as it was."""
    draft = locked(draft_id, member)
    channels = Channel.objects.filter(brand=draft.brand_id, pk__in=list(channel_ids), archived_at=None)
    added: list[Variant] = []
    present: list[Variant] = []
    for channel in channels:
        name = format or surfaces.default_format(channel)
        if surfaces.format_of(channel.platform, name) is None:
            raise ValidationError(_("This platform has no such format."))
        row = _present(draft, channel, format)
        (present if row else added).append(
            row or _come_back(draft, channel, name) or _new(draft, channel, name)
        )
    if added:
        revisions.finish(draft, actor=member.user, rescore=[variant.pk for variant in added])
    return present + added


def _present(draft: Draft, channel: Channel, format: str) -> Variant | None:  # noqa: A002
    rows = Variant.objects.filter(draft=draft, channel=channel, archived_at=None)
    return (rows.filter(format=format) if format else rows).first()


def _come_back(draft: Draft, channel: Channel, format: str) -> Variant | None:  # noqa: A002
    variant = (
        Variant.objects.filter(draft=draft, channel=channel, format=format).order_by("-archived_at").first()
    )
    if variant:
        variant.archived_at = None
        variant.save(update_fields=["archived_at"])
    return variant


def _new(draft: Draft, channel: Channel, format: str) -> Variant:  # noqa: A002
    return Variant.objects.create(
        workspace_id=draft.workspace_id, draft=draft, channel=channel, brand=draft.brand, format=format
    )


@transaction.atomic
def remove(variant: Variant, *, member: Member) -> Variant:
    """Take the channel out of the draft; ``add`` or a restored revision brings it back with its words."""
    draft = locked(variant.draft_id, member)
    variant = access.variant_for(member, variant.pk, "draft.write")
    if variant.draft_id != draft.pk:
        raise Http404
    if variant.published_at or variant.handed_off_at:
        raise ValidationError(_("This was handed off already and stays in the draft."))
    if variant.archived_at is None:
        variant.archived_at = timezone.now()
        variant.save(update_fields=["archived_at"])
        audit.record(
            draft.workspace,
            "variant.removed",
            draft,
            actor=member.user,
            brand=draft.brand,
            channel=variant.channel.name,
        )
        revisions.finish(draft, actor=member.user)
    return variant


@transaction.atomic
def put_back(variant: Variant, *, member: Member) -> Variant:
    draft = locked(variant.draft_id, member)
    variant = access.variant_for(member, variant.pk, "draft.write")
    if variant.archived_at:
        variant.archived_at = None
        _save(variant, ["archived_at"])
        revisions.finish(draft, actor=member.user, rescore=[variant.pk])
    return variant
