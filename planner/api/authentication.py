"""Who asks: a program with a workspace token, or a person's session (with CSRF, as on pages)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from planner.models import ApiToken, User
from planner.services import tokens


class TokenAuthentication(BaseAuthentication):
    """``Authorization: Bearer sgn_…``. A token that is named but dead is refused, never passed over for a session."""

    keyword = "Bearer"

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _space, secret = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != self.keyword.lower():
            return None
        token = tokens.authenticate(secret.strip())
        if token is None:
            raise AuthenticationFailed(_("This token is unknown, revoked or expired."))
        return token.member.user, token

    def authenticate_header(self, request: Request) -> str:
        return self.keyword


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """What the OpenAPI description says about tokens."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}
