"""Home Credit: the statutory form in Excel, a row of column numbers under the header.

A transfer from another bank has only its day.
"""

from __future__ import annotations

from pathlib import Path

from moneygraph.demo.statements.answer import Answer, Row, Side
from moneygraph.demo.statements.files import STATUTORY, Book, Cell

_SHEET = "Ответ на запрос"
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
    "refund": "Возврат",
    "conversion": "Конверсия",
    "storno": "Сторно",
}


def write(answer: Answer, folder: Path) -> dict[str, int]:
    """Write one workbook with one sheet; in a messy region some days once more."""
    rows = list(answer.rows())
    written = {"home_credit_886.xlsx": _fill(answer, rows, folder, "home_credit_886.xlsx")}
    if again := answer.again(rows):
        name = f"home_credit_886{again[0]}.xlsx"
        written[name] = _fill(answer, again[1], folder, name)
    return written


def _fill(answer: Answer, rows: list[Row], folder: Path, file: str) -> int:
    book = Book(folder / file)
    sheet = book.sheet(_SHEET)
    sheet.add(STATUTORY)
    sheet.add([str(number) for number in range(1, len(STATUTORY) + 1)])
    for row in rows:
        sheet.add(_cells(row))
        answer.place(row, f"{file} [{_SHEET}]", sheet.line)
    book.close()
    return len(rows)


def _cells(row: Row) -> list[Cell]:
    when = f"{row.when:%d.%m.%Y}" if row.day_only else f"{row.when:%d.%m.%Y %H:%M:%S}"
    sums = (row.signed / 100, row.signed_tenge / 100)
    start: list[Cell] = [when, row.currency, _KINDS[row.kind], "", *sums]
    return [*start, *_side(row.payer), *_side(row.payee), row.knp, row.purpose]


def _side(side: Side) -> list[Cell]:
    id_: Cell = int(side.id) if side.loose and side.id else side.id
    return [side.name, id_, "1" if side.resident else "2", side.bank, side.number]
