"""What waits for a person and why: a fixed number of queries, whatever waits.

Reviews come oldest first, as they should be answered; the newest three stand on the first page as well, so that what was
just sent can be seen without turning 250 pages. Every section has its own pages and says how many there are in all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone

from planner import access, policy
from planner.models import (
    Approval,
    Brand,
    Channel,
    Decision,
    Draft,
    Look,
    Member,
    Recommendation,
    Review,
    ReviewState,
    Revision,
    Step,
    Variant,
)
from planner.queries import contents, diffs, recommendations

PER_PAGE = 15
ASIDE_PER_PAGE = 5  # what may be done, below what must
NEWEST = 3
MISSED_SHOWN = timedelta(days=14)
LONG_AGO = datetime(1970, 1, 1, tzinfo=timezone.get_default_timezone())
WAITING, CHANGES, STALE, DUE, GAPS, ADVICE = KEYS = ("waiting", "changes", "stale", "due", "gaps", "advice")


@dataclass(slots=True)
class Line:
    """One thing to do. ``news``: None when never seen, else what changed since the last look (empty: nothing)."""

    draft: Draft
    since: datetime | None
    step: str = ""
    note: str = ""
    who: str = ""
    news: list[diffs.Change] | None = None
    seen_at: datetime | None = None
    variant: Variant | None = None
    delivery: str = ""
    when: str = ""  # the plan in words, put in by the page
    platforms: list[str] = field(default_factory=list)

    @property
    def fields_changed(self) -> list[str]:
        return list(dict.fromkeys(change.label for change in self.news or []))


@dataclass(slots=True)
class Section:
    """A page of lines of one kind. ``newest`` are the last to come in, on the first page only; ``advice`` is what the worker
    recommends, in place of lines."""

    key: str
    number: int = 1
    total: int = 0
    lines: list[Line] = field(default_factory=list)
    newest: list[Line] = field(default_factory=list)
    advice: list[recommendations.Advice] = field(default_factory=list)

    @property
    def per_page(self) -> int:
        return ASIDE_PER_PAGE if self.key in (GAPS, ADVICE) else PER_PAGE

    @property
    def pages(self) -> int:
        return -(-self.total // self.per_page)

    @property
    def first(self) -> int:
        return (self.number - 1) * self.per_page + 1

    @property
    def last(self) -> int:
        return min(self.total, self.number * self.per_page)

    @property
    def previous(self) -> int:
        """The page before, the last one when this is beyond the end; 0 when there is none."""
        return min(self.number - 1, self.pages)

    @property
    def next(self) -> int:
        return self.number + 1 if self.number < self.pages else 0


def sections_of(member: Member, pages: Mapping[str, int], now: datetime) -> list[Section]:
    """In the order in which they want doing. ``pages``: which page of each section, 1 when missing. Eight queries."""
    found = {key: Section(key, pages.get(key, 1)) for key in KEYS}
    _add_drafts(member, found)
    if member.role in policy.WRITERS:
        _add_due(member, found[DUE], now)
        _add_advice(found[GAPS], recommendations.open_gaps(member, now))
        _add_advice(found[ADVICE], recommendations.open_advice(member))
    return [section for section in found.values() if section.total]


def waiting_for(member: Member) -> Q:
    """Drafts whose open step this member may answer, own work left out where the brand does."""
    kinds = Q()
    if member.role in policy.LEADS | {policy.REVIEWER}:
        kinds |= Q(open_kind=Step.Kind.REVIEWER)
    if member.role in policy.LEADS:
        kinds |= Q(open_kind=Step.Kind.CLIENT, brand__allow_for_client=True)
    return kinds & (Q(own=False) | Q(brand__allow_own_work=True)) if kinds else Q(pk__in=[])


def drafts_that_wait(member: Member) -> QuerySet[Draft]:
    """Drafts that want something of this member, each with its ``section`` and since when it waits."""
    step = Step.objects.filter(
        review__draft=OuterRef("pk"), review__state=Review.State.OPEN, state=Step.State.OPEN
    )
    approved = Approval.objects.filter(draft=OuterRef("draft")).order_by("-pk").values("approved_at")[:1]
    mine = Revision.objects.filter(draft=OuterRef("pk"), author=member.user_id).annotate(
        after=Coalesce(Subquery(approved), Value(LONG_AGO), output_field=DateTimeField())
    )
    last = Review.objects.filter(draft=OuterRef("pk")).order_by("-number")
    sent_back = Review.objects.filter(draft=OuterRef("pk"), state=Review.State.CHANGES_REQUESTED)
    rows = access.drafts_of(member).annotate(
        open_kind=Subquery(step.values("kind")[:1]),
        opened=Subquery(step.values("opened_at")[:1]),
        own=Exists(mine.filter(updated_at__gt=F("after"))),
        last_state=Subquery(last.values("state")[:1]),
        last_closed=Subquery(last.values("closed_at")[:1]),
    )
    # Most drafts of an agency are finished: only the rest is looked at closely.
    rows = rows.filter(Q(review_state=ReviewState.IN_REVIEW) | Q(stale=True) | Exists(sent_back))
    writer = Q() if member.role in policy.WRITERS else Q(pk__in=[])
    idle = Q(review_state__in=[ReviewState.DRAFTING, ReviewState.CHANGES_REQUESTED])
    return rows.annotate(
        section=Case(
            When(waiting_for(member), then=Value(WAITING)),
            When(writer & idle & Q(last_state=Review.State.CHANGES_REQUESTED), then=Value(CHANGES)),
            When(writer & Q(stale=True, review_state=ReviewState.DRAFTING), then=Value(STALE)),
            default=None,
            output_field=CharField(),
        ),
        since=Coalesce("opened", "last_closed", "updated_at"),
    ).filter(section__isnull=False)


def _rows(member: Member) -> QuerySet[Draft]:
    """The same, with where each stands in its section, from both ends; and how many the section holds."""
    section = F("section")
    return drafts_that_wait(member).annotate(
        place=Window(RowNumber(), partition_by=section, order_by=[F("since").asc(), F("pk").asc()]),
        back=Window(RowNumber(), partition_by=section, order_by=[F("since").desc(), F("pk").desc()]),
        total=Window(Count("pk"), partition_by=section),
    )


def first_step(member: Member) -> tuple[str, Brand | None]:
    """What an empty desk leads to: "brand", "channel" of that brand, or "draft"; "" for who only reads. Two queries."""
    if member.role not in policy.WRITERS:
        return "", None
    brands = access.brands_of(member).order_by("pk")
    brand = brands.first()
    if brand is None:
        return "brand", None
    bare = not Channel.objects.filter(brand__in=brands, archived_at=None).exists()
    return ("channel", brand) if bare else ("draft", None)


def _add_drafts(member: Member, found: dict[str, Section]) -> None:
    wanted = Q()
    for key in (WAITING, CHANGES, STALE):
        first = found[key].first
        there = Q(place__range=(first, first + PER_PAGE - 1))
        if key == WAITING and first == 1:
            there |= Q(back__lte=NEWEST)
        wanted |= Q(section=key) & (there | Q(back=1))
    names = ("pk", "section", "since", "open_kind", "place", "total")
    places = _rows(member).filter(wanted).values(*names)
    rows = sorted(places, key=lambda row: row["place"])
    lines = _lines(member, rows)
    for row in rows:
        section = found[row["section"]]
        section.total = row["total"]
        if section.first <= row["place"] < section.first + PER_PAGE:
            section.lines.append(lines[row["pk"]])
        elif section.key == WAITING and section.first == 1:
            section.newest.insert(0, lines[row["pk"]])


def _lines(member: Member, rows: list[dict[str, Any]]) -> dict[int, Line]:
    """What the lines say, by primary key of the draft: two queries for all of them."""
    look = Look.objects.filter(user=member.user_id, draft=OuterRef("pk"))
    last = Review.objects.filter(draft=OuterRef("pk")).order_by("-number")
    said = Decision.objects.filter(step__review__draft=OuterRef("pk")).order_by("-pk")
    drafts = (
        Draft.objects.filter(pk__in=[row["pk"] for row in rows])
        .select_related("brand")
        .prefetch_related(
            Prefetch("variants", Variant.objects.filter(archived_at=None).select_related("channel"))
        )
        .annotate(
            asked_content=Subquery(last.values("content")[:1]),
            seen_content=Subquery(look.values("content")[:1]),
            seen_before=Subquery(look.values("before")[:1]),
            seen_hash=Subquery(look.values("content_hash")[:1]),
            seen_at=Subquery(look.values("seen_at")[:1]),
            said_by=Subquery(said.values("author_label")[:1]),
            said_note=Subquery(said.values("note")[:1]),
        )
        .in_bulk()
    )
    return {row["pk"]: _line(drafts[row["pk"]], row) for row in rows}


def _line(draft: Any, row: dict[str, Any]) -> Line:
    line = Line(draft, row["since"], row["open_kind"] or "")
    line.platforms = list(dict.fromkeys(variant.channel.platform for variant in draft.variants.all()))
    if row["section"] == WAITING and draft.seen_content:
        same = contents.digest(draft.asked_content) == draft.seen_hash
        known = (draft.seen_before or draft.seen_content) if same else draft.seen_content
        line.seen_at, line.news = draft.seen_at, diffs.content_diff(known, draft.asked_content)
    if row["section"] == CHANGES:
        line.who, line.note = draft.said_by or "", draft.said_note or ""
    return line


def _add_due(member: Member, section: Section, now: datetime) -> None:
    """Planned for today in the brand's own time, due, or missed in the last two weeks, and not handed off."""
    zones = access.brands_of(member).order_by().values_list("time_zone", flat=True).distinct()
    today = Q(pk__in=[])
    for name in zones:
        day = now.astimezone(ZoneInfo(name)).date()
        today |= Q(brand__time_zone=name, planned_on__lte=day)
    rows = (
        access.variants_of(member)
        .filter(today, planned_at__gte=now - MISSED_SHOWN, handed_off_at=None, published_at=None)
        .select_related("draft__brand", "channel", "brand")
        .annotate(
            total=Window(Count("pk")),
            place=Window(RowNumber(), order_by=[F("planned_at").asc(), F("pk").asc()]),
        )
    )
    first = (section.number - 1) * PER_PAGE
    page = Q(place__gt=first, place__lte=first + PER_PAGE) | Q(place=1)
    for variant in rows.filter(page).order_by("planned_at", "pk"):
        section.total = variant.total
        if variant.place > first:
            line = Line(variant.draft, variant.planned_at, variant=variant)
            line.delivery = str(variant.delivery(now).label)
            line.platforms = [variant.channel.platform]
            section.lines.append(line)


def _add_advice(section: Section, rows: QuerySet[Recommendation]) -> None:
    section.total = rows.count()
    section.advice = recommendations.words(rows[section.first - 1 : section.first - 1 + section.per_page])
