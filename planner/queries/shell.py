"""The frame around every page: navigation, brands with what waits, unread notices, work in progress."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from planner import access, policy
from planner.models import Job, Member, User, Workspace
from planner.queries import desk


@dataclass(slots=True)
class Entry:
    key: str
    label: str
    url: str
    icon: str
    count: int = 0
    hot: bool = False
    current: bool = False


@dataclass(slots=True)
class BrandEntry:
    pk: int
    name: str
    url: str
    waiting: int


@dataclass(slots=True)
class Shell:
    workspace: Workspace | None = None
    member: Member | None = None
    user: User | None = None
    workspaces: list[Workspace] = field(default_factory=list)
    nav: list[Entry] = field(default_factory=list)
    brands: list[BrandEntry] = field(default_factory=list)
    unread: int = 0
    working: bool = False
    can_write: bool = False
    language: str = "en"
    theme: str = "auto"
    tryout: bool = False


def of(request: HttpRequest) -> Shell:
    user = getattr(request, "user", None)
    language = getattr(request, "LANGUAGE_CODE", "en")
    if user is None or not user.is_authenticated:
        return Shell(language=language, tryout=settings.TRYOUT)
    shell = Shell(user=user, language=language, theme=user.theme, tryout=settings.TRYOUT)
    member: Member | None = getattr(request, "member", None)
    if member is None:
        return shell
    shell.member, shell.workspace = member, member.workspace
    shell.workspaces = [row.workspace for row in access.memberships_of(user)]
    shell.can_write = bool(policy.can(member.role, "draft.write"))
    shell.unread = access.notices_of(member).filter(read_at=None).count()
    if not member.is_client:
        shell.brands = _brands(member)
        shell.working = Job.objects.filter(_left(member)).exists()
    shell.nav = _nav(request, member, shell)
    return shell


@dataclass(frozen=True, slots=True)
class Work:
    """Background work of one kind that is left. ``total`` 0: how much is not known yet; ``waits``: no worker is at it."""

    label: str
    done: int
    total: int
    waits: bool


def _left(member: Member) -> Q:
    """Work that somebody waits for; mails go out by themselves."""
    return Q(workspace=member.workspace_id, state__in=[Job.State.WAITING, Job.State.RUNNING]) & ~Q(
        kind=Job.Kind.MAIL
    )


def work_of(member: Member, now: datetime) -> list[Work]:
    """What is left, imports first. One query."""
    alive = Q(state=Job.State.RUNNING, beat_at__gte=now - timedelta(seconds=settings.WORK_LEASE_SECONDS))
    rows = (
        Job.objects.filter(_left(member))
        .order_by()
        .values_list("kind")
        .annotate(
            n=Count("pk"),
            running=Count("pk", filter=alive),
            done=Sum("done", filter=alive, default=0),
            total=Sum("total", filter=alive, default=0),
        )
    )
    found = {kind: (n, running, done, total) for kind, n, running, done, total in rows}
    return [_work(Job.Kind(kind), *found[kind]) for kind in WORK_ORDER if kind in found]


OF_DRAFTS = {"compare", "receipt"}
WORK_ORDER = (
    Job.Kind.IMPORT,
    Job.Kind.RECOMMEND,
    Job.Kind.THUMBNAIL,
    Job.Kind.RESCORE,
    Job.Kind.TRIAL,
    Job.Kind.SCORE,
)


def _work(kind: Job.Kind, n: int, running: int, done: int, total: int) -> Work:
    if not running:
        words = {
            Job.Kind.IMPORT: _("Results wait to be read"),
            Job.Kind.RECOMMEND: _("Recommendations wait to be computed"),
            Job.Kind.THUMBNAIL: _("Thumbnails wait to be made"),
            Job.Kind.SCORE: _("Scorecards wait to be computed"),
            Job.Kind.RESCORE: _("Scorecards wait for the other edition"),
            Job.Kind.TRIAL: _("Drafts wait to be tried under an edition"),
        }
    else:
        words = {
            Job.Kind.IMPORT: _("Reading results"),
            Job.Kind.RECOMMEND: _("Computing recommendations"),
            Job.Kind.THUMBNAIL: _("Making thumbnails"),
            Job.Kind.SCORE: _("Computing scorecards"),
            Job.Kind.RESCORE: _("Scoring all under the other edition"),
            Job.Kind.TRIAL: _("Trying an edition on all drafts"),
        }
    label = f"{words[kind]} · {n}" if n > 1 else words[kind]
    return Work(label, done, total, waits=not running)


def _brands(member: Member) -> list[BrandEntry]:
    """Brands, each with the number of drafts that its lines on the desk are about."""
    waiting = desk.drafts_that_wait(member).filter(brand=OuterRef("pk")).order_by().values("brand")
    rows = (
        access.brands_of(member)
        .annotate(waiting=Coalesce(Subquery(waiting.annotate(n=Count("pk")).values("n")), 0))
        .order_by("name")
        .values_list("pk", "name", "waiting")
    )
    url = reverse("drafts", args=[member.workspace.slug])
    return [BrandEntry(pk, name, f"{url}?brand={pk}", waiting) for pk, name, waiting in rows]


def _nav(request: HttpRequest, member: Member, shell: Shell) -> list[Entry]:
    if member.is_client:
        wanted: list[tuple[str, Any, str]] = [("client_home", _("To approve"), "stamp")]
    else:
        wanted = [
            ("desk", _("Desk"), "desk"),
            ("calendar", _("Calendar"), "calendar"),
            ("drafts", _("Drafts"), "drafts"),
            ("media", _("Media"), "media"),
            ("imports", _("Results"), "results"),
            ("rulebook", _("Rulebook"), "bookmark"),
            ("workspace_settings", _("Settings"), "settings"),
        ]
    entries = [
        Entry(key, label, reverse(key, args=[member.workspace.slug]), icon) for key, label, icon in wanted
    ]
    for entry in entries:
        if entry.key == "desk":
            entry.count, entry.hot = sum(brand.waiting for brand in shell.brands), True
    for entry in entries:
        entry.current = _is_at(request, entry)
    return entries


def _is_at(request: HttpRequest, entry: Entry) -> bool:
    """Whether the page belongs under the entry: below its address, or a page of drafts that has one of its own."""
    name = request.resolver_match.url_name if request.resolver_match else ""
    if entry.key == "desk":
        return name == "desk"
    return request.path.startswith(entry.url) or (entry.key == "drafts" and name in OF_DRAFTS)
