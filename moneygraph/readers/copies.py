"""Rewrites a text table: as UTF-8 without NULs, or with as many cells in every row."""

from __future__ import annotations

import codecs
import csv
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice, repeat
from pathlib import Path

from moneygraph.errors import UnreadableExport
from moneygraph.readers.limits import MB
from moneygraph.readers.records import Record
from moneygraph.readers.refusal import AGAIN, refusal, room
from moneygraph.readers.textfile import OWN_DIALECT, TextFile

_CALLED = {"cp1251": "Windows-1251", "kz1048": "KZ-1048", "cp866": "DOS (cp866)"}


def new_file(folder: Path, suffix: str = ".csv") -> Path:
    """Make an empty file in `folder` that only this user can read."""
    handle, name = tempfile.mkstemp(suffix=suffix, dir=folder)
    os.close(handle)
    return Path(name)


def plain_copy(text: TextFile, folder: Path) -> tuple[TextFile, int]:
    """Write `text` as UTF-8 and without NULs; return the copy and how many NULs there were.

    Raises `UnreadableExport` at bytes that its encoding does not know.
    """
    copy = new_file(folder)
    decoder = codecs.getincrementaldecoder(text.encoding)()
    nuls, line = 0, 1
    with room(text.name, folder), text.path.open("rb") as source, copy.open("wb") as target:
        while True:
            chunk = source.read(MB)
            try:
                part = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                bad = error.object[: error.start].decode(text.encoding, "ignore")
                raise _undecodable(text, line + bad.count("\n"), error) from error
            nuls += part.count("\0")
            line += part.count("\n")
            target.write(part.replace("\0", "").encode())
            if not chunk:
                return replace(text, path=copy, encoding="utf-8"), nuls


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
    over = cells[width:]
    while over and not over[-1]:
        over.pop()
    return [*cells[:width], *repeat("", width - len(cells)), delimiter.join(over)]


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


def _undecodable(text: TextFile, line: int, error: UnicodeDecodeError) -> UnreadableExport:
    called = _CALLED.get(text.encoding, text.encoding.upper())
    bad = error.object[error.start]
    return refusal(
        text.name,
        f"is not the {called} text it seemed to be: line {line} has the byte 0x{bad:02X}",
        f"{AGAIN} as UTF-8.",
    )
