"""Excel workbooks as rows of plain values, opened only after their true size is known."""

from __future__ import annotations

import importlib
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import IO, Any

from scoring.history.exports.columns import MOST_COLUMNS
from scoring.history.exports.model import ExportError

ZIP_START, OLE_START = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_UNPACKED = 128 * 2**20  # bytes; sheets are read row by row
_MOST_HELD = 32 * 2**20  # of the parts that openpyxl holds in memory
_MOST_PARTS = 2000
_PLAIN = (str, int, float, datetime, date, time, timedelta)


def refuse_old_or_encrypted(head: bytes) -> None:
    """Raise for files of Excel's old binary container, which is also what an encrypted workbook comes in."""
    if head.startswith(OLE_START):
        locked = "EncryptedPackage".encode("utf-16-le") in head
        raise ExportError("encrypted" if locked else "old_workbook")


def refuse_bomb(stream: IO[bytes]) -> None:
    """Raise unless the archive is a workbook that stays small once unpacked (zipfile never reads past these sizes)."""
    try:
        parts = zipfile.ZipFile(stream).infolist()
    except Exception as error:  # a crafted archive makes zipfile raise nearly anything
        raise ExportError("corrupt_workbook") from error
    if any(part.flag_bits & 1 for part in parts):
        raise ExportError("encrypted")
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise ExportError("not_a_table")
    held = [part.file_size for part in parts if not part.filename.startswith("xl/worksheets/sheet")]
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > _MOST_PARTS or unpacked > _MOST_UNPACKED or sum(held) > _MOST_HELD:
        raise ExportError("zip_bomb", limit=_MOST_UNPACKED)
    stream.seek(0)


def sheet_names(stream: IO[bytes]) -> list[str]:
    refuse_bomb(stream)
    book = _load(stream)
    return [sheet.title for sheet in book.worksheets]


def sheet_rows(stream: IO[bytes], title: str) -> Iterator[list[object]]:
    """Rows of one sheet. Formulas come as their text, never as a value; a broken sheet raises corrupt_workbook."""
    refuse_bomb(stream)
    sheet = _load(stream)[title]
    sheet.reset_dimensions()  # what a file says about its own size is not to be trusted
    rows = sheet.iter_rows(values_only=True)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except Exception as error:  # openpyxl lets errors of zlib, XML and its own through
            raise ExportError("corrupt_workbook") from error
        yield [_value(cell) for cell in row[: MOST_COLUMNS + 1]]


def _load(stream: IO[bytes]) -> Any:
    openpyxl = importlib.import_module("openpyxl")  # 0.25 s to import: only who reads a workbook pays
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles that openpyxl does not know are none of our concern
            return openpyxl.load_workbook(stream, read_only=True, data_only=False, keep_links=False)
    except Exception as error:  # as above
        raise ExportError("corrupt_workbook") from error


def _value(cell: object) -> object:
    if cell is None or isinstance(cell, _PLAIN):
        return cell
    return str(getattr(cell, "text", "") or cell)  # an array formula is an object with its text
