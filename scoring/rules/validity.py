"""Validity: will the platform take the post. When it may go out, and all rules of the family in order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from scoring.rules import validity_media as media
from scoring.rules import validity_text as text
from scoring.rules.base import Rule, failed, not_assessed, passed, warned
from scoring.types import Family, Measure, Result

if TYPE_CHECKING:
    from scoring.reading import Reading


class Quota(Rule):
    """Posts of the channel in the day before the planned time, this one included."""

    id = "V-QUOTA"
    family = Family.VALIDITY
    needs = ("schedule", "history")
    limits = ("quota",)

    def check(self, reading: Reading, params: Mapping[str, Any]) -> Result:
        schedule, history = reading.snapshot.schedule, reading.snapshot.history
        if schedule is None or schedule.planned_at is None or history is None:
            return not_assessed("schedule", "history")
        day = timedelta(hours=24)
        recent = sum(timedelta(0) <= schedule.planned_at - post.at < day for post in history.posts)
        limit = params["quota"]["limit"]
        measured, wanted = Measure(recent + 1, "posts_24h"), Measure(limit, "posts_24h")
        if recent + 1 > limit:
            return failed(measured, wanted)
        if recent + 1 > limit * params["near"]:
            return warned(measured, wanted)
        return passed(measured, wanted)


class ScheduleTime(Rule):
    id = "V-SCHED"
    family = Family.VALIDITY
    needs = ("schedule",)

    def check(self, reading: Reading, params: Mapping[str, Any]) -> Result:
        schedule = reading.snapshot.schedule
        if schedule is None or schedule.planned_at is None:
            return not_assessed("schedule")
        minutes = int((schedule.planned_at - schedule.now).total_seconds() // 60)
        measured = Measure(minutes, "minutes")
        if minutes < 0:
            return failed(measured, Measure(0, "minutes"), case="past")
        if minutes < params["lead"]:
            return failed(measured, Measure(params["lead"], "minutes"), case="lead")
        if minutes < params["unapproved"] and not schedule.approved:
            return warned(measured, Measure(params["unapproved"], "minutes"))
        return passed(measured)


VALIDITY: tuple[Rule, ...] = (
    text.Length(),
    text.EscapedLength(),
    text.Bytes(),
    text.Hashtags(),
    text.Cashtags(),
    text.Mentions(),
    media.Count(),
    media.Mix(),
    media.Ratio(),
    media.Duration(),
    media.Size(),
    text.Title(),
    text.Topic(),
    text.Link(),
    media.AltText(),
    text.Languages(),
    Quota(),
    ScheduleTime(),
    media.SafeZones(),
)
