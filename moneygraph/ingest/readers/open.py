"""Opens a statement file as the sheets in it: a text table, a workbook, or tables made of it.

What a hostile file could end the whole process with is read in a process of its own.
"""

from __future__ import annotations

import json
import stat
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from moneygraph.ingest.readers.apart import converted, run_apart
from moneygraph.ingest.readers.archive import open_archive, workbook_ending
from moneygraph.ingest.readers.copies import other_name
from moneygraph.ingest.readers.exchange import read_exchange
from moneygraph.ingest.readers.iso20022 import read_iso20022
from moneygraph.ingest.readers.kind import ZIP, Kind, kind_of, locked
from moneygraph.ingest.readers.made import Made
from moneygraph.ingest.readers.ofx import read_ofx
from moneygraph.ingest.readers.pages import read_message, read_page
from moneygraph.ingest.readers.pdf import read_pdf
from moneygraph.ingest.readers.pdf_layouts import Known
from moneygraph.ingest.readers.refusal import HEAD_ROWS, refusal, room, unopenable
from moneygraph.ingest.readers.sheet import Sheet
from moneygraph.ingest.readers.source import Source
from moneygraph.ingest.readers.swift import read_swift
from moneygraph.ingest.readers.textfile import TextFile, read_head, sniff_text
from moneygraph.store.data import OURS


def open_workbook(source: Source, ending: str) -> list[Sheet]:
    """Return the sheets of a workbook that hold anything, with their place in it.

    `ending` gives its format, as the file's own name may not: .xlsx, .xlsb, .xls or .ods.

    Raises `UnreadableFile` when it is broken, locked, empty or claims to be too large, and
    `CaseFull` when there is no room to unpack it.
    """

    def read(source: Source, folder: Path) -> list[Made]:
        path = other_name(source.path, folder, ending)
        return _filled(source, converted("workbook", path, folder, source.name))

    return _made_sheets(source, read)


def _filled(source: Source, sheets: list[Made]) -> list[Made]:
    if not sheets:
        raise refusal(source.name, "is a workbook in which every sheet is empty")
    return sheets


def _read_sheetxml(source: Source, folder: Path) -> list[Made]:
    return _filled(source, converted("sheetxml", source.path, folder, source.name))


def _read_parquet(source: Source, folder: Path) -> list[Made]:
    path = other_name(source.path, folder, ".parquet")
    return converted("parquet", path, folder, source.name)


def _table(source: Source, one: Made, index: int) -> Sheet:
    """Return a sheet of a text table that was made of a part of a file."""
    shown = f"{source.name} [{one.name}]" if one.name else source.name
    text, head = read_head(TextFile(one.path, shown))
    cells = head.cells
    return Sheet(
        name=one.name,
        index=index if one.index is None else one.index,
        head=cells,
        width=max(map(len, cells), default=0),
        encoding="",
        delimiter="",
        merges=one.merges,
        stated=one.stated,
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
    if kind in ("xls", "locked") and source.passwords:
        return _unlocked(source)
    if kind == "locked":
        raise locked(source.name, opens=True)
    if kind == "xls":
        return open_workbook(source, ".xls")
    return _zipped_workbook(source)


def _unlocked(source: Source) -> list[Sheet]:
    """Return the sheets of a workbook that may be locked, which it is tried to open."""
    folder = Path(tempfile.mkdtemp(prefix="unlocked-", dir=source.folder))
    secret = json.dumps(source.passwords)
    file = run_apart("unlock", source.path, folder, source.name, secret)["parts"][0]["file"]
    if file:
        source = replace(source, path=folder / file)
    with source.path.open("rb") as opened:
        is_zip = opened.read(4) in ZIP
    return _zipped_workbook(source) if is_zip else open_workbook(source, ".xls")


def _zipped_workbook(source: Source) -> list[Sheet]:
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
    "ofx": read_ofx,
    "page": read_page,
    "mail": read_message,
    "sheetxml": _read_sheetxml,
    "parquet": _read_parquet,
}


def _made_sheets(source: Source, read: Reader) -> list[Sheet]:
    folder = Path(tempfile.mkdtemp(prefix="sheets-", dir=source.folder))
    with room(source.name, folder):
        tables = read(source, folder)
    return [_table(source, one, index) for index, one in enumerate(tables)]


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
