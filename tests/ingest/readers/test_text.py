"""Encodings, separators, quotes and row numbers of text tables."""

from __future__ import annotations

import io

import pytest

from moneygraph.ingest.readers import records as splitting
from moneygraph.ingest.readers.records import Dialect

RUSSIAN = "дата;счёт;сумма;назначение\r\n01.01.2026;KZ01;1 500,00;Перевод № 7 «Заём»\r\n"
KAZAKH = "күні;шот;сома;мақсаты\n01.01.2026;KZ01;1 500,00;Жалақы әкеден ұлға\n"


@pytest.mark.parametrize(
    ("encoding", "called"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
        ("cp1251", "cp1251"),
    ],
)
def test_encodings_are_recognised(bench, encoding, called):
    (sheet,) = bench.sheets("bank.csv", RUSSIAN.encode(encoding))
    assert (sheet.encoding, sheet.delimiter, sheet.width) == (called, ";", 4)
    assert sheet.head[0] == ["дата", "счёт", "сумма", "назначение"]
    assert bench.rows(sheet, skip=1) == [
        (2, "01.01.2026", "KZ01", "1 500,00", "Перевод № 7 «Заём»", None)
    ]


def test_dos_cyrillic_is_recognised_by_its_letters(bench):
    text = RUSSIAN.replace("«", '"').replace("»", '"')
    (sheet,) = bench.sheets("bank.txt", text.encode("cp866"))
    assert sheet.encoding == "cp866"
    assert bench.rows(sheet, skip=1)[0][4] == 'Перевод № 7 "Заём"'


def test_kazakh_letters_of_the_single_byte_encoding(bench):
    (sheet,) = bench.sheets("bank.csv", KAZAKH.encode("kz1048"))
    assert sheet.encoding == "kz1048"
    assert bench.rows(sheet, skip=1)[0][4] == "Жалақы әкеден ұлға"


def test_no_break_spaces_in_numbers_do_not_decide_the_encoding(bench):
    rows = bench.read("ts;amount\n2026-01-01;1\xa0234,50\n".encode("cp1251"), skip=1)
    assert rows == [(2, "2026-01-01", "1\xa0234,50", None)]


def test_russian_that_starts_far_behind_the_sample(bench):
    head = b"ts;who\n" + b"2026-01-01;nobody\n" * 30_000
    rows = bench.read(head + "2026-01-02;Иванов\n".encode("cp1251"), skip=1)
    assert len(rows) == 30_001
    assert rows[-1] == (30_002, "2026-01-02", "Иванов", None)


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_separators_are_recognised(bench, delimiter):
    lines = [["a", "b", "c"], ["1", "2,5;6", "x y"], ["2", "3,5;6", "x|y"]]
    text = "\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)
    (sheet,) = bench.sheets("bank.tsv", text.encode())
    assert sheet.delimiter == delimiter
    assert [list(row[1:-1]) for row in bench.rows(sheet)] == lines


def test_a_decimal_comma_is_no_separator(bench):
    (sheet,) = bench.sheets("bank.csv", b"a;b\n" + b"1,5;2,5\n" * 9)
    assert (sheet.delimiter, sheet.width) == (";", 2)


def test_the_line_that_excel_reads_the_separator_from(bench):
    (sheet,) = bench.sheets("bank.csv", b"sep=|\na|b,c,d\n1|2,3,4\n")
    assert sheet.delimiter == "|"
    assert bench.rows(sheet, skip=2, width=2) == [(3, "1", "2,3,4", None)]


def test_single_quotes_around_cells(bench):
    assert bench.read(b"'a';'b;c'\n'1';'2'\n") == [(1, "a", "b;c", None), (2, "1", "2", None)]


def test_quotes_inside_cells_are_text(bench):
    rows = bench.read('who;what\nТОО "Арман";"Заём ""Б"""\n'.encode(), skip=1)
    assert rows == [(2, 'ТОО "Арман"', 'Заём "Б"', None)]


def test_a_formula_is_text(bench):
    assert bench.read(b'=cmd|"/c calc"!A1,@x,+1\n')[0][1:-1] == ('=cmd|"/c calc"!A1', "@x", "+1")


def test_head_is_short_and_trimmed(bench):
    line = b"x" * 5000 + b";y;;;\n"
    (sheet,) = bench.sheets("bank.csv", line * 100)
    assert len(sheet.head) == 60
    assert sheet.head[0] == ["x" * 4096, "y"]
    assert sheet.width == 2
    assert bench.rows(sheet)[99] == (100, "x" * 5000, "y", None)


