"""Three-way merge of plain text by words. Pure: no rows, no clock."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from planner.queries.tokens import Hunk, hunks, tokens

Edit = tuple[int, int, tuple[str, ...]]  # base[start:end] becomes these tokens


def merge(base: str, mine: str, theirs: str) -> str | None:
    """Both edits of ``base`` in one text; None when they change, or touch, the same words in different ways.

    Symmetric: the order of ``mine`` and ``theirs`` never matters. Nothing that either wrote is lost.
    """
    if mine in (base, theirs):
        return theirs
    if theirs == base:
        return mine
    old = tokens(base)
    edits = sorted(set(_edits(old, tokens(mine))) | set(_edits(old, tokens(theirs))))
    if any(first[1] >= second[0] for first, second in pairwise(edits)):
        return None
    merged: list[str] = []
    at = 0
    for start, end, new in edits:
        merged += old[at:start]
        merged += new
        at = end
    return "".join(merged + old[at:])


def _edits(old: list[str], new: list[str]) -> list[Edit]:
    return [_edit(hunk, new) for hunk in hunks(old, new)]


def _edit(hunk: Hunk, new: list[str]) -> Edit:
    i1, i2, j1, j2 = hunk
    return i1, i2, tuple(new[j1:j2])


class Conflict(Exception):
    """Two people changed the same thing in different ways. Nothing was written."""

    def __init__(self, base: object, mine: object, theirs: object) -> None:
        super().__init__("conflict")
        self.base, self.mine, self.theirs = base, mine, theirs


def resolve(base: Any, mine: Any, theirs: Any, *, prose: bool) -> Any:
    """What to store when ``mine`` is sent, ``base`` was last known, and ``theirs`` is stored now. Raises Conflict."""
    if mine in (base, theirs):
        return theirs
    if theirs == base:
        return mine
    if prose and isinstance(base, str) and (both := merge(base, mine, theirs)) is not None:
        return both
    raise Conflict(base, mine, theirs)
