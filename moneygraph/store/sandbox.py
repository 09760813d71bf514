"""What a case's database may reach: its own file, and one private folder that goes with it.

DuckDB can read and write any file of its user, and a query of somebody else's folder is SQL like
ours. So access to files is closed when a case is opened, but for the folder into which DuckDB
spills; what SQL must read or write, the text of an export or an export's tables, goes through
that. Its name tells whose it is, so that what a killed process left is removed by the next one.
"""

from __future__ import annotations

import atexit
import os
import re
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import duckdb

#: Settings of a session that change no access.
_FREE: Final = ("disabled_optimizers",)
_PATTERN: Final = re.compile(r"[*?\[\]{}\ud800-\udfff]")
_PRIVATE: Final = 0o077
_HOST: Final = re.sub(r"[^A-Za-z0-9]", "", socket.gethostname())[:32] or "here"
_LEFT: Final = re.compile(r"(.*)\.tmp-([A-Za-z0-9]+)-([0-9]{1,10})")


def _mark() -> str:
    """Return the end of the names of what is not to outlive this process."""
    return f".tmp-{_HOST}-{os.getpid()}"


def spill_folder(path: Path) -> Path:
    """Return where this process keeps what belongs to the case at `path` for a while.

    Beside it, as there is room for the case; among the system's temporary files where that folder
    cannot be written, or DuckDB would take its name for a pattern.
    """
    # as DuckDB sees it, who compares names without links
    found = path.absolute().parent.resolve() / path.name
    if os.access(found.parent, os.W_OK) and not _PATTERN.search(str(found)):
        return found.with_name(f"{found.name}{_mark()}")
    return _elsewhere(os.getpid())


@cache
def _elsewhere(_process: int) -> Path:
    """Make a folder for this process whose name nobody could have foreseen and taken."""
    folder = temporary("moneygraph-spill-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def reach(con: duckdb.DuckDBPyConnection) -> Path:
    """Return the folder that a connection can reach; it need not be there yet."""
    found = "select value from system.main.duckdb_settings() where name = 'temp_directory'"
    return Path(str(con.execute(found).fetchall()[0][0]))


def close_off(con: duckdb.DuckDBPyConnection) -> None:
    """Let a connection reach no file but its own, for good; raises where that cannot be.

    A second connection to a case finds that done.
    """
    from duckdb import InvalidInputException  # the command line's help needs no database

    try:
        con.execute(f"set allowed_configs = {list(_FREE)}").fetchall()
        con.execute("set enable_external_access = false").fetchall()
        con.execute("set lock_configuration = true").fetchall()
    except InvalidInputException:
        found = "select value from system.main.duckdb_settings() where name = 'lock_configuration'"
        if con.execute(found).fetchall() != [("true",)]:
            raise


@contextmanager
def private_folder(parent: Path | None, prefix: str) -> Iterator[Path]:
    """Give a new folder for a block; without a `parent`, among the system's temporary files.

    A parent that is not there is made, and goes again when it is empty. Both, and all files made
    meanwhile, are for their user alone.
    """
    before = os.umask(_PRIVATE)
    is_new = parent is not None and not parent.exists()
    try:
        if parent is not None:
            parent.mkdir(mode=0o700, exist_ok=True)
        folder = temporary(prefix, parent)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.umask(before)
        if parent is not None and is_new:
            with suppress(OSError):  # DuckDB has something there
                parent.rmdir()


def temporary(prefix: str, folder: Path | None = None) -> Path:
    """Make a private folder of this process, in the system's place for such unless one is named."""
    return Path(tempfile.mkdtemp(prefix=prefix, suffix=_mark(), dir=folder))


def put_new(made: Path, path: Path) -> bool:
    """Give a whole file its name, on the disk too; False where something has it, which stays."""
    with made.open("rb") as file:
        os.fsync(file.fileno())
    try:
        os.link(made, path)
    except FileExistsError:
        return False
    except OSError:  # a disk without such links
        made.rename(path)
    with suppress(OSError):  # a system without such handles
        handle = os.open(path.absolute().parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    return True


def sweep(folder: Path, begin: str, name: str | None = None) -> None:
    """Remove what processes that are gone have left in a folder, of the user who runs this.

    `begin` is how the names of private folders there begin, `name` that of a case.
    """
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            found = _LEFT.fullmatch(entry.name)
            if found is None or found[2] != _HOST or _is_alive(int(found[3])):
                continue
            if (found[1] == name or found[1].startswith(begin)) and _is_own(entry):
                _remove(entry)


def _is_own(entry: os.DirEntry[str]) -> bool:
    return not hasattr(os, "getuid") or entry.stat(follow_symlinks=False).st_uid == os.getuid()


def _is_alive(process: int) -> bool:
    """Tell whether a process of this machine runs; on Windows asking could end it."""
    if sys.platform == "win32":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _remove(entry: os.DirEntry[str]) -> None:
    if entry.is_dir(follow_symlinks=False):
        shutil.rmtree(entry.path, ignore_errors=True)
    else:
        with suppress(OSError):
            Path(entry.path).unlink()
