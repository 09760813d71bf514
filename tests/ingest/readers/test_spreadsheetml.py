"""Workbooks in XML (Excel 2003): rows, values, merges, encodings, damage, harm."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.ingest.readers import open_sheets
from moneygraph.ingest.readers.source import Source
from moneygraph.store.errors import FileRefused
from tests.laws import laws

NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
AGAIN = "Ask the bank to send it again"
BROKEN = f"is broken or was cut short. {AGAIN}."


def workbook(*sheets: str, encoding: str = "utf-8") -> str:
    inner = "".join(
        f'<Worksheet ss:Name="S{number}"><Table>{rows}</Table></Worksheet>'
        for number, rows in enumerate(sheets, 1)
    )
    return (
        f'<?xml version="1.0" encoding="{encoding}"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        f'<Workbook xmlns="{NAMESPACE}" xmlns:ss="{NAMESPACE}" xmlns:html="urn:x">{inner}'
        "</Workbook>"
    )


def cell(value: str, kind: str = "String", more: str = "") -> str:
    return f'<Cell {more}><Data ss:Type="{kind}">{value}</Data></Cell>'


def row(*cells: str, more: str = "") -> str:
    return f"<Row {more}>{''.join(cells)}</Row>"


def rows(bench, text, name="bank.xls"):
    (sheet,) = bench.sheets(name, text if isinstance(text, bytes) else text.encode())
    return [[one or "" for one in cells[1:-1]] for cells in bench.rows(sheet)]


@pytest.mark.parametrize("name", ["bank.xls", "bank.xml", "bank.csv"])
def test_rows_and_columns_stand_where_the_sheet_has_them(bench, name):
    text = workbook(
        row(cell("a", more='ss:Index="2"'), cell("b"), more='ss:Index="3"')
        + row()
        + row(cell("1"), cell("2", more='ss:Index="3"'))
        + row(more='ss:Index="9"')
    )
    assert rows(bench, text, name) == [
        ["", "", ""],
        ["", "", ""],
        ["", "a", "b"],
        ["", "", ""],
        ["1", "", "2"],
    ]


def test_blank_rows_that_are_told_of_together(bench):
    text = workbook(row(cell("a"), more='ss:Span="2"') + row(cell("b")))
    assert rows(bench, text) == [["a"], [""], [""], ["b"]]


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        ("500000", "Number", "500000"),
        ("0.30000000000000004", "Number", "0.3"),
        ("-1500.25", "Number", "-1500.25"),
        ("5E+5", "Number", "500000"),
        ("4405630000001234567", "Number", "4405630000001234567"),
        ("1.23456789012345E+19", "Number", "1.23456789012345E+19"),
        ("x", "Number", "x"),
        ("2026-02-12T10:20:30.000", "DateTime", "2026-02-12 10:20:30"),
        ("2026-02-12T00:00:00.000", "DateTime", "2026-02-12"),
        ("1899-12-31T10:20:00.000", "DateTime", "10:20:00"),
        ("soon", "DateTime", "soon"),
        ("1", "Boolean", "TRUE"),
        ("#N/A", "Error", "#N/A"),
        ("Қарыз &lt;1&gt;&#10;2", "String", "Қарыз <1>\n2"),
        ("<html:B>a</html:B>b", "String", "ab"),
    ],
)
def test_values(bench, value, kind, shown):
    assert rows(bench, workbook(row(cell(value, kind), cell("z")))) == [[shown, "z"]]


def test_midnight_in_a_column_of_times(bench):
    times = ("2026-02-12T10:00:00.000", "2026-02-13T00:00:00.000")
    text = workbook("".join(row(cell(time, "DateTime")) for time in times))
    assert rows(bench, text) == [["2026-02-12 10:00:00"], ["2026-02-13 00:00:00"]]


def test_merges(bench):
    text = workbook(
        row(cell("a", more='ss:MergeDown="1"'), cell("b", more='ss:MergeAcross="1"'), cell("c"))
        + row(cell("d", more='ss:Index="2" ss:MergeDown="9"'), cell("e"), cell("f"))
        + row(cell("g", more='ss:Index="3"'))
    )
    (sheet,) = bench.sheets("bank.xls", text.encode())
    assert sheet.head == [["a", "b", "", "c"], ["", "d", "e", "f"], ["", "", "g"]]
    assert sheet.merges.read_text().split() == ["0,1,2", "1,2,3"]


def test_every_sheet_that_holds_anything(bench):
    comment = "<Comment><ss:Data>said</ss:Data></Comment>"
    one = row(cell("x").replace("</Cell>", f"{comment}</Cell>"))
    sheets = bench.sheets("bank.xls", workbook(one, row(), row(cell("y"))).encode())
    assert [(sheet.name, sheet.index, sheet.head) for sheet in sheets] == [
        ("S1", 0, [["x"]]),
        ("S3", 2, [["y"]]),
    ]
    empty = f"bank.xls is a workbook in which every sheet is empty. {AGAIN}."
    assert bench.refusal("bank.xls", workbook(row()).encode()) == empty


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1251"])
def test_encodings(bench, encoding):
    text = workbook(row(cell("Сумма")), encoding=encoding)
    assert rows(bench, text.encode(encoding)) == [["Сумма"]]


def test_prefixes(bench):
    text = workbook(row(cell("a"), cell("b")))
    for name in ("Workbook", "Worksheet", "Table", "Row", "Cell", "Data"):
        text = text.replace(f"<{name}", f"<ss:{name}").replace(f"</{name}", f"</ss:{name}")
    assert rows(bench, text) == [["a", "b"]]


WHOLE = workbook(row(cell("a"), cell("1.5", "Number")) + row(cell("2026-02-12", "DateTime")))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (WHOLE[:-30], BROKEN),
        (WHOLE.replace("<Row >", '<Row ss:Index="99999999">', 1), BROKEN),
        (WHOLE.replace("<Row >", '<Row ss:Index="-1">', 1), BROKEN),
        (WHOLE.replace("<Cell >", '<Cell ss:Index="99999">', 1), BROKEN),
        (workbook(row(cell("a"), more='ss:Index="5"') + row(more='ss:Index="5"')), BROKEN),
        (WHOLE.replace("<Table>", "<Table>" + "<a>" * 200, 1), BROKEN),
        (WHOLE.replace("<Workbook", "<!DOCTYPE a>\n<Workbook", 1), "declares a document type"),
    ],
)
def test_what_is_refused(bench, text, said):
    assert said in bench.refusal("bank.xls", text.encode())


def test_few_bytes_that_claim_very_many_cells(bench):
    started = time.monotonic()
    wide = '<Row><Cell ss:Index="16384"><Data>b</Data></Cell></Row>' * 4_200
    assert "would unpack to far more" in bench.refusal("bank.xls", workbook(wide).encode())
    last = row(cell("a", more='ss:MergeAcross="999999999"'), more='ss:Index="100000"')
    (sheet,) = bench.sheets("bank.xls", workbook(last).encode())
    assert bench.rows(sheet, width=1)[-1][0] == 100_000
    assert time.monotonic() - started < 60


@laws(50)
@given(data=st.data())
def test_any_workbook_is_read_or_refused(data: st.DataObject, tmp_path_factory) -> None:
    whole = WHOLE.encode()
    at = data.draw(st.integers(0, len(whole)))
    piece = data.draw(
        st.sampled_from([b"", b"<Row>", b"</Cell>", b"<Data>", b"\xff", b"\0", b"&a;"])
    )
    folder = tmp_path_factory.mktemp("workbook")
    (folder / "a.xls").write_bytes(whole[:at] + piece + whole[at + data.draw(st.integers(0, 9)) :])
    try:
        open_sheets(Source("a.xls", folder / "a.xls", "", folder))
    except FileRefused as error:
        assert error.remedy
