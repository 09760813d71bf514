"""What a CSV holds gives the same case in a workbook or a page, as text and as Excel's values.

What Excel cannot keep is left as text here, or out of the comparison:
- a mere day in a column of times: in Excel it is that day's midnight;
- days before 1900, and times with a zone: Excel has none;
- how a number was written ("-5.00", "1 400 000,00"), of which remarks tell.
An .xls has 65,536 rows at most, so that a longer CSV cannot be written as one.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

import openpyxl
import pytest
import xlwt

from moneygraph.api import Case
from tests.conftest import TESTS
from tests.ingest.loading.contents import contents_of
from tests.ods import ods_of_rows

pytestmark = pytest.mark.turns

Cell = str | int | float | dt.datetime
Table = list[list[Cell]]
Contents = dict[str, list[list[str]]]

_NO_BANKS = {"amlsim", "amlworld", "paysim", "complaints", "links"}
SAMPLES = [
    path
    for path in sorted((TESTS / "samples").glob("*/*.csv"))
    if path.parent.name not in _NO_BANKS
]
#: Loaders of files that have no time of day.
_DAYS_ONLY: set[str] = set()
_SHEET = "Sheet of a workbook"
#: Forms of moments, each in a sample; a mere day is left as text.
_TIMES = ("%d.%m.%Y %H:%M:%S", "%Y.%m.%d %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
_NUMBER = re.compile(r"-?\d{1,3}([ ,]\d{3})+([.,]\d\d)?|-?\d+([.,]\d+)?")


def cells_of(path: Path) -> list[list[str]]:
    """Return the cells of a sample, blank lines too."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1251")
    delimiter = max(";,\t", key=lambda one: max(line.count(one) for line in text.splitlines()))
    return list(csv.reader(text.splitlines(), delimiter=delimiter))


def typed(text: str) -> Cell:
    """Return what Excel makes of a text that is typed into it: a time, a number or the text."""
    for form in _TIMES:
        try:
            time = dt.datetime.strptime(text, form)
        except ValueError:
            continue
        return time if time.year > 1900 else text
    if not _NUMBER.fullmatch(text):
        return text
    plain = re.sub(r"[ ,](?=\d{3}\b)", "", text).replace(",", ".")
    return float(plain) if "." in plain else int(plain)


def write_xlsx(path: Path, table: Table) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = _SHEET
    for row, cells in enumerate(table, 1):
        for column, value in enumerate(cells, 1):
            if value != "":
                sheet.cell(row, column, value)
    book.save(path)


def write_xls(path: Path, table: Table) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet(_SHEET)
    time = xlwt.easyxf(num_format_str="dd.mm.yyyy hh:mm:ss")
    for row, cells in enumerate(table):
        for column, value in enumerate(cells):
            if isinstance(value, dt.datetime):
                sheet.write(row, column, value, time)
            elif value != "":
                sheet.write(row, column, value)
    book.save(str(path))


def write_ods(path: Path, table: Table) -> None:
    path.write_bytes(ods_of_rows(table, _SHEET))


def write_xml(path: Path, table: Table) -> None:
    """Write SpreadsheetML, as Excel 2003 saves it."""
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    rows = "".join(f"<Row>{''.join(map(xml_cell, cells))}</Row>" for cells in table)
    path.write_text(
        f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}">'
        f'<Worksheet ss:Name="{_SHEET}"><Table>{rows}</Table></Worksheet></Workbook>',
        "utf-8",
    )


def xml_cell(value: Cell) -> str:
    if isinstance(value, dt.datetime):
        kind, text = "DateTime", f"{value:%Y-%m-%dT%H:%M:%S}.000"
    else:
        kind, text = ("String" if isinstance(value, str) else "Number"), str(value)
    data = f'<Data ss:Type="{kind}">{escape(text)}</Data>' if text else ""
    return f"<Cell>{data}</Cell>"


def write_html(path: Path, table: Table) -> None:
    """Write a page, which has texts only, times as most banks write them."""
    rows = ""
    for cells in table:
        texts = (
            f"{one:%d.%m.%Y %H:%M:%S}" if isinstance(one, dt.datetime) else str(one)
            for one in cells
        )
        shown = (escape(text).replace("\n", "<br>") for text in texts)
        rows += f"<tr>{''.join(f'<td>{text}</td>' for text in shown)}</tr>\n"
    path.write_text(f"<html><body><table>\n{rows}</table></body></html>", "utf-8")


