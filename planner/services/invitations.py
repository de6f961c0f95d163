"""Invitations: the link is in the mail only, the row keeps its SHA-256. Holding the link proves the address."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from planner import access, audit, policy
from planner.models import Brand, Invitation, Member, Notice, NoticeKind, User
from planner.queries import people
from planner.services import members, notices

logger = logging.getLogger(__name__)
LIFE = timedelta(days=14)


def invite(email: str, *, role: str, brands: Iterable[Brand] | None, member: Member) -> Invitation:
    """Invite an address. Raises ValidationError when it is a member already or has an open invitation."""
    email = email.strip().lower()
    try:
        with transaction.atomic():
            return _invite(email, role, brands, member)
    except IntegrityError:
        raise _open_already(email) from None


def _open_already(email: str) -> ValidationError:
    text = _("%(email)s is already invited. Send that invitation again, or revoke it first.")
    return ValidationError({"email": text % {"email": email}})


def _invite(email: str, role: str, brands: Iterable[Brand] | None, member: Member) -> Invitation:
    members.lock(member.workspace_id)
    access.require(policy.can_give_role(member.role, role))
    chosen = members.check_brands(member, role, brands)
    mine = Invitation.objects.filter(workspace=member.workspace_id, email=email)
    if mine.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now()).exists():
        raise _open_already(email)
    account = people.account_of(email)
    _refuse_members(member, account, email)
    mine.filter(accepted_at=None, revoked_at=None).update(
        revoked_at=timezone.now()
    )  # expired: this one takes its place
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        workspace=member.workspace,
        email=email,
        role=role,
        all_brands=chosen is None,
        token_hash=people.digest(token),
        invited_by=member.user,
        expires_at=timezone.now() + LIFE,
    )
    invitation.brands.set(chosen or [])
    audit.record(member.workspace, "member.invited", invitation, actor=member.user, email=email, role=role)
    _tell(invitation, token, account, member.user)
    return invitation


def _refuse_members(member: Member, account: User | None, email: str) -> None:
    row = Member.objects.filter(workspace=member.workspace_id, user=account).first() if account else None
    if row and row.is_archived:
        raise ValidationError({"email": _("%(email)s was a member: restore them below.") % {"email": email}})
    if row:
        raise ValidationError({"email": _("%(email)s is a member already.") % {"email": email}})


@transaction.atomic
def resend(pk: int, *, member: Member) -> Invitation:
    """A new link for another 14 days; the old link ends."""
    members.lock(member.workspace_id)
    invitation = _unanswered(pk, member)
    token = secrets.token_urlsafe(32)
    invitation.token_hash = people.digest(token)
    invitation.expires_at = timezone.now() + LIFE
    invitation.save(update_fields=["token_hash", "expires_at"])
    audit.record(
        member.workspace, "member.invited_again", invitation, actor=member.user, email=invitation.email
    )
    _tell(invitation, token, people.account_of(invitation.email), member.user)
    return invitation


@transaction.atomic
def revoke(pk: int, *, member: Member) -> Invitation:
    members.lock(member.workspace_id)
    invitation = _unanswered(pk, member)
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    audit.record(
        member.workspace, "member.invitation_revoked", invitation, actor=member.user, email=invitation.email
    )
    return invitation


def _unanswered(pk: int, member: Member) -> Invitation:
    invitation = access.invitation_row_for(member, pk)
    access.require(policy.can_give_role(member.role, invitation.role))
    if invitation.accepted_at or invitation.revoked_at:
        raise ValidationError(_("This invitation is no longer open."))
    return invitation


def accept(invitation: Invitation, *, user: User) -> Member:
    """Make ``user`` a member. Accepting twice is accepting once; raises ValidationError with the reason otherwise."""
    with transaction.atomic():
        members.lock(invitation.workspace_id)
        invitation = (
            Invitation.objects.select_for_update(of=("self",))
            .select_related("workspace")
            .get(pk=invitation.pk)
        )
        if invitation.email not in people.addresses_of(user):
            raise ValidationError(_("This invitation is for another address than yours."))
        row = (
            Member.objects.select_related("workspace")
            .filter(workspace=invitation.workspace_id, user=user)
            .first()
        )
        if row and not row.is_archived and not invitation.is_open:
            return row
        check_open(invitation)
        return _join(invitation, row, user)


def check_open(invitation: Invitation) -> None:
    if invitation.revoked_at or invitation.workspace.is_archived:
        raise ValidationError(_("This invitation was taken back. Ask whoever invited you for a new one."))
    if invitation.accepted_at:
        raise ValidationError(_("This invitation has been used already."))
    if not invitation.is_open:
        raise ValidationError(_("This invitation has expired. Ask whoever invited you for a new one."))


def _join(invitation: Invitation, row: Member | None, user: User) -> Member:
    """An active member keeps what they have; one who had left comes back with what the invitation gives."""
    if row is None or row.is_archived:
        row = row or Member(workspace=invitation.workspace, user=user)
        row.role, row.all_brands, row.archived_at = invitation.role, invitation.all_brands, None
        row.save()
        row.brands.set(invitation.brands.all())
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    told = Notice.objects.filter(user=user, workspace=invitation.workspace_id, kind=NoticeKind.INVITATION)
    told.filter(read_at=None).update(read_at=timezone.now())
    audit.record(invitation.workspace, "member.joined", row, actor=user, role=row.role)
    return row


def _tell(invitation: Invitation, token: str, account: User | None, by: User) -> None:
    """Who has an account gets a notice, by the choices they made; anybody else gets the link by mail."""
    if account is not None:
        notices.notify(
            NoticeKind.INVITATION,
            [account],
            facts={"who": by.label, "workspace": invitation.workspace.name, "role": invitation.role},
            url=reverse("invitation_mine", args=[invitation.pk]),  # not the token: it is never stored
            key=f"invitation:{invitation.token_hash[:40]}",
            workspace=invitation.workspace,
        )
    else:
        transaction.on_commit(partial(_mail, invitation, token, by), robust=True)


def _mail(invitation: Invitation, token: str, by: User) -> None:
    """In the inviter's language: nothing is known of the reader yet. A failure is written down; it can be sent again."""
    context = {
        "invitation": invitation,
        "by": by,
        "url": settings.SITE_URL.rstrip("/") + reverse("invitation", args=[token]),
    }
    with translation.override(by.language):
        facts = {"who": by.label, "workspace": invitation.workspace.name}
        subject = _("%(who)s invites you to %(workspace)s on Signet") % facts
        body = render_to_string("members/invitation.txt", context)
    try:
        send_mail(" ".join(subject.split()), body, None, [invitation.email])
    except OSError as error:  # smtplib's errors are OSErrors
        logger.error("The invitation %s could not be mailed: %s", invitation.pk, error)
