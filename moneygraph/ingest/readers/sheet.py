"""A sheet: one table of text cells in a statement file. A row is read without those before it."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from moneygraph.ingest.readers.copies import Survey, survey
from moneygraph.ingest.readers.made import Stated
from moneygraph.ingest.readers.records import records
from moneygraph.ingest.readers.refusal import LINE, MB
from moneygraph.ingest.readers.staging import stage_text
from moneygraph.ingest.readers.textfile import Head, TextFile, other_encoding

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: Encodings in which a line end is more than one byte.
_WIDE = ("utf-16", "utf-32")


def read_row(text: TextFile, head: Head, number: int, rows: int | None) -> list[str] | None:
    """Return the cells of row `number` (from 1, as `Sheet.stage` counts), or None.

    `rows` is how many rows the table has, where that is known, blank ones at its end left
    out. If it has as many lines, every row is one line, and the row is found by line ends
    alone, which is twenty times as quick as reading row after row. Errors as in `records`.
    """
    if number <= len(head.rows):
        return head.rows[number - 1].cells
    try:
        return _read_row(text, number, rows)
    except UnicodeDecodeError:
        return _read_row(other_encoding(text), number, rows)


def _read_row(text: TextFile, number: int, rows: int | None) -> list[str] | None:
    if rows is not None and not text.encoding.startswith(_WIDE):
        surveyed = survey(text.path)
        if surveyed.lines == rows and not surveyed.is_mixed:
            return _line_cells(text, number, surveyed)
    with text.records() as found:
        record = next(islice(found, number - 1, None), None)
    return record.cells if record else None


def _line_cells(text: TextFile, number: int, surveyed: Survey) -> list[str] | None:
    start = _start_of_line(text.path, number, surveyed.end.encode())
    if start is None:
        return None
    with text.path.open("rb") as file:
        file.seek(start)
        raw = file.read(4 * LINE)
    line = raw.partition(surveyed.end.encode())[0].decode(text.encoding)
    record = next(records(io.StringIO(line, newline=""), text.dialect, text.name), None)
    return record.cells if record else []


def _start_of_line(path: Path, number: int, end: bytes) -> int | None:
    """Return at which byte line `number` (above 1) begins."""
    left, start = number - 1, 0
    with path.open("rb") as file:
        while block := file.read(MB):
            ends = block.count(end)
            if ends >= left:
                return start + _place_of(block, end, left) + 1
            left -= ends
            start += len(block)
    return None


def _place_of(block: bytes, end: bytes, times: int) -> int:
    at = -1
    for _ in range(times):
        at = block.index(end, at + 1)
    return at


@dataclass
class Sheet:
    """One table of a statement file; a text file has one, a workbook one for each sheet.

    `name` is "" for text files, `index` counts the workbook's sheets from 0. `head` holds
    the first rows, at most 60, as text: cells of at most 4096 characters, "" where empty,
    empty cells at a row's end left out. `width` is the longest of these rows. `encoding`
    and `delimiter` are for messages ("" in workbooks); `nuls` counts the NUL characters
    that `stage` left out. `merges` is a table of cells that are merged downwards, None where
    there are none: a column, from 0, and the first and the last row, as `stage` counts. `stated`
    is what the file says of accounts outside of the table.
    """

    name: str
    index: int
    head: list[list[str]]
    width: int
    encoding: str
    delimiter: str
    merges: Path | None = None
    stated: tuple[Stated, ...] = ()
    nuls: int = field(default=0, init=False)
    _text: TextFile = field(repr=False, kw_only=True)
    _rows: Head = field(repr=False, kw_only=True)
    _folder: Path = field(repr=False, kw_only=True)

    def stage(self, con: DuckDBPyConnection, table: str, skip: int, width: int) -> int:
        """Make temp view `table` of the rows after the first `skip`; return how many.

        Its columns are `n` BIGINT, the row's number in the sheet as a spreadsheet counts
        (from 1, blank rows too, a row with line breaks inside its cells as one), c0 to
        c{width-1} VARCHAR, null where empty, and `extra` VARCHAR: the text of cells after
        those, joined by the separator, or null. Blank rows are kept, save those that end a
        file. The cells are in the temporary table `<table>_cells`; `unstage` drops both.

        Must be called outside a transaction, as DuckDB ends one at the first file that it
        refuses. Raises `UnreadableFile` when the rows cannot all be read, and `CaseFull`
        when there is no room for them.
        """
        rows, self.nuls = stage_text(
            con, table, self._text, self._rows, self._folder, skip, max(width, 1)
        )
        return rows

    def row(self, number: int, rows: int | None = None) -> list[str] | None:
        """Return all cells of one row, counted as `stage` does, or None where it ends before.

        `rows` is how many rows there are, where that is known. Raises `UnreadableFile` when
        the rows before it cannot be read.
        """
        return read_row(self._text, self._rows, number, rows)
