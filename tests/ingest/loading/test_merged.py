"""Cells that are merged downwards, in both formats of workbooks, and what must not be filled."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlwt

from moneygraph.api import Case
from moneygraph.ingest.convert.workbook import merged_downwards
from moneygraph.store.sqltext import rows_of
from tests.ingest.loading.test_blocks import ANNA, GLEB, YEGOR, moved, remarks

COLUMNS = [
    *("Дата и время операции", "Валюта операции", "Виды операции (категория документа)"),
    *("Сумма", "Наименование/ФИО плательщика", "ИИН/БИН плательщика", "Номер счета плательщика"),
    *("Наименование/ФИО получателя", "Номер счета получателя", "Назначение платежа", "Остаток"),
]
GLEBS = ("Глеб", GLEB.id, GLEB.number)


def payment(minute: str, tenge: float | None, payer: tuple[str, ...], to: str | None) -> list:
    name = None if to is None else "Получатель"
    return [f"12.02.2026 10:{minute}", "KZT", None, tenge, *payer, name, to, "Перевод"]


BLANK = ("", "", "")
ROWS: list[list] = [
    COLUMNS,
    ["Платежи Глеба"],  # 2: a title over all columns, and over the first payer's rows
    payment("01", 100, GLEBS, YEGOR.number),
    payment("02", 200, BLANK, ANNA.number),
    payment("03", 300, BLANK, YEGOR.number),
    ["Итого", "", "", 600, *BLANK],  # 6: within the payer's merge
    ["Платежи Анны"],
    payment("07", 400, ("Анна", ANNA.id, ANNA.number), GLEB.number),
    [None, None, None, None, *BLANK, None, None, "по договору 7"],  # 9: the purpose goes on
    payment("10", 900, GLEBS, YEGOR.number),
    payment("11", None, BLANK, ANNA.number),  # 11: its sum is merged with the one above
    payment("12", 500, GLEBS, YEGOR.number),
    [None, None, None, 600, *BLANK, "Получатель", ANNA.number, "Перевод"],  # 13: all but the payee
]
#: First row, last row, first column, last column, from 1.
MERGES = [
    *[(2, 2, 1, 11), (7, 7, 1, 11)],
    *[(3, 6, column, column) for column in (5, 6, 7)],
    *[(8, 9, column, column) for column in (1, 2, 4, 5, 6, 7, 8, 9)],
    *[(10, 11, column, column) for column in (4, 5, 6, 7)],
    *[(12, 13, column, column) for column in (1, 2, 3, 5, 6, 7)],
]


def new_book(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in ROWS:
        sheet.append(row)
    for top, bottom, left, right in MERGES:
        sheet.merge_cells(start_row=top, end_row=bottom, start_column=left, end_column=right)
    book.save(path)


def old_book(path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("KAS_1")
    merged = {}
    for top, bottom, left, right in MERGES:
        merged[top, left] = (top - 1, bottom - 1, left - 1, right - 1)
    for y, row in enumerate(ROWS, 1):
        for x, cell in enumerate(row, 1):
            if (y, x) in merged:
                sheet.write_merge(*merged[y, x], cell)
            elif cell not in (None, "") and not any(
                top < y <= bottom and left <= x <= right for top, bottom, left, right in MERGES
            ):
                sheet.write(y - 1, x - 1, cell)
    book.save(str(path))


@pytest.mark.parametrize(("ending", "write"), [("xlsx", new_book), ("xls", old_book)])
def test_cells_merged_downwards(tmp_path: Path, ending: str, write) -> None:
    path = tmp_path / f"book.{ending}"
    write(path)
    case = Case.open(tmp_path / "case.moneygraph", create=True)
    case.load(path)
    assert moved(case) == [
        *[(GLEB.number, YEGOR.number, 10000), (GLEB.number, ANNA.number, 20000)],
        *[(GLEB.number, YEGOR.number, 30000), (ANNA.number, GLEB.number, 40000)],
        *[(GLEB.number, YEGOR.number, 50000), (GLEB.number, ANNA.number, 60000)],
    ]
    assert rows_of(case.con, "select distinct from_name, from_id from row order by all") == sorted(
        [("Анна", ANNA.id), ("Глеб", GLEB.id)]
    )
    assert remarks(case) == [
        *[(2, "skipped", "note"), (6, "skipped", "total"), (7, "skipped", "note")],
        *[(9, "skipped", "note"), (10, "rejected", "merged-amount")],
        (11, "rejected", "merged-amount"),
    ]


def test_ranges_are_cut_and_never_overlap() -> None:
    """A workbook can claim ranges without end, and many over one cell."""
    ranges = [((1, 0), (10**6, 2)), ((2, 0), (5, 0)), ((3, 1), (3, 4)), ((2, 1), (4, 1))]
    assert sorted(merged_downwards(ranges, (8, 4))) == [(0, 2, 9), (1, 3, 5)]
    assert list(merged_downwards(ranges, None)) == []


def test_complaints_and_links_merged_downwards(tmp_path: Path) -> None:
    """One victim's two payments, and an account's two phones; a sum of both says nothing."""
    book = openpyxl.Workbook()
    complaints, links = book.active, book.create_sheet("links")
    assert complaints is not None
    for row in (
        ["number", "registered", "victim", "account", "amount", "ts"],
        ["1", "2026-02-16", ANNA.id, ANNA.number, 100, "2026-02-12 10:00"],
        ["", "", "", "", 200, "2026-02-12 11:00"],
        ["2", "2026-02-16", GLEB.id, GLEB.number, 300, "2026-02-13 10:00"],
        ["", "", "", "", "", "2026-02-13 11:00"],
    ):
        complaints.append(row)
    for place in ("A2:A3", "B2:B3", "C2:C3", "D2:D3", "A4:A5", "B4:B5", "C4:C5", "E4:E5"):
        complaints.merge_cells(place)
    for row in (["account", "kind", "value"], [ANNA.number, "phone", "1"], ["", "", "2"]):
        links.append(row)
    links.merge_cells("A2:A3")
    links.merge_cells("B2:B3")
    book.save(tmp_path / "book.xlsx")
    case = Case.open(tmp_path / "case.moneygraph", create=True)
    case.load(tmp_path / "book.xlsx")
    found = rows_of(case.con, "select number, victim, amount from complaint order by all")
    assert found == [("1", ANNA.id, 10000), ("1", ANNA.id, 20000)]
    assert [reason for _, _, reason in remarks(case)] == ["no-amount-given"] * 2
    assert rows_of(case.con, "select kind, value from link order by all") == [
        ("phone", "1"),
        ("phone", "2"),
    ]
