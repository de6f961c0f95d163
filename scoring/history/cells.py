"""Cells of the CSV files that we write."""

from __future__ import annotations

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(text: str) -> str:
    """The text as a CSV cell that no spreadsheet program runs as a formula (an apostrophe goes in front of one).

    Leading spaces and invisible characters do not hide a formula: some programs strip them before they look.
    """
    visible = text.lstrip(" \u00a0\u200b\u200c\u200d\u2060\ufeff")
    return "'" + text if visible.startswith(_STARTS_FORMULA) else text
