"""Writes every sheet of an Excel or OpenDocument workbook as a text table.

The ending of the file gives its format.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import chain, dropwhile, repeat
from pathlib import Path
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from moneygraph.ingest.convert.tables import RefusedError, Tables

_Cell = tuple[int, int]
#: From here on whole numbers are more digits than Excel keeps.
_EXACT = 10**15
#: Beyond this, digits are left to an exponent.
_PLAIN = 10**30


def convert(path: Path, tables: Tables) -> None:
    """Write the sheets that hold anything."""
    try:
        workbook = CalamineWorkbook.from_path(str(path))
    except PasswordError as error:
        raise RefusedError("locked") from error
    for index, found in enumerate(workbook.sheets_metadata):
        if found.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_index(index)
        rows = _rows(sheet)
        first = next(rows, None)
        if first is None:
            continue
        with tables.table(found.name, index) as table:
            table.writerows(chain([first], rows))
        tables.merge(merged_downwards(sheet.merged_cell_ranges or [], sheet.end))


def row_text(row: list[Any], timed: set[int]) -> list[str]:
    """Return a row's cells as text: numbers to 15 digits, as Excel keeps them, times to seconds.

    Of a whole number of more digits the rest is lost, so it is shown as a power of ten, as Excel
    shows it: it can then be told from a text of that many digits.

    A time at midnight comes as a mere date; `timed` remembers the columns in which times of
    day were seen, and dates in these get theirs.
    """
    kinds = [type(cell) for cell in row]
    cells = [
        cell if kind is str else _AS_TEXT[kind](cell) for kind, cell in zip(kinds, row, strict=True)
    ]
    if dt.datetime in kinds or dt.date in kinds:
        for column, kind in enumerate(kinds):
            if kind is dt.datetime:
                timed.add(column)
            elif kind is dt.date and column in timed:
                cells[column] += " 00:00:00"
    return cells


def merged_downwards(
    ranges: list[tuple[_Cell, _Cell]], end: _Cell | None
) -> Iterator[tuple[int, int, int]]:
    """Yield (column, first row, last row) of merged ranges of several rows, cut at the last row.

    Ranges that overlap in a column, which no spreadsheet writes, are left out but for one, so the
    rows of all ranges are no more than the cells of the sheet.
    """
    free: dict[int, int] = {}
    for (top, left), (bottom, _) in sorted(ranges):
        last = min(bottom, end[0] if end else 0)
        if top < last and top >= free.get(left, 0):
            free[left] = last + 1
            yield left, top + 1, last + 1


def _rows(sheet: CalamineSheet) -> Iterator[list[str]]:
    """Yield the rows as text, from the very first row and column of the sheet on.

    Calamine begins at the first column that is used, and may at the first row; nothing is
    yielded for a sheet without text.
    """
    if sheet.start is None or sheet.end is None:
        return
    top, width = sheet.start[0], sheet.end[1] + 1
    used = dropwhile(lambda row: all(cell == "" for cell in row), sheet.iter_rows())
    first = next(used, None)
    if first is None:
        return
    yield from repeat([""] * width, top)
    timed: set[int] = set()
    for row in chain([first], used):
        cells = row_text(row, timed)
        yield [""] * (width - len(cells)) + cells


def float_text(cell: float) -> str:
    """Return a number to 15 digits, as Excel keeps them."""
    if cell.is_integer() and (-_EXACT < cell < _EXACT or _is_whole(cell)):
        return str(int(cell))
    if cell.is_integer() and abs(cell) < _PLAIN:
        return f"{cell:.14E}"
    short = f"{cell:.15g}"
    if "e" not in short or not abs(cell) < _PLAIN:
        return short
    return format(Decimal(short), "f")


def _is_whole(cell: float) -> bool:
    """Return whether all sixteen digits are there: Excel writes a zero for the last."""
    return abs(cell) < 2**53 and cell % 10 != 0


def _datetime_text(cell: dt.datetime) -> str:
    if cell.microsecond:
        half = dt.timedelta(microseconds=500_000)
        cell = cell + half if cell <= dt.datetime.max - half else cell
    return cell.isoformat(" ", timespec="seconds")


def _timedelta_text(cell: dt.timedelta) -> str:
    minutes, seconds = divmod(round(cell.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"


_AS_TEXT: dict[type, Callable[[Any], str]] = {
    int: str,
    float: float_text,
    bool: lambda cell: "TRUE" if cell else "FALSE",
    dt.date: dt.date.isoformat,
    dt.datetime: _datetime_text,
    dt.time: lambda cell: cell.strftime("%H:%M:%S"),
    dt.timedelta: _timedelta_text,
}
