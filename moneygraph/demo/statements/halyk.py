"""Halyk: CSV in Windows-1251, header in row 9, the sum under credit or under debit, totals.

A second file repeats the last ten days.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from moneygraph.demo.names import without_kazakh_letters
from moneygraph.demo.statements.answer import START, Answer, Row, Side
from moneygraph.demo.statements.files import HALYK, write_csv

_AGAIN_DAYS = 10
_KINDS = {
    "transfer": "Перевод",
    "loan": "Выдача займа",
    "loan_repayment": "Погашение займа",
    "salary": "Зачисление заработной платы",
    "card": "Оплата картой",
    "cash_in": "Взнос наличных",
    "cash_out": "Выдача наличных",
    "abroad": "Международный перевод",
    "fee": "Комиссия банка",
    "other": "Платеж в бюджет",
    "refund": "Возврат",
    "conversion": "Конвертация",
    "storno": "Сторно",
}


def write(answer: Answer, folder: Path) -> dict[str, int]:
    """Write the whole period and, once more, its last days."""
    rows = list(answer.rows(without_kazakh_letters))
    since = START + timedelta(days=max(0, answer.world.days - _AGAIN_DAYS))
    parts = {"halyk_601.csv": rows, "halyk_601_again.csv": [r for r in rows if r.when >= since]}
    first, last = answer.period()
    for name, part in parts.items():
        begins = first if part is rows else since
        lines = [*_preamble(f"с {begins:%d.%m.%Y} по {last:%d.%m.%Y}"), list(HALYK)]
        for row in part:
            lines.append(_cells(row))
            answer.place(row, name, len(lines))
        write_csv(folder / name, [*lines, *_totals(part)], "cp1251", ";")
    return {name: len(part) for name, part in parts.items()}


def _preamble(period: str) -> list[list[str]]:
    return [
        ['АО "Народный Банк Казахстана"'],
        ["Форма: Ответ на запрос"],
        ["Исх. № 22-1174"],
        [f"Период: {period}"],
        ["Сведения об операциях клиентов"],
        ["Валюта: тенге"],
        ["Исполнитель: отдел сводной информации"],
        [],
    ]


def _money(amount: int) -> str:
    """Return `1 234 567,89`."""
    whole, part = divmod(abs(amount), 100)
    return "-" * (amount < 0) + f"{whole:,}".replace(",", " ") + f",{part:02d}"


def _cells(row: Row) -> list[str]:
    sum_ = _money(row.signed)
    split = ["", sum_] if row.shows_debit else [sum_, ""]
    when = [f"{row.when:%d.%m.%Y %H:%M:%S}", row.currency, _KINDS[row.kind], ""]
    return [
        *when,
        *split,
        _money(row.signed_tenge),
        *_side(row.payer),
        *_side(row.payee),
        row.knp,
        row.purpose,
    ]


def _side(side: Side) -> list[str]:
    return [side.name, side.id, "Да" if side.resident else "Нет", side.bank, side.number]


def _totals(rows: list[Row]) -> list[list[str]]:
    debit = sum(row.signed_tenge for row in rows if row.shows_debit)
    credit = sum(row.signed_tenge for row in rows if not row.shows_debit)
    return [[], ["Итого", "", "", "", _money(credit), _money(debit), _money(credit + debit)]]
