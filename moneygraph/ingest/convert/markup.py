"""Makes rows of the elements of a web page: its tables in turn, and the texts between them.

Only tables without a table inside are kept as such; pages use others to arrange what is shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from moneygraph.ingest.convert.tables import RowWriter, TooMuchError, trimmed

#: Cells of a row and how far one reaches, as the standard of HTML and Excel have them.
_COLUMNS: Final = 16_384
_COLSPAN: Final = 1000
_ROWSPAN: Final = 65_534
#: Elements whose text is not shown.
_HIDDEN: Final = frozenset("script style title xml noscript template select".split())
#: Elements that begin a line of their own.
_LINES: Final = frozenset(
    "br p div h1 h2 h3 h4 h5 h6 li ul ol center caption hr pre form fieldset address dl dt dd"
    " section article header footer tbody thead tfoot body".split()
)
_BLANKS: Final = re.compile(r"[ \t\r\n\f]+")


@dataclass
class _Cell:
    column: int
    across: int
    down: int
    text: list[str] = field(default_factory=list)


@dataclass
class _Table:
    """A table that is open; `taken` is before which of its rows a column is filled from above."""

    row: list[str] | None = None
    cell: _Cell | None = None
    is_split: bool = False
    rows: int = 0
    taken: dict[int, int] = field(default_factory=dict)
    merges: list[tuple[int, int, int]] = field(default_factory=list)


class Page:
    """Takes the events of a parser, and writes rows as they end."""

    def __init__(self, writer: RowWriter) -> None:
        self.writer = writer
        self.rows = 0
        self.has_table = False
        self.merges: list[tuple[int, int, int]] = []
        self._tables: list[_Table] = []
        self._loose: list[str] = []
        self._hidden = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Go into an element."""
        if self._hidden or tag in _HIDDEN:
            self._hidden += tag in _HIDDEN
        elif tag == "table":
            self._split()
            self._tables.append(_Table())
        elif tag == "tr":
            self._end_row()
            self._begin_row()
        elif tag in ("td", "th"):
            self._begin_cell(attributes)
        elif tag in _LINES:
            self._break()

    def end(self, tag: str) -> None:
        """Leave an element."""
        if self._hidden:
            self._hidden -= tag in _HIDDEN
        elif tag == "table":
            self._end_table()
        elif tag == "tr":
            self._end_row()
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag in _LINES and tag != "br":
            self._break()

    def data(self, text: str) -> None:
        """Take a piece of text."""
        if not self._hidden:
            self._texts().append(_BLANKS.sub(" ", text))

    def close(self) -> None:
        """End the page."""
        while self._tables:
            self._end_table()
        self._break()

    def _texts(self) -> list[str]:
        cell = self._tables[-1].cell if self._tables else None
        return cell.text if cell else self._loose

    def _break(self) -> None:
        if self._tables and self._tables[-1].cell:
            self._tables[-1].cell.text.append("\n")
        else:
            self._write_texts([_shown(self._loose)])
            self._loose = []

    def _split(self) -> None:
        """Write what a row has so far, as a table begins inside it."""
        self._break()
        if self._tables and self._tables[-1].row is not None:
            outer = self._tables[-1]
            texts = [*(outer.row or []), _shown(outer.cell.text) if outer.cell else ""]
            outer.row, outer.is_split = [], True
            if outer.cell:
                outer.cell = _Cell(0, 1, 1)
            self._write_texts(texts)

    def _write_texts(self, texts: list[str]) -> None:
        for text in texts:
            if text:
                self._write([text])

    def _write(self, row: list[str]) -> None:
        self.rows += 1
        self.writer.writerow(trimmed(row))

    def _begin_row(self) -> None:
        if self._tables:
            self._break()
            self._tables[-1].row = []

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        if not self._tables:
            self._break()
            return
        table = self._tables[-1]
        self._end_cell()
        if table.row is None:
            self._begin_row()
        row = table.row = table.row or []
        while table.taken.get(len(row), 0) > table.rows:
            row.append("")
        across = _span(attributes, "colspan", _COLSPAN) or 1
        down = _span(attributes, "rowspan", _ROWSPAN) or _ROWSPAN
        table.cell = _Cell(len(row), across, down)

    def _end_cell(self) -> None:
        table = self._tables[-1] if self._tables else None
        if table is None or table.cell is None or table.row is None:
            return
        cell, table.cell = table.cell, None
        table.row += [_shown(cell.text), *[""] * (cell.across - 1)]
        if len(table.row) > _COLUMNS:
            raise TooMuchError
        if cell.down > 1 and not table.is_split:
            columns = range(cell.column, cell.column + cell.across)
            table.taken |= dict.fromkeys(columns, table.rows + cell.down)
            table.merges.append((cell.column, self.rows + 1, self.rows + cell.down))

    def _end_row(self) -> None:
        self._end_cell()
        table = self._tables[-1] if self._tables else None
        if table is None or table.row is None:
            return
        row, table.row = table.row, None
        table.rows += 1
        if table.is_split:
            table.is_split = False
            self._write_texts(row)
            return
        self._write(row)
        self.has_table = self.has_table or any(row)

    def _end_table(self) -> None:
        self._end_row()
        if self._tables:
            self._break()
            table = self._tables.pop()
            ends = ((column, top, min(last, self.rows)) for column, top, last in table.merges)
            self.merges += [merge for merge in ends if merge[1] < merge[2]]


def _shown(parts: list[str]) -> str:
    lines = (_BLANKS.sub(" ", line).strip() for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def _span(attributes: dict[str, str], name: str, most: int) -> int:
    """Return how many columns or rows a cell reaches over."""
    text = (attributes.get(name) or "1").strip()[:12]
    return min(int(text), most) if text.isascii() and text.isdigit() else 1
