from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from planner.queries import people

LANGUAGE_COOKIE = "signet_language"
LAST_WORKSPACE = "workspace"  # session key: slug of the workspace last opened
OUTSIDE = ("/me/", "/accounts/")  # pages of the person, drawn in the frame of the workspace they came from


FIELDS_MAX = 512 * 1024  # what a form may hold besides its one large file


class BodyLimitMiddleware:
    """Refuses a request larger than any page takes by its declared size, before a byte of its body is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        declared = request.META.get("CONTENT_LENGTH") or "0"
        form = request.content_type == "application/x-www-form-urlencoded"
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE if form else settings.UPLOAD_MAX_BYTES + FIELDS_MAX
        if not declared.isdigit() or int(declared) <= most:
            return self.get_response(request)
        with translation.override(translation.get_language_from_request(request)):
            told = {"most": most // (1024 * 1024)}
            words = _("This is too large: at most %(most)d MB. Nothing was kept.") % told
            if not form and request.headers.get("Accept", "").startswith("application/json"):
                return JsonResponse({"error": words}, status=413)
            return HttpResponse(words, status=413, content_type="text/plain; charset=utf-8")


class PersonMiddleware:
    """Speaks the person's language, knows their clock, and remembers the workspace they were in.

    Before sign-in it is the cookie's or the browser's language.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = self._language(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        timezone.deactivate()
        self._remember(request)
        response.headers.setdefault("Content-Language", language)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        slug = request.session.get(LAST_WORKSPACE) if request.path.startswith(OUTSIDE) else None
        if slug and request.user.is_authenticated:
            request.member = people.member_of(request.user, slug)  # type: ignore[attr-defined]

    def _language(self, request: HttpRequest) -> str:
        known = dict(settings.LANGUAGES)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            self._clock(user.time_zone)
            return user.language if user.language in known else settings.LANGUAGE_CODE
        chosen = request.COOKIES.get(LANGUAGE_COOKIE, "")
        return chosen if chosen in known else translation.get_language_from_request(request)

    @staticmethod
    def _remember(request: HttpRequest) -> None:
        """Only in a session that exists: a request with a token must not start one."""
        member = getattr(request, "member", None)
        if member is not None and request.session.session_key:
            slug = member.workspace.slug
            if request.session.get(LAST_WORKSPACE) != slug:
                request.session[LAST_WORKSPACE] = slug

    @staticmethod
    def _clock(name: str) -> None:
        try:
            if name:
                timezone.activate(zoneinfo.ZoneInfo(name))
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            timezone.deactivate()
