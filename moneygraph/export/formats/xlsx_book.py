"""Writes sheets into a workbook, row after row; long ones are split over several."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from moneygraph.export.formats.xlsx_cells import (
    Link,
    Money,
    Seconds,
    Share,
    Sheet,
    exact_number,
    fitting,
    has_excel_date,
    lines_of,
    plain_text,
)
from moneygraph.report.text.numbers import iso
from moneygraph.report.text.texts import Texts

#: Rows below the header of a sheet, and links in it, at the most.
MOST_ROWS: Final = (1 << 20) - 1
MOST_LINKS: Final = 65_530
_LONGEST_NAME: Final = 31
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
#: The bytes must not depend on when they are written.
_MADE: Final = datetime(2000, 1, 1)
_DAY_S: Final = 86_400
#: Heights in points: of a line, and of a row at the most.
_LINE, _HIGHEST = 15, 405
_FORMATS: Final = {
    "head": {"bold": True, "bg_color": "#D9E2EC", "text_wrap": True, "valign": "top"},
    "link": {"font_color": "#0B5394", "underline": 1},
    "share": {"num_format": "0%"},
    "seconds": {"num_format": "[h]:mm:ss"},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "score": {"num_format": "0.00"},
    "right": {"align": "right"},
}


class Book:
    """A workbook that is being written. `places` are rows (from 0) by sheet and key."""

    def __init__(
        self, book: Any, texts: Texts, places: Mapping[str, Mapping[str | int, int]], most: int
    ) -> None:
        self._book = book
        self._texts = texts
        self._places = places
        self._most = most
        self._cut = texts("workbook.cut")
        forms = _FORMATS | _times(texts.day_pattern)
        self._styles = {name: book.add_format(values) for name, values in forms.items()}
        self._money: dict[int, Any] = {}
        self._links = 0

    def add(self, sheet: Sheet) -> None:
        """Write a sheet, and further ones for the rows that it cannot hold."""
        number, at, written = 1, 0, self._begin(sheet, 1)
        wrapped = [self._styles["wrapped"] if one.wraps else None for one in sheet.columns]
        for row in sheet.rows:
            if at == self._most:
                self._end(written, sheet, at)
                number, at = number + 1, 0
                written = self._begin(sheet, number)
            at += 1
            if lines_of(sheet.columns, row) > 1:
                written.set_row(at, min(_HIGHEST, _LINE * lines_of(sheet.columns, row)))
            for column, value in enumerate(row):
                if value is not None:
                    self._write(written, at, column, value, wrapped[column])
        self._end(written, sheet, at)

    def _begin(self, sheet: Sheet, number: int) -> Any:
        written = self._book.add_worksheet(self._title(sheet.name, number))
        self._links = 0
        written.freeze_panes(1, 0)
        written.set_landscape()
        written.fit_to_pages(1, 0)
        written.repeat_rows(0)
        lines = max(-(-len(column.title) // column.width) for column in sheet.columns) + 1
        written.set_row(0, min(_HIGHEST, max(2, lines) * _LINE))
        for index, column in enumerate(sheet.columns):
            written.set_column(index, index, column.width)
            written.write_string(0, index, fitting(column.title, self._cut), self._styles["head"])
        return written

    def _end(self, written: Any, sheet: Sheet, rows: int) -> None:
        written.autofilter(0, 0, rows, len(sheet.columns) - 1)

    def _title(self, name: str, number: int) -> str:
        title = _NOT_IN_NAMES.sub(" ", self._texts.word("sheet", name)).strip() or "-"
        behind = f" {number}" if number > 1 else ""
        return title[: _LONGEST_NAME - len(behind)] + behind

    def _write(self, written: Any, row: int, column: int, value: Any, style: Any) -> None:
        """Write one value as what it is; a text is never a formula, a number or an address."""
        styles = self._styles
        match value:
            case str():
                written.write_string(row, column, fitting(value, self._cut), style)
            case Link():
                self._link(written, row, column, value)
            case Money():
                self._amount(written, row, column, value)
            case bool():
                written.write_boolean(row, column, value)
            case int():
                written.write_number(row, column, value)
            case float():
                written.write_number(row, column, value, styles["score"])
            case Share():
                written.write_number(row, column, value.share, styles["share"])
            case Seconds():
                written.write_number(row, column, value.seconds / _DAY_S, styles["seconds"])
            case date():
                self._moment(written, row, column, value)

    def _moment(self, written: Any, row: int, column: int, value: date) -> None:
        if not has_excel_date(value):
            written.write_string(row, column, iso(value))
            return
        style = self._styles["time" if isinstance(value, datetime) else "day"]
        written.write_datetime(row, column, value, style)

    def _amount(self, written: Any, row: int, column: int, money: Money) -> None:
        number = exact_number(money)
        if number is None:
            written.write_string(row, column, plain_text(money), self._styles["right"])
            return
        if money.decimals not in self._money:
            form = "#,##0." + "0" * money.decimals
            self._money[money.decimals] = self._book.add_format({"num_format": form})
        written.write_number(row, column, number, self._money[money.decimals])

    def _link(self, written: Any, row: int, column: int, link: Link) -> None:
        place = self._places.get(link.sheet, {}).get(link.key)
        text = fitting(link.text, self._cut)
        if place is None or self._links >= MOST_LINKS:
            written.write_string(row, column, text)
            return
        self._links += 1
        number, below = divmod(place, self._most)
        title = self._title(link.sheet, number + 1)
        there = f"internal:'{title}'!A{below + 2}"
        written.write_url(row, column, there, self._styles["link"], text)


def _times(day: str) -> dict[str, dict[str, str]]:
    """Return how cells show a day and a time, of a day's pattern in letters of CLDR."""
    shown = day.lower().replace("y", "yyyy")
    return {"day": {"num_format": shown}, "time": {"num_format": f"{shown} hh:mm:ss"}}


@contextmanager
def workbook(
    target: Path,
    texts: Texts,
    places: Mapping[str, Mapping[str | int, int]],
    most: int = MOST_ROWS,
) -> Iterator[Book]:
    """Give a workbook for a block of code; it is whole when the block ends.

    Rows go to files beside the target as they come, so that their number costs no memory.
    """
    import xlsxwriter

    options = {
        **{"constant_memory": True, "tmpdir": str(target.parent), "use_zip64": True},
        "default_format_properties": {"valign": "top"},
        **{"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    }
    with xlsxwriter.Workbook(str(target), options) as book:
        book.set_properties({"created": _MADE})
        yield Book(book, texts, places, most)


def places_of(sheets: Sequence[Sheet]) -> dict[str, dict[str | int, int]]:
    """Return the rows of sheets that have keys, the first of a key, by sheet and key."""
    return {
        sheet.name: {key: at for at, key in reversed(list(enumerate(sheet.keys)))}
        for sheet in sheets
        if sheet.keys
    }
