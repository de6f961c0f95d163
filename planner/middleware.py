from __future__ import annotations

import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

LANGUAGE_COOKIE = "signet_language"


class PersonMiddleware:
    """Speaks the person's language and knows their clock; before sign-in, the cookie's or the browser's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = self._language(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        timezone.deactivate()
        response.headers.setdefault("Content-Language", language)
        return response

    def _language(self, request: HttpRequest) -> str:
        known = dict(settings.LANGUAGES)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            self._clock(user.time_zone)
            return user.language if user.language in known else settings.LANGUAGE_CODE
        chosen = request.COOKIES.get(LANGUAGE_COOKIE, "")
        return chosen if chosen in known else translation.get_language_from_request(request)

    @staticmethod
    def _clock(name: str) -> None:
        try:
            if name:
                timezone.activate(zoneinfo.ZoneInfo(name))
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            timezone.deactivate()
