from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from planner.middleware import LAST_WORKSPACE
from planner.models import User
from planner.queries import people
from planner.services import invitations

logger = logging.getLogger(__name__)
INVITATION = "invitation"  # session key: the token of the invitation that led to sign-up


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """What allauth asks of us about accounts."""

    def post_login(self, request: HttpRequest, user: User, *, signup: bool, **rest: Any) -> HttpResponse:
        if signup:
            self._take_up(request, user)
        response: HttpResponse = super().post_login(request, user, signup=signup, **rest)
        return response

    def is_email_verified(self, request: HttpRequest, email: str) -> bool:
        """Who came by the link of an invitation has proved its address, and no other one."""
        invitation = people.invitation_by(request.session.get(INVITATION, ""))
        return bool(invitation and invitation.is_open and invitation.email == email.lower())

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail server that is away must not lose the page: say so instead."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:  # smtplib's errors are OSErrors
            logger.error("Mail %s could not be sent: %s", template_prefix, error)
            messages.error(
                self.request, _("The mail could not be sent just now. Please try again in a few minutes.")
            )

    @staticmethod
    def _take_up(request: HttpRequest, user: User) -> None:
        """Who signed up from an invitation lands in its workspace."""
        invitation = people.invitation_by(request.session.pop(INVITATION, ""))
        request.session.pop("invited", None)
        if invitation is None:
            return
        try:
            member = invitations.accept(invitation, user=user)
        except ValidationError as error:
            messages.warning(request, error.messages[0])
        else:
            request.session[LAST_WORKSPACE] = member.workspace.slug
