"""Puts the cells of a text table into DuckDB: in parallel where that can be proved right.

DuckDB's parallel reader passes over blank lines and drops a last line that is larger than
its buffer, without an error. So the lines of the file are counted beside it, and unless every
one of them is in the table the rows are read again: with separators put into blank lines,
which DuckDB then takes for rows, and where that does not do either, one after another.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from moneygraph.ingest.readers.cells import Cells
from moneygraph.ingest.readers.copies import Survey, even_copy, filled_copy, plain_copy, survey
from moneygraph.ingest.readers.encoding import UTF8, encoding_of_rest, undecodable
from moneygraph.ingest.readers.refusal import LINE, refusal
from moneygraph.ingest.readers.textfile import Head, TextFile

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: (null_padding, parallel): short rows in parallel; line breaks inside quotes in parallel,
#: which DuckDB does not do together; then both, on one core.
_ANY_FILE = ((True, True), (False, True), (True, False))
_EVEN_FILE = ((False, True), (False, False))
#: Room for a record of 1 MB that grew by its quotes when it was written again.
_EVEN_LINE = 16 * LINE


def stage_text(
    con: DuckDBPyConnection,
    table: str,
    text: TextFile,
    head: Head,
    folder: Path,
    skip: int,
    width: int,
) -> tuple[int, int]:
    """Make view `table` (n, c0..c{width-1}, extra) of the rows after the first `skip`.

    Returns the number of rows and the NULs left out. Raises `UnreadableFile` when the
    file cannot be read whole, `CaseFull` when there is no room for it.
    """
    with TemporaryDirectory(prefix="copy-", dir=folder) as copies:
        run = _Run(Cells(con, table), text, head, Path(copies), skip)
        run.fill(width)
    return run.cells.make_view(skip, width, text.dialect.delimiter), run.nuls


@dataclass
class _Run:
    """The staging of one table; `text` becomes a copy of itself where it has to."""

    cells: Cells
    text: TextFile
    head: Head
    folder: Path
    skip: int
    nuls: int = 0
    is_copy: bool = False

    def fill(self, width: int) -> None:
        """Fill the cells by the first way that gets all of them."""
        surveyed = survey(self.text.path) if self.text.encoding in UTF8 else None
        if surveyed is None or surveyed.has_nul:
            surveyed = self._make_plain()
        if self._is_quick(surveyed):
            return
        if not self.is_copy and encoding_of_rest(self.text.path, self.text.name):
            surveyed = self._make_plain()
            if self._is_quick(surveyed):
                return
        if not self._is_quick_filled():
            self._one_by_one(max(width, self.head.width))

    def _make_plain(self) -> Survey:
        encoding = self.text.encoding
        if encoding in UTF8:
            encoding = encoding_of_rest(self.text.path, self.text.name) or encoding
        text = replace(self.text, encoding=encoding)
        try:
            self.text, self.nuls = plain_copy(text, self.folder)
        except UnicodeDecodeError as error:
            raise undecodable(text.path, encoding, text.name) from error
        self.is_copy = True
        return survey(self.text.path)

    def _is_quick(self, surveyed: Survey) -> bool:
        """Let DuckDB read the file; False when it cannot, or not every line arrived."""
        return self._is_loaded(self.text, surveyed, broken=True)

    def _is_quick_filled(self) -> bool:
        """Let DuckDB read the file with its blank lines filled; False as in `_is_quick`.

        What was put in must be rows of its own. A blank line inside quotes would have
        put it into a cell, so none may hold a line break: then every row is one line.
        """
        if self.head.width < 2:
            return False
        filled = filled_copy(self.text, self.folder, self.head.width)
        return filled is not None and self._is_loaded(filled, survey(filled.path), broken=False)

    def _is_loaded(self, text: TextFile, surveyed: Survey, *, broken: bool) -> bool:
        if surveyed.is_long or surveyed.is_mixed or self.skip > len(self.head.rows):
            return False
        width = self.head.width
        if not any(
            self.cells.load(text, self.folder, self.skip, width + padding, padding, parallel)
            for padding, parallel in _ANY_FILE
        ):
            return False
        expected = surveyed.lines - self.head.lines(self.skip, surveyed.end)
        first = self.head.rows[self.skip : self.skip + 1]
        return self.cells.hold(expected, surveyed.end, first, broken=broken)

    def _one_by_one(self, width: int) -> None:
        """Read record after record, which takes any table, and load what that gives."""
        even = even_copy(self.text, self.folder, self.skip, width)
        expected = survey(even.path).lines
        loaded = any(
            self.cells.load(even, self.folder, 0, width + 1, False, parallel, _EVEN_LINE, own=True)
            for _, parallel in _EVEN_FILE
        )
        if not loaded or not self.cells.hold(expected, "\n", []):
            raise refusal(self.text.name, "could not be read whole")
