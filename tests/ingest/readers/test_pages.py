"""Web pages, as files and in the form of a message: rows, spans, encodings, damage, harm."""

from __future__ import annotations

import base64
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.ingest.readers import open_sheets
from moneygraph.ingest.readers.source import Source
from moneygraph.store.errors import FileRefused
from tests.laws import laws

AGAIN = "Ask the bank to send it again"
NO_TABLE = f"is a web page (HTML) without a table. {AGAIN} as .csv or .xlsx."
TITLE = "Выписка по счету KZ41722C000000000001"


def cells(bench, page, name="bank.html"):
    (sheet,) = bench.sheets(name, page if isinstance(page, bytes) else page.encode())
    return [[cell or "" for cell in row[1:-1]] for row in bench.rows(sheet)]


def row(*values: str) -> str:
    return f"<tr>{''.join(f'<td>{value}</td>' for value in values)}</tr>"


@pytest.mark.parametrize("name", ["bank.html", "bank.htm", "bank.xls", "bank.csv"])
def test_a_table_with_titles_above_it(bench, name):
    page = f"<!DOCTYPE html><html><head><title>t</title></head><body><h1>{TITLE}</h1>"
    page += "<p>Период <b>с</b> 1"
    page += f"<table>{row('a', 'b')}{row('1', '2')}</table>Итого<br>3</body></html>"
    assert cells(bench, page, name) == [
        [TITLE, ""],
        ["Период с 1", ""],
        ["a", "b"],
        ["1", "2"],
        ["Итого", ""],
        ["3", ""],
    ]


def test_several_tables_follow_one_another(bench):
    page = f"<table>{row('Счет', 'X')}</table>\n<table>{row('a', 'b')}{row('1', '2')}</table>"
    assert cells(bench, page) == [["Счет", "X"], ["a", "b"], ["1", "2"]]


def test_a_table_inside_a_table(bench):
    """The outer one arranges the page; what stands beside the inner one is a text."""
    inner = f"<table>{row('a', 'b')}{row('1', '2')}</table>"
    page = f"<table>{row('Банк', 'БИК')}{row('слева', f'над {inner} под', 'справа')}</table>"
    assert cells(bench, page) == [
        ["Банк", "БИК"],
        ["слева", ""],
        ["над", ""],
        ["a", "b"],
        ["1", "2"],
        ["под", ""],
        ["справа", ""],
    ]


def test_cells_over_columns_and_rows(bench):
    page = (
        "<table><tr><th rowspan=2>Дата</th><th colspan='2'>Плательщик</th><th>Сумма</th></tr>"
        "<tr><th>Имя</th><th>Счет</th><th>KZT</th></tr>"
        "<tr><td>1</td><td rowspan='3' colspan=2>x</td><td>5</td></tr>"
        "<tr><td>2</td><td>6</td></tr></table>"
    )
    (sheet,) = bench.sheets("bank.html", page.encode())
    assert [[cell or "" for cell in row[1:-1]] for row in bench.rows(sheet)] == [
        ["Дата", "Плательщик", "", "Сумма"],
        ["", "Имя", "Счет", "KZT"],
        ["1", "x", "", "5"],
        ["2", "", "", "6"],
    ]
    assert sheet.merges.read_text().split() == ["0,1,2", "1,3,4"]


def test_what_stands_in_a_cell(bench):
    page = "<table><tr><td> a&nbsp;b\n  c <td>1<br/>2<p>3</p></td><td>&laquo;&#1171;&raquo;"
    page += "<td>&nbsp;</td><td>5</tr></table>"
    assert cells(bench, page) == [["a\xa0b c", "1\n2\n3", "«ғ»", "", "5"]]


def test_what_is_not_shown_makes_no_rows(bench):
    hidden = f"<table>{row('x', 'y')}</table>"
    page = (
        f"<table><tr><td>a<script>document.write('{hidden}')</script></td></tr></table>"
        f"<style>td:after {{content: 'z'}}</style><!-- {hidden} --><!--[if gte mso 9]><xml>k</xml>"
        "<![endif]--><xml><x:Name>Sheet1</x:Name></xml>"
    )
    assert cells(bench, page) == [["a"]]


def test_loose_marks(bench):
    """Pages of old programs close nothing, and forget rows."""
    assert cells(bench, "<table><td>a<td>b<tr><td>1<td><font>2</table>") == [["a", "b"], ["1", "2"]]
    assert cells(bench, "<table><tr><td><b>a</td></tr></b><tr><td>b</table>") == [["a"], ["b"]]


KAZAKH = f"<html>META<table>{row('Төлем мақсаты', 'Қарыз қайтару, ғылым, Иван')}</table></html>"


@pytest.mark.parametrize(
    ("meta", "encoding"),
    [
        ("", "utf-8"),
        ("", "utf-8-sig"),
        ("", "utf-16"),
        ("", "kz1048"),
        ("<meta charset=utf-8>", "utf-8"),
        ("<meta charset=windows-1251>", "utf-8"),  # what is declared is not always true
        ("<meta charset='utf-8'>", "kz1048"),
        ('<meta http-equiv=Content-Type content="text/html; charset=kz-1048">', "kz1048"),
        ("<meta charset=utf-16>", "utf-8"),
        ("<meta charset=nothing>", "utf-8"),
    ],
)
def test_encodings(bench, meta, encoding):
    page = KAZAKH.replace("META", meta).encode(encoding)
    assert cells(bench, page) == [["Төлем мақсаты", "Қарыз қайтару, ғылым, Иван"]]


