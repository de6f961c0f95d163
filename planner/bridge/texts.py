"""A text that no row holds, checked as the command line does it."""

from __future__ import annotations

from typing import Any

from planner.bridge.reports import check
from scoring import rulebook, wording
from scoring.types import Objective, Snapshot


def check_text(
    platform: str,
    form: str,
    text: str,
    *,
    lang: str | None = None,
    objective: str | None = None,
    words: str,
) -> dict[str, Any]:
    """The object that ``manage.py score --json`` prints; ``words`` is the language of its messages, en or fr.

    LookupError for an unknown platform or format.
    """
    snapshot = Snapshot(
        platform=platform,
        format=form,
        text=text,
        lang=lang or None,
        objective=Objective(objective) if objective else None,
    )
    return wording.report_as_dict(check(snapshot), rulebook.current(), wording.language_for(words))
