"""Signals from the schedule and the channel's own past (signals.md B2)."""

from __future__ import annotations

from datetime import timedelta
from statistics import quantiles
from typing import Any

from scoring.reading import Reading
from scoring.rules.base import Rule, failed, not_assessed, passed, warned
from scoring.rules.signals_base import Params, Signal
from scoring.types import Measure, Result


class OwnLength(Signal):
    """Against the brand's own best posts; below the evidence it needs it says so."""

    id = "S-LEN-OWN"

    def check(self, reading: Reading, params: Params) -> Result:
        history = reading.snapshot.history
        posts = [post for post in history.posts if post.value is not None and post.text] if history else []
        if len(posts) < params["posts"]:
            return not_assessed("results")
        best = sorted(posts, key=lambda post: (-(post.value or 0), post.at))[: len(posts) // 4]
        low, _, high = quantiles([len(post.text) for post in best], n=4)
        length = len(reading.clean.strip())
        measured, wanted = Measure(length, "characters"), Measure(f"{round(low)}-{round(high)}", "characters")
        facts: dict[str, Any] = {"low": round(low), "high": round(high), "posts": len(posts)}
        if low <= length <= high:
            return passed(measured, wanted, **facts)
        near = low * (1 - params["near"]) <= length <= high * (1 + params["near"])
        return (warned if near else failed)(measured, wanted, **facts)


class Time(Signal):
    id = "S-TIME"
    needs = ("schedule", "history")

    def check(self, reading: Reading, params: Params) -> Result:
        schedule, history = reading.snapshot.schedule, reading.snapshot.history
        if not schedule or not schedule.planned_at or not history or history.slots is None:
            return not_assessed("results")
        local = schedule.planned_at + timedelta(minutes=history.utc_offset_minutes)
        here = local.weekday() * 24 + local.hour
        distances = [abs(here - (slot.weekday * 24 + slot.hour)) for slot in history.slots]
        hours = min((min(distance, 168 - distance) for distance in distances), default=168)
        measured, wanted = Measure(hours, "hours"), Measure(0, "hours")
        if hours <= params["near"]:
            return passed(measured, wanted) if hours == 0 else warned(measured, wanted, hours=hours)
        return failed(measured, wanted, hours=hours)


class Spacing(Signal):
    id = "S-SPACING"
    needs = ("schedule", "history")

    def check(self, reading: Reading, params: Params) -> Result:
        schedule, history = reading.snapshot.schedule, reading.snapshot.history
        if not schedule or not schedule.planned_at or not history:
            return not_assessed("schedule")
        wanted = Measure(params["hours"], "hours")
        gaps = [abs(schedule.planned_at - post.at) / timedelta(hours=1) for post in history.posts]
        if not gaps:
            return passed(None, wanted)
        hours = round(min(gaps), 1)
        measured = Measure(hours, "hours")
        if hours >= params["hours"]:
            return passed(measured, wanted, hours=hours)
        return (warned if hours >= params["hours"] / 2 else failed)(measured, wanted, hours=hours)


SIGNALS_HISTORY: tuple[Rule, ...] = (OwnLength(), Time(), Spacing())
