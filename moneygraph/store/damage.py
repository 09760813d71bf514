"""Tells a damaged case and a failing disk apart from a fault of ours, by what the database says.

Each block of the file has a checksum, so that a changed byte is noticed when the block is read;
bytes that were changed with their checksum fail when they are taken apart, or break a law (`laws`).
"""

from __future__ import annotations

import errno
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from moneygraph.store.errors import (
    CaseDamaged,
    CaseError,
    CaseFull,
    CaseUnwritten,
    MemoryShort,
    MoneygraphError,
    QueryError,
)
from moneygraph.store.message import Message
from moneygraph.store.printable import printable
from moneygraph.store.resources import machine_memory, memory

#: What DuckDB says of a file that is not as it wrote it.
_DAMAGE: Final = re.compile(
    r"corrupt|read enough bytes|deserialize|serialization error|checksum|metadata (pointer|reader)"
    r"|leb128|invalid unicode|not marked as fallible",
    re.IGNORECASE,
)
#: Classes of its errors that can be of a file; others are of SQL, and quote words of that.
_OF_FILES: Final = (
    *("Error", "IOException", "SerializationException", "InvalidInputException"),
    *("FatalException", "InternalException", "TransactionException"),
)
#: What it says where the disk took no more, and where it did not take what was written.
_FULL: Final = re.compile(
    r"no space left|disk full|file too large|could not write|failed to offload", re.IGNORECASE
)
_UNWRITTEN: Final = re.compile(
    r"input/output error|fsync|could not (sync|truncate|move|remove|create)|failed to create"
    r"|cannot open file|read-only file system",
    re.IGNORECASE,
)
#: What the system says of the same.
_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FAILED: Final = (errno.EIO, errno.EROFS)


def is_full(error: BaseException) -> bool:
    """Tell whether the system or a database raised an error because the disk took no more."""
    if isinstance(error, OSError):
        return error.errno in _NO_ROOM
    return _is_database(error) and bool(_FULL.search(str(error)))


def is_unwritten(error: BaseException) -> bool:
    """Tell whether they did because the disk did not take what was written."""
    if isinstance(error, OSError):
        return error.errno in _FAILED
    return _is_database(error, _OF_FILES) and bool(_UNWRITTEN.search(str(error)))


def is_short(error: BaseException) -> bool:
    """Tell whether a database or an array did not get the memory that it needs."""
    return isinstance(error, MemoryError) or _is_database(error, ("OutOfMemoryException",))


def is_damage(error: BaseException) -> bool:
    """Tell whether a database raised an error as its file is not as it was written."""
    return _is_database(error, _OF_FILES) and bool(_DAMAGE.search(str(error)))


def _is_database(error: BaseException, kinds: Collection[str] = ()) -> bool:
    """Tell whether a database raised an error, of these classes if any are named."""
    # by name, as importing the database's driver takes time that `--help` has not
    kind = type(error)
    return kind.__module__ in ("duckdb", "_duckdb") and (not kinds or kind.__name__ in kinds)


def damaged(case: Path | str, why: Message | str) -> CaseDamaged:
    """Return the error of a damaged case; `why` is what shows it."""
    shown = printable(str(case))
    return CaseDamaged(
        why,
        Message("the case {case} is damaged: {why}", case=shown, why=why),
        Message("What of it can still be read: moneygraph check {case}", case=shown),
    )


def full() -> CaseFull:
    """Return the error of a disk that took no more of a case."""
    return CaseFull(
        Message("the disk took no more; the case is as it was before"),
        Message("Make room, then try again."),
    )


def unwritten(case: Path | str, why: Message | str) -> CaseUnwritten:
    """Return the error of a disk that did not take what was written to a case, or beside it."""
    return CaseUnwritten(
        Message("the disk failed at the case {case}: {why}", case=printable(str(case)), why=why),
        Message("Check the disk; `moneygraph status` tells whether it was done."),
    )


def short(needed: int | None = None) -> MemoryShort:
    """Return the error of work that needs more memory than it may use, `needed` bytes if known."""
    given, there = memory() >> 20, machine_memory() >> 20
    remedy = Message("Give more with --memory SIZE: the machine has {there} MB.", there=there)
    if needed is not None:
        needed = -(-needed >> 20)
        remedy = Message(
            "Give at least --memory {needed}MB: the machine has {there} MB.",
            needed=needed,
            there=there,
        )
    return MemoryShort(
        Message(
            "this needs more memory than the {given} MB that it may use; the case is as it was",
            given=given,
        ),
        remedy,
    )


@contextmanager
def failures_named(path: Path) -> Iterator[None]:
    """Turn what comes of damage to the case at `path`, or of its disk, into an error that says so.

    That is `CaseDamaged`, `MemoryShort`, `CaseFull` or `CaseUnwritten`, whatever it had become.
    """
    try:
        yield
    except CaseError:
        raise
    except Exception as error:
        # what writes elsewhere has said so; a query only knows that it does not run
        is_told = isinstance(error, MoneygraphError) and not isinstance(error, QueryError)
        for cause in _behind(error):
            if is_damage(cause):
                raise damaged(path, _first_line(cause)) from error
            if not is_told and is_short(cause):
                raise short() from error
            if not is_told and is_full(cause):
                raise full() from error
            if not is_told and is_unwritten(cause):
                raise unwritten(path, _first_line(cause)) from error
        raise


def _behind(error: BaseException) -> Iterator[BaseException]:
    """Give an error and what it was raised from.

    What failed while another error was handled says nothing of that one.
    """
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__


def _first_line(error: BaseException) -> str:
    return printable(str(error).splitlines()[0])
