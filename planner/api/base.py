"""What every address below a workspace does first: who asks, for which workspace, within which scope."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from planner import access
from planner.models import ApiToken, Member

Scope = ApiToken.Scope


# No docstring: the description of the API would take it for its words.
# Sets ``member``. Outsiders and tokens of another workspace get 404, low roles and scopes 403 in words.
class Endpoint(GenericAPIView[Any]):
    member: Member
    scope: ClassVar[Scope | None] = None  # for all methods; None: by the method

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        token = request.auth
        if isinstance(token, ApiToken):
            _speak(request, token)
            if token.workspace.slug != kwargs["workspace"]:
                raise Http404
            self.member = token.member
            _check_scope(token, self.scope or (Scope.READ if request.method in SAFE_METHODS else Scope.WRITE))
        else:
            self.member = access.member_for(request.user, kwargs["workspace"])  # type: ignore[arg-type]
        access.allow(self.member, "draft.read")

    def read(self, kind: type[BaseSerializer[Any]], data: Any = None) -> Any:
        """The body (or ``data``) as ``kind`` understands it; 400 with sentences by field otherwise."""
        serializer = kind(data=self.request.data if data is None else data)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def query(self, kind: type[BaseSerializer[Any]]) -> dict[str, Any]:
        """The address's parameters as ``kind`` understands them."""
        found: dict[str, Any] = self.read(kind, self.request.query_params.dict())
        return found

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Response:
        response.headers.setdefault("Content-Language", translation.get_language() or "en")
        response.headers.setdefault("Cache-Control", "private, no-store")
        return super().finalize_response(request, response, *args, **kwargs)


def _speak(request: Request, token: ApiToken) -> None:
    """A program that asks for no language is answered in its person's; the middleware puts back what was active."""
    if not request.headers.get("Accept-Language"):
        translation.activate(token.member.user.language)


def _check_scope(token: ApiToken, scope: Scope) -> None:
    if scope not in token.scopes:
        raise access.Refused(
            _("This token may not do that: it lacks the scope “%(scope)s”.") % {"scope": scope.value}
        )
