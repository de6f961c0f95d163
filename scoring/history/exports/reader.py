"""The one door: a file in, a stream of measured posts out.

The file is walked twice and never held: a first walk counts the rows (so that nothing is half imported when there are
too many) and settles whether 3/4 is in March or in April; the second hands out the posts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from scoring.history.exports import rows
from scoring.history.exports.columns import FIELDS, Layout, find_layout, other_export, require_columns, shown
from scoring.history.exports.model import Export, ExportError, ExportKind
from scoring.history.exports.posts import PostReader
from scoring.history.exports.sources import Sheet, sheets
from scoring.history.exports.survey import Survey

MAX_ROWS = 100_000
_LEAST_COLUMNS = 3  # fewer understood columns are no sign of a kind
_COMMA_LANGUAGES = frozenset({"fr", "es"})
_TICK_ROWS = 500

Tick = Callable[[], None]


def read_export(
    data: bytes | Path,
    name: str,
    timezone: str,
    chosen_kind: str | None = None,
    columns: Mapping[str, str] | None = None,
    tick: Tick | None = None,
) -> Export:
    """Open an export of results and stream its posts.

    ``name`` is the file's own, for messages only: the content alone says what it is. ``timezone`` is the zone of times that name none. ``chosen_kind`` is what the person says the file is (None: find
    out). ``columns`` (header as found -> a field of ``columns.FIELDS``) is what the person says columns are.
    ``tick`` is called every 500 rows of either walk, so that whoever waits can tell slow from dead.
    Raises ExportError before the first post when the file cannot be taken, so that nothing is half done.
    """
    named = {header.strip(): field for header, field in (columns or {}).items() if field in FIELDS}
    chosen = ExportKind(chosen_kind) if chosen_kind else None
    try:
        return _opened(data, _zone(timezone), chosen, named, tick or (lambda: None))
    except ExportError as error:
        error.facts["name"] = name
        raise


def _opened(
    data: bytes | Path, zone: ZoneInfo, chosen: ExportKind | None, named: Mapping[str, str], tick: Tick
) -> Export:
    sheet, layout = _best(sheets(data), chosen, named)
    sheet = replace(sheet, rows=partial(_ticking, sheet, tick))
    require_columns(layout.kind, layout.fields, layout.names)
    survey = _surveyed(sheet, layout)
    order, basis = survey.decide(layout.language)
    comma = layout.language in _COMMA_LANGUAGES or sheet.delimiter == ";"
    export = Export(
        kind=layout.kind,
        total=survey.total,
        columns=layout.understood,
        unknown=layout.unknown,
        language=layout.language,
        date_order=order,
        date_basis=basis,
        encoding=sheet.encoding,
    )
    export.posts = PostReader(export, zone, "," if comma else ".").posts(rows.posts_of(sheet, layout))
    return export


def _ticking(sheet: Sheet, tick: Tick) -> Iterator[list[object]]:
    for number, row in enumerate(sheet.rows()):
        if number % _TICK_ROWS == 0:
            tick()
        yield row


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # unknown, not a name, or the name of a folder
        raise ExportError("unknown_timezone", timezone=name) from error


def _best(
    found: Sequence[Sheet], chosen: ExportKind | None, named: Mapping[str, str]
) -> tuple[Sheet, Layout]:
    """The sheet, delimiter and kind under which most columns are understood; raises when that is too little."""
    heads = [(sheet, sheet.head()) for sheet in found]
    widest = max((row for _, head in heads for row in head), key=lambda row: len(shown(row)), default=[])
    if len(shown(widest)) < 2:
        raise ExportError("not_a_table")
    for _, head in heads:
        if other := other_export(head):
            raise ExportError("other_export", found=other)
    layouts = [
        (sheet, layout)
        for sheet, head in heads
        for kind in ExportKind
        if (layout := find_layout(head, kind, named))
    ]
    best = max(layouts, key=lambda pair: pair[1].rank, default=None)
    sure = best if best and best[1].size >= _LEAST_COLUMNS else None
    if chosen is None:
        if sure is None:
            raise ExportError("not_an_export", found=shown(widest))
        return sure
    mine = max(
        (pair for pair in layouts if pair[1].kind == chosen), key=lambda pair: pair[1].rank, default=None
    )
    if sure and sure[1].kind != chosen and (mine is None or sure[1].rank > mine[1].rank) and sure[1].rank[0]:
        raise ExportError("other_kind", chosen=str(chosen), found=str(sure[1].kind))
    if mine is None:
        require_columns(chosen, frozenset(), widest)
        raise AssertionError("a file without columns lacks some")
    return mine


def _surveyed(sheet: Sheet, layout: Layout) -> Survey:
    survey = Survey()
    for row in rows.walk(sheet, layout):
        survey.add(row)
        if survey.total > MAX_ROWS:
            raise ExportError("too_many_rows", limit=MAX_ROWS)
    if not survey.total:
        raise ExportError("no_rows")
    return survey
