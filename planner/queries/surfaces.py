"""What a platform's formats are called, take and count: the edition's data, put into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from planner.models import Channel, Variant
from scoring.counting import COUNTERS


@dataclass(frozen=True, slots=True)
class Count:
    """How long a text is as its platform counts; ``limit`` 0 means none is known."""

    key: str  # "12" for a variant's primary key: where the page shows it
    platform: str
    label: str
    count: int
    limit: int

    @property
    def over(self) -> bool:
        return bool(self.limit) and self.count > self.limit


def platforms() -> Mapping[str, Any]:
    """All platforms (scoring.types.Platform) by key. Imported when first asked: reading the rulebook is not for every command."""
    from scoring.platforms import PLATFORMS

    return PLATFORMS


def format_of(platform: str, name: str) -> Any:
    """What the format takes (scoring.types.Format), None for an unknown one."""
    known = platforms().get(platform)
    return known.formats.get(name) if known else None


def is_paged(platform: str, name: str) -> bool:
    """Whether the format is a document: its pictures are handed off as the pages of one PDF."""
    form = format_of(platform, name)
    return form is not None and form.media_kinds == ("document",)


def platform_label(platform: str) -> str:
    known = platforms().get(platform)
    return str(known.label) if known else platform


def format_labels(platform: str) -> dict[str, str]:
    """The platform's formats in order, in the reader's language."""
    known = platforms().get(platform)
    language = (get_language() or "en")[:2]
    return {name: form.labels.get(language, name) for name, form in known.formats.items()} if known else {}


def default_format(channel: Channel) -> str:
    """The channel's usual format, else the first of its platform that has a pack, else the first."""
    known = platforms()[channel.platform].formats
    if channel.default_format in known:
        return channel.default_format
    return str(next((name for name, form in known.items() if form.pack), next(iter(known))))


def count(variant: Variant, text: str | None = None) -> Count | None:
    """The variant's text (or ``text`` in its place) as its platform counts it; None where the format takes no text."""
    platform = variant.channel.platform
    form = format_of(platform, variant.format)
    if form is None or form.text_limit is None:
        return None
    counter = COUNTERS[form.counter or "graphemes"]
    words = variant.full_text if text is None else text
    return Count(str(variant.pk), platform, platform_label(platform), counter(words), form.text_limit)
