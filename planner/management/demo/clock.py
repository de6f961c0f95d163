"""The clock on which the demo's past is acted out.

Services take the time from Django's clock, as they should. To let them live through six weeks in some seconds, that clock,
and no other, is set to the moment of each act. Only the command ``demo`` does this, in a process of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, tzinfo
from typing import Any
from unittest import mock


class _AnyDatetime(type):
    """Django asks ``isinstance(value, datetime)`` with the name that is replaced."""

    def __instancecheck__(cls, value: Any) -> bool:
        return isinstance(value, datetime)


class Clock(datetime, metaclass=_AnyDatetime):
    moment: datetime

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return cls.moment.astimezone(tz)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """While this lasts, ``django.utils.timezone.now()`` is ``moment`` (aware), also where a model has it as default."""
    stopped = type("Stopped", (Clock,), {"moment": moment})
    with mock.patch("django.utils.timezone.datetime", stopped):
        yield
