"""The table of a sheet's cells inside DuckDB: loaded by ``read_csv``, checked, shown as a view."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from moneygraph.ingest.readers.copies import new_file
from moneygraph.ingest.readers.records import Record
from moneygraph.ingest.readers.refusal import LINE, MB, room
from moneygraph.ingest.readers.textfile import TextFile
from moneygraph.store.errors import CaseFull
from moneygraph.store.message import Message

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_BUFFER = 32 * MB


@dataclass
class Cells:
    """Temp table `<table>_cells` (c0, c1, ... text; empty cells null) under view `table`."""

    con: DuckDBPyConnection
    table: str
    columns: int = 0

    def load(
        self,
        text: TextFile,
        folder: Path,
        skip: int,
        columns: int,
        null_padding: bool,
        parallel: bool,
        line: int = LINE,
        *,
        own: bool = False,
    ) -> bool:
        """Fill the table with `columns` columns of a UTF-8 file; False when DuckDB refuses it.

        `own`: we wrote the file, with two characters at the end of every line: then one of
        them alone inside quotes ends nothing.
        Rows are in the file's order. Raises `CaseFull` when there is no room for them.
        """
        types = ", ".join(f"c{i}: 'varchar'" for i in range(columns))
        quote = _literal(text.dialect.quote)
        line_end = ", new_line = '\\r\\n'" if own else ""
        try:
            self._run(
                f"create or replace temp table {self._name} as select * from read_csv("
                f"{_literal(str(_in_reach(text, folder)))}, auto_detect = false,"
                f" header = false, hive_partitioning = false, compression = 'none',"
                f" skip = {skip}, columns = {{{types}}},"
                f" delim = {_literal(text.dialect.delimiter)},"
                f" quote = {quote}, escape = {quote}, max_line_size = {line},"
                f" buffer_size = {_BUFFER}, null_padding = {null_padding}, parallel = {parallel}"
                f"{line_end})"
            )
        except (duckdb.OutOfMemoryException, duckdb.IOException) as error:
            raise CaseFull(
                Message("there is no room to read {name}; the case is as before", name=text.name),
                Message("Make room on the disk of the case, then try again."),
            ) from error
        except (duckdb.OperationalError, duckdb.InterruptException, duckdb.FatalException):
            raise
        except duckdb.Error:
            return False
        self.columns = columns
        return True

    def hold(
        self, expected: int, line_end: str, first: list[Record], *, broken: bool = True
    ) -> bool:
        """Tell whether the table holds `expected` lines, and the row `first` at its head.

        A line break inside a cell counts as a line, as it does in the file; unless `broken`
        there must be none.
        """
        rows = self.count()
        if rows != expected and (not broken or rows + self._breaks(line_end) != expected):
            return False
        if not broken and self._breaks(line_end):
            return False
        found = self._run(f"select * from {self._name} limit 1")
        cells = [_stripped(record.cells) for record in first]
        return not first or [_stripped(row) for row in found] == cells

    def count(self) -> int:
        """Return the number of rows."""
        return int(self._run(f"select count(*) from {self._name}")[0][0])

    def make_view(self, skip: int, width: int, delimiter: str) -> int:
        """Make the view with row numbers from `skip` + 1 and `width` columns; return its rows.

        `n` is the row's number in the file. It comes from DuckDB's own row numbers, which
        cost nothing but begin anywhere inside a transaction; so the least is taken off.
        """
        kept = [f"c{i}" for i in range(min(width, self.columns))]
        missing = [f"null::varchar as c{i}" for i in range(self.columns, width)]
        over = [f"coalesce(c{i}, '')" for i in range(width, self.columns)]
        between = _literal(delimiter)
        joined = f"nullif(rtrim(concat_ws({between}, {', '.join(over)}), {between}), '')"
        extra = joined if over else "null::varchar"
        columns = ", ".join([*kept, *missing, f"{extra} as extra"])
        self._run(
            f"create or replace temp view {_quoted(self.table)} as select"
            f" rowid - (select min(rowid) from {self._name}) + {skip + 1} as n, {columns}"
            f" from {self._name}"
        )
        return self.count()

    @property
    def _name(self) -> str:
        return _quoted(f"{self.table}_cells")

    def _breaks(self, line_end: str) -> int:
        """Return how many line breaks are inside cells."""
        cells = [f"c{i}" for i in range(self.columns)]
        counts = ", ".join(f"sum(length({c}) - length(replace({c}, $end, '')))" for c in cells)
        found = self._run(f"select {counts} from {self._name}", {"end": line_end})
        return sum(int(count or 0) for count in found[0])

    def _run(self, sql: str, values: dict[str, str] | None = None) -> list[tuple[Any, ...]]:
        return self.con.execute(sql, values or {}).fetchall()


def unstage(con: DuckDBPyConnection, table: str) -> None:
    """Drop what `Sheet.stage` made under the name `table`."""
    con.execute(f"drop view if exists {_quoted(table)}").fetchall()
    con.execute(f"drop table if exists {_quoted(f'{table}_cells')}").fetchall()


def _in_reach(text: TextFile, folder: Path) -> Path:
    """Return the file, copied into `folder` unless it was unpacked there: SQL can read no other."""
    if text.path.is_relative_to(folder.parent):
        return text.path
    copy = folder / "whole.csv"
    if not copy.exists():
        with room(text.name, folder):
            shutil.copyfile(text.path, new_file(folder).rename(copy))
    return copy


def _stripped(row: list[str] | tuple[str | None, ...]) -> list[str]:
    cells = [(cell or "").strip() for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
