"""API tokens: the secret is shown once, the row keeps its SHA-256."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from planner import access, audit
from planner.models import ApiToken, Member
from planner.queries import people

MARK = "sgn_"  # so that secret scanners and people recognise one
USE_NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def create(
    name: str, *, scopes: list[str], expires_at: datetime | None, member: Member
) -> tuple[ApiToken, str]:
    """The token and its secret, which cannot be had again. ``scopes`` are values of ApiToken.Scope."""
    access.allow(member, "token.manage")
    secret = MARK + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        workspace=member.workspace,
        member=member,
        name=name,
        prefix=secret[:12],
        token_hash=people.digest(secret),
        scopes=sorted({ApiToken.Scope(scope).value for scope in scopes}),
        expires_at=expires_at,
    )
    audit.record(member.workspace, "token.created", token, actor=member.user, name=name, scopes=token.scopes)
    return token, secret


@transaction.atomic
def revoke(pk: int, *, member: Member) -> ApiToken:
    """Revoking twice is revoking once."""
    token = access.token_row_for(member, pk)
    if ApiToken.objects.filter(pk=pk, revoked_at=None).update(revoked_at=timezone.now()):
        audit.record(member.workspace, "token.revoked", token, actor=member.user, name=token.name)
    return token


def authenticate(secret: str) -> ApiToken | None:
    """The live token of this secret, whose member is still active; None for anything else.

    The lookup is by hash, so its time says nothing about the secret. The use is noted once a minute at most.
    """
    if not secret.startswith(MARK):
        return None
    token = (
        ApiToken.objects.select_related("member__user", "member__workspace", "workspace")
        .filter(
            token_hash=people.digest(secret),
            revoked_at=None,
            member__archived_at=None,
            member__user__is_active=True,
            workspace__archived_at=None,
        )
        .first()
    )
    if token is None or not token.is_live:
        return None
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token
