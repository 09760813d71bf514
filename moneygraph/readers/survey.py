"""Looks at every byte of a text file once, quickly, for what DuckDB would pass over."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

_BLOCK = 256 << 10
_LF, _CR = 10, 13


@dataclass(frozen=True)
class Survey:
    """What the bytes of a file show.

    `lines` leaves out blank ones at the end of the file; `end` is the character that ends a
    line. `is_long` says that some line may be longer than 256 KB, `is_mixed` that a carriage
    return stands alone in a file whose lines end otherwise: DuckDB ends a row there, and one
    row more hides that another is lost.
    """

    lines: int
    end: str
    has_nul: bool
    is_long: bool
    is_mixed: bool


def survey(path: Path) -> Survey:
    """Count the lines of a file in an encoding that contains ASCII; one pass, constant memory."""
    last = end_of_text(path)
    found = _count(path, last, _LF)
    if found.lines > 1:
        return found
    old_style = _count(path, last, _CR)
    return old_style if old_style.lines > 1 else found


def _count(path: Path, last: int, end: int) -> Survey:
    """Survey the first `last` bytes, taking the byte `end` for the end of a line."""
    buffer = bytearray(_BLOCK)
    view = memoryview(buffer)
    total, left, has_nul, is_long, is_mixed, open_return = 0, last, False, False, False, False
    with path.open("rb", buffering=0) as file:
        while left > 0:
            size = file.readinto(view[: min(_BLOCK, left)])
            if not size:
                break
            is_end = np.frombuffer(buffer, np.uint8, size) == end
            ends = int(np.count_nonzero(is_end))
            total += ends
            left -= size
            has_nul = has_nul or buffer.find(0, 0, size) >= 0
            is_long = is_long or (ends == 0 and size == _BLOCK)
            is_mixed = is_mixed or (open_return and not is_end[0])
            if buffer.find(_CR, 0, size) >= 0:
                is_return = np.frombuffer(buffer, np.uint8, size) == _CR
                is_mixed = is_mixed or bool(np.any(is_return[:-1] > is_end[1:]))
            open_return = buffer[size - 1] == _CR
    return Survey(total + (last > 0), chr(end), has_nul, is_long, end == _LF and is_mixed)


def end_of_text(path: Path) -> int:
    """Return at which byte the line ends at the end of the file begin."""
    last = path.stat().st_size
    with path.open("rb") as file:
        while last:
            size = min(_BLOCK, last)
            file.seek(last - size)
            block = file.read(size)
            kept = len(block.rstrip(b"\r\n"))
            if kept:
                return last - size + kept
            last -= size
    return 0
