"""Home Credit: the statutory form in Excel, a row of column numbers under the header.

A transfer from another bank has only its day.
"""

from __future__ import annotations

from pathlib import Path

from moneygraph.demo.statements.answer import Answer, Row, Side
from moneygraph.demo.statements.files import STATUTORY, Book, Cell

_KINDS = {
    "transfer": "Перевод денег",
    "loan": "Выдача кредита",
    "loan_repayment": "Погашение кредита",
    "salary": "Заработная плата",
    "card": "Покупка",
    "cash_in": "Внесение наличных",
    "cash_out": "Снятие наличных",
    "abroad": "Международный перевод",
    "fee": "Комиссия",
    "other": "Прочее",
}


def write(answer: Answer, folder: Path) -> dict[str, int]:
    """Write one workbook with one sheet."""
    book = Book(folder / "home_credit_886.xlsx")
    sheet = book.sheet("Ответ на запрос")
    sheet.add(STATUTORY)
    sheet.add([str(number) for number in range(1, len(STATUTORY) + 1)])
    count = 0
    for row in answer.rows():
        sheet.add(_cells(row))
        count += 1
    book.close()
    return {"home_credit_886.xlsx": count}


def _cells(row: Row) -> list[Cell]:
    when = f"{row.when:%d.%m.%Y}" if row.day_only else f"{row.when:%d.%m.%Y %H:%M:%S}"
    sum_ = row.amount / 100
    start: list[Cell] = [when, "KZT", _KINDS[row.kind], "", sum_, sum_]
    return [*start, *_side(row.payer), *_side(row.payee), row.knp, row.purpose]


def _side(side: Side) -> list[Cell]:
    id_: Cell = int(side.id) if side.loose and side.id else side.id
    return [side.name, id_, "1" if side.resident else "2", side.bank, side.number]
