"""limits.json of an edition -> platforms with their formats."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scoring.types import Format, Platform


def platforms(data: Mapping[str, Any]) -> dict[str, Platform]:
    return {
        name: Platform(
            name,
            entry["label"],
            {key: _format(name, key, entry["common"] | values) for key, values in entry["formats"].items()},
        )
        for name, entry in data.items()
    }


def _format(platform: str, name: str, values: Mapping[str, Any]) -> Format:
    """A group that is null in a format takes back the platform's common one."""
    groups = {
        key: group for key, group in values.items() if key not in ("label", "pack") and group is not None
    }
    text, title, media = groups.get("text", {}), groups.get("title", {}), groups["media"]
    return Format(
        platform=platform,
        name=name,
        labels=values["label"],
        limits=groups,
        pack=values["pack"],
        text_limit=text.get("limit"),
        counter=text.get("counter"),
        fold=groups.get("fold", {}).get("characters"),
        media_kinds=tuple(groups.get("kinds", {}).get("allowed", ())),
        media_min=media["min"],
        media_max=media["max"],
        has_title="title" in groups,
        title_required=bool(title.get("required")),
        title_limit=title.get("limit"),
        has_first_comment="first_comment" in groups,
        has_link="link" in groups and bool(groups["link"].get("field")),
    )
