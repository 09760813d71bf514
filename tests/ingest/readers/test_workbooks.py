"""Excel workbooks: what their cells become, and what hostile ones get."""

from __future__ import annotations

import datetime as dt
import io
import math
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlwt
from xlwt import CompoundDoc

from moneygraph.ingest.convert.workbook import row_text
from moneygraph.ingest.readers.refusal import SMALL

MAIN = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
AGAIN = "Ask the bank to send it again"
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HARM = "It may have been made to do harm. Unpack it where that can do none, and load the folder."
TOO_LARGE = (
    "claims to be too large: it needs more than 4 GB of memory or 10 minutes to open."
    f" {AGAIN} as .csv."
)


def workbook(*sheets: dict[str, object]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, cells in enumerate(sheets, 1):
        sheet = book.create_sheet(f"KAS_{number}")
        for place, value in cells.items():
            sheet[place] = value
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def with_sheet_xml(xml: str | bytes) -> bytes:
    """Return a workbook of which the only sheet is `xml`."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook({"A1": 1}))) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, xml if name == SHEET else old.read(name))
    return buffer.getvalue()


def old_workbook(cells: dict[tuple[int, int], object]) -> xlwt.Workbook:
    book = xlwt.Workbook()
    sheet = book.add_sheet("KZ01 KZT")
    for (row, column), value in cells.items():
        style = (
            xlwt.easyxf(num_format_str="dd.mm.yyyy hh:mm") if type(value) is dt.datetime else None
        )
        sheet.write(row, column, value, *([style] if style else []))
    return book


def old_bytes(book: xlwt.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("=1+1", "=1+1"),
        (5.0, "5"),
        (-5.0, "-5"),
        (-0.0, "0"),
        (1500.25, "1500.25"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (990101300123.0, "990101300123"),
        (999999999999999.0, "999999999999999"),
        (4405630000001234.0, "4405630000001234"),
        (4405630000001230.0, "4.40563000000123E+15"),
        (12345678901234567890.0, "1.23456789012346E+19"),
        (1e300, "1e+300"),
        (math.nan, "nan"),
        (math.inf, "inf"),
        (7, "7"),
        (True, "TRUE"),
        (False, "FALSE"),
        (dt.datetime(2026, 1, 2, 3, 4, 5), "2026-01-02 03:04:05"),
        (dt.datetime(2026, 1, 2, 23, 59, 59, 999_600), "2026-01-03 00:00:00"),
        (dt.datetime(2026, 1, 2, 3, 4, 5, 26_000), "2026-01-02 03:04:05"),
        (dt.datetime.max, "9999-12-31 23:59:59"),
        (dt.date(2026, 1, 2), "2026-01-02"),
        (dt.time(3, 4, 5), "03:04:05"),
        (dt.timedelta(hours=30, seconds=5), "30:00:05"),
    ],
)
def test_cells_as_text(cell, text):
    assert row_text([cell], set()) == [text]


def test_midnight_in_a_column_of_times():
    timed: set[int] = set()
    midnight, noon = dt.date(2026, 1, 2), dt.datetime(2026, 1, 2, 12)
    assert row_text([midnight, midnight], timed) == ["2026-01-02", "2026-01-02"]
    assert row_text([noon, midnight], timed) == ["2026-01-02 12:00:00", "2026-01-02"]
    assert row_text([midnight, midnight], timed) == ["2026-01-02 00:00:00", "2026-01-02"]


def test_rows_and_columns_stand_where_the_sheet_has_them(bench):
    data = workbook({"C3": "ts", "D3": "sum", "C5": dt.datetime(2026, 1, 2, 3, 4, 5), "D5": 7.5})
    (sheet,) = bench.sheets("bank.xlsx", data)
    assert (sheet.name, sheet.index, sheet.width) == ("KAS_1", 0, 4)
    assert sheet.head == [[], [], ["", "", "ts", "sum"], [], ["", "", "2026-01-02 03:04:05", "7.5"]]
    assert bench.rows(sheet, skip=3) == [
        (4, None, None, None, None, None),
        (5, None, None, "2026-01-02 03:04:05", "7.5", None),
    ]


def test_every_sheet_that_holds_anything(bench):
    data = workbook({"A1": "x"}, {}, {"B2": "y"}, {"A1": ""})
    sheets = bench.sheets("bank.xlsx", data)
    assert [(sheet.name, sheet.index) for sheet in sheets] == [("KAS_1", 0), ("KAS_3", 2)]
    assert bench.rows(sheets[1], skip=1, width=2) == [(2, None, "y", None)]


def test_line_breaks_commas_and_quotes_in_cells(bench):
    (sheet,) = bench.sheets("bank.xlsx", workbook({"A1": 'a,"b"\nc\n\nd', "B1": "x", "A2": "z"}))
    assert bench.rows(sheet) == [(1, 'a,"b"\nc\n\nd', "x", None), (2, "z", None, None)]


def test_merged_header_cells(bench):
    book = openpyxl.Workbook()
    book.active["A1"] = "Плательщик"
    book.active["D1"] = "Сумма"
    book.active.merge_cells("A1:C1")
    (sheet,) = bench.sheets("bank.xlsx", saved(book))
    assert sheet.head == [["Плательщик", "", "", "Сумма"]]


def test_one_column_with_blank_rows(bench):
    (sheet,) = bench.sheets("bank.xlsx", workbook({"A1": "a", "A3": "b"}))
    assert bench.rows(sheet) == [(1, "a", None), (2, None, None), (3, "b", None)]


def test_a_sheet_that_begins_below_the_head(bench):
    (sheet,) = bench.sheets("bank.xlsx", workbook({"B90": "a"}))
    assert (sheet.width, len(sheet.head)) == (0, 60)
    assert bench.rows(sheet, skip=0, width=2)[-1] == (90, None, "a", None)


def test_old_workbooks(bench):
    when = dt.datetime(2026, 1, 2, 3, 4)
    book = old_workbook(
        {(3, 1): "ts", (3, 2): "iin", (4, 1): when, (4, 2): 990101300123, (4, 4): 1.25}
    )
    (sheet,) = bench.sheets("bank.xls", old_bytes(book))
    assert (sheet.name, sheet.width) == ("KZ01 KZT", 5)
    assert bench.rows(sheet, skip=4) == [
        (5, None, "2026-01-02 03:04:00", "990101300123", None, "1.25", None)
    ]


@pytest.mark.parametrize("name", ["bank.xls", "bank.csv", "bank.txt"])
def test_a_workbook_by_any_other_name(bench, name):
    (sheet,) = bench.sheets(name, workbook({"A1": "x"}))
    assert sheet.head == [["x"]]


@pytest.mark.parametrize("name", ["bank.xls", "bank.xlsx"])
def test_a_text_table_called_workbook(bench, name):
    (sheet,) = bench.sheets(name, b"a;b\n1;2\n")
    assert bench.rows(sheet, skip=1) == [(2, "1", "2", None)]


def test_many_rows(bench):
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("s")
    for i in range(5000):
        sheet.append([i, f"KZ{i:018}", i / 4, "Перевод"])
    (sheet,) = bench.sheets("bank.xlsx", saved(book))
    assert bench.rows(sheet)[4321] == (4322, "4321", f"KZ{4321:018}", "1080.25", "Перевод", None)


def test_empty_workbooks(bench):
    assert bench.refusal("bank.xlsx", workbook({})) == (
        f"bank.xlsx is a workbook in which every sheet is empty. {AGAIN}."
    )


@pytest.mark.parametrize(
    "xml",
    [
        MAIN + '<sheetData><row r="1"><c r="A1"><v>1</v></c>',
        MAIN + "<sheetData><row r='1'><c r='A1' t='s'><v>999</v></c></row></sheetData></worksheet>",
        "",
        "\0\1\2",
    ],
)
def test_broken_sheets(bench, xml):
    """A sheet that breaks off is not taken for a shorter one."""
    message = bench.refusal("bank.xlsx", with_sheet_xml(xml))
    assert message == f"bank.xlsx is broken or was cut short. {AGAIN}."


@pytest.mark.parametrize("keep", [0.3, 0.9])
def test_truncated_workbooks(bench, keep):
    data = workbook({"A1": "x" * 1000})
    expected = f"is broken or was cut short. {AGAIN}."
    lost = f"bank.xls holds no workbook or was cut short. {AGAIN} as .csv or .xlsx."
    assert bench.refusal("bank.xlsx", data[: int(len(data) * keep)]) == f"bank.xlsx {expected}"
    old = old_bytes(old_workbook({(0, 0): "x" * 1000}))
    assert bench.refusal("bank.xls", old[: int(len(old) * keep)]) == lost


def test_garbage_in_a_workbook_never_ends_the_process(bench):
    new, old = workbook({"A1": "x", "B2": 1.5}), old_bytes(old_workbook({(0, 0): "x", (1, 1): 2}))
    for at in range(0, len(old), 997):
        broken = old[:at] + b"\xff\xff\xff\xff" + old[at + 4 :]
        try:
            bench.sheets("bank.xls", broken)
        except Exception as error:
            assert type(error).__name__ == "UnreadableFile", error
    at = new.find(SHEET.encode()) + 60
    broken = new[:at] + b"\xff" * 9 + new[at + 9 :]
    assert bench.refusal("bank.xlsx", broken) == f"bank.xlsx is broken or was cut short. {AGAIN}."


def ole(stream_name: str, stream: bytes) -> bytes:
    """Return Microsoft's old container with one stream."""
    buffer = io.BytesIO()
    CompoundDoc.XlsDoc().save(buffer, stream)
    return buffer.getvalue().replace(
        "Workbook".encode("utf-16-le"), stream_name[:8].ljust(8).encode("utf-16-le")
    )


def test_a_workbook_locked_with_a_password(bench):
    """A locked .xlsx is an old container with the stream EncryptedPackage."""
    data = bytearray(ole("Workbook", bytes(5000)))
    at = data.find("Workbook".encode("utf-16-le"))
    data[at : at + 64] = "EncryptedPackage".encode("utf-16-le").ljust(64, b"\0")
    remedy = "Put its password into a file, and name that with --password-file."
    expected = f"is locked with a password. {remedy}"
    assert bench.refusal("bank.xlsx", bytes(data)) == f"bank.xlsx {expected}"
    biff = old_workbook({(0, 0): "x"}).get_biff_data()
    start = 4 + int.from_bytes(biff[2:4], "little")
    locked = biff[:start] + b"\x2f\x00\x36\x00\x01\x00\x01\x00\x01\x00" + bytes(48) + biff[start:]
    assert bench.refusal("bank.xls", ole("Workbook", locked)) == f"bank.xls {expected}"


def test_other_documents_in_the_old_container(bench):
    assert bench.refusal("bank.xls", ole("WordDocu", bytes(5000))) == (
        f"bank.xls holds no workbook or was cut short. {AGAIN} as .csv or .xlsx."
    )


def test_entities_are_not_expanded(bench):
    """A billion laughs: nested entities would grow to gigabytes."""
    entities = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10)
    )
    xml = (
        f'<?xml version="1.0"?><!DOCTYPE x [{entities}]>{MAIN}<sheetData><row r="1">'
        '<c r="A1" t="inlineStr"><is><t>&a9;</t></is></c></row></sheetData></worksheet>'
    )
    started = time.monotonic()
    message = bench.refusal("bank.xlsx", with_sheet_xml(xml))
    assert message == f"bank.xlsx is broken or was cut short. {AGAIN}."
    assert time.monotonic() - started < 5


