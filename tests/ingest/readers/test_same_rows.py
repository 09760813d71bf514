"""Whatever way a table takes into DuckDB, its rows are those that Python's csv module reads."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import duckdb
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from moneygraph.ingest.readers import Source, open_sheets, staging
from moneygraph.ingest.readers.copies import _filled, survey
from tests.laws import laws

CELL = st.text(alphabet='ab"\n\r;, \tЯ', max_size=6) | st.just("x" * 40)
ROWS = st.lists(st.lists(CELL, min_size=1, max_size=4), min_size=2, max_size=12)


def staged(data: bytes, skip: int, width: int) -> list[tuple[object, ...]]:
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as con:
        path = Path(folder, "bank.csv")
        path.write_bytes(data)
        (sheet,) = open_sheets(Source("bank.csv", path, "", Path(folder)))
        count = sheet.stage(con, "staged", skip, width)
        rows = con.execute("select * from staged order by n").fetchall()
        assert count == len(rows)
        return rows


def expected(rows: list[list[str]], skip: int, width: int) -> list[tuple[object, ...]]:
    wanted = []
    for number, row in enumerate(rows[skip:], skip + 1):
        cells = [cell or None for cell in row] + [None] * width
        over = ";".join(row[width:]).rstrip(";") or None
        wanted.append((number, *cells[:width], over))
    return wanted


def with_marker(rows: list[list[str]]) -> list[list[str]]:
    """Begin and end with rows that show the separator and that no row is lost."""
    return [["h1", "h2", "h3", "h4"], *rows, ["end", "2", "3", "4"]]


@laws(60)
@given(
    rows=ROWS, skip=st.integers(0, 2), width=st.integers(1, 6), end=st.sampled_from(["\n", "\r\n"])
)
@example(rows=[["a\n\nb"], [""], ["c\r"]], skip=1, width=2, end="\n")
@example(rows=[["a\ra"], [""]], skip=1, width=1, end="\n")
def test_any_well_written_table(rows, skip, width, end):
    # A row with both could be meant as several rows of another width: see records._is_broken.
    assume(not any(";" in "".join(row) and {"\n", "\r"} & set("".join(row)) for row in rows))
    rows = with_marker([[cell.strip() for cell in row] for row in rows])
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    assert staged(text.getvalue().encode(), skip, width) == expected(rows, skip, width)


@laws(60)
@given(
    lines=st.lists(st.text(alphabet='a";\0 Я', max_size=12), max_size=12), skip=st.integers(0, 2)
)
def test_no_line_is_lost_whatever_is_in_it(lines, skip):
    """Quotes may join lines, but every sign of them that is no quote or separator arrives."""
    lines = ["h1;h2;h3", *lines, "end;2;3"]
    rows = staged("\n".join(lines).encode(), skip, 3)
    plain = str.maketrans("", "", '"; \0\n')
    found = "".join(str(cell).translate(plain) for row in rows for cell in row[1:] if cell)
    assert found == "".join(lines[skip:]).translate(plain) or '"' in "".join(lines[:skip])
    assert [row[0] for row in rows] == list(range(skip + 1, skip + 1 + len(rows)))


@pytest.mark.drawn
@pytest.mark.parametrize("break_every", [0, 997])
@pytest.mark.parametrize("short_every", [0, 1013])
@pytest.mark.parametrize("blank_every", [0, 30_011])
def test_large_tables_in_parallel(break_every, short_every, blank_every):
    rows, lines = [], []
    for i in range(150_000):
        row = [str(i), f"KZ{i:018}", 'Перевод, "заём"']
        if break_every and i % break_every == 1:
            row[2] += "\nне\n\nвозвращён"
        if short_every and i % short_every == 1:
            row = row[:1]
        if blank_every and i % blank_every == blank_every - 1:
            row = []
        rows.append(row)
        lines.append(";".join('"' + cell.replace('"', '""') + '"' for cell in row))
    rows = [["a", "b", "c"], *rows]
    got = staged(("a;b;c\n" + "\n".join(lines)).encode(), 1, 3)
    assert got == expected(rows, 1, 3)


def test_regular_tables_take_the_quick_way(monkeypatch):
    def fail(*_):
        raise AssertionError("read one by one")

    monkeypatch.setattr(staging, "even_copy", fail)
    body = b'1;"a\nb";3\n4;5\n' * 2000
    for data in (b"a;b;c\n" + body, b"Statement\n\na;b;c\n" + body + b"\n\n"):
        assert len(staged(data, data.index(b"1;") // 6, 3)) in (4000, 4001, 4002)


LINE = st.sampled_from(["", "", "\r", "a;b", "1;;", ";;", '"q;r";2;3', "x", '"', 'a"b;c', '"\n"'])
#: A quotation mark after blanks is read in two ways: it begins a quoted cell for DuckDB alone.
ODD_LINE = st.text(alphabet='a";\n\r ', max_size=6).filter(lambda text: ' "' not in text)


@laws(60)
@given(
    lines=st.lists(LINE | ODD_LINE, max_size=10),
    skip=st.integers(0, 2),
    end=st.sampled_from(["\n", "\r\n"]),
)
@example(lines=['"a', "", 'b";2'], skip=1, end="\n")  # a blank line inside quotes
@example(lines=['a;"b', "", "c;d", "", 'e";f'], skip=1, end="\n")
@example(lines=["a;b\rc;d", "", "e;f"], skip=1, end="\n")  # a line end more, a line less
def test_filled_blank_lines_give_what_one_by_one_gives(lines, skip, end):
    data = end.join(["h1;h2;h3", *lines, "end;2;3"]).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(staging, "filled_copy", lambda *_: None)
        wanted = staged(data, skip, 3)
    assert _plainly(staged(data, skip, 3)) == _plainly(wanted)


@pytest.mark.parametrize("filler", [b"", b"a;b;c\n", b"\n"])
def test_a_line_end_more_does_not_hide_a_row_that_is_lost(filler):
    """DuckDB ends a row at the \\r and drops the one with the quote that is never closed."""
    rows = staged(b"h1;h2;h3\n" + filler + b';\r;"\nend;2;3', 1, 3)
    assert rows[-1][1:] == ("end", "2", "3", None)
    assert [row[0] for row in rows] == list(range(2, len(rows) + 2))


def _plainly(rows):
    """Leave out quotes and blanks, which DuckDB and Python keep or not around stray quotes."""
    plain = str.maketrans("", "", '" ')
    return [tuple((str(cell or "").translate(plain)) for cell in row) for row in rows]


@pytest.mark.drawn
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize(
    "blank_at",
    [{1}, {5000}, {4999, 5000, 5001}, {1, 2, 3, 9999}, set(range(2, 10_000, 2))],
    ids=["first", "one", "three", "many", "every other"],
)
def test_blank_lines_take_the_quick_way(monkeypatch, blank_at, end):
    def fail(*_):
        raise AssertionError("read one by one")

    monkeypatch.setattr(staging, "even_copy", fail)
    rows = [[] if i in blank_at else [str(i), "Перевод " * 30, f"KZ{i}"] for i in range(10_000)]
    lines = ["Выписка", "", "a;b;c", *(";".join(row) for row in rows)]
    data = end.join(line.encode() for line in lines) + end * 3
    # blank lines that end the file are left out
    assert staged(data, 3, 3) == expected([[], [], [], *rows[: _last(rows)]], 3, 3)


def _last(rows):
    return max(i for i, row in enumerate(rows) if row) + 1


def test_blank_lines_beside_breaks_inside_cells_are_read_one_by_one(monkeypatch):
    """The near miss: what fills a blank line would stand inside the cell."""
    called = []
    even_copy = staging.even_copy
    monkeypatch.setattr(staging, "even_copy", lambda *call: called.append(call) or even_copy(*call))
    rows = [["1", "a\n\nb"], [], ["2", "c"]]
    data = b'h;k\n1;"a\n\nb"\n\n2;c\n'
    assert staged(data, 1, 2) == expected([["h", "k"], *rows], 1, 2)
    assert called


@given(st.lists(st.sampled_from([b"", b"a", b";"]), max_size=9), st.sampled_from([b"\n", b"\r\n"]))
def test_every_blank_line_of_a_block_is_filled(lines, end):
    block = b"".join(line + end for line in lines)
    assert _filled(block, b";;") == b"".join((line or b";;") + end for line in lines)


@pytest.mark.parametrize(
    ("middle", "mixed"), [(b"\r\n", False), (b"\ra", True), (b"a\n", False), (b"a\r", True)]
)
@pytest.mark.parametrize("at", [-2, -1, 0, 100])
def test_a_lone_return_is_seen_wherever_blocks_meet(tmp_path, middle, mixed, at):
    before = b"line\n" * 60_000
    data = before[: (256 << 10) + at - 1] + middle + b"end\r\nend"
    (tmp_path / "x.csv").write_bytes(data)
    assert survey(tmp_path / "x.csv").is_mixed is mixed
