"""Whether a case file is whole, and what of one that is not can still be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import duckdb

from moneygraph.store.catalogue import defined
from moneygraph.store.damage import is_damage
from moneygraph.store.errors import CaseDamaged
from moneygraph.store.laws import Broken, between_tables, broken_columns, broken_joins
from moneygraph.store.message import Message
from moneygraph.store.opening import connect
from moneygraph.store.printable import printable
from moneygraph.store.schema import ROW_BASE

if TYPE_CHECKING:
    Progress = Callable[[Message], None]

_FILES: Final = "select id, name, path, sha256, rows from statement_file order by id"


class TableRead(NamedTuple):
    """A table of a case: how many rows it has, or the database's words for why it is not read."""

    name: str
    rows: int | None
    problem: str | None


class FileRead(NamedTuple):
    """A statement file of a case, and whether all that the case holds of it can be read."""

    name: str
    path: str
    sha256: str
    rows: int
    readable: bool


@dataclass(frozen=True)
class Checked:
    """What was found of a case file.

    `problem` is why nothing of it can be read, else None. `broken` are the laws that its tables do
    not hold to. `files` are empty, and `decisions` None, where the tables of these are not read.
    """

    path: Path
    problem: str | None
    tables: list[TableRead]
    broken: list[Broken]
    files: list[FileRead]
    decisions: int | None

    @property
    def is_whole(self) -> bool:
        """Whether every row of it can be read and all laws hold."""
        unread = any(table.problem is not None for table in self.tables)
        return self.problem is None and not self.broken and not unread


def check_case(path: str | Path, progress: Progress | None = None) -> Checked:
    """Read every row of the case at `path` and compare its tables with each other.

    Nothing is written. Raises what `connect` raises where it is no case, or another process writes
    it; damage is no error here.
    """
    file = Path(path)
    tell = progress or (lambda _: None)
    try:
        con = connect(file, read_only=True, lawful=False)
    except CaseDamaged as error:
        return Checked(file, str(error.why), [], [], [], None)
    with con:
        tables = list(_read_tables(con, tell))
        tell(Message("comparing the tables"))
        unread = {table.name for table in tables if table.problem is not None}
        whole = [table.name for table in tables if table.name not in unread]
        broken = list(broken_laws(con, whole))
        decisions = next((one.rows for one in tables if one.name == "decision"), None)
        return Checked(file, None, tables, broken, _files(con, unread), decisions)


def _read_tables(con: duckdb.DuckDBPyConnection, progress: Progress) -> Iterator[TableRead]:
    ((database,),) = con.execute("select current_database()").fetchall()
    for one in defined(con, database):
        if one.kind == "table":
            progress(Message("reading {table}", table=one.name))
            try:
                yield TableRead(one.name, _rows_read(con, one.name), None)
            except duckdb.Error as error:
                yield TableRead(one.name, None, _words(error))


def _rows_read(con: duckdb.DuckDBPyConnection, table: str) -> int:
    """Read every value of a table and return how many rows it has; texts must be texts."""
    columns = con.execute(f"select column_name, column_type from (describe {table})").fetchall()
    texts = [
        f", bit_xor(hash(decode(encode({name}))))" for name, kind in columns if kind == "VARCHAR"
    ]
    sql = f"select count(*), bit_xor(hash(t)){''.join(texts)} from {table} as t"
    return int(con.execute(sql).fetchall()[0][0])


def broken_laws(con: duckdb.DuckDBPyConnection, tables: list[str]) -> Iterator[Broken]:
    """Give the laws that do not hold among some tables of a case; what is damaged is left out."""
    ((database,),) = con.execute("select current_database()").fetchall()
    each = [broken_columns(con, database, table) for table in tables]
    each += [broken_joins(con, law, tables) for law in between_tables()]
    for laws in each:
        try:
            yield from laws
        except duckdb.Error as error:
            if not is_damage(error):
                raise


def _files(con: duckdb.DuckDBPyConnection, unread: set[str]) -> list[FileRead]:
    try:
        files = con.execute(_FILES).fetchall()
    except duckdb.Error:
        return []
    return [
        FileRead(name, path, sha256, rows, all(_can_read(con, table, number) for table in unread))
        for number, name, path, sha256, rows in files
    ]


def _can_read(con: duckdb.DuckDBPyConnection, table: str, file: int) -> bool:
    """Tell whether all that a table holds of a statement file can be read."""
    names = con.execute(f"select column_name from (describe {table})").fetchall()
    key = "id" if table.startswith("row_") else "row"
    if (key,) not in names:
        return True
    sql = f"select bit_xor(hash(t)) from {table} as t where {key} between $1 and $2"
    try:
        con.execute(sql, [file * ROW_BASE, (file + 1) * ROW_BASE - 1]).fetchall()
    except duckdb.Error:
        return False
    return True


def _words(error: duckdb.Error) -> str:
    return printable(str(error).splitlines()[0])
