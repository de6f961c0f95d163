"""A text as tokens, and where two lists of tokens differ: the ground of differences and of merging."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise

import regex

TOKENS = regex.compile(r"\w+|\n|[^\S\n]+|\X")
MOST_CELLS = 1_000_000  # comparing costs about the product of both lengths: beyond this, by lines first

Hunk = tuple[int, int, int, int]  # old[i1:i2] became new[j1:j2]; half-open


def tokens(text: str) -> list[str]:
    """Words, runs of blanks, single newlines, and single graphemes of all else; joined they are the text."""
    found: list[str] = TOKENS.findall(text)
    return found


def hunks(old: Sequence[str], new: Sequence[str]) -> list[Hunk]:
    """Where two token lists differ, in order, never touching each other. Long ones are compared by lines first."""
    start, end = 0, 0
    shortest = min(len(old), len(new))
    while start < shortest and old[start] == new[start]:
        start += 1
    while end < shortest - start and old[-1 - end] == new[-1 - end]:
        end += 1
    inner_old, inner_new = old[start : len(old) - end], new[start : len(new) - end]
    if not inner_old and not inner_new:
        return []
    if len(inner_old) * len(inner_new) > MOST_CELLS:
        found = _by_lines(inner_old, inner_new)
    else:
        found = _unequal(inner_old, inner_new)
    return [(start + i1, start + i2, start + j1, start + j2) for i1, i2, j1, j2 in found]


def _unequal(old: Sequence[str], new: Sequence[str], *, autojunk: bool = False) -> list[Hunk]:
    codes = SequenceMatcher(None, old, new, autojunk).get_opcodes()
    return [(i1, i2, j1, j2) for tag, i1, i2, j1, j2 in codes if tag != "equal"]


def _by_lines(old: Sequence[str], new: Sequence[str]) -> list[Hunk]:
    """Words are only compared within lines that differ; a stretch still too long then counts as changed as a whole."""
    old_ends, new_ends = _line_ends(old), _line_ends(new)
    lines = _unequal(_lines(old, old_ends), _lines(new, new_ends), autojunk=True)
    found: list[Hunk] = []
    for i1, i2, j1, j2 in lines:
        a, b, c, d = old_ends[i1], old_ends[i2], new_ends[j1], new_ends[j2]
        if (b - a) * (d - c) > MOST_CELLS:
            found.append((a, b, c, d))
        else:
            found += [(a + w, a + x, c + y, c + z) for w, x, y, z in _unequal(old[a:b], new[c:d])]
    return found


def _line_ends(found: Sequence[str]) -> list[int]:
    """0, then the index after each line."""
    ends = [index + 1 for index, one in enumerate(found) if one == "\n"]
    return [0, *ends] if ends and ends[-1] == len(found) else [0, *ends, len(found)]


def _lines(found: Sequence[str], ends: list[int]) -> list[str]:
    return ["".join(found[a:b]) for a, b in pairwise(ends)]
