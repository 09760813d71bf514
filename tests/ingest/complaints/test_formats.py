"""Complaints and links come in the formats and languages that exports come in."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import openpyxl

from moneygraph.api import Case

from .conftest import ACCOUNT, EXPORT, VICTIM, Write, complains, paid
from .conftest import COMPLAINTS as HEADER

RUSSIAN = ["Номер ЕРДР", "ИИН потерпевшего", "Счёт потерпевшего", "Сумма", "Дата и время перевода"]
NOON = dt.datetime(2026, 3, 2, 12, 0)


def workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Заявления"
    sheet.append(["Заявления за март"])
    sheet.append(RUSSIAN)
    sheet.append([2600017, int(VICTIM), ACCOUNT, 100, NOON])
    sheet.append([2600018, VICTIM, ACCOUNT, "70,5", NOON.date()])
    links = book.create_sheet("Связи")
    links.append(["Номер счета", "Вид связи", "Значение"])
    links.append([ACCOUNT, "телефон", 77010000001])
    book.create_sheet("Прочее").append(["a", "b", "c", "d"])
    book.save(path)
    return path


def test_workbook_of_complaints_and_links(case: Case, write: Write, tmp_path: Path) -> None:
    bank = write("bank.csv", EXPORT, paid(f"{NOON}", "100"), paid("2026-03-02 13:00:00", "70.50"))
    _, file = case.load(bank, workbook(tmp_path / "march.xlsx")).files
    assert (file.loader, file.complaints, file.links, file.skipped) == ("complaints,links", 2, 1, 1)
    rows = case.complaints().rows
    assert [(row.complaint, row.row, row.sheet, row.transfer, row.score) for row in rows] == [
        ("2600017", 3, "Заявления", 1, 0.96),
        ("2600018", 4, "Заявления", 2, 0.86),
    ]


def test_inside_a_zip_and_as_windows_1251(case: Case, write: Write, tmp_path: Path) -> None:
    bank = write("bank.csv", EXPORT, paid(f"{NOON}", "100"))
    text = f"{';'.join(RUSSIAN)}\n1;{VICTIM};{ACCOUNT};100,00 тг;02.03.2026 12:00\n"
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("заявления.csv", text.encode("cp1251"))
    case.load(bank, tmp_path / "all.zip")
    (row,) = case.complaints()
    assert (row.file.rpartition("/")[2], row.row, row.score) == ("заявления.csv", 2, 0.96)


def test_a_row_of_a_sheet_is_named(case: Case, write: Write, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name, amount in (("one", 100), ("two", 70)):
        sheet = book.create_sheet(name)
        sheet.append(["ts", "from_account", "to_account", "amount"])
        sheet.append([NOON, name, "payee", amount])
    book.save(tmp_path / "bank.xlsx")
    names = ("bank.xlsx [two]:2", "bank.xlsx [one]:2", "bank.xlsx:2")
    rows = [complains(str(n), account="", transfer=name) for n, name in enumerate(names)]
    case.load(tmp_path / "bank.xlsx", write("complaints.csv", HEADER, *rows))
    assert [row.claimed for row in case.complaints()] == [7000, 10000, None]


def test_an_export_with_a_column_of_numbers_is_no_file_of_complaints(
    case: Case, write: Write
) -> None:
    (file,) = case.load(write("bank.csv", f"{EXPORT},number", paid(f"{NOON}", "100") + ",7")).files
    assert (file.loader, file.transfers) == ("canonical", 1)
