"""A sheet: one table of text cells in an export."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from moneygraph.readers.one_row import read_row
from moneygraph.readers.staging import stage_text
from moneygraph.readers.textfile import Head, TextFile

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass
class Sheet:
    """One table of an export; a text file has one, a workbook one for each sheet.

    `name` is "" for text files, `index` counts the workbook's sheets from 0. `head` holds
    the first rows, at most 60, as text: cells of at most 4096 characters, "" where empty,
    empty cells at a row's end left out. `width` is the longest of these rows. `encoding`
    and `delimiter` are for messages ("" in workbooks); `nuls` counts the NUL characters
    that `stage` left out.
    """

    name: str
    index: int
    head: list[list[str]]
    width: int
    encoding: str
    delimiter: str
    nuls: int = field(default=0, init=False)
    _text: TextFile = field(repr=False, kw_only=True)
    _rows: Head = field(repr=False, kw_only=True)
    _folder: Path = field(repr=False, kw_only=True)

    def stage(self, con: DuckDBPyConnection, table: str, skip: int, width: int) -> int:
        """Make temp view `table` of the rows after the first `skip`; return how many.

        Its columns are `n` BIGINT, the row's number in the sheet as a spreadsheet counts
        (from 1, blank rows too, a row with line breaks inside its cells as one), c0 to
        c{width-1} VARCHAR, null where empty, and `extra` VARCHAR: what stands in cells after
        those, joined by the separator, or null. Blank rows are kept, save those that end a
        file. The cells lie in temp table `<table>_cells`; `unstage` drops both.

        Must be called outside a transaction, as DuckDB ends one at the first file that it
        refuses. Raises `UnreadableExport` when the rows cannot all be read, and `CaseFull`
        when there is no room for them.
        """
        rows, self.nuls = stage_text(
            con, table, self._text, self._rows, self._folder, skip, max(width, 1)
        )
        return rows

    def row(self, number: int, rows: int | None = None) -> list[str] | None:
        """Return all cells of one row, counted as `stage` does, or None where it ends before.

        `rows` is how many rows there are, where that is known. Raises `UnreadableExport` when
        the rows before it cannot be read.
        """
        return read_row(self._text, self._rows, number, rows)
