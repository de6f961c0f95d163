"""Reads for the pages of members, invitations and tokens."""

from __future__ import annotations

from django.db.models import Case, IntegerField, Prefetch, Q, QuerySet, Value, When
from django.db.models.functions import Lower
from django.utils import timezone

from planner import access, policy
from planner.models import ApiToken, Invitation, Member, Role, Workspace

RANK = Case(
    *[When(role=role, then=Value(-rank)) for role, rank in policy.RANK.items()], output_field=IntegerField()
)


def _seen(member: Member) -> Prefetch[str]:
    """Brands in a list of people, as far as the reader sees them."""
    return Prefetch("brands", access.brands_of(member, archived=True).order_by("name"), to_attr="seen_brands")


def members_of(member: Member, *, archived: bool = False, search: str = "") -> QuerySet[Member]:
    """Everybody in the workspace, owners first, then by name; two queries with the brands."""
    rows = Member.objects.select_related("user").prefetch_related(_seen(member))
    rows = rows.filter(workspace=member.workspace_id, archived_at__isnull=not archived)
    if search:
        rows = rows.filter(Q(user__name__icontains=search) | Q(user__email__icontains=search))
    return rows.order_by(RANK, Lower("user__name"), "pk")


def unanswered(member: Member) -> QuerySet[Invitation]:
    """Invitations neither accepted nor revoked, expired ones too: they can be sent again. Newest first."""
    rows = Invitation.objects.select_related("invited_by").prefetch_related(_seen(member))
    return rows.filter(workspace=member.workspace_id, accepted_at=None, revoked_at=None).order_by("-pk")


def is_last_owner(member: Member) -> bool:
    """True only for an owner. Decide on it with the workspace's row locked."""
    if member.role != Role.OWNER or member.is_archived:
        return False
    owners = Member.objects.filter(workspace=member.workspace_id, role=Role.OWNER, archived_at=None)
    return not owners.exclude(pk=member.pk).exists()


def tokens_of(workspace: Workspace) -> QuerySet[ApiToken]:
    """Those in use first, newest first."""
    now = timezone.now()
    live = Q(revoked_at=None) & (Q(expires_at=None) | Q(expires_at__gt=now))
    dead = Case(When(live, then=Value(0)), default=Value(1), output_field=IntegerField())
    return ApiToken.objects.select_related("member__user").filter(workspace=workspace).order_by(dead, "-pk")
