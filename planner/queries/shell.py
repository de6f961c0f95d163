"""The frame around every page: navigation, brands with what waits, unread notices, work in progress."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from planner import access, policy
from planner.models import Job, Member, ReviewState, Step, User, Workspace


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
        shell.working = Job.objects.filter(
            workspace=member.workspace_id, state__in=[Job.State.WAITING, Job.State.RUNNING]
        ).exists()
    shell.nav = _nav(request, member, shell)
    return shell


def _brands(member: Member) -> list[BrandEntry]:
    """Brands with the number of drafts that wait for this member: reviewers' open steps, writers' changes and stale ones."""
    mine = Q(drafts__archived_at=None)
    if member.role in policy.LEADS or member.role == policy.REVIEWER:
        waits = Q(
            drafts__reviews__state="open",
            drafts__reviews__steps__kind=Step.Kind.REVIEWER,
            drafts__reviews__steps__state=Step.State.OPEN,
        )
    else:
        waits = Q(pk=None)
    if member.role in policy.WRITERS:
        waits |= Q(drafts__review_state=ReviewState.CHANGES_REQUESTED) | Q(drafts__stale=True)
    rows = (
        access.brands_of(member)
        .annotate(waiting=Count("drafts", filter=mine & waits, distinct=True))
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
            ("workspace_settings", _("Settings"), "settings"),
        ]
    path = request.path
    entries = [
        Entry(key, label, reverse(key, args=[member.workspace.slug]), icon) for key, label, icon in wanted
    ]
    for entry in entries:
        if entry.key == "desk":
            entry.count, entry.hot = sum(brand.waiting for brand in shell.brands), True
    matching = [entry for entry in entries if path.startswith(entry.url)]
    if matching:
        max(matching, key=lambda entry: len(entry.url)).current = True
    return entries
