"""A draft as each channel will show it, drawn from content as data: the same for what is there now and for a receipt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.utils import formats
from django.utils.translation import gettext as _

from planner import bridge
from planner.models import Asset, Brand, Draft, Placement, Variant
from planner.queries import contents, reviews
from planner.queries.contents import Content
from planner.queries.diffs import SAME, Change, Piece

AROUND = 60  # characters of unchanged text kept beside a change


@dataclass(slots=True)
class Sheet:
    """One channel. ``when`` is the plan in words; ``changes`` are those of this channel."""

    pk: int
    platform: str
    channel: str
    preview: bridge.Preview
    when: str
    row: Content
    changes: list[Change] = field(default_factory=list)
    variant: Variant | None = None


def of_draft(draft: Draft, changes: Iterable[Change] = ()) -> list[Sheet]:
    """As it is now."""
    live = {variant.pk: variant for variant in contents.variants_of(draft)}
    return of_content(contents.shown(draft), draft.brand, changes, live)


def of_content(
    content: Content,
    brand: Brand,
    changes: Iterable[Change] = (),
    live: dict[int, Variant] | None = None,
) -> list[Sheet]:
    """Two queries: the files and the channels."""
    assets, handles = reviews.assets_in(content, brand), reviews.handles_in(content, brand)
    changes = list(changes)
    return [
        _sheet(row, brand, assets, handles, changes, (live or {}).get(row["id"]))
        for row in content["variants"]
    ]


def _sheet(
    row: Content,
    brand: Brand,
    assets: dict[int, Asset],
    handles: dict[int, str],
    changes: list[Change],
    variant: Variant | None,
) -> Sheet:
    media = [
        Placement(asset=assets[item["asset"]], alt=item["alt"])
        for item in row["media"]
        if item["asset"] in assets
    ]
    preview = bridge.preview(
        surface=f"{row['platform']}.{row['format']}",
        name=row["channel_name"],
        handle=handles.get(row["channel"], ""),
        text=row["text"],
        title=row["title"],
        link=row["link"],
        first_comment=row["first_comment"],
        media=media,
    )
    return Sheet(
        pk=row["id"],
        platform=row["platform"],
        channel=row["channel_name"],
        preview=preview,
        when=planned_words(variant, brand) if variant and variant.planned_at else window_words(row["window"]),
        row=row,
        changes=[
            brief(one)
            for one in changes
            if (one.where, one.platform) == (row["channel_name"], row["platform"])
        ],
        variant=variant,
    )


def brief(change: Change) -> Change:
    """The change with a few words around each place: the whole text stands in the preview below it."""
    last = len(change.pieces) - 1
    pieces = [_cut(piece, first=n == 0, last=n == last) for n, piece in enumerate(change.pieces)]
    return replace(change, pieces=pieces)


def _cut(piece: Piece, *, first: bool, last: bool) -> Piece:
    """Of a long unchanged stretch, only the words that touch a change."""
    if piece.op != SAME or len(piece.text) <= 3 * AROUND or (first and last):
        return piece
    head = "" if first else piece.text[:AROUND].rpartition(" ")[0]
    tail = "" if last else piece.text[-AROUND:].partition(" ")[2]
    return Piece(SAME, f"{head} … {tail}")


def rest(changes: Iterable[Change], sheets: Iterable[Sheet]) -> list[Change]:
    """Changes of no channel that is still shown."""
    known = {(sheet.channel, sheet.platform) for sheet in sheets}
    return [change for change in changes if (change.where, change.platform) not in known]


def planned_words(variant: Variant, brand: Brand) -> str:
    return instant_words(variant.planned_at, brand) if variant.planned_at else ""


def instant_words(at: datetime, brand: Brand) -> str:
    """In the brand's own time, e.g. "Tue 24 Nov, 09:30 Paris"."""
    place = brand.time_zone.rpartition("/")[2].replace("_", " ")
    return f"{formats.date_format(at.astimezone(brand.zone), 'DATETIME_FORMAT')} {place}"


def window_words(window: list[str] | None) -> str:
    if not window:
        return _("No day set")
    first, last = (formats.date_format(date.fromisoformat(day), "SHORT_DATE_FORMAT") for day in window)
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}
