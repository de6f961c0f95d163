"""A variant as its channel will show it, fold line included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from planner.models import Placement, Variant
from planner.queries import contents
from scoring.platforms import FORMATS, PLATFORMS

TALL = {
    "tiktok.video",
    "instagram.reel",
    "instagram.story",
    "youtube.short",
    "facebook.reel",
    "facebook.story",
}
LONGEST_WORD = 24  # characters
RATIOS = {
    "instagram.image": "4:5",
    "instagram.carousel": "4:5",
    "tiktok.photo": "4:5",
    "youtube.long": "16:9",
}


@dataclass(frozen=True, slots=True)
class Preview:
    """``before`` is read without pressing anything, ``after`` only after "more"; ``fold_words`` stands between them."""

    platform: str
    platform_label: str
    format_label: str
    ratio: str
    tall: bool
    name: str
    handle: str
    title: str
    before: str
    after: str
    fold_words: str
    link: str
    first_comment: str
    media: Sequence[Placement]


def preview_of(variant: Variant) -> Preview:
    """Of the variant as it stands in memory; ``draft`` and ``channel`` loaded."""
    return preview(
        surface=variant.surface,
        name=variant.channel.name,
        handle=variant.channel.handle,
        text=variant.full_text,
        title=variant.title,
        link=variant.link,
        first_comment=variant.first_comment,
        media=contents.placements_of(variant.draft, variant),
    )


def preview(
    *,
    surface: str,
    name: str,
    handle: str = "",
    text: str,
    title: str = "",
    link: str = "",
    first_comment: str = "",
    media: Sequence[Placement] = (),
) -> Preview:
    """``surface`` as ``linkedin.text``; one that the edition no longer knows is shown without a fold."""
    form = FORMATS.get(surface)
    platform = PLATFORMS.get(surface.partition(".")[0])
    before, after = _folded(text, form.fold if form else None)
    label = platform.label if platform else surface
    return Preview(
        platform=surface.partition(".")[0],
        platform_label=label,
        format_label=form.labels["fr" if get_language() == "fr" else "en"] if form else "",
        ratio=RATIOS.get(surface, "1:1"),
        tall=surface in TALL,
        name=name,
        handle=handle,
        title=title,
        before=before,
        after=after,
        fold_words=_("{platform} folds here on a phone · about {n} characters").format(
            platform=label, n=form.fold if form else 0
        )
        if after
        else "",
        link=link,
        first_comment=first_comment,
        media=media,
    )


def _folded(text: str, fold: int | None) -> tuple[str, str]:
    """Cut after ``fold`` user-perceived characters at most, and before a word that would be cut in two."""
    if fold is None or len(text) <= fold:
        return text, ""
    end = 0
    for count, cluster in enumerate(regex.finditer(r"\X", text), 1):
        if count > fold:
            end = _word_start(text, end)
            return text[:end].rstrip(), text[end:].lstrip()
        end = cluster.end()
    return text, ""


def _word_start(text: str, end: int) -> int:
    """Where the word begins that goes over ``end``; ``end`` itself when there is no space nearby."""
    if text[end].isspace():
        return end
    start = max(text.rfind(space, max(0, end - LONGEST_WORD), end) for space in " \n")
    return start + 1 if start > 0 else end
