"""Surveys text tables, and writes copies of them that DuckDB reads right.

A survey counts, in one quick pass over the bytes, what DuckDB would pass over. A copy is in UTF-8
without NULs, without blank lines, or has the same number of cells in every row.
"""

from __future__ import annotations

import codecs
import csv
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice, repeat
from pathlib import Path

import numpy as np

from moneygraph.ingest.readers.records import Record
from moneygraph.ingest.readers.refusal import MB, room
from moneygraph.ingest.readers.textfile import OWN_DIALECT, TextFile

_BLOCK = 256 << 10
_LF, _CR = 10, 13


@dataclass(frozen=True)
class Survey:
    """What the bytes of a file show.

    `lines` leaves out blank ones at the end of the file; `end` is the character that ends a
    line. `is_long`: some line may be longer than 256 KB, `is_mixed`: a carriage
    return is alone in a file whose lines end otherwise: DuckDB ends a row there, and one
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


def new_file(folder: Path, suffix: str = ".csv") -> Path:
    """Make an empty file in `folder` that only this user can read."""
    handle, name = tempfile.mkstemp(suffix=suffix, dir=folder)
    os.close(handle)
    return Path(name)


def other_name(path: Path, folder: Path, suffix: str) -> Path:
    """Return a plain name in `folder`, ending in `suffix`, under which a file can be opened."""
    other = new_file(folder, suffix)
    other.unlink()
    try:
        other.symlink_to(path.absolute())
    except OSError:  # where links are not allowed
        shutil.copyfile(path, other)
    return other


def plain_copy(text: TextFile, folder: Path) -> tuple[TextFile, int]:
    """Write `text` as UTF-8 and without NULs; return the copy and how many NULs there were.

    Raises `UnicodeDecodeError` at bytes that its encoding does not have.
    """
    copy = new_file(folder)
    decoder = codecs.getincrementaldecoder(text.encoding)()
    has_wide_units = text.encoding.startswith(("utf-16", "utf-32"))
    nuls = 0
    with room(text.name, folder), text.path.open("rb") as source, copy.open("wb") as target:
        while chunk := source.read(MB):
            kept = chunk if has_wide_units else chunk.translate(None, b"\0")
            part = decoder.decode(kept)
            nuls += len(chunk) - len(kept) + part.count("\0")
            target.write(part.replace("\0", "").encode())
        decoder.decode(b"", final=True)
    return replace(text, path=copy, encoding="utf-8"), nuls


def filled_copy(text: TextFile, folder: Path, width: int) -> TextFile | None:
    """Write a UTF-8 file with every blank line as a row of `width` empty cells.

    Returns None where there are no blank lines, save those that end the file, which are left
    out. Blank lines inside a cell are filled too: the copy is of use only where it turns out
    that no cell runs over lines.
    """
    copy = new_file(folder)
    filler = (text.dialect.delimiter * (width - 1)).encode()
    left, grown = end_of_text(text.path), 0
    with room(text.name, folder), text.path.open("rb") as source, copy.open("wb") as target:
        while left > 0 and (block := (source.read(MB) + source.readline())[:left]):
            left -= len(block)
            filled = _filled(block, filler)
            grown += len(filled) - len(block)
            target.write(filled)
    return replace(text, path=copy) if grown else None


def _filled(block: bytes, filler: bytes) -> bytes:
    """Fill the blank lines of a block that begins with a line.

    Twice, as a blank line that follows another shares its line end with it.
    """
    lines = b"\n" + block
    for blank in (b"\n\n", b"\n\r\n") * 2:
        lines = lines.replace(blank, b"\n" + filler + blank[1:])
    return lines[1:]


def even_copy(text: TextFile, folder: Path, skip: int, width: int) -> TextFile:
    """Write the rows after the first `skip`, each with `width` cells and one for what is over.

    Blank rows are kept, but not at the end of the file. Errors as in `records`.
    """
    copy = new_file(folder)
    with (
        text.records() as rows,
        room(text.name, folder),
        copy.open("w", encoding="utf-8", newline="") as target,
    ):
        # The line end of two characters makes the writer quote cells that have either in them.
        csv.writer(target, lineterminator="\r\n").writerows(
            _evened(row.cells, width, text.dialect.delimiter)
            for row in _to_last(islice(rows, skip, None))
        )
    return replace(text, path=copy, encoding="utf-8", dialect=OWN_DIALECT)


def _evened(cells: list[str], width: int, delimiter: str) -> list[str]:
    if len(cells) <= width:
        return cells + [""] * (width - len(cells) + 1)
    over = cells[width:]
    while over and not over[-1]:
        over.pop()
    return [*cells[:width], delimiter.join(over)]


def _to_last(rows: Iterable[Record]) -> Iterator[Record]:
    """Leave blank rows out at the end."""
    blank = 0
    for row in rows:
        if not row.cells:
            blank += 1
            continue
        yield from repeat(Record([], ""), blank)
        blank = 0
        yield row
