"""Opens a statement file as the sheets in it: a text table, a workbook, or one in an archive.

A few bytes in a workbook can claim a sheet of 17 billion cells, at which the library that reads
it ends the whole process. So workbooks are read in a process of their own, with bounded memory;
it writes each sheet as a text table.
"""

from __future__ import annotations

import stat
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from moneygraph.ingest.readers.archive import open_archive, workbook_ending
from moneygraph.ingest.readers.child import refused, run_child
from moneygraph.ingest.readers.copies import other_name
from moneygraph.ingest.readers.exchange import read_exchange
from moneygraph.ingest.readers.iso20022 import read_iso20022
from moneygraph.ingest.readers.kind import Kind, kind_of
from moneygraph.ingest.readers.made import Made, Stated
from moneygraph.ingest.readers.pdf import read_pdf
from moneygraph.ingest.readers.pdf_layouts import Known
from moneygraph.ingest.readers.refusal import (
    HEAD_ROWS,
    RATIO,
    SMALL,
    refusal,
    room,
    unopenable,
)
from moneygraph.ingest.readers.sheet import Sheet
from moneygraph.ingest.readers.source import Source
from moneygraph.ingest.readers.swift import read_swift
from moneygraph.ingest.readers.textfile import TextFile, read_head, sniff_text
from moneygraph.store.data import OURS


def open_workbook(source: Source, ending: str) -> list[Sheet]:
    """Return the sheets of a workbook that hold anything, with their place in it.

    `ending` gives its format, as the file's own name may not: .xlsx, .xlsb or .xls.

    Raises `UnreadableFile` when it is broken, locked, empty or claims to be too large, and
    `CaseFull` when there is no room to unpack it.
    """
    folder = Path(tempfile.mkdtemp(prefix="sheets-", dir=source.folder))
    with room(source.name, folder):
        path = other_name(source.path, folder, ending)
        answer = run_child("workbook_child.py", path, folder, _most_text(path))
    if "error" in answer:
        raise refused(source.name, answer["error"])
    sheets = [_sheet(source, folder, found) for found in answer["sheets"]]
    if not sheets:
        raise refusal(source.name, "is a workbook in which every sheet is empty")
    return sheets


def _most_text(path: Path) -> int:
    """Return how many characters a workbook may hold: as much as an archive of its size."""
    return max(SMALL, RATIO * path.stat().st_size)


def _sheet(source: Source, folder: Path, found: dict[str, Any]) -> Sheet:
    merges = folder / found["merges"] if found["merges"] else None
    return _table(source, found["name"], found["index"], folder / found["file"], merges)


def _table(
    source: Source,
    name: str,
    index: int,
    path: Path,
    merges: Path | None = None,
    stated: tuple[Stated, ...] = (),
) -> Sheet:
    """Return a sheet of a text table that was made of a part of a file."""
    text, head = read_head(TextFile(path, f"{source.name} [{name}]" if name else source.name))
    cells = head.cells
    return Sheet(
        name=name,
        index=index,
        head=cells,
        width=max(map(len, cells), default=0),
        encoding="",
        delimiter="",
        merges=merges,
        stated=stated,
        _text=text,
        _rows=head,
        _folder=source.folder,
    )


def open_sheets(source: Source, known: Known | None = None) -> list[Sheet]:
    """Return the sheets of a statement file that are not empty; its bytes decide how it is read.

    `known` is what is known of tables in PDFs; without it, our layouts.

    Raises `UnreadableFile` when it is empty, broken, locked or no table, and `CaseFull`
    when there is no room to unpack it.
    """
    _check_regular(source)
    kind = kind_of(source.path, source.name)
    if kind == "text":
        return [_text_sheet(source)]
    if kind == "pdf":
        return _made_sheets(source, partial(read_pdf, known=known or Known.of(OURS)))
    if kind in _TABLES_OF:
        return _made_sheets(source, _TABLES_OF[kind])
    if kind == "xls":
        return open_workbook(source, ".xls")
    with open_archive(source.path, source.name) as archive:
        ending = workbook_ending(archive)
    if not ending:
        raise refusal(source.name, "is an archive that holds no workbook")
    return open_workbook(source, ending)


def _check_regular(source: Source) -> None:
    """Never open a pipe or a device, which could wait for ever."""
    try:
        mode = source.path.stat().st_mode
    except OSError as error:
        raise unopenable(source.name, error) from error
    if not stat.S_ISREG(mode):
        raise refusal(source.name, "is no file", "Name a file, or load the folder.")


#: Writes the tables of a file into a folder.
Reader = Callable[[Source, Path], list[Made]]
#: What writes the tables of a text that is no table itself.
_TABLES_OF: Final[dict[Kind, Reader]] = {
    "exchange": read_exchange,
    "swift": read_swift,
    "iso20022": read_iso20022,
}


def _made_sheets(source: Source, read: Reader) -> list[Sheet]:
    folder = Path(tempfile.mkdtemp(prefix="sheets-", dir=source.folder))
    with room(source.name, folder):
        tables = read(source, folder)
    return [
        _table(source, one.name, index, one.path, stated=one.stated)
        for index, one in enumerate(tables)
    ]


def _text_sheet(source: Source) -> Sheet:
    text, head = read_head(sniff_text(source.path, source.name))
    cells = head.cells
    if not any(cell.strip() for row in cells for cell in row):
        raise refusal(source.name, "has nothing in its first {rows} lines", rows=HEAD_ROWS)
    return Sheet(
        name="",
        index=0,
        head=cells,
        width=max(map(len, cells)),
        encoding=text.encoding,
        delimiter=text.dialect.delimiter,
        _text=text,
        _rows=head,
        _folder=source.folder,
    )
