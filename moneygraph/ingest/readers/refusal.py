"""The limits of readers, beyond which a file is refused as hostile, and helpers that refuse a file.

Each refusal has a message that a person can act on.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from moneygraph.store.errors import CaseFull, MoneygraphError, UnreadableFile
from moneygraph.store.message import Message, reason
from moneygraph.store.printable import printable

MB: Final = 1 << 20

#: Bytes at the start of a text file from which encoding and separator are found.
SAMPLE: Final = 256 << 10
#: Rows shown as a sheet's head, and characters of each of their cells.
HEAD_ROWS: Final = 60
HEAD_CELL: Final = 4096
#: Characters (bytes on the fast path) in one record, and lines that one may run over.
LINE: Final = MB
RECORD_LINES: Final = 1000
#: Columns that are separate; the cells after them come together in `extra`.
COLUMNS: Final = 1024

#: Members of an archive, the bytes its list of members may take, and its unpacked size.
MEMBERS: Final = 10_000
MEMBER_LIST: Final = 16 * MB
UNPACKED: Final = 16 << 30
#: How many times its packed size an archive may grow, once it is larger than `SMALL`.
RATIO: Final = 200
SMALL: Final = 64 * MB

#: Memory in bytes and processor seconds that the reading of one workbook may take.
WORKBOOK_MEMORY: Final = 4 << 30
WORKBOOK_SECONDS: Final = 600


AGAIN = "Ask the bank to send it again"
BOMB = "It may have been made to do harm. Unpack it where that can do none, and load the folder."


def refusal(name: str, what: str, remedy: str = f"{AGAIN}.", /, **values: object) -> UnreadableFile:
    """Return the error "`name` `what`" with its remedy, safe to print.

    `what` and `remedy` are templates, which the catalogue ``messages`` has in other languages.
    """
    shown = Message("{name} " + what, name=printable(name), **values)
    return UnreadableFile(shown, Message(remedy, **values))


def unopenable(name: str, error: OSError) -> UnreadableFile:
    """Return the error for a file that the system does not let us open or read."""
    if isinstance(error, PermissionError):
        return refusal(name, "may not be read by you", "Give yourself the right to read it.")
    if isinstance(error, FileNotFoundError):
        return refusal(name, "is not there (any more)", "Check the path.")
    why = reason(error)
    return refusal(
        name, "cannot be read: {reason}", "Copy it to a sound disk and try again.", reason=why
    )


def unexpected(name: str, error: Exception, folder: Path) -> UnreadableFile:
    """Return the refusal of a file at which a reader failed in a way that nobody foresaw.

    Raises the error again where it is not the file's, the database's or Ctrl-C, and `CaseFull`
    where there is no room in `folder`, into which files are unpacked.
    """
    import duckdb

    is_ours = isinstance(error, MoneygraphError | duckdb.Error)
    if is_ours or str(error) == "Query interrupted":
        raise error
    if isinstance(error, OSError) and error.errno == errno.EINVAL:  # a place before its beginning
        return refusal(name, "is broken or was cut short")
    if isinstance(error, OSError):
        with suppress(OSError), room(name, folder):
            raise error
        return unopenable(name, error)
    return refusal(
        name,
        "cannot be read: unexpected {error}",
        "Load the others without it, and please report this.",
        error=type(error).__name__,
    )


@contextmanager
def room(name: str, folder: Path) -> Iterator[None]:
    """Run a block that unpacks `name` into `folder`; raise `CaseFull` if it does not fit."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        raise CaseFull(
            Message(
                "there is no room to unpack {name} in {folder}; the case is as before",
                name=printable(name),
                folder=printable(str(folder)),
            ),
            Message("Make room there, then try again."),
        ) from error
