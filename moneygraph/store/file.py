"""Opens a case file and runs transactions in it, with errors a person can act on."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from moneygraph.store.data import OURS, DataFiles
from moneygraph.store.errors import CallError, CaseError, CaseFull, CaseLocked, NotACase
from moneygraph.store.message import Message, reason
from moneygraph.store.printable import printable
from moneygraph.store.schema import DERIVED, HOP_RULES, VERSION, tables
from moneygraph.store.sqltext import run_sql

#: What a case may use beside Python and NumPy; more is spilled to a folder beside the file.
CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "memory_limit": "2GB",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
_PRIVATE = 0o077
#: Names of files in DuckDB's messages, which may hold any word.
_QUOTED = re.compile(r'"[^"]*"')
#: The hops of each rule; in a masked case they are views.
_HOP_TABLES = """
select table_name, table_type from information_schema.tables
where table_catalog = current_database() and table_name in (select unnest($1))
"""
_FULL = ("no space left", "disk full", "file too large", "could not write", "failed to offload")


@dataclass(frozen=True)
class CaseFile:
    """An open case file: its connection, where it is, and the data files it is read with."""

    con: duckdb.DuckDBPyConnection
    path: Path
    data: DataFiles = OURS
    _working: list[duckdb.DuckDBPyConnection] = field(
        default_factory=list, repr=False, compare=False
    )

    @contextmanager
    def scratch(self) -> Iterator[CaseFile]:
        """Give the same case with a connection whose temporary objects go with the block.

        DuckDB keeps temporary tables, views and macros for each connection apart and has no
        schemas among them; so what a call needs for itself lives in a connection of its own.
        """
        with self.con.cursor() as con:
            self._working.append(con)
            try:
                yield replace(self, con=con)
            finally:
                self._working.remove(con)

    def discard(self) -> None:
        """Close the file and delete it, with what DuckDB keeps beside it."""
        try:
            self.con.close()
        finally:
            remove(self.path)

    def interrupt(self) -> None:
        """Stop, from another thread, what the database does in this connection and in scratch."""
        for con in (*self._working, self.con):
            con.interrupt()


def connect(
    path: Path, *, create: bool = False, read_only: bool = False
) -> duckdb.DuckDBPyConnection:
    """Open the case at `path`; with `create`, make it when it is not there.

    Raises `NotACase`, `CaseLocked`, `CaseFull`, or `CallError` when there is no such file.
    """
    shown = printable(str(path))
    is_new = not _is_there(path, shown)
    if is_new and not create:
        raise CallError(
            Message("there is no case at {case}", case=shown),
            Message("Load exports into it: moneygraph load FILE..."),
        )
    if path.is_dir():
        raise NotACase(
            Message("{case} is a folder, not a case", case=shown),
            Message("Name a file with --case."),
        )
    if not is_new and path.stat().st_size == 0:
        raise NotACase(
            Message("{case} is an empty file, not a case", case=shown),
            Message("Name another file with --case."),
        )
    try:
        con = _open(path, shown, read_only)
    except (CaseFull, KeyboardInterrupt):
        if is_new:
            remove(path)
        raise
    try:
        if is_new:
            _make_tables(con)
            path.chmod(0o600)
        _check_version(con, shown)
    except BaseException:
        con.close()
        if is_new:
            remove(path)
        raise
    return con


def _is_there(path: Path, shown: str) -> bool:
    try:
        return "\0" not in str(path) and path.exists()
    except OSError as error:
        raise CaseError(
            Message("the case {case} cannot be opened: {why}", case=shown, why=reason(error)),
            Message("Check its path and rights."),
        ) from error


def connect_beside(path: Path) -> duckdb.DuckDBPyConnection:
    """Open an empty database in memory with the case at `path` beside it, to read, as `clear`.

    Raises what `connect` raises.
    """
    connect(path, read_only=True).close()
    shown = printable(str(path))
    quoted = str(path.absolute()).replace("'", "''")
    con = duckdb.connect(":memory:", config=CONFIG | {"temp_directory": f"{path.absolute()}.tmp"})
    try:
        con.execute(f"attach '{quoted}' as clear (read_only)").fetchall()
    except duckdb.Error as error:
        con.close()
        raise _explained(error, shown) from error
    return con


def _open(path: Path, shown: str, read_only: bool) -> duckdb.DuckDBPyConnection:
    before = os.umask(_PRIVATE)
    try:
        # absolute, as ":memory:" and names with a colon mean something else to DuckDB
        return duckdb.connect(str(path.absolute()), read_only=read_only, config=CONFIG)
    except duckdb.Error as error:
        raise _explained(error, shown) from error
    finally:
        os.umask(before)


def _explained(error: duckdb.Error, shown: str) -> CaseError:
    text = printable(str(error).splitlines()[0])
    lowered = _QUOTED.sub("", text.lower())
    if "could not set lock" in lowered or "used by another process" in lowered:
        return CaseLocked(
            Message("another process holds the case {case}", case=shown),
            Message("Wait until it is done or close it, then try again."),
        )
    if any(words in lowered for words in _FULL):
        return CaseFull(
            Message(
                "the disk took no more while the case {case} was written; it is as before",
                case=shown,
            ),
            Message("Make room, then try again."),
        )
    if "permission denied" in lowered or "cannot open file" in lowered:
        return CaseError(
            Message("the case {case} cannot be opened: {why}", case=shown, why=text),
            Message("Check its path and rights."),
        )
    if "different configuration" in lowered or "unique file handle" in lowered:
        return CaseLocked(
            Message("this process holds the case {case} already, opened another way", case=shown),
            Message("Close it first, or open it the same way: for reading only or not."),
        )
    if "corrupt" in lowered or "read enough bytes" in lowered:
        return NotACase(
            Message("the case {case} is damaged: {why}", case=shown, why=text),
            Message("Load its exports into a new case."),
        )
    what = Message("some other file") if "not a valid duckdb" in lowered else text
    return NotACase(
        Message("{case} is not a case: {what}", case=shown, what=what),
        Message("Name another file with --case."),
    )


def _make_tables(con: duckdb.DuckDBPyConnection) -> None:
    with transaction(con):
        run_sql(con, tables())
        con.execute("insert into meta values ('moneygraph', ?)", [str(VERSION)]).fetchall()


def _check_version(con: duckdb.DuckDBPyConnection, shown: str) -> None:
    try:
        found = con.execute("select value from meta where key = 'moneygraph'").fetchall()
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise NotACase(
            Message("{case} is a database, but not a case", case=shown),
            Message("Name another file with --case."),
        ) from error
    except duckdb.Error as error:
        raise _explained(error, shown) from error
    if not found or found[0][0] != str(VERSION):
        raise NotACase(
            Message(
                "{case} was made by another version of moneygraph (its layout is {layout}, ours"
                " is {ours})",
                case=shown,
                layout=found[0][0] if found else Message("unknown"),
                ours=VERSION,
            ),
            Message("Load its exports into a new case."),
        )


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
        if isinstance(error, duckdb.Error) and any(w in str(error).lower() for w in _FULL):
            raise CaseFull(
                Message("the disk took no more; the case is as it was before"),
                Message("Make room, then try again."),
            ) from error
        if isinstance(error, duckdb.InvalidInputException) and "read-only mode" in str(error):
            raise CallError(
                Message("the case was opened for reading only"), Message("Open it for writing too.")
            ) from error
        raise
    finally:
        os.umask(before)


def forget_derived(con: duckdb.DuckDBPyConnection) -> None:
    """Forget the traders, and the hops, features and stolen money that depend on them."""
    for name, kind in con.execute(_HOP_TABLES, [[f"hop_{rule}" for rule in HOP_RULES]]).fetchall():
        con.execute(f"drop {'view' if kind == 'VIEW' else 'table'} {name}").fetchall()
    for name in DERIVED:
        con.execute(f"delete from {name}").fetchall()
    con.execute("delete from meta where key in (select unnest($1))", [list(DERIVED)]).fetchall()


def remove(path: Path) -> None:
    """Delete a case file and what DuckDB keeps beside it."""
    for name in (path, Path(f"{path}.wal")):
        name.unlink(missing_ok=True)
