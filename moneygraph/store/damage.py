"""Tells damage to a case file apart from a fault of ours, by what the database says of it.

Each block of the file has a checksum, so that a changed byte is noticed when the block is read;
bytes that were changed with their checksum fail when they are taken apart, or break a law (`laws`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from moneygraph.store.errors import CaseDamaged, CaseFull
from moneygraph.store.message import Message
from moneygraph.store.printable import printable

#: What DuckDB says of a file that is not as it wrote it.
_DAMAGE: Final = re.compile(
    r"corrupt|read enough bytes|deserialize|serialization error|checksum|metadata (pointer|reader)"
    r"|leb128|invalid unicode \(byte",
    re.IGNORECASE,
)


def is_damage(error: BaseException) -> bool:
    """Tell whether a database raised an error because its file is not as it was written."""
    # its own module imports a database's driver, which `--help` does without
    is_database = type(error).__module__ in ("duckdb", "_duckdb")
    return is_database and bool(_DAMAGE.search(str(error)))


def damaged(path: Path, why: Message | str) -> CaseDamaged:
    """Return the error of a damaged case; `why` is what shows it."""
    shown = printable(str(path))
    return CaseDamaged(
        why,
        Message("the case {case} is damaged: {why}", case=shown, why=why),
        Message("What of it can still be read: moneygraph check {case}", case=shown),
    )


@contextmanager
def damage_named(path: Path) -> Iterator[None]:
    """Turn what comes of damage to the case at `path` into `CaseDamaged`, whatever it became."""
    try:
        yield
    except (CaseDamaged, CaseFull):
        raise
    except Exception as error:
        cause = _damage_behind(error)
        if cause is None:
            raise
        raise damaged(path, _first_line(cause)) from error


def _damage_behind(error: BaseException) -> BaseException | None:
    """Return what the database raised, where that is behind an error; an error of a call has none.

    What failed while another error was handled says nothing of that one.
    """
    cause: BaseException | None = error
    while cause is not None and not is_damage(cause):
        cause = cause.__cause__
    return cause


def _first_line(error: BaseException) -> str:
    return printable(str(error).splitlines()[0])