def test_rows_are_numbered_as_a_spreadsheet_does(bench):
    text = b'Statement\n\n"two\nlines";b;c\n\n1;2;3\n4;"5\n\n6";7\n\n\n8;9;10\n\n\n'
    (sheet,) = bench.sheets("bank.csv", text)
    assert sheet.head == [
        ["Statement"], [], ["two\nlines", "b", "c"], [], ["1", "2", "3"], ["4", "5\n\n6", "7"],
        [], [], ["8", "9", "10"], [], [],
    ]  # fmt: skip
    assert bench.rows(sheet, skip=3) == [
        (4, None, None, None, None),
        (5, "1", "2", "3", None),
        (6, "4", "5\n\n6", "7", None),
        (7, None, None, None, None),
        (8, None, None, None, None),
        (9, "8", "9", "10", None),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", ["", "END"])
def test_every_kind_of_line_end(bench, end, last):
    text = end.join(["a,b", "1,2", "3,4"]) + last.replace("END", end * 3)
    assert bench.read(text.encode(), skip=1) == [(2, "1", "2", None), (3, "3", "4", None)]


def test_short_rows_are_padded_and_long_ones_keep_what_is_over(bench):
    assert bench.read(b"a,b\n1\n1,2,3,,4,\n1,2,,\n", skip=1, width=2) == [
        (2, "1", None, None),
        (3, "1", "2", "3,,4"),
        (4, "1", "2", None),
    ]


def test_wider_or_narrower_than_the_file(bench):
    data = b"a,b,c\n1,2,3\n"
    assert bench.read(data, skip=1, width=5) == [(2, "1", "2", "3", None, None, None)]
    assert bench.read(data, skip=1, width=1) == [(2, "1", "2,3")]


def test_a_header_and_nothing_else(bench):
    assert bench.read(b"a,b,c", skip=1) == []
    assert bench.read(b"a,b,c\n\n", skip=1) == []


def test_one_column_with_blank_lines(bench):
    assert bench.read(b"a\n\nb\n") == [(1, "a", None), (2, None, None), (3, "b", None)]


def test_names_that_duckdb_would_take_for_patterns(bench):
    bench.write("bankX.csv", b"wrong,1\n")
    (sheet,) = bench.sheets("bank*.csv", b"right,1\n")
    assert bench.rows(sheet) == [(1, "right", "1", None)]
    (sheet,) = bench.sheets("year=2026/it's.csv", b"right,1\n")
    assert bench.rows(sheet) == [(1, "right", "1", None)]


def test_a_name_that_is_no_text(bench):
    name = b"bank\xff.csv".decode("utf-8", "surrogateescape")
    source = bench.source(name, b"a,b\n")
    assert source.name.endswith("/bank\\xff.csv")


def test_staging_twice_gives_the_same(bench):
    (sheet,) = bench.sheets("bank.csv", RUSSIAN.encode("cp1251"))
    assert bench.rows(sheet) == bench.rows(sheet)
    assert sum(1 for path in bench.work.rglob("*") if path.is_file()) == 0


def test_staging_inside_a_transaction_numbers_rows_the_same(bench):
    (sheet,) = bench.sheets("bank.csv", b"a,b\n1,2\n3,4\n")
    bench.con.execute("begin").fetchall()
    assert [row[0] for row in bench.rows(sheet, skip=1)] == [2, 3]
    bench.con.execute("commit").fetchall()


#: Quotes that never close: alone, in pairs, and in lines that end open however they begin.
UNCLOSED = {
    "each": '1,2,"text\n',
    "some": '1,2,text\n1,2,"text\n' + "1,2,text\n" * 400,
    "never": '1,2,"a"b" and c,"d\n',
}


@pytest.mark.parametrize("kind", UNCLOSED)
def test_unclosed_quotes_cost_few_readings_a_line(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = UNCLOSED[kind] * (40_000 // UNCLOSED[kind].count("\n"))
    count, read = 0, splitting._Lines.__next__

    def counted(self: splitting._Lines) -> str:
        nonlocal count
        count += 1
        return read(self)

    monkeypatch.setattr(splitting._Lines, "__next__", counted)
    stream, dialect = io.StringIO(lines, newline=""), Dialect(",", width=3)
    found = [record.text for record in splitting.records(stream, dialect, "a.csv")]
    assert "".join(found) == lines  # nothing is lost
    assert count < 20 * lines.count("\n")
