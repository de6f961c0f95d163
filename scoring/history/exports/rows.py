"""Rows under a header as fields, side-by-side tables joined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scoring.history.exports.addresses import post_key
from scoring.history.exports.columns import Layout
from scoring.history.exports.sources import Sheet


@dataclass(frozen=True, slots=True)
class Row:
    """One row of one table. ``number`` as a spreadsheet counts (a CSV record with line breaks counts once)."""

    number: int
    fields: Mapping[str, object]
    raw: Mapping[str, str]


def walk(sheet: Sheet, layout: Layout) -> Iterator[Row]:
    """Every row with something in it; of side-by-side tables, each table's part as a row of its own."""
    starts = [min(block.values()) for block in layout.blocks]
    ends = [*starts[1:], len(layout.names)]
    starts[0] = 0
    for number, cells in enumerate(sheet.rows(), 1):
        if number <= layout.header_row + 1:
            continue
        for block, start, end in zip(layout.blocks, starts, ends, strict=True):
            raw = {
                name: _text(cell)
                for name, cell in zip(layout.names[start:end], cells[start:end], strict=False)
                if name and not _empty(cell)
            }
            if raw:
                fields = {field: cells[column] for field, column in block.items() if column < len(cells)}
                yield Row(number, fields, raw)


def posts_of(sheet: Sheet, layout: Layout) -> Iterator[Row]:
    """One row per post. Side-by-side tables are sorted apart, so their rows meet by address, never by line."""
    if len(layout.blocks) == 1:
        yield from walk(sheet, layout)
        return
    joined: dict[str, Row] = {}
    for row in walk(sheet, layout):
        address = str(row.fields.get("permalink") or "")
        name = post_key(address) or address or f"row {row.number}"
        first = joined.get(name, row)
        filled = {field: cell for field, cell in row.fields.items() if not _empty(cell)}
        known = {field: cell for field, cell in first.fields.items() if not _empty(cell)}
        joined[name] = Row(first.number, {**filled, **known}, {**row.raw, **first.raw})
    yield from joined.values()


def _empty(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else str(cell)
