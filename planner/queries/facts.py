"""What an event of the log keeps, in the reader's words: names of facts, and of values that are ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planner.queries import diffs, surfaces

NAMES: dict[str, Promise] = {
    "after": gettext_lazy("after"),
    "before": gettext_lazy("before"),
    "brands": gettext_lazy("brands"),
    "changed": gettext_lazy("changed"),
    "channel": gettext_lazy("channel"),
    "decisions": gettext_lazy("decisions"),
    "email": gettext_lazy("address"),
    "for_client": gettext_lazy("for the client"),
    "gate": gettext_lazy("gate"),
    "hash": gettext_lazy("content"),
    "mode": gettext_lazy("what it does"),
    "owner": gettext_lazy("who answers for it"),
    "name": gettext_lazy("name"),
    "own_work": gettext_lazy("own work"),
    "platform": gettext_lazy("platform"),
    "reason": gettext_lazy("reason"),
    "revision": gettext_lazy("revision"),
    "role": gettext_lazy("role"),
    "round": gettext_lazy("round"),
    "scopes": gettext_lazy("may"),
    "size": gettext_lazy("size"),
    "step": gettext_lazy("step"),
    "until": gettext_lazy("until"),
    "url": gettext_lazy("address"),
    "verdict": gettext_lazy("answer"),
    "visibility": gettext_lazy("seen by"),
    "what": gettext_lazy("condition"),
    "why": gettext_lazy("why"),
}
VALUES: dict[str, Promise] = {
    "approved": gettext_lazy("approved"),
    "block": gettext_lazy("stops"),
    "changes": gettext_lazy("changes asked"),
    "client": gettext_lazy("client"),
    "content": gettext_lazy("the content"),
    "editor": gettext_lazy("editor"),
    "internal": gettext_lazy("the team"),
    "manager": gettext_lazy("manager"),
    "owner": gettext_lazy("owner"),
    "reviewer": gettext_lazy("reviewer"),
    "risk": gettext_lazy("risk"),
    "rule": gettext_lazy("rule"),
    "score": gettext_lazy("signals"),
    "shadow": gettext_lazy("watches"),
    "superseded": gettext_lazy("a newer approval"),
    "warn": gettext_lazy("warns"),
    "window": gettext_lazy("its days"),
}
OURS = {
    "verdict",
    "step",
    "why",
    "role",
    "mode",
    "what",
    "visibility",
}  # facts whose values are words of ours, never somebody's


def told(data: Mapping[str, Any]) -> str:
    """All facts in a line, a hash by its first signs and last: the receipt has all of it."""
    ordered = sorted(data.items(), key=lambda pair: pair[0] == "hash")
    return "; ".join(f"{NAMES.get(key, key)} {_value(key, value)}" for key, value in ordered)


def _value(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(_field(str(one)) if key == "changed" else str(one) for one in value)
    if key == "hash":
        return str(value)[:12]
    if key == "platform":
        return surfaces.platform_label(str(value))
    return str(VALUES.get(str(value), value) if key in OURS else value)


def _field(name: str) -> str:
    """What a changed field is called; a column that no page shows keeps its own name."""
    try:
        return diffs.label(name)
    except KeyError:
        return str(NAMES.get(name, name.replace("_", " ")))
