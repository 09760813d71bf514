"""Writes the worksheets of a workbook in XML (Excel 2003, SpreadsheetML) as text tables.

The parser keeps no tree. A document type is refused: no workbook has one, and its entities could
be used for harm.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

from moneygraph.ingest.convert.tables import RefusedError, RowWriter, Tables, trimmed
from moneygraph.ingest.convert.values import value_of
from moneygraph.ingest.convert.workbook import row_text

_BLOCK: Final = 256 << 10
_DEPTH: Final = 100
#: What Excel has of rows and columns.
_ROWS: Final = 1_048_576
_COLUMNS: Final = 16_384


class _Sheet:
    """A worksheet: its rows so far, and the cells of the row that is open."""

    def __init__(self, writer: RowWriter) -> None:
        self.writer = writer
        self.rows = 0
        self.merges: list[tuple[int, int, int]] = []
        self.cells: list[Any] = []
        self._blank = 0
        self._after = 0
        self._timed: set[int] = set()

    def begin_row(self, index: int, span: int) -> None:
        """Begin row `index`, or the next one; `span` rows after it are as blank."""
        index = index or self.rows + self._blank + self._after + 1
        self._blank = index - self.rows - 1
        self._after = span
        if self._blank < 0 or index > _ROWS:
            raise RefusedError("broken")
        self.cells = []

    def begin_cell(self, index: int) -> None:
        """Go to column `index`, from 1, or to the next one."""
        blank = (index or len(self.cells) + 1) - 1 - len(self.cells)
        if blank < 0 or index > _COLUMNS or len(self.cells) > _COLUMNS:
            raise RefusedError("broken")
        self.cells += [""] * blank

    def end_cell(self, value: object, across: int, down: int) -> None:
        """Put a value down, and blanks where its cell is merged with those to the right."""
        if down:
            top = self.rows + self._blank + 1
            self.merges.append((len(self.cells), top, top + down))
        self.cells += [value, *[""] * min(across, _COLUMNS)]

    def end_row(self) -> None:
        """Write the row; blank ones only when one follows that is not."""
        cells = trimmed(self.cells)
        if not cells:
            self._blank += 1
            return
        for _ in range(self._blank):
            self.writer.writerow([""])
        self.writer.writerow(row_text(cells, self._timed))
        self.rows += self._blank + 1
        self._blank = 0


class _Workbook:
    """Takes the events of a parser, and writes rows as they end."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._path: list[str] = []
        self._sheet: _Sheet | None = None
        self._open = ExitStack()
        self._count = 0
        self._cell: dict[str, str] = {}
        self._text: list[str] = []
        self._value: object = ""
        self._kind = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Go into an element."""
        name = _local(tag)
        within = self._path[-1] if self._path else ""
        self._path.append(name)
        if len(self._path) > _DEPTH:
            raise RefusedError("broken")
        told = {_local(key): value for key, value in attributes.items()}
        if name == "Worksheet":
            self._begin_sheet(told.get("Name", ""))
        elif self._sheet is None:
            return
        elif name == "Row":
            self._sheet.begin_row(_number(told, "Index"), _number(told, "Span"))
        elif name == "Cell":
            self._cell, self._value = told, ""
            self._sheet.begin_cell(_number(told, "Index"))
        elif name == "Data" and within == "Cell":
            self._kind, self._text = told.get("Type", "String"), []

    def data(self, text: str) -> None:
        """Take a piece of text; what is not inside a cell's data is no value."""
        if "Data" in self._path[-4:] and "Comment" not in self._path:
            self._text.append(text)

    def end(self, tag: str) -> None:
        """Leave an element."""
        name = self._path.pop()
        if self._sheet is None:
            return
        if name == "Data" and self._path[-1] == "Cell":
            self._value = value_of(self._kind, "".join(self._text))
        elif name == "Cell":
            across, down = _number(self._cell, "MergeAcross"), _number(self._cell, "MergeDown")
            self._sheet.end_cell(self._value, across, down)
        elif name == "Row":
            self._sheet.end_row()
        elif name == "Worksheet":
            self._end_sheet(self._sheet)

    def _begin_sheet(self, name: str) -> None:
        if self._sheet is not None:
            raise RefusedError("broken")
        self._sheet = _Sheet(self._open.enter_context(self.tables.table(name, self._count)))
        self._count += 1

    def _end_sheet(self, sheet: _Sheet) -> None:
        self._open.close()
        self._sheet = None
        if not sheet.rows:
            self.tables.sheets.pop()
            return
        ends = ((column, top, min(last, sheet.rows)) for column, top, last in sheet.merges)
        self.tables.merge(merge for merge in ends if merge[1] < merge[2])


def convert(path: Path, tables: Tables) -> None:
    """Write the worksheets that hold anything."""
    workbook = _Workbook(tables)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = workbook.start
    parser.EndElementHandler = workbook.end
    parser.CharacterDataHandler = workbook.data
    parser.StartDoctypeDeclHandler = _refuse_doctype
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            parser.Parse(block, False)
        parser.Parse(b"", True)


def _refuse_doctype(*_: object) -> None:
    raise RefusedError("doctype")


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _number(told: dict[str, str], name: str) -> int:
    text = told.get(name, "0").strip()
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise RefusedError("broken")
    return int(text)