WRITE: dict[str, Callable[[Path, Table], None]] = {
    ".xlsx": write_xlsx,
    ".xls": write_xls,
    ".ods": write_ods,
    ".xml": write_xml,
    ".html": write_html,
}
#: Endings of what keeps times and numbers as such.
TYPED = [ending for ending in WRITE if ending != ".html"]


@cache
def contents_of_sample(sample: Path) -> Contents:
    """Return what a sample holds, loaded once for all workbooks that are made of it."""
    with TemporaryDirectory() as folder:
        return contents_of_path(Path(shutil.copy(sample, f"{folder}/export.csv")))


def contents_of_path(path: Path) -> Contents:
    """Load one file into a case of its own; what it holds, without names of file and sheet."""
    with Case.open(path.with_suffix(f"{path.suffix}.duckdb"), create=True) as case:
        (file,) = case.load(path).files
        assert file.error is None
        names = {file.file: "FILE", _SHEET: ""}
        parts = contents_of(case)
        return {
            part: [[names.get(cell, cell) for cell in row] for row in rows]
            for part, rows in parts.items()
        }


@pytest.mark.drawn
@pytest.mark.parametrize("ending", WRITE)
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_as_text(sample: Path, ending: str, tmp_path: Path) -> None:
    book = tmp_path / f"export{ending}"
    WRITE[ending](book, [list(row) for row in cells_of(sample)])
    assert contents_of_path(book) == contents_of_sample(sample)


@pytest.mark.drawn
@pytest.mark.parametrize("ending", TYPED)
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_as_times_and_numbers(sample: Path, ending: str, tmp_path: Path) -> None:
    book = tmp_path / f"export{ending}"
    table = [[typed(cell) for cell in row] for row in cells_of(sample)]
    kinds = {type(cell) for row in table for cell in row}
    assert {str} < kinds
    assert (dt.datetime in kinds) == (sample.parent.name not in _DAYS_ONLY)
    WRITE[ending](book, table)
    assert without_words(contents_of_path(book)) == without_words(contents_of_sample(sample))


def without_words(contents: Contents) -> Contents:
    """Return contents without the words of remarks."""
    return contents | {"remarks": [row[:-1] for row in contents["remarks"]]}


@pytest.mark.parametrize("ending", TYPED)
def test_zeros_that_excel_drops(ending: str, tmp_path: Path) -> None:
    """An IIN and a payment code that begin with 0 come without it."""
    head = ["ts", "from_account", "to_account", "amount", "knp", "from_id", "to_id"]
    time = dt.datetime(2026, 3, 2, 10)
    book = tmp_path / f"export{ending}"
    WRITE[ending](book, [list(head), [time, "A", "B", 10.5, 10, 101500319, 70440005671]])
    with Case.open(tmp_path / "case.duckdb", create=True) as case:
        assert case.load(book).transfers == 1
        assert [row[2] for row in contents_of(case)["accounts"]] == ["000101500319", "070440005671"]
        assert case.con.execute("select knp from row").fetchall() == [("010",)]
        assert case.con.execute("select amount from row").fetchall() == [(1050,)]


@pytest.mark.parametrize("ending", TYPED)
def test_day_in_a_column_of_days_stays_a_day(ending: str, tmp_path: Path) -> None:
    """And beside a time of day, a cell without one is midnight: Excel knows no difference."""
    head = ["ts", "from_account", "to_account", "amount"]
    for name, other, day_only in (
        ("days", dt.datetime(2026, 3, 1), "True"),
        ("times", dt.datetime(2026, 3, 1, 10, 30), "False"),
    ):
        book = tmp_path / f"{name}{ending}"
        rows = [[other, "A", "B", 1], [dt.datetime(2026, 3, 2), "A", "B", 1]]
        WRITE[ending](book, [list(head), *rows])
        assert [row[2] for row in contents_of_path(book)["transfers"]] == [day_only, day_only]
