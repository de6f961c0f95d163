"""Reads for the pages of brands, pillars and channels."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from planner import access
from planner.models import Brand, Channel, Member, Pillar
from planner.queries import surfaces


def brands_of(member: Member, *, archived: bool = False) -> QuerySet[Brand]:
    """With the number of live channels and drafts of each."""
    rows = access.brands_of(member, archived=True).filter(archived_at__isnull=not archived)
    return rows.annotate(
        channel_count=Count("channels", filter=Q(channels__archived_at=None), distinct=True),
        draft_count=Count("drafts", filter=Q(drafts__archived_at=None), distinct=True),
    ).order_by("name", "pk")


def with_parts(member: Member) -> QuerySet[Brand]:
    """Live brands, each with its ``live_channels`` and ``live_pillars``."""
    return access.brands_of(member).prefetch_related(
        Prefetch("channels", Channel.objects.filter(archived_at=None), to_attr="live_channels"),
        Prefetch("pillars", Pillar.objects.filter(archived_at=None), to_attr="live_pillars"),
    )


@dataclass(slots=True)
class ChannelLine:
    """A channel with the words of its platform and usual format."""

    channel: Channel
    platform: str
    format: str


@dataclass(slots=True)
class Parts:
    """What belongs to a brand, in order. Two queries."""

    channels: list[ChannelLine]
    archived_channels: list[ChannelLine]
    pillars: list[Pillar]
    archived_pillars: list[Pillar]

    @property
    def share(self) -> int:
        """Sum of the shares of the pillars in use, in per cent; 100 is what one aims at."""
        return sum(pillar.share for pillar in self.pillars)


def parts_of(brand: Brand) -> Parts:
    lines = [_line(channel) for channel in Channel.objects.filter(brand=brand)]
    pillars = list(Pillar.objects.filter(brand=brand))
    return Parts(
        [line for line in lines if not line.channel.is_archived],
        [line for line in lines if line.channel.is_archived],
        [pillar for pillar in pillars if not pillar.is_archived],
        [pillar for pillar in pillars if pillar.is_archived],
    )


def _line(channel: Channel) -> ChannelLine:
    words = surfaces.format_labels(channel.platform)
    return ChannelLine(
        channel,
        surfaces.platform_label(channel.platform),
        words.get(channel.default_format, channel.default_format),
    )