def test_declared_encodings(bench):
    page = "<meta charset=koi8-r><table><tr><td>Сумма платежа</td></tr></table>".encode("koi8-r")
    assert cells(bench, page) == [["Сумма платежа"]]
    page = "<table><tr><td>Сумма</td></tr></table>".encode("cp1251")
    assert cells(bench, page) == [["Сумма"]]


def mht(*pages: str, more: str = "", encode: str = "base64") -> bytes:
    parts = ""
    for number, page in enumerate(pages):
        body = base64.encodebytes(page.encode("cp1251")).decode() if encode == "base64" else page
        parts += (
            f'--b\r\nContent-Type: text/html; charset="windows-1251"\r\nContent-Transfer-Encoding: '
            f"{encode}\r\nContent-Location: file:///C:/x/sheet{number}.htm\r\n\r\n{body}\r\n"
        )
    return (
        "From: <Saved by a program>\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/related; boundary="b"\r\n\r\n{parts}{more}--b--\r\n'
    ).encode()


PAGE = f"<html><table>{row('Дата', 'Сумма')}{row('1', '2')}</table></html>"
PICTURE = "--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0K\r\n"


@pytest.mark.parametrize("name", ["bank.mht", "bank.mhtml", "bank.xls", "bank.eml"])
def test_a_page_in_a_message(bench, name):
    assert cells(bench, mht(PAGE, more=PICTURE), name) == [["Дата", "Сумма"], ["1", "2"]]


def test_several_pages_in_a_message(bench):
    """A workbook that is saved so has frames, and a page for each sheet."""
    sheets = bench.sheets("bank.mht", mht("<html><frame src=1></html>", PAGE, PAGE))
    assert [(sheet.name, sheet.index) for sheet in sheets] == [("sheet1.htm", 0), ("sheet2.htm", 1)]
    assert bench.rows(sheets[1])[1] == (2, "1", "2", None)


def test_a_page_in_quoted_printable(bench):
    page = "<table><tr><td>=D0=A1=D1=83=\r\n=D0=BC=D0=BC=D0=B0</td></tr></table>"
    data = mht(page, encode="quoted-printable").replace(b"windows-1251", b"utf-8")
    assert cells(bench, data, "bank.mht") == [["Сумма"]]


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (b"<html><body>Access denied</body></html>", NO_TABLE),
        (b"<table></table>", NO_TABLE),
        (b"<table><tr><td>&nbsp;</td></tr></table>", NO_TABLE),
        (PAGE.encode()[:-20], f"is broken or was cut short. {AGAIN}."),
        (mht(PAGE)[:-20], f"is broken or was cut short. {AGAIN}."),
        (mht("<p>x</p>"), NO_TABLE),
        (
            mht(PAGE).replace(b"\r\n\r\nPGh0", b"\r\n\r\n*PGh0"),
            f"is broken or was cut short. {AGAIN}.",
        ),
    ],
)
def test_what_is_refused(bench, page, said):
    assert bench.refusal("bank.html", page) == f"bank.html {said}"


def test_deep_pages(bench):
    page = "<div>" * 50_000 + f"<table>{row('a', 'b')}</table>"
    assert cells(bench, page) == [["a", "b"]]
    page = "<table><tr><td>" * 20_000 + "x" + "</table>" * 20_000
    assert cells(bench, page) == [["x"]]


def test_spans_without_end(bench):
    page = '<table><tr><td colspan="999999999" rowspan="999999999">a</td><td>b</td></tr></table>'
    (sheet,) = bench.sheets("bank.html", page.encode())
    assert (sheet.width, sheet.merges) == (1001, None)
    page = f"<table>{'<tr><td colspan=1000>a</td><td>b</td></tr>' * 300}</table>"
    assert len(cells(bench, page)) == 300
    page = f"<table><tr>{'<td colspan=1000>a' * 1_000}</tr></table>"
    assert "would unpack to far more than it is" in bench.refusal("bank.html", page.encode())
    above = "<td colspan=1000 rowspan=60000></td>" * 16
    page = f"<table><tr>{above}</tr>{'<tr><td>a' * 9_000}</table>"
    assert "would unpack to far more than it is" in bench.refusal("bank.html", page.encode())


def test_entities_are_not_expanded(bench, tmp_path):
    (tmp_path / "secret").write_text("secret")
    entities = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10)
    )
    page = (
        f'<!DOCTYPE html [{entities}<!ENTITY s SYSTEM "file://{tmp_path}/secret">]>'
        "<table><tr><td>&a9;&s;</td></tr></table>"
    )
    started = time.monotonic()
    assert cells(bench, page)[-1] == ["&a9;&s;"]
    assert time.monotonic() - started < 10


_WHOLE = (PAGE.replace("1", "<b>1</b>").encode(), mht(PAGE, more=PICTURE))


@laws(50)
@given(data=st.data())
def test_any_page_is_read_or_refused(data: st.DataObject, tmp_path_factory) -> None:
    whole = data.draw(st.sampled_from(_WHOLE))
    at = data.draw(st.integers(0, len(whole)))
    piece = data.draw(
        st.sampled_from([b"", b"<", b"<table>", b"</tr>", b"\xff", b"--b", b"\0", b"&"])
    )
    folder = tmp_path_factory.mktemp("page")
    (folder / "a.html").write_bytes(whole[:at] + piece + whole[at + data.draw(st.integers(0, 9)) :])
    try:
        open_sheets(Source("a.html", folder / "a.html", "", folder))
    except FileRefused as error:
        assert error.remedy
