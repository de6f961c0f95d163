"""The only door to scoring: rows become snapshots, reports become rows, findings get their words here."""

from planner.bridge.evidence import about_rule, is_stale
from planner.bridge.mending import Mending, mending
from planner.bridge.panels import Line, Panel, panel
from planner.bridge.previews import Preview, preview, preview_of
from planner.bridge.readings import read
from planner.bridge.reports import (
    check,
    check_under,
    dump,
    edition_of,
    editions,
    flags,
    highest,
    load,
    newest_edition,
    result,
)
from planner.bridge.snapshots import Hashes, hashes, snapshot_of, snapshots_of
from planner.bridge.texts import check_text
from scoring.types import ENGINE_VERSION

__all__ = [
    "ENGINE_VERSION",
    "Hashes",
    "Line",
    "Mending",
    "Panel",
    "Preview",
    "about_rule",
    "check",
    "check_text",
    "check_under",
    "dump",
    "edition_of",
    "editions",
    "flags",
    "hashes",
    "highest",
    "is_stale",
    "load",
    "mending",
    "newest_edition",
    "panel",
    "preview",
    "preview_of",
    "read",
    "result",
    "snapshot_of",
    "snapshots_of",
]
