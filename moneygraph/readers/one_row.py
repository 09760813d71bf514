"""Reads one row of a text table without keeping the rows before it."""

from __future__ import annotations

import io
from itertools import islice
from pathlib import Path

from moneygraph.readers.limits import LINE, MB
from moneygraph.readers.records import records
from moneygraph.readers.survey import Survey, survey
from moneygraph.readers.textfile import Head, TextFile, other_encoding

#: Encodings in which a line end is more than one byte.
_WIDE = ("utf-16", "utf-32")


def read_row(text: TextFile, head: Head, number: int, rows: int | None) -> list[str] | None:
    """Return the cells of row `number` (from 1, as `Sheet.stage` counts), or None.

    `rows` is how many rows the table has, where that is known, blank ones at its end left
    out. If it has as many lines, every row is one line, and the row is found by line ends
    alone, which is twenty times as quick as reading row after row. Errors as in `records`.
    """
    if number <= len(head.rows):
        return head.rows[number - 1].cells
    try:
        return _read_row(text, number, rows)
    except UnicodeDecodeError:
        return _read_row(other_encoding(text), number, rows)


def _read_row(text: TextFile, number: int, rows: int | None) -> list[str] | None:
    if rows is not None and not text.encoding.startswith(_WIDE):
        seen = survey(text.path)
        if seen.lines == rows and not seen.is_mixed:
            return _line_cells(text, number, seen)
    with text.records() as found:
        record = next(islice(found, number - 1, None), None)
    return record.cells if record else None


def _line_cells(text: TextFile, number: int, seen: Survey) -> list[str] | None:
    start = _start_of_line(text.path, number, seen.end.encode())
    if start is None:
        return None
    with text.path.open("rb") as file:
        file.seek(start)
        raw = file.read(4 * LINE)
    line = raw.partition(seen.end.encode())[0].decode(text.encoding)
    record = next(records(io.StringIO(line, newline=""), text.dialect, text.name), None)
    return record.cells if record else []


def _start_of_line(path: Path, number: int, end: bytes) -> int | None:
    """Return at which byte line `number` (above 1) begins."""
    left, start = number - 1, 0
    with path.open("rb") as file:
        while block := file.read(MB):
            ends = block.count(end)
            if ends >= left:
                return start + _place_of(block, end, left) + 1
            left -= ends
            start += len(block)
    return None


def _place_of(block: bytes, end: bytes, times: int) -> int:
    at = -1
    for _ in range(times):
        at = block.index(end, at + 1)
    return at
