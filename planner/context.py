"""What every page's frame shows: at most five queries, only for signed-in pages of a workspace."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from planner.queries import shell as frame


def shell(request: HttpRequest) -> dict[str, Any]:
    """``shell``: lazy, so that fragments that do not draw the frame cost nothing."""
    return {"shell": SimpleLazyObject(lambda: frame.of(request))}