def test_external_entities_are_not_read(bench, tmp_path):
    (tmp_path / "secret").write_text("secret")
    xml = (
        f'<!DOCTYPE x [<!ENTITY s SYSTEM "file://{tmp_path}/secret">]>{MAIN}<sheetData><row r="1">'
        '<c r="A1" t="inlineStr"><is><t>&s;</t></is></c></row></sheetData></worksheet>'
    )
    message = bench.refusal("bank.xlsx", with_sheet_xml(xml))
    assert message == f"bank.xlsx is broken or was cut short. {AGAIN}."


def test_a_sheet_that_claims_all_cells_there_are(bench):
    xml = (
        MAIN + '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">'
        '<c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    started = time.monotonic()
    assert bench.refusal("bank.xlsx", with_sheet_xml(xml)) == f"bank.xlsx {TOO_LARGE}"
    assert time.monotonic() - started < 10


def test_a_workbook_that_unpacks_to_far_more_than_it_is(bench):
    message = bench.refusal("bank.xlsx", with_sheet_xml(b" " * (80 << 20)))
    assert message.startswith("bank.xlsx would unpack to 84 MB from 0.1 MB. It may have been made")


def with_shared_strings(strings: list[str], rows: int) -> bytes:
    """Return a workbook whose cells, ten a row, all show the first string."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    added = {
        "[Content_Types].xml": f'<Override PartName="/{STRINGS}" ContentType="{kind}"/></Types>',
        "xl/_rels/workbook.xml.rels": f'<Relationship Id="rId99" Type="{RELATIONS}/sharedStrings"'
        f' Target="/{STRINGS}"/></Relationships>',
    }
    sheet = ""
    for n in range(1, rows + 1):
        cells = "".join(f'<c t="s" r="{column}{n}"><v>0</v></c>' for column in "ABCDEFGHIJ")
        sheet += f'<row r="{n}">{cells}</row>'
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(
            io.BytesIO(with_sheet_xml(f"{MAIN}<sheetData>{sheet}</sheetData></worksheet>"))
        ) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            text = old.read(name).decode()
            end = text.rfind("</")
            new.writestr(name, text[:end] + added[name] if name in added else text)
        items = "".join(f"<si><t>{one}</t></si>" for one in strings)
        new.writestr(STRINGS, f"{MAIN.replace('worksheet', 'sst', 1)}{items}</sst>")
    return buffer.getvalue()


def test_one_string_in_very_many_cells(bench):
    """What is 200 KB would be 3 GB of text; a file as honest banks make it has its strings once."""
    bomb = with_shared_strings(["x" * 32_000], 10_000)
    message = bench.refusal("bank.xlsx", bomb)
    assert message == f"bank.xlsx would unpack to far more than it is. {HARM}"
    assert sum(path.stat().st_size for path in bench.work.rglob("*.csv")) <= SMALL
    (sheet,) = bench.sheets("bank.xlsx", with_shared_strings(["transfer of own money"], 3000))
    assert bench.rows(sheet)[-1][1] == "transfer of own money"


def test_sheets_named_to_escape(bench):
    book = openpyxl.Workbook()
    book.active.title = "evil"
    book.active["A1"] = "x"
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(saved(book))) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'"evil"', b'"../../evil"'))
    (sheet,) = bench.sheets("bank.xlsx", buffer.getvalue())
    assert sheet.name == "../../evil"
    assert not list(Path(bench.work).parent.rglob("*evil*"))
