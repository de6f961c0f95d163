"""The one door: a file in, a stream of measured posts out.

The file is walked twice and never held: a first walk counts the rows (so that nothing is half imported when there are
too many) and settles whether 3/4 is in March or in April; the second hands out the posts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from scoring.history.exports.addresses import address_time
from scoring.history.exports.columns import (
    FIELDS,
    LEAST_COLUMNS,
    Layout,
    find_layout,
    other_export,
    shown,
)
from scoring.history.exports.dates import order_votes
from scoring.history.exports.model import Export, ExportError, ExportKind, MeasuredPost
from scoring.history.exports.rows import Row, RowReader
from scoring.history.exports.sources import Sheet, sheets

MAX_ROWS = 100_000
_MOST_EMPTY_ROWS = 100_000


def read_export(
    data: bytes | Path,
    timezone: str,
    chosen_kind: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> Export:
    """Open an export of results and stream its posts.

    ``timezone`` is the zone of times that name none. ``chosen_kind`` is what the person says the file is (None: find
    out). ``columns`` (header as found -> field of ``columns.FIELDS``) is what the person says columns are.
    Raises ExportError before the first post when the file cannot be taken, so that nothing is half done; only a
    workbook or cell that breaks further down raises while streaming.
    """
    zone = _zone(timezone)
    named = {header.strip(): field for header, field in (columns or {}).items() if field in FIELDS}
    sheet, layout = _best(sheets(data), ExportKind(chosen_kind) if chosen_kind else None, named)
    survey = _survey(sheet, layout)
    order, basis = survey.decide(layout.language)
    columns_found = layout.understood
    export = Export(
        kind=layout.kind,
        total=survey.rows,
        columns=columns_found,
        unknown=tuple(name for name in layout.names if name and name not in columns_found),
        language=layout.language,
        date_order=order,
        date_basis=basis,
        encoding=sheet.encoding,
    )
    decimal = "," if layout.language in ("fr", "es") or sheet.delimiter == ";" else "."
    export.posts = _posts(_rows(sheet, layout), RowReader(export, zone, order, decimal))
    return export


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError) as error:  # ZoneInfoNotFoundError is a KeyError only when no data is there
        raise ExportError("unknown_timezone", timezone=name) from error
    except KeyError as error:
        raise ExportError("unknown_timezone", timezone=name) from error


def _best(
    found: Sequence[Sheet], chosen: ExportKind | None, named: Mapping[str, str]
) -> tuple[Sheet, Layout]:
    """The sheet and reading in which most columns are understood; raises when that is not enough."""
    heads = [(sheet, _head(sheet)) for sheet in found]
    layouts = [
        (layout.size, bool(layout.fields & {"permalink", "post_id"}), -number, sheet, layout)
        for number, (sheet, head) in enumerate(heads)
        if (layout := find_layout(head, list(ExportKind), named))
    ]
    rows = [row for _, head in heads for row in head]
    for _, head in heads:
        if other := other_export(head):
            raise ExportError("other_export", found=other)
    return _chosen(heads, layouts, rows, chosen, named)
