"""The list of drafts, and what the draft page shows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Exists, F, Min, OuterRef, Prefetch, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from planner import access, policy
from planner.models import Channel, Draft, Member, Pillar, ReviewState, Variant
from planner.queries import diffs, scorecards, search, surfaces

PER_PAGE = 50
STATES: dict[str, str | Promise] = {**dict(ReviewState.choices), "stale": _("Changed since approval")}
SORTS: dict[str, tuple[str | Promise, tuple[Any, ...]]] = {
    "updated": (_("Last changed"), ("-updated_at", "-pk")),
    "planned": (_("Planned next"), (F("next_at").asc(nulls_last=True), "-updated_at")),
    "created": (_("Newest"), ("-pk",)),
    "title": (_("Title"), ("title", "-pk")),
}


@dataclass(slots=True)
class Filters:
    """What the list is cut down to, read from an address: whatever is unknown there is left out."""

    q: str = ""
    brand: int | None = None
    state: str = ""
    pillar: int | None = None
    platform: str = ""
    label: str = ""
    author: int | None = None
    archived: bool = False
    sort: str = "updated"

    @property
    def active(self) -> bool:
        return any(
            (
                self.q,
                self.brand,
                self.state,
                self.pillar,
                self.platform,
                self.label,
                self.author,
                self.archived,
            )
        )


def filters(query: Mapping[str, str]) -> Filters:
    def text(name: str, most: int = 100) -> str:
        return query.get(name, "").replace("\x00", "").strip()[:most]

    def key(name: str) -> int | None:
        value = text(name)
        return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None

    state, platform, sort = text("state"), text("platform"), text("sort")
    return Filters(
        q=text("q", 200),
        brand=key("brand"),
        state=state if state in STATES else "",
        pillar=key("pillar"),
        platform=platform if platform in surfaces.platforms() else "",
        label=text("label"),
        author=key("author"),
        archived=text("archived") == "1",
        sort=sort if sort in SORTS else "updated",
    )


def found(member: Member, wanted: Filters) -> QuerySet[Draft]:
    """The drafts this member may see that the filters leave, in the order asked for."""
    rows = access.drafts_of(member, archived=wanted.archived).filter(archived_at__isnull=not wanted.archived)
    rows = _searched(_filtered(rows, wanted), wanted.q)
    if wanted.sort == "planned":
        soon = Q(variants__archived_at=None, variants__planned_at__gte=timezone.now())
        rows = rows.annotate(next_at=Min("variants__planned_at", filter=soon))
    return rows.order_by(*SORTS[wanted.sort][1])


def listed(member: Member, wanted: Filters, page: str | None) -> Page[Draft]:
    """One page of what is found; three queries whatever there is."""
    variants = (
        Variant.objects.filter(archived_at=None)
        .select_related("channel", "scorecard")
        .annotate(waits=scorecards.waits())
        .order_by("planned_at", "pk")
    )
    rows = (
        found(member, wanted)
        .select_related("brand", "created_by", "pillar")
        .defer("brief")
        .prefetch_related(
            Prefetch("variants", variants.defer("scorecard__report", "text"), to_attr="listed_variants")
        )
    )
    shown: Page[Any] = Paginator(rows, PER_PAGE).get_page(page)
    for draft in shown:
        for variant in draft.listed_variants:
            variant.brand = draft.brand
    return shown


def _filtered(rows: QuerySet[Draft], wanted: Filters) -> QuerySet[Draft]:
    exact = {"brand": wanted.brand, "pillar": wanted.pillar, "created_by": wanted.author}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if wanted.state == "stale":
        rows = rows.filter(stale=True)
    elif wanted.state:
        rows = rows.filter(review_state=wanted.state)
    if wanted.platform:
        on_it = Variant.objects.filter(
            draft=OuterRef("pk"), archived_at=None, channel__platform=wanted.platform
        )
        rows = rows.filter(Exists(on_it))
    if wanted.label:
        # SQLite keeps JSON as Django wrote it, in ASCII; PostgreSQL shows it in its own letters.
        as_json = json.dumps(wanted.label, ensure_ascii=connection.vendor == "sqlite")
        rows = rows.annotate(labels_text=Cast("labels", TextField())).filter(labels_text__contains=as_json)
    return rows


def _searched(rows: QuerySet[Draft], q: str) -> QuerySet[Draft]:
    """Every word must stand somewhere in the title, the brief, the base text or one variant's words."""
    for word in (search.fold(q) or "").split()[:8]:
        own = (
            Q(text__folded__contains=word)
            | Q(title__folded__contains=word)
            | Q(first_comment__folded__contains=word)
        )
        in_variant = Variant.objects.filter(own, draft=OuterRef("pk"), archived_at=None)
        in_draft = (
            Q(title__folded__contains=word) | Q(text__folded__contains=word) | Q(brief__folded__contains=word)
        )
        rows = rows.filter(in_draft | Q(campaign__folded__contains=word) | Exists(in_variant))
    return rows


