"""What the fixes share: edits, the case at hand, and their data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from scoring.reading import Reading
from scoring.text.normalise import merge
from scoring.types import Finding, Span

Edit = tuple[int, int, str]  # start, end in code points of the text, and what stands there instead
_FILE = Path(__file__).parents[1] / "rulebook" / "fixes.json"


@dataclass(frozen=True, slots=True)
class Case:
    """A finding that warns or fails, the whole text as the rules read it, and the rule's thresholds there."""

    reading: Reading
    finding: Finding
    params: Mapping[str, Any]

    @property
    def text(self) -> str:
        return self.reading.text

    @property
    def newline(self) -> str:
        return "\r\n" if "\r\n" in self.text else "\n"


@cache
def data() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(_FILE.read_text("utf-8"))
    return loaded


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with edits that are in order and do not overlap."""
    parts, at = [], 0
    for start, end, put in edits:
        parts += [text[at:start], put]
        at = end
    return "".join([*parts, text[at:]])


def deletions(spans: Iterable[Span]) -> tuple[Edit, ...]:
    return tuple((start, end, "") for start, end in merge(spans))


def with_space(text: str, start: int, end: int) -> Span:
    """A stretch with the white space that would stand there twice once it is gone."""
    left, right = start, end
    while left > 0 and text[left - 1].isspace():
        left -= 1
    while right < len(text) and text[right].isspace():
        right += 1
    if right == len(text):
        return left, right
    if left == 0 or text[end : end + 1] not in ("", "\r", "\n"):
        return start, right
    return left, end
