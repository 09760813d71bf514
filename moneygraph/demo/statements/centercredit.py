"""CenterCredit: Excel in Kazakh; incoming, outgoing and cash transfers on a sheet each."""

from __future__ import annotations

from pathlib import Path

from moneygraph.demo.statements.answer import Answer, Row, Side
from moneygraph.demo.statements.files import KAZAKH, Book, Cell

KINDS = {
    "transfer": "Аударым",
    "loan": "Несие беру",
    "loan_repayment": "Несиені өтеу",
    "salary": "Жалақы",
    "card": "Сатып алу",
    "cash_in": "Қолма-қол ақша салу",
    "cash_out": "Қолма-қол ақша алу",
    "abroad": "Халықаралық аударым",
    "fee": "Комиссия",
    "other": "Басқа төлем",
    "refund": "Қайтару",
    "conversion": "Айырбастау",
    "storno": "Сторно",
}
_SHEETS = ("Входящие операции", "Исходящие операции", "Снятие наличных")


def write(answer: Answer, folder: Path) -> dict[str, int]:
    """Write one workbook with three sheets."""
    rows: dict[str, list[Row]] = {name: [] for name in _SHEETS}
    for row in answer.rows(kazakh=True):
        index = 2 if row.kind == "cash_out" else int(row.debit)
        rows[_SHEETS[index]].append(row)
    file = "centercredit_856.xlsx"
    book = Book(folder / file)
    first, last = answer.period()
    for name, part in rows.items():
        sheet = book.sheet(name)
        sheet.add(['"Банк ЦентрКредит" АҚ'])
        sheet.add([f"Кезең: {first:%d.%m.%Y} - {last:%d.%m.%Y}"])
        sheet.skip()
        sheet.add(KAZAKH)
        for row in part:
            sheet.add(_cells(row))
            answer.place(row, f"{file} [{name}]", sheet.line)
    book.close()
    return {file: sum(map(len, rows.values()))}


def _cells(row: Row) -> list[Cell]:
    sums = (row.signed / 100, row.signed_tenge / 100)
    start: list[Cell] = [row.when, row.currency, KINDS[row.kind], "", *sums]
    return [*start, *_side(row.payer), *_side(row.payee), row.knp, row.purpose]


def _side(side: Side) -> list[Cell]:
    id_: Cell = int(side.id) if side.loose and side.id else side.id
    return [side.name, id_, "иә" if side.resident else "жоқ", side.bank, side.number]
