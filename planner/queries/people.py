"""What a person has to do with workspaces, seen from outside of any of them."""

from __future__ import annotations

import hashlib

from allauth.account.models import EmailAddress
from django.db.models import QuerySet
from django.utils import timezone

from planner import access
from planner.models import Invitation, Member, NoticeChoice, NoticeKind, Role, User, Workspace


def member_of(user: User, slug: str) -> Member | None:
    return access.memberships_of(user).select_related("user").filter(workspace__slug=slug).first()


def home_of(user: User, last: str | None) -> Member | None:
    """The membership to open: of the workspace last used, else the only one; None when the person must choose."""
    mine = list(access.memberships_of(user)[:100])
    for member in mine:
        if member.workspace.slug == last:
            return member
    return mine[0] if len(mine) == 1 else None


def archived_of(user: User) -> QuerySet[Workspace]:
    """Archived workspaces that this person owns and may restore."""
    return Workspace.objects.filter(
        members__user=user, members__role=Role.OWNER, members__archived_at=None, archived_at__isnull=False
    ).order_by("name")


def digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def invitation_by(token: str) -> Invitation | None:
    """The invitation of this link, whatever became of it; None for a link that never was."""
    rows = Invitation.objects.select_related("workspace", "invited_by")
    return rows.filter(token_hash=digest(token)).first()


def addresses_of(user: User) -> set[str]:
    """Addresses, in lower case, that this person has proved to be theirs."""
    rows = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return {email.lower() for email in rows}


def invitations_to(user: User) -> QuerySet[Invitation]:
    """Open invitations to any proved address of this person."""
    return Invitation.objects.select_related("workspace", "invited_by").filter(
        email__in=addresses_of(user),
        accepted_at=None,
        revoked_at=None,
        expires_at__gt=timezone.now(),
        workspace__archived_at=None,
    )


def invitation_for(user: User, pk: int) -> Invitation | None:
    """An invitation to this very person, whatever became of it."""
    rows = Invitation.objects.select_related("workspace", "invited_by")
    return rows.filter(pk=pk, email__in=addresses_of(user)).first()


def account_of(email: str) -> User | None:
    """Whose address this is: a proved one, else the one of an account itself."""
    row = EmailAddress.objects.select_related("user").filter(email__iexact=email, verified=True).first()
    return row.user if row else User.objects.filter(email__iexact=email).first()


def choices_of(user: User) -> dict[str, tuple[bool, bool]]:
    """For each kind of notice: (in the app, by mail). What nobody chose is on."""
    chosen = {row.kind: (row.in_app, row.by_mail) for row in NoticeChoice.objects.filter(user=user)}
    return {kind: chosen.get(kind, (True, True)) for kind in NoticeKind.values}
