"""An open case file, and transactions in it, with errors a person can act on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from moneygraph.store.damage import failures_named, full, is_full
from moneygraph.store.data import OURS, DataFiles
from moneygraph.store.errors import CallError
from moneygraph.store.message import Message
from moneygraph.store.progress import Progress, silent
from moneygraph.store.schema import DERIVED, HOP_RULES

_PRIVATE = 0o077
#: The hops of each rule; in a masked case they are views.
_HOP_TABLES = """
select table_name, table_type from information_schema.tables
where table_catalog = current_database() and table_name in (select unnest($1))
"""


@dataclass(frozen=True)
class CaseFile:
    """An open case file: its connection, where it is, and the data files it is read with.

    `tell` is told what is being done.
    """

    con: duckdb.DuckDBPyConnection
    path: Path
    data: DataFiles = OURS
    is_read_only: bool = False
    tell: Progress = silent
    _working: list[duckdb.DuckDBPyConnection] = field(
        default_factory=list, repr=False, compare=False
    )

    @contextmanager
    def scratch(self, progress: Progress | None = None) -> Iterator[CaseFile]:
        """Give the same case with a connection whose temporary objects go with the block.

        `progress` is told what is done in it.

        DuckDB keeps temporary tables, views and macros for each connection apart and has no
        schemas among them; so what a call needs for itself lives in a connection of its own.
        """
        with failures_named(self.path), self.con.cursor() as con:
            self._working.append(con)
            try:
                yield replace(self, con=con, tell=progress or self.tell)
            finally:
                self._working.remove(con)

    def check_written(self) -> None:
        """Raise `CallError` where what is to be kept cannot be."""
        if self.is_read_only:
            raise CallError(
                Message("the case was opened for reading only"), Message("Open it for writing too.")
            )

    def discard(self) -> None:
        """Delete the file, with what DuckDB keeps beside it, while nobody else can open it."""
        discard(self.con, self.path)

    def interrupt(self) -> None:
        """Stop, from another thread, what the database does in this connection and in scratch."""
        for con in (*self._working, self.con):
            con.interrupt()


@contextmanager
def transaction(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Run a block as one transaction: all of it is kept or, on any failure, nothing."""
    before = os.umask(_PRIVATE)
    con.execute("begin").fetchall()
    try:
        yield
        con.execute("commit").fetchall()
    except BaseException as error:
        with suppress(duckdb.Error):
            con.execute("rollback").fetchall()
        if is_full(error):
            raise full() from error
        if isinstance(error, duckdb.InvalidInputException) and "read-only mode" in str(error):
            raise CallError(
                Message("the case was opened for reading only"), Message("Open it for writing too.")
            ) from error
        raise
    finally:
        os.umask(before)


def is_read_only(con: duckdb.DuckDBPyConnection) -> bool:
    """Tell whether nothing can be kept in the database of a connection, but in temporary tables."""
    setting = "select readonly from duckdb_databases() where database_name = current_database()"
    return bool(con.execute(setting).fetchall()[0][0])


def forget_derived(con: duckdb.DuckDBPyConnection) -> None:
    """Forget the traders, and the hops, features and stolen money that depend on them."""
    for name, kind in con.execute(_HOP_TABLES, [[f"hop_{rule}" for rule in HOP_RULES]]).fetchall():
        con.execute(f"drop {'view' if kind == 'VIEW' else 'table'} {name}").fetchall()
    for name in DERIVED:
        con.execute(f"delete from {name}").fetchall()
    con.execute("delete from meta where key in (select unnest($1))", [list(DERIVED)]).fetchall()


def discard(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Close a case and delete it; what another process makes under its name then stays."""
    try:
        _remove(path)
        is_removed = True
    except PermissionError:  # Windows deletes no open file
        is_removed = False
    con.close()
    if not is_removed:
        _remove(path)


def _remove(path: Path) -> None:
    for name in (path, Path(f"{path}.wal")):
        name.unlink(missing_ok=True)
