"""Kaspi: Excel, sheets KAS_1, KAS_2, ...; balances above a header in two rows.

A sheet holds some accounts, their opening balances and their transfers. A transfer between
accounts of two sheets is on the payer's.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from moneygraph.demo.statements.answer import Answer, Row, Side
from moneygraph.demo.statements.files import PAYEE, PAYER, WHEN, WHY, Book, Cell, Sheet
from moneygraph.demo.world import Ints

#: So few that the header is within the first rows, as in a real answer.
_ON_A_SHEET = 30
_SHEETS_IN_A_FILE = 150
_KINDS = {
    "transfer": "Перевод",
    "loan": "Выдача кредита",
    "loan_repayment": "Погашение кредита",
    "salary": "Заработная плата",
    "card": "Покупка",
    "cash_in": "Пополнение наличными",
    "cash_out": "Снятие наличных",
    "abroad": "Международный перевод",
    "fee": "Комиссия",
    "other": "Платеж",
    "refund": "Возврат",
    "conversion": "Конвертация",
    "storno": "Сторно",
}
_LATIN = str.maketrans("әӘ", "əƏ")


def write(answer: Answer, folder: Path) -> dict[str, int]:
    """Write one workbook, or several where there are very many accounts."""
    own = answer.own_accounts()
    sheets = [own[first : first + _ON_A_SHEET] for first in range(0, own.size, _ON_A_SHEET)]
    rows = _rows_of_sheets(answer, sheets)
    written = {}
    for first in range(0, len(sheets), _SHEETS_IN_A_FILE):
        part = range(first, min(first + _SHEETS_IN_A_FILE, len(sheets)))
        many = f"_{first // _SHEETS_IN_A_FILE + 1}" if len(sheets) > _SHEETS_IN_A_FILE else ""
        path = folder / f"kaspi_722{many}.xlsx"
        book = Book(path)
        for index in part:
            sheet = book.sheet(f"KAS_{index + 1}")
            _fill(sheet, answer, sheets[index])
            for row in rows[index]:
                sheet.add(_cells(row))
                answer.place(row, f"{path.name} [KAS_{index + 1}]", sheet.line)
        book.close()
        written[path.name] = sum(len(rows[index]) for index in part)
    return written


def _rows_of_sheets(answer: Answer, sheets: list[Ints]) -> list[list[Row]]:
    sheet_of = np.zeros(len(answer.world.accounts), dtype=np.int64)
    for index, accounts in enumerate(sheets):
        sheet_of[accounts] = index
    moved = answer.transfers
    here = sheet_of[np.where(answer.debit, moved["from_account"], moved["to_account"])]
    rows: list[list[Row]] = [[] for _ in sheets]
    for index, row in zip(here.tolist(), answer.rows(_spell), strict=True):
        rows[index].append(row)
    return rows


def _spell(text: str) -> str:
    return text.translate(_LATIN)


def _fill(sheet: Sheet, answer: Answer, accounts: Ints) -> None:
    first, last = answer.period()
    sheet.add(['АО "Kaspi Bank"'])
    sheet.add(["Ответ на запрос № 15-02/4817"])
    sheet.add([f"Период: с {first:%d.%m.%Y} по {last:%d.%m.%Y}"])
    sheet.add(["Валюта: KZT"])
    sheet.add([f"Входящий остаток на {first:%d.%m.%Y}"])
    for index in accounts:
        account = answer.world.accounts[index]
        name = _spell(answer.world.parties[account.party].name)
        sheet.add([account.number, name, int(answer.opening[index]) / 100])
    sheet.skip()
    _head(sheet)


def _head(sheet: Sheet) -> None:
    for column, text in enumerate((*WHEN, "Сумма")):
        sheet.merge(2, column, column, text)
    sheet.merge(1, 4, 8, "Плательщик")
    sheet.merge(1, 9, 13, "Получатель")
    for column, text in enumerate(WHY, 14):
        sheet.merge(2, column, column, text)
    sheet.skip()
    sheet.add(["", "", "", "", *PAYER, *PAYEE])


def _cells(row: Row) -> list[Cell]:
    when: list[Cell] = [row.when, row.currency, _KINDS[row.kind], row.signed / 100]
    return [*when, *_side(row.payer), *_side(row.payee), row.knp, row.purpose]


def _side(side: Side) -> list[Cell]:
    id_: Cell = int(side.id) if side.loose and side.id else side.id
    return [side.name, id_, "резидент" if side.resident else "нерезидент", side.bank, side.number]
