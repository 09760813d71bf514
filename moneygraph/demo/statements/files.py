"""Excel, CSV and ZIP files for the writers, and the header texts of the statutory form.

The bytes of a file depend on its contents alone: no time of writing, no user. Headers are word
for word those of real statement files.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

#: The day of creation in every file.
_MADE = datetime(2025, 10, 1)
_ZIP_DAY = (2025, 10, 1, 0, 0, 0)
Cell = str | float | datetime
#: Writing one sheet of a workbook after the other keeps memory small.
_OPTIONS = {"constant_memory": True}


class Book:
    """An Excel workbook, written row by row."""

    def __init__(self, path: Path) -> None:
        self._book = Workbook(str(path), dict(_OPTIONS))
        self._book.set_properties({"created": _MADE})
        self._time: Format = self._book.add_format({"num_format": "dd.mm.yyyy hh:mm:ss"})

    def sheet(self, name: str) -> Sheet:
        """Add a sheet; the one before must be complete."""
        return Sheet(self._book.add_worksheet(name), self._time)

    def close(self) -> None:
        """Write the file."""
        self._book.close()


class Sheet:
    """A sheet, written from the top down."""

    def __init__(self, sheet: Worksheet, time: Format) -> None:
        self._sheet, self._time = sheet, time
        self._next = 0

    @property
    def line(self) -> int:
        """The number of the row written last, from 1."""
        return self._next

    def add(self, cells: Sequence[Cell]) -> None:
        """Write a row: text, numbers, times; "" leaves a cell empty."""
        sheet, row = self._sheet, self._next
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                if cell:
                    sheet.write_string(row, column, cell)
            elif isinstance(cell, datetime):
                sheet.write_datetime(row, column, cell, self._time)
            else:
                sheet.write_number(row, column, cell)
        self._next += 1

    def merge(self, rows: int, column: int, last_column: int, text: str) -> None:
        """Write a text over columns and that many rows, from the next row on."""
        self._sheet.merge_range(self._next, column, self._next + rows - 1, last_column, text)

    def skip(self) -> None:
        """Go to the next row."""
        self._next += 1


def write_csv(
    path: Path, lines: Iterable[Sequence[str]], encoding: str = "utf-8", delimiter: str = ","
) -> None:
    """Write a CSV file with the line ends of Windows."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(lines)


def zip_csv(path: Path, name: str, lines: Iterable[Sequence[str]], delimiter: str) -> None:
    """Write an archive that holds one CSV file in UTF-8 with a byte order mark."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(lines)
    zip_texts(path, {name: f"\ufeff{text.getvalue()}"})


def zip_texts(path: Path, texts: Mapping[str, str]) -> None:
    """Write an archive of texts in UTF-8, by their names in it."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in texts.items():
            entry = zipfile.ZipInfo(name, _ZIP_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, text.encode())


SIDE = ("Наименование/ФИО", "ИИН/БИН", "Резидентство", "Банк", "Номер счета")
PAYER = tuple(f"{text} плательщика" for text in SIDE)
PAYEE = tuple(f"{text} получателя" for text in SIDE)
WHEN = ("Дата и время операции", "Валюта операции", "Виды операции (категория документа)")
SYSTEM = "Наименование СДП (при наличии)"
WHY = ("Код назначения платежа", "Назначение платежа")
STATUTORY = (
    *(*WHEN, SYSTEM, "Сумма в валюте ее проведения", "Сумма в тенге"),
    *(*PAYER, *PAYEE, *WHY),
)
KAZAKH = (
    "Операцияның күні мен уақыты",
    "Операция валютасы",
    "Операцияның түрлері (құжаттың санаты)",
    "ААЖ-ның атауы (болған жағдайда)",
    "Оны өткізу валютасындағы сома",
    "Тенгедегі сома",
    "Төлеушінің атауы / Т.А.Ә.",
    "Төлеушінің ЖСН-і/БСН-і",
    "Төлеушінің резидентттігі",
    "Төлеушінің банкі",
    "Төлеушінің шот нөмірі",
    "Алушының атауы / Т.А.Ә.",
    "Алушының ЖСН/-і БСН-і",
    "Алушының резиденттігі",
    "Алушының банкі",
    "Алушының шот нөмірі",
    "Төлем мақсаты ның коды",
    "Төлем мақсаты",
)
VTB = tuple(
    {
        "Виды операции (категория документа)": "Вид операции (КД)",
        "Сумма в валюте ее проведения": "Сумма (вал.)",
        "Сумма в тенге": "Сумма (тенге)",
        "Резидентство плательщика": "Резиденство плательщика",
        "Резидентство получателя": "Резиденство получателя",
        "Код назначения платежа": "Код назначение платежа (КНП)",
    }.get(text, text)
    for text in STATUTORY
)
HALYK = (
    *(*WHEN, SYSTEM),
    *("Сумма в валюте ее проведения по кредиту", "Сумма в валюте ее проведения по дебету"),
    *("Сумма в тенге", *PAYER, *PAYEE, *WHY),
)
