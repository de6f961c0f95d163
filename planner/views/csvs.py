"""Lists as CSV files: streamed line by line, and no cell can run as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from django.http import StreamingHttpResponse

from scoring.history.cells import safe_cell


class _Echo:
    """csv writes into what it is given; here each line is handed on at once."""

    def write(self, line: str) -> str:
        return line


def csv_file(rows: Iterable[list[str]], name: str) -> StreamingHttpResponse:
    """``rows`` with their heading, to be saved as ``name``.csv (ASCII, no quotes)."""
    response = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _lines(rows: Iterable[list[str]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"  # so that spreadsheet programs read it as UTF-8
    for row in rows:
        yield writer.writerow([safe_cell(cell) for cell in row])
