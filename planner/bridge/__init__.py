"""The only door to scoring: rows become snapshots, reports become rows, findings get their words here."""

from planner.bridge.panels import Line, Panel, about_rule, is_stale, panel
from planner.bridge.previews import Preview, preview, preview_of
from planner.bridge.reports import check, dump, edition_name, flags, highest, load
from planner.bridge.snapshots import input_hash, snapshot_of
from planner.bridge.texts import check_text

__all__ = [
    "Line",
    "Panel",
    "Preview",
    "about_rule",
    "check",
    "check_text",
    "dump",
    "edition_name",
    "flags",
    "highest",
    "input_hash",
    "is_stale",
    "load",
    "panel",
    "preview",
    "preview_of",
    "snapshot_of",
]
