"""Workbooks of OpenDocument, .ods: cells, other endings, damage, harm."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.ingest.readers import open_sheets
from moneygraph.ingest.readers.refusal import SMALL
from moneygraph.ingest.readers.source import Source
from moneygraph.store.errors import FileRefused, UnreadableFile
from tests.laws import laws
from tests.ods import ods, ods_of_rows

AGAIN = "Ask the bank to send it again"


@pytest.mark.parametrize("name", ["bank.ods", "bank.xlsx", "bank.csv"])
def test_cells(bench, name):
    rows = (
        '<table:table-row><table:table-cell table:number-columns-repeated="2"/>'
        '<table:table-cell office:value-type="string"><text:p>Қарыз</text:p></table:table-cell>'
        '<table:table-cell office:value-type="float" office:value="1500.25"><text:p>1 500</text:p>'
        '</table:table-cell><table:table-cell office:value-type="date"'
        ' office:date-value="2026-02-12T10:20:30"><text:p>x</text:p></table:table-cell>'
        '</table:table-row><table:table-row table:number-rows-repeated="1048570">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    (sheet,) = bench.sheets(name, ods(rows))
    assert (sheet.name, sheet.index) == ("Sheet", 0)
    assert sheet.head == [["", "", "Қарыз", "1500.25", "2026-02-12 10:20:30"]]


def test_repeated_rows_of_values(bench):
    rows = '<table:table-row table:number-rows-repeated="3"><table:table-cell'
    rows += ' office:value-type="string"><text:p>a</text:p></table:table-cell></table:table-row>'
    (sheet,) = bench.sheets("bank.ods", ods(rows))
    assert sheet.head == [["a"]] * 3


@pytest.mark.parametrize(
    ("down", "across"), [(1_000_000_000, 1), (1, 1_000_000_000), (10**6, 10**4)]
)
def test_a_billion_repeated_cells(bench, down, across):
    started = time.monotonic()
    cell = f'<table:table-cell table:number-columns-repeated="{across}" office:value-type="string">'
    cell += "<text:p>x</text:p></table:table-cell>"
    rows = f'<table:table-row table:number-rows-repeated="{down}">{cell}</table:table-row>'
    try:
        (sheet,) = bench.sheets("bank.ods", ods(rows))
    except UnreadableFile as error:
        assert error.remedy
    else:  # no more of them than a sheet has
        assert sheet.width <= 16_384
        assert sum(path.stat().st_size for path in bench.work.rglob("*.csv")) <= SMALL
    assert time.monotonic() - started < 60


def test_other_documents(bench):
    text = ods("").replace(b"opendocument.spreadsheet", b"opendocument.presentatio")
    assert bench.refusal("bank.ods", text) == f"bank.ods holds no workbook. {AGAIN}."
    assert (
        bench.refusal("bank.ods", ods("")[:200]) == f"bank.ods is broken or was cut short. {AGAIN}."
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("content.xml", "<office:document-content")
    assert "is broken or was cut short" in bench.refusal("bank.ods", buffer.getvalue())


@laws(50)
@given(data=st.data())
def test_any_workbook_is_read_or_refused(data: st.DataObject, tmp_path_factory) -> None:
    whole = ods_of_rows([["a", "b"], ["1", "2"]])
    at = data.draw(st.integers(0, len(whole)))
    piece = data.draw(st.binary(max_size=4))
    folder = tmp_path_factory.mktemp("ods")
    path = Path(folder / "a.ods")
    path.write_bytes(whole[:at] + piece + whole[at + data.draw(st.integers(0, 9)) :])
    try:
        open_sheets(Source("a.ods", path, "", folder))
    except FileRefused as error:
        assert error.remedy
