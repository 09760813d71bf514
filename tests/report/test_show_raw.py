"""The rows of a transfer as they stand in the files, read again when they are shown."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlwt

from moneygraph.api import Case
from moneygraph.ingest.readers import open_sheets
from moneygraph.ingest.readers.source import Source
from moneygraph.report.terminal.show import print_show
from moneygraph.report.text.texts import texts_of

pytestmark = pytest.mark.turns

HEADER = ["ts", "from_account", "to_account", "amount", "purpose"]


def table(first: int, rows: int) -> list[list[str]]:
    """Return a header and rows that differ in their purpose."""
    minutes = [(one // 60, one % 60) for one in range(first, first + rows)]
    return [HEADER] + [_row(hour, minute) for hour, minute in minutes]


def _row(hour: int, minute: int) -> list[str]:
    number = hour * 60 + minute
    moment = f"2026-03-02 {hour:02d}:{minute:02d}:00"
    return [moment, "A1", "B2", f"{number + 1}.50", f"за «{number}»; \x1b[31m"]


def csv_text(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def shown_cells(case: Case, place: str) -> list[list[list[str]] | None]:
    return [side["cells"] for side in case.show(place)["transfer"]["sides"]]


def pairs(row: list[str]) -> list[list[str]]:
    return [list(pair) for pair in zip(HEADER, row, strict=True)]


@pytest.mark.drawn
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("broken", [False, True])
def test_any_row_of_a_text_file(case: Case, tmp_path: Path, encoding: str, broken: bool) -> None:
    rows = table(0, 200)
    if broken:
        rows[20][4] = "on two\nlines"
    (tmp_path / "a.csv").write_bytes(csv_text(rows).encode(encoding))
    case.load(tmp_path / "a.csv")
    for number in (2, 20, 22, 60, 61, 62, 150, 201):
        assert shown_cells(case, f"a.csv:{number}") == [pairs(rows[number - 1])]


def test_blank_lines_count(case: Case, tmp_path: Path) -> None:
    rows = table(0, 100)
    lines = csv_text(rows).splitlines()
    lines.insert(50, "")
    (tmp_path / "a.csv").write_text("\r\n".join([*lines, "", ""]), encoding="utf-8")
    case.load(tmp_path / "a.csv")
    assert shown_cells(case, "a.csv:90") == [pairs(rows[88])]


def _workbook(path: Path, sheets: dict[str, list[list[str]]]) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([cell.replace("\x1b", "") for cell in row])
    book.save(path)


def _old_workbook(path: Path, sheets: dict[str, list[list[str]]]) -> None:
    book = xlwt.Workbook()
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for at, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write(at, place, cell.replace("\x1b", ""))
    book.save(str(path))


@pytest.mark.parametrize(("name", "write"), [("b.xlsx", _workbook), ("b.xls", _old_workbook)])
def test_sheets_of_a_workbook(
    case: Case, tmp_path: Path, name: str, write: Callable[[Path, dict[str, list[list[str]]]], None]
) -> None:
    sheets = {"first": table(0, 80), "notes": [["nothing here"]], "second": table(300, 90)}
    write(tmp_path / name, sheets)
    case.load(tmp_path / name)
    for sheet in ("first", "second"):
        for number in (2, 60, 61, 81):
            (found,) = shown_cells(case, f"{name} [{sheet}]:{number}")
            row = [cell.replace("\x1b", "") for cell in sheets[sheet][number - 1]]
            assert found == pairs(row)


def test_members_of_an_archive(case: Case, tmp_path: Path) -> None:
    sheets = {"first": table(0, 10), "second": table(300, 70)}
    _workbook(tmp_path / "inner.xlsx", sheets)
    texts = {"one.csv": table(600, 70), "deep/two.csv": table(800, 5)}
    with zipfile.ZipFile(tmp_path / "banks.zip", "w") as archive:
        archive.write(tmp_path / "inner.xlsx", "inner.xlsx")
        for name, rows in texts.items():
            archive.writestr(name, csv_text(rows))
    (tmp_path / "inner.xlsx").unlink()
    case.load(tmp_path / "banks.zip")
    paths = case.con.execute("select distinct path from statement_file").fetchall()
    assert paths == [(str(tmp_path / "banks.zip"),)]
    assert shown_cells(case, "banks.zip/one.csv:66") == [pairs(texts["one.csv"][65])]
    assert shown_cells(case, "two.csv:3") == [pairs(texts["deep/two.csv"][2])]
    (found,) = shown_cells(case, "inner.xlsx [second]:65")
    assert found == pairs([cell.replace("\x1b", "") for cell in sheets["second"][64]])
    (tmp_path / "banks.zip").write_bytes(b"PK\x03\x04 broken")
    assert case.show("two.csv:3")["transfer"]["sides"][0]["cells"] is None


def test_a_merged_header_and_cells_beyond_it(case: Case) -> None:
    samples = Path(__file__).parents[1] / "samples"
    case.load(samples / "kaspi" / "merged-header.csv")
    ((row,),) = case.con.execute("select min(id) % 4294967296 from row_base").fetchall()
    (side,) = case.show(f"merged-header.csv:{row}")["transfer"]["sides"]
    assert len(side["cells"]) > 3
    assert all(header or text for header, text in side["cells"])


def test_a_file_that_is_gone_or_changed(
    case: Case, tmp_path: Path, printed: Callable[..., str]
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(csv_text(table(0, 3)), encoding="utf-8")
    case.load(path)
    there = case.show("a.csv:2")
    assert "cells_missing" not in there["transfer"]["sides"][0]
    path.write_text(csv_text(table(0, 4)), encoding="utf-8")
    changed = case.show("a.csv:2")["transfer"]["sides"][0]
    assert (changed["cells"], changed["cells_missing"]) == (None, "file changed")
    path.unlink()
    gone = case.show("a.csv:2")
    assert gone["transfer"]["sides"][0]["cells_missing"] == "file gone"
    path.mkdir()
    assert case.show("a.csv:2")["transfer"]["sides"][0]["cells_missing"] == "file gone"
    for lang in ("en", "ru", "kk"):
        message = printed(print_show, texts_of(lang), gone)
        assert texts_of(lang).word("cells", "file gone")[:20] in message
        assert "A1 → B2" in message


def test_hostile_cells_are_shown_and_not_obeyed(
    case: Case, tmp_path: Path, printed: Callable[..., str]
) -> None:
    (tmp_path / "a.csv").write_text(csv_text(table(0, 3)), encoding="utf-8")
    case.load(tmp_path / "a.csv")
    shown = case.show("a.csv:2")
    assert shown["transfer"]["sides"][0]["cells"][4] == ["purpose", "за «0»; \x1b[31m"]
    message = printed(print_show, texts_of("en"), shown)
    assert "\x1b" not in message
    assert "purpose: за «0»; \\x1b[31m" in message


def test_the_path_goes_with_the_name(case: Case, tmp_path: Path) -> None:
    for name in ("z.csv", "a.csv"):
        (tmp_path / name).write_text(csv_text(table(0, 3)), encoding="utf-8")
    case.load(tmp_path / "z.csv")
    case.load(tmp_path / "a.csv")
    held = case.con.execute("select name, path from statement_file").fetchall()
    assert held == [(str(tmp_path / "a.csv"), str(tmp_path / "a.csv"))]
    (tmp_path / "z.csv").unlink()
    assert shown_cells(case, "a.csv:2") == [pairs(table(0, 3)[1])]


def test_a_row_found_by_lines_is_the_row_read_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(csv_text(table(0, 1000)).replace("\n", "\r\n").encode())
    (sheet,) = open_sheets(Source("a.csv", path, "", tmp_path))
    for number in (61, 500, 1001):
        assert sheet.row(number, 1001) == sheet.row(number)
    assert sheet.row(1002) is None
