"""Opens an export as the sheets in it."""

from __future__ import annotations

import stat

from moneygraph.readers.archive import open_archive, workbook_ending
from moneygraph.readers.kind import kind_of
from moneygraph.readers.limits import HEAD_ROWS
from moneygraph.readers.refusal import refusal, unopenable
from moneygraph.readers.sheet import Sheet
from moneygraph.readers.source import Source
from moneygraph.readers.textfile import read_head, sniff_text
from moneygraph.readers.workbook import open_workbook


def open_sheets(source: Source) -> list[Sheet]:
    """Return the sheets of an export that hold anything, read as what its bytes say it is.

    Raises `UnreadableExport` when it is empty, broken, locked or no table, and `CaseFull`
    when there is no room to unpack it.
    """
    _check_regular(source)
    kind = kind_of(source.path, source.name)
    if kind == "text":
        return [_text_sheet(source)]
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


def _text_sheet(source: Source) -> Sheet:
    text, head = read_head(sniff_text(source.path, source.name))
    cells = head.cells
    if not any(cell.strip() for row in cells for cell in row):
        raise refusal(source.name, f"has nothing in its first {HEAD_ROWS} lines")
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
