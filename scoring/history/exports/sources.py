"""From bytes to sheets of rows, whatever the encoding, the delimiter or the container."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO

from scoring.history.exports import workbook
from scoring.history.exports.columns import MOST_COLUMNS
from scoring.history.exports.model import ExportError

MOST_BYTES = 256 * 2**20
_HEAD_BYTES, _HEAD_ROWS = 64 * 2**10, 25
_SEPARATOR = re.compile(r'"?sep=(.)"?\s*$', re.I)
_DELIMITERS = (",", ";", "\t", "|")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

Open = Callable[[], IO[bytes]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One way to see the file as a table; ``rows`` starts from the top each time it is called."""

    rows: Callable[[], Iterator[list[object]]]
    encoding: str = ""
    delimiter: str = ""

    def head(self) -> list[list[object]]:
        return list(islice(self.rows(), _HEAD_ROWS))


def sheets(data: bytes | Path) -> list[Sheet]:
    """All readings of the file worth a look: a workbook's sheets, or a text under each delimiter."""
    size = len(data) if isinstance(data, bytes) else data.stat().st_size
    if size > MOST_BYTES:
        raise ExportError("too_big", limit=MOST_BYTES)
    opened: Open = (lambda: io.BytesIO(data)) if isinstance(data, bytes) else (lambda: data.open("rb"))
    with opened() as stream:
        head = stream.read(_HEAD_BYTES)
    workbook.refuse_old_or_encrypted(head)
    if head.startswith(workbook.ZIP_START):
        with opened() as stream:
            titles = workbook.sheet_names(stream)
        return [Sheet(partial(_workbook_rows, opened, title)) for title in titles]
    encoding = _encoding(head, opened)
    marks = _delimiters(head, encoding)
    return [Sheet(partial(_text_rows, opened, encoding, mark), encoding, mark) for mark in marks]


def _workbook_rows(opened: Open, title: str) -> Iterator[list[object]]:
    with opened() as stream:
        yield from workbook.sheet_rows(stream, title)


def _text_rows(opened: Open, encoding: str, delimiter: str) -> Iterator[list[object]]:
    with io.TextIOWrapper(opened(), encoding=encoding, newline="") as text:
        try:
            for row in csv.reader(text, delimiter=delimiter):
                yield list(row[: MOST_COLUMNS + 1])
        except csv.Error as error:
            raise ExportError("cell_too_long", limit=csv.field_size_limit()) from error


def _encoding(head: bytes, opened: Open) -> str:
    """The encoding that the whole file decodes in: what its first bytes say, UTF-8, or the old Windows one."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return _first_that_decodes(opened, (name,))
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) > len(head) * 0.3:  # every second byte of Latin text in UTF-16
        return _first_that_decodes(opened, ("utf-16-le" if odd > even else "utf-16-be",))
    if not head.strip() or _CONTROL.search(head) or head.startswith(b"%PDF"):
        raise ExportError("not_a_table")
    return _first_that_decodes(opened, ("utf-8", "cp1252"))


def _first_that_decodes(opened: Open, names: tuple[str, ...]) -> str:
    for name in names:
        decoder = codecs.getincrementaldecoder(name)()
        try:
            with opened() as stream:
                while chunk := stream.read(2**20):
                    decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeError:
            continue
        return name
    raise ExportError("wrong_encoding")


def _delimiters(head: bytes, encoding: str) -> tuple[str, ...]:
    first = codecs.getincrementaldecoder(encoding)().decode(head).partition("\n")[0]
    match = _SEPARATOR.match(first.strip("\r"))
    return (match[1],) if match else _DELIMITERS