def state_of(draft: Draft) -> tuple[str, str | Promise]:
    """The sign and the word for the draft's review state; a draft changed since its approval says so until it is sent again."""
    key = "stale" if draft.stale and draft.review_state == ReviewState.DRAFTING else draft.review_state
    return key, STATES[key]


@dataclass(slots=True)
class Choices:
    """What the fields of one draft may be set to, with the value that is set even if it is archived by now."""

    pillars: list[Pillar] = field(default_factory=list)
    people: list[Member] = field(default_factory=list)


def choices_for(draft: Draft, member: Member) -> Choices:
    pillars = Pillar.objects.filter(Q(archived_at=None) | Q(pk=draft.pillar_id), brand=draft.brand_id)
    return Choices(list(pillars), list(access.people_of(member, draft.brand, policy.INSIDE)))


def open_comments(draft: Draft, member: Member) -> int:
    """How many comments that the member may read nobody has resolved."""
    return access.comments_of(member, draft).filter(resolved_at=None).count()


def authors(member: Member) -> list[Member]:
    """Who may have written drafts here, by name."""
    rows = Member.objects.filter(workspace=member.workspace_id, role__in=policy.WRITERS).select_related(
        "user"
    )
    return sorted(rows, key=lambda row: row.user.label.casefold())


def pillars_of(member: Member, brand: int | None) -> list[Pillar]:
    """Of the brand that the list is cut down to; none without one."""
    if not brand:
        return []
    return list(access.within(member, Pillar.objects.filter(brand=brand, archived_at=None)))


def free_channels(draft: Draft, live: list[Variant]) -> list[Channel]:
    """Channels of the brand that are not on the draft yet."""
    used = {variant.channel_id for variant in live}
    rows = Channel.objects.filter(brand=draft.brand_id, archived_at=None)
    return [channel for channel in rows if channel.pk not in used]


def name_tabs(draft: Draft, live: list[Variant]) -> None:
    """``tab_name``: the platform; with its format or the channel's name where that would be said twice."""
    platforms = Counter(variant.channel.platform for variant in live)
    channels = Counter(variant.channel_id for variant in live)
    for variant in live:
        variant.brand = draft.brand
        name = surfaces.platform_label(variant.channel.platform)
        if channels[variant.channel_id] > 1:
            labels = surfaces.format_labels(variant.channel.platform)
            name = f"{name} · {labels.get(variant.format, variant.format)}"
        elif platforms[variant.channel.platform] > 1:
            name = variant.channel.name
        variant.tab_name = name  # type: ignore[attr-defined]


def field_label(name: str) -> str:
    """What to call a field when two people disagree about it."""
    return diffs.label("settings") if name.startswith("settings.") else diffs.label(name)


def is_prose(name: str) -> bool:
    return name in diffs.PROSE
