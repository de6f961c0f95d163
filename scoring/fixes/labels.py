"""Fixes that add the wording of a disclosure, in the language of the post."""

from __future__ import annotations

from collections.abc import Iterator

from scoring import counting
from scoring.fixes.base import Case, Edit, data
from scoring.fixes.tags import CLOSED
from scoring.types import Span


def ad_first(case: Case) -> Iterator[tuple[Edit, ...]]:
    yield from _first(case, "ad")


def ai_first(case: Case) -> Iterator[tuple[Edit, ...]]:
    yield from _first(case, _made(case))


def ai_last(case: Case) -> Iterator[tuple[Edit, ...]]:
    """Below the text, above a last row of tags; where that breaks its pace, before the first word."""
    label = data()["labels"][_made(case)].get(case.reading.lang)
    if label is None:
        return
    yield (_below(case, f"{label}."),)
    yield from ai_first(case)


def brand_words(case: Case) -> Iterator[tuple[Edit, ...]]:
    """The wordings that the brand always needs, as it wrote them, below the text."""
    missing = _missing(case)
    if missing:
        yield (_below(case, case.newline.join(missing)),)


def brand_tags(case: Case) -> Iterator[tuple[Edit, ...]]:
    """The brand's hashtags that are missing, at the end of the last row of tags or as one."""
    missing = _missing(case)
    if missing:
        end = len(case.text.rstrip())
        gap = "" if not end else " " if _row_of_tags(case) < end else case.newline * 2
        yield ((end, end, gap + " ".join(missing)),)


def _missing(case: Case) -> list[str]:
    missing = case.finding.result.facts.get("missing")
    return [str(one) for one in missing] if isinstance(missing, list) else []


def _below(case: Case, words: str) -> Edit:
    """Below the text, above a last row of tags."""
    end = len(case.text[: _row_of_tags(case)].rstrip())
    return end, end, f"{case.newline * 2}{words}" if end else words


def _first(case: Case, name: str) -> Iterator[tuple[Edit, ...]]:
    """Before the first word, so that nobody reads on without knowing."""
    language = case.reading.lang
    label = data()["labels"][name].get(language)
    if label is not None:
        start = len(case.text) - len(case.text.lstrip())
        yield ((start, start, label + data()["colons"][language]),)


def _made(case: Case) -> str:
    """What was made: image, video, or content where that is not told or both."""
    kinds = {item.kind for item in case.reading.snapshot.media or ()}
    return kinds.pop() if len(kinds) == 1 and kinds <= {"image", "video"} else "content"


def _row_of_tags(case: Case) -> int:
    """Where the text's last lines begin to hold nothing but tags; its end where they do not."""
    at = len(case.text)
    tags: list[Span] = list(counting.hashtags(case.text, case.reading.snapshot.platform))
    for start, end in reversed(tags):
        if case.text[end:at].strip():
            break
        at = start
    before = case.text[:at]
    return (
        at
        if at == len(case.text) or (CLOSED.search(before) and before.rstrip(" \t")[-1:] in ("", "\n"))
        else len(case.text)
    )
