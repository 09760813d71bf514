"""Short ways to refuse a file in words a person can act on."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from moneygraph.errors import CaseFull, UnreadableExport
from moneygraph.printable import printable

AGAIN = "Ask the bank to send it again"


def refusal(name: str, what: str, remedy: str = f"{AGAIN}.") -> UnreadableExport:
    """Return the error "`name` `what`" with its remedy, safe to print."""
    return UnreadableExport(f"{printable(name)} {what}", remedy)


def unopenable(name: str, error: OSError) -> UnreadableExport:
    """Return the error for a file that the system does not let us open or read."""
    if isinstance(error, PermissionError):
        return refusal(name, "may not be read by you", "Give yourself the right to read it.")
    if isinstance(error, FileNotFoundError):
        return refusal(name, "is not there (any more)", "Check the path.")
    reason = error.strerror or type(error).__name__
    return refusal(name, f"cannot be read: {reason}", "Copy it to a sound disk and try again.")


@contextmanager
def room(name: str, folder: Path) -> Iterator[None]:
    """Run a block that unpacks `name` into `folder`; raise `CaseFull` if it does not fit."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        raise CaseFull(
            f"there is no room to unpack {printable(name)} in {printable(str(folder))};"
            " the case is as before",
            "Make room there, or set TMPDIR to a folder on a larger disk.",
        ) from error
