"""Opens a case file, or makes it; what is no case of ours is refused.

Whether a database defines more than ours does is in `catalogue`, what it may reach in `sandbox`.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import duckdb

from moneygraph.store.catalogue import Defined, defined, foreign_among
from moneygraph.store.damage import damaged, is_damage, is_full, is_unwritten, unwritten
from moneygraph.store.data import DataFiles
from moneygraph.store.errors import (
    CallError,
    CaseError,
    CaseFull,
    CaseHeldHere,
    CaseLocked,
    MadePrivate,
    MoneygraphError,
    NotACase,
)
from moneygraph.store.file import CaseFile, discard, transaction
from moneygraph.store.laws import IN_LOOPS, is_lawful
from moneygraph.store.message import Message, reason
from moneygraph.store.printable import printable
from moneygraph.store.resources import for_database
from moneygraph.store.sandbox import close_off, put_new, spill_folder, sweep, temporary
from moneygraph.store.schema import VERSION, tables
from moneygraph.store.sqltext import run_sql

CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
#: Names of files in DuckDB's messages, which may hold any word.
_QUOTED = re.compile(r'"[^"]*"')
#: The file that a connection has open, beside databases in memory.
_ATTACHED = """
select database_name from system.main.duckdb_databases() where not internal and path is not null
"""
_HOLDER = re.compile(r"held in (.+?) \(PID (\d+)\)")
#: How long to wait for a case that another process holds, and between two tries.
WAIT_S = 5.0
_PAUSE_S = 0.1


_PRIVATE = 0o077


def connect(
    path: Path,
    *,
    create: bool = False,
    read_only: bool = False,
    wait: float | None = None,
    lawful: bool = True,
) -> duckdb.DuckDBPyConnection:
    """Open the case at `path`; with `create`, make it when it is not there.

    Where another process holds it, this waits for `wait` seconds, `WAIT_S` unless given. One that
    breaks the laws of its columns is opened only where it need not be `lawful`.

    Raises `NotACase`, `CaseDamaged`, `CaseLocked`, `CaseFull`, or `CallError` when there is no such
    file.
    """
    shown = printable(str(path))
    is_new = not _is_there(path, shown)
    if is_new and not create:
        raise CallError(
            Message("there is no case at {case}", case=shown),
            Message("Load exports into it: moneygraph load FILE..."),
        )
    _check_kind(path, shown, is_new=is_new)
    _make_private(path, shown)
    sweep(path.absolute().parent, f".{path.name}-", path.name)
    sweep(Path(tempfile.gettempdir()), "moneygraph-")
    is_ours = is_new and _make(path, shown)
    con = _waited(lambda: _open(path, shown, read_only), wait)
    try:
        if not is_ours:
            _check(con, shown, lawful=lawful)
    except BaseException:
        con.close()
        raise
    return con


def open_to_write(path: Path, data: DataFiles, *, create: bool) -> tuple[CaseFile, bool]:
    """Open a case as `connect` does; return also whether this made it and nothing is loaded yet.

    Another process may have made it meanwhile, and loaded into it.
    """
    is_new = not path.exists()
    con = connect(path, create=create)
    return CaseFile(con, path, data), is_new and is_empty(con)


def can_write(path: Path) -> bool:
    """Tell whether a case could be written: its file, and the log that DuckDB puts beside it."""
    return os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK)


def _waited(
    opening: Callable[[], duckdb.DuckDBPyConnection], wait: float | None
) -> duckdb.DuckDBPyConnection:
    """Open what another process may hold for a moment; it is tried again for so many seconds."""
    until = time.monotonic() + (WAIT_S if wait is None else wait)
    while True:
        try:
            return opening()
        except CaseLocked as error:
            if time.monotonic() >= until or isinstance(error, CaseHeldHere):
                raise
        time.sleep(_PAUSE_S)


def _make_private(path: Path, shown: str) -> None:
    """Take the right to read a case from everybody else, where everybody has it; and say so.

    One that is only shared with a group, or is write-protected, stays as it is.
    """
    if os.name == "nt" or not path.is_file() or not os.access(path, os.W_OK):
        return
    mode = path.stat().st_mode
    if mode & stat.S_IROTH and mode & stat.S_IWUSR:
        with suppress(OSError):  # it is somebody else's
            path.chmod(mode & stat.S_IRWXU)
            told = Message(
                "everybody on this computer could read {case}; now only you can", case=shown
            )
            warnings.warn(MadePrivate(told), stacklevel=2)


def _check_kind(path: Path, shown: str, *, is_new: bool) -> None:
    """Refuse what no database can be in: a folder, a pipe or a device, a link to nothing."""
    if "?" in str(path.absolute()):  # what DuckDB writes beside it would get another name
        raise NotACase(
            Message("a case cannot be where a name has a question mark: {case}", case=shown),
            Message("Name another file or folder."),
        )
    if is_new and path.is_symlink():
        raise NotACase(
            Message("{case} is a link to nothing", case=shown),
            Message("Name the file itself."),
        )
    if path.is_dir():
        raise NotACase(
            Message("{case} is a folder, not a case", case=shown),
            Message("Name a file with --case."),
        )
    if not is_new and not path.is_file():
        raise NotACase(
            Message("{case} is no file but a pipe, socket or device", case=shown),
            Message("Name a file with --case."),
        )
    if not is_new and path.stat().st_size == 0:
        raise NotACase(
            Message("{case} is an empty file, not a case", case=shown),
            Message("Name another file with --case."),
        )


def _make(path: Path, shown: str) -> bool:
    """Make an empty case, whole or not at all: killed meanwhile, none has its name.

    Another process may make one of the same name first; then that is the case, and this is False.
    """
    folder = path.absolute().parent
    try:
        folder = temporary(f".{path.name}-", folder)
        made = folder / "new"
        con = _open(made, shown, False)
        try:
            _make_tables(con)
            con.execute("checkpoint").fetchall()  # closing it says nothing where that fails
        finally:
            con.close()
        made.chmod(0o600)
        return put_new(made, path)
    except OSError as error:
        raise CaseError(
            Message("the case {case} cannot be made: {why}", case=shown, why=reason(error)),
            Message("Check its path and rights."),
        ) from error
    except duckdb.Error as error:
        raise _explained(error, shown) from error
    finally:
        if folder != path.absolute().parent:
            shutil.rmtree(folder, ignore_errors=True)


def _is_there(path: Path, shown: str) -> bool:
    try:
        return "\0" not in str(path) and path.exists()
    except OSError as error:
        raise CaseError(
            Message("the case {case} cannot be opened: {why}", case=shown, why=reason(error)),
            Message("Check its path and rights."),
        ) from error


def connect_beside(
    path: Path, *, wait: float | None = None, lawful: bool = True
) -> duckdb.DuckDBPyConnection:
    """Open an empty database in memory with the case at `path` beside it, to read, as `clear`.

    `wait` and `lawful` are as in `connect`, which also tells what is raised.
    """
    shown = printable(str(path))
    if not _is_there(path, shown):
        connect(path)  # raises
    _check_kind(path, shown, is_new=False)
    quoted = str(path.absolute()).replace("'", "''")
    return _waited(lambda: _beside(path, shown, quoted, lawful=lawful), wait)


def _beside(path: Path, shown: str, quoted: str, *, lawful: bool) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(":memory:", config=_config(path))
    try:
        con.execute(f"attach '{quoted}' as clear (read_only)").fetchall()
        close_off(con)
        _check(con, shown, lawful=lawful)
    except duckdb.Error as error:
        con.close()
        raise _explained(error, shown) from error
    except BaseException:
        con.close()
        raise
    return con


def _open(path: Path, shown: str, read_only: bool) -> duckdb.DuckDBPyConnection:
    before = os.umask(_PRIVATE)
    try:
        # absolute, as ":memory:" and names with a colon mean something else to DuckDB
        con = duckdb.connect(str(path.absolute()), read_only=read_only, config=_config(path))
        close_off(con)
        return con
    except duckdb.Error as error:
        raise _explained(error, shown) from error
    finally:
        os.umask(before)


def _config(path: Path) -> dict[str, str | bool | int | float | list[str]]:
    return for_database() | CONFIG | {"temp_directory": str(spill_folder(path))}


def _explained(error: duckdb.Error, shown: str) -> CaseError:
    text = printable(str(error).splitlines()[0])
    lowered = _QUOTED.sub("", text.lower())
    if "could not set lock" in lowered or "used by another process" in lowered:
        return CaseLocked(_held(shown, text), Message("Wait until it is done, or stop it."))
    if is_full(error):
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
        return CaseHeldHere(
            Message("this process holds the case {case} already, opened another way", case=shown),
            Message("Close it first, or open it the same way: for reading only or not."),
        )
    if is_damage(error):
        return damaged(shown, text)
    if is_unwritten(error):
        return unwritten(shown, text)
    what = Message("some other file") if "not a valid duckdb" in lowered else text
    return NotACase(
        Message("{case} is not a case: {what}", case=shown, what=what),
        Message("Name another file with --case."),
    )


def _held(shown: str, text: str) -> Message:
    """Return who holds a case, as far as DuckDB tells."""
    found = _HOLDER.search(text)
    if found is None:
        return Message("another process holds the case {case}", case=shown)
    program, process = found.groups()
    return Message(
        "process {process} ({program}) holds the case {case}",
        process=process,
        program=Path(program).name,
        case=shown,
    )


def _make_tables(con: duckdb.DuckDBPyConnection) -> None:
    with transaction(con):
        run_sql(con, tables())
        con.execute("insert into meta values ('moneygraph', ?)", [str(VERSION)]).fetchall()


def _check(con: duckdb.DuckDBPyConnection, shown: str, *, lawful: bool = True) -> None:
    """Check that a database is a case of this version, with nothing in it that is not ours.

    The version is read only from a table that is as we make it.
    """
    try:
        [(name,)] = con.execute(_ATTACHED).fetchall()
        found = defined(con, name)
        version = _version(con, name, found)
    except duckdb.Error as error:
        raise _explained(error, shown) from error
    if version is None:
        raise NotACase(
            Message("{case} is a database, but not a case", case=shown),
            Message("Name another file with --case."),
        )
    if version != str(VERSION):
        raise NotACase(
            Message(
                "{case} was made by another version of moneygraph (its layout is {layout}, ours"
                " is {ours})",
                case=shown,
                layout=version or Message("unknown"),
                ours=VERSION,
            ),
            Message("Load its exports into a new case."),
        )
    foreign = foreign_among(found)
    if foreign is not None:
        raise NotACase(
            Message(
                "the case {case} was changed by something else: its {kind} {name} is not"
                " moneygraph's, and could run SQL of its own",
                case=shown,
                kind=Message(foreign.kind),
                name=foreign.name,
            ),
            Message("Do not trust it: load the exports into a new case."),
        )
    if lawful:
        _check_numbers(con, shown, name, {one.name for one in found if one.kind == "table"})


def _check_numbers(
    con: duckdb.DuckDBPyConnection, shown: str, database: str, tables: set[str]
) -> None:
    """Check that no number in a case is such that a loop over it would go astray."""
    try:
        holds = is_lawful(con, database, sorted(tables & IN_LOOPS))
    except duckdb.Error as error:
        raise _explained(error, shown) from error
    if not holds:
        raise damaged(shown, Message("it holds numbers that no case can hold"))


def _version(con: duckdb.DuckDBPyConnection, name: str, found: list[Defined]) -> str | None:
    """Return the version of a case's layout, "" where it states none; None where it is no case."""
    if not any((one.kind, one.name) == ("table", "meta") for one in found):
        return None
    quoted = name.replace('"', '""')
    try:
        sql = f"select value from \"{quoted}\".main.meta where key = 'moneygraph'"
        values = con.execute(sql).fetchall()
    except duckdb.BinderException:
        return None
    return str(values[0][0]) if values else ""


def is_empty(con: duckdb.DuckDBPyConnection) -> bool:
    """Tell whether nothing was ever loaded into a case."""
    return not con.execute("select 1 from statement_file limit 1").fetchall()


def remove_empty(path: Path) -> None:
    """Delete a case into which nothing was loaded, unless another process has it open."""
    try:
        con = connect(path, wait=0)
    except MoneygraphError:
        return
    if is_empty(con):
        discard(con, path)
    con.close()
