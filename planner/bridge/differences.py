"""What differs between two editions, thing by thing: rules, weights and limits."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from planner.bridge.book import flat
from scoring.rulebook import Edition
from scoring.rulebook.entries import Pack, RuleEntry


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two editions. ``before`` or ``after`` is empty when the thing is new or gone."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Differences:
    rules: dict[str, list[Change]] = field(default_factory=dict)
    packs: dict[str, list[Change]] = field(default_factory=dict)
    limits: dict[str, list[Change]] = field(default_factory=dict)


def differences(old: Edition, new: Edition, language: str) -> Differences:
    """What a text scored under ``new`` may owe to the edition alone, thing by thing."""
    return Differences(
        rules=_compared(
            {name: _facts_of_rule(one, language) for name, one in old.rules.items()},
            {name: _facts_of_rule(one, language) for name, one in new.rules.items()},
        ),
        packs=_compared(
            {name: _facts_of_pack(one) for name, one in old.packs.items()},
            {name: _facts_of_pack(one) for name, one in new.packs.items()},
        ),
        limits=_compared(_facts_of_limits(old), _facts_of_limits(new)),
    )


def _compared(
    old: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]]
) -> dict[str, list[Change]]:
    found = {}
    for name in dict.fromkeys([*old, *new]):
        if name not in old or name not in new:
            found[name] = [Change(_("new") if name in new else _("gone"), "", "")]
            continue
        before, after = old[name], new[name]
        changes = [
            Change(key, _shown(before.get(key)), _shown(after.get(key)))
            for key in dict.fromkeys([*before, *after])
            if before.get(key) != after.get(key)
        ]
        if changes:
            found[name] = changes
    return found


def _shown(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _facts_of_rule(one: RuleEntry, language: str) -> dict[str, Any]:
    return {
        **dict(flat(one.params)),
        **{f"severity {key}": value for key, value in one.severities.items()},
        **dict(flat(one.text[language])),
        "surfaces": list(one.surfaces) if one.surfaces is not None else None,
        "evidence": [f"{source.title}, {source.date} ({source.strength})" for source in one.evidence],
        "against": [f"{source.title}, {source.date}" for source in one.contradicted_by],
        "checked on": one.checked_on.isoformat(),
    }


def _facts_of_pack(one: Pack) -> dict[str, Any]:
    return {"objective": one.objective, **dict(flat(one.weights))}


def _facts_of_limits(edition: Edition) -> dict[str, dict[str, Any]]:
    return {
        form.surface: {**dict(flat(form.limits)), "text": form.text_limit, "pack": form.pack}
        for platform in edition.platforms.values()
        for form in platform.formats.values()
    }
