"""Recommendations in words, and their lists: for the desk, for a channel's results, for a brand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import formats
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from planner import access
from planner.models import Brand, Channel, Member, Recommendation
from planner.queries import surfaces

State, Kind = Recommendation.State, Recommendation.Kind
NEXT_MONTH_FROM = timedelta(days=14)  # so long before it begins, the next month's gaps are worth a line
METRICS: dict[str, Promise] = {
    "engagements": gettext_lazy("engagements"),
    "likes": gettext_lazy("likes"),
    "comments": gettext_lazy("comments"),
    "shares": gettext_lazy("shares"),
    "saves": gettext_lazy("saves"),
    "views": gettext_lazy("views"),
    "impressions": gettext_lazy("impressions"),
    "reach": gettext_lazy("reach"),
}


@dataclass(slots=True)
class Advice:
    """One recommendation ready to be shown: ``title`` says what, ``why`` with n and interval where there are any."""

    row: Recommendation
    title: str
    why: str
    platform: str = ""


def open_gaps(member: Member, now: datetime) -> QuerySet[Recommendation]:
    """What months still lack, the nearest month first and there the largest gap; the next month only from two weeks before."""
    months = sorted({f"{day:%Y-%m}" for day in (now, now + NEXT_MONTH_FROM)})
    rows = access.recommendations_of(member).filter(
        kind=Kind.GAP, state=State.OPEN, brand__archived_at=None, facts__month__in=months
    )
    return rows.order_by("facts__month", "-facts__short_by", "pk")


def open_advice(member: Member) -> QuerySet[Recommendation]:
    """Slots, and channels whose results are not enough yet."""
    rows = access.recommendations_of(member).exclude(kind=Kind.GAP)
    live = rows.filter(state=State.OPEN, brand__archived_at=None, channel__archived_at=None)
    return live.order_by("brand__name", "channel", "-kind", "-facts__lift", "pk")


def of_channel(member: Member, channel: Channel) -> list[Advice]:
    """What stands for the channel, dismissed ones included so that they can be taken back; best first."""
    rows = access.recommendations_of(member).filter(channel=channel).exclude(state=State.OUTDATED)
    order = {State.ACCEPTED: 0, State.OPEN: 1, State.DISMISSED: 2}
    ranked = sorted(rows, key=lambda row: (order[State(row.state)], -row.facts.get("lift", 0), row.pk))
    return words(ranked)


def of_brand(member: Member, brand: Brand) -> list[Advice]:
    """Slots and what is not enough, as far as nobody dismissed it."""
    rows = access.recommendations_of(member).filter(brand=brand, state__in=[State.OPEN, State.ACCEPTED])
    live = rows.exclude(kind=Kind.GAP).filter(channel__archived_at=None)
    return words(live.order_by("channel", "-facts__lift", "pk"))


def words(rows: Iterable[Recommendation]) -> list[Advice]:
    """``rows`` with brand, channel and pillar loaded."""
    say = {Kind.SLOT: _slot, Kind.NOT_ENOUGH: _not_enough, Kind.GAP: _gap}
    return [say[Kind(row.kind)](row) for row in rows]


def _slot(row: Recommendation) -> Advice:
    facts = row.facts
    title = _("%(weekday)s around %(hour)s on %(channel)s") % {
        "weekday": WEEKDAYS[facts["weekday"]],
        "hour": hour_words(facts["hour"]),
        "channel": _channel(row),
    }
    why = _("%(lift)s against the channel’s average post (90 %% interval %(low)s to %(high)s, n %(n)d)") % {
        "lift": percent(facts["lift"]),
        "low": percent(facts["low"]),
        "high": percent(facts["high"]),
        "n": facts["n"],
    }
    if facts["low"] <= 0:
        why = _("%(why)s; may be chance") % {"why": why}
    return Advice(row, capfirst(title), why, row.channel.platform if row.channel else "")


def _not_enough(row: Recommendation) -> Advice:
    title = _("Best hours of %(channel)s: not enough data yet") % {"channel": _channel(row)}
    why = ngettext(
        "%(n)d post with a known time in the last half year; %(needed)d are needed. Import another export.",
        "%(n)d posts with a known time in the last half year; %(needed)d are needed. Import another export.",
        row.facts["n"],
    ) % {"n": row.facts["n"], "needed": row.facts["needed"]}
    return Advice(row, title, why, row.channel.platform if row.channel else "")


def _gap(row: Recommendation) -> Advice:
    facts = row.facts
    short = int(facts.get("short_by", facts["target"] - facts["planned"]))
    title = ngettext(
        "“%(pillar)s” lacks %(short)d post in %(month)s",
        "“%(pillar)s” lacks %(short)d posts in %(month)s",
        short,
    ) % {"pillar": row.pillar or facts["pillar"], "short": short, "month": month_words(facts["month"])}
    why = _("%(planned)d of %(target)d planned") % {"planned": facts["planned"], "target": facts["target"]}
    return Advice(row, title, why)


def _channel(row: Recommendation) -> str:
    """The platform, with the channel's name where the brand's does not say it already."""
    if row.channel is None:
        return ""
    platform = surfaces.platform_label(row.channel.platform)
    return platform if row.channel.name == row.brand.name else f"{platform} ({row.channel.name})"


def month_words(month: str) -> str:
    """ "2026-11" as "November 2026", in the reader's language."""
    return formats.date_format(date.fromisoformat(f"{month}-01"), "YEAR_MONTH_FORMAT")


def hour_words(hour: int) -> str:
    return f"{hour:02d}:00"


def percent(share: float) -> str:
    """0.34 as "+34 %", with a real minus."""
    value = round(share * 100)
    return f"{'−' if value < 0 else '+'}{abs(value)}\u00a0%"


def metric_words(metric: str) -> str:
    """ "likes+comments" as "likes, comments"."""
    return ", ".join(str(METRICS.get(name, name)) for name in metric.split("+") if name)
