"""VTB: a zipped table in UTF-8, tabs between cells; year first, a negative sum is a debit."""

from __future__ import annotations

from pathlib import Path

from moneygraph.demo.statements.answer import Answer, Row, Side
from moneygraph.demo.statements.files import VTB, write_csv, zip_csv

#: Words for the kinds of rows.
KINDS = {
    "transfer": "Перевод",
    "loan": "Предоставление займа",
    "loan_repayment": "Погашение займа",
    "salary": "Зарплата",
    "card": "Оплата товаров и услуг",
    "cash_in": "Взнос наличными",
    "cash_out": "Снятие в банкомате",
    "abroad": "Международный перевод",
    "fee": "Комиссия",
    "other": "Платеж",
    "refund": "Возврат",
    "conversion": "Конвертация",
    "storno": "Сторно",
}

_CURRENCIES = {"KZT": "KZT - Тенге", "USD": "USD - Доллар США"}


def write(answer: Answer, folder: Path) -> dict[str, int]:
    """Write one archive with one table in it."""
    rows = list(answer.rows(bic=True))
    zip_csv(folder / "vtb_432.zip", "vtb_432.csv", _lines(answer, rows, "vtb_432.csv"), "\t")
    written = {"vtb_432.csv": len(rows)}
    if again := answer.again(rows):
        name = f"vtb_432{again[0]}.csv"
        write_csv(folder / name, _lines(answer, again[1], name), "utf-8-sig", ";")
        written[name] = len(again[1])
    return written


def _lines(answer: Answer, rows: list[Row], name: str) -> list[list[str]]:
    lines = [list(VTB)]
    for row in rows:
        lines.append(_cells(row))
        answer.place(row, name, len(lines))
    return lines


def _money(amount: int) -> str:
    """Return `1,234,567.89`."""
    whole, part = divmod(abs(amount), 100)
    return "-" * (amount < 0) + f"{whole:,}.{part:02d}"


def _cells(row: Row) -> list[str]:
    sign = -1 if row.shows_debit else 1
    sums = (_money(sign * row.signed), _money(sign * row.signed_tenge))
    currency = _CURRENCIES[row.currency]
    start = [f"{row.when:%Y.%m.%d %H:%M:%S}", currency, KINDS[row.kind], "", *sums]
    return [*start, *_side(row.payer), *_side(row.payee), row.knp, row.purpose]


def _side(side: Side) -> list[str]:
    return [side.name, side.id, "Да" if side.resident else "Нет", side.bank, side.number]
