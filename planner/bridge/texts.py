"""A text that no row holds, checked as the command line does it."""

from __future__ import annotations

from typing import Any

from planner.bridge.reports import check, edition_of
from planner.models import Workspace
from scoring import wording
from scoring.types import Objective, Snapshot


def check_text(
    platform: str,
    form: str,
    text: str,
    *,
    lang: str | None = None,
    objective: str | None = None,
    words: str,
    workspace: Workspace,
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
    report, edition = check(snapshot, workspace), edition_of(workspace)
    return wording.report_as_dict(report, edition, wording.language_for(words))
