"""VTB: a zipped table in UTF-8, tabs between cells; year first, a negative sum is a debit."""

from __future__ import annotations

from pathlib import Path

from moneygraph.demo.statements.answer import Answer, Row, Side
from moneygraph.demo.statements.files import VTB, zip_csv

_KINDS = {
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
}


def write(answer: Answer, folder: Path) -> dict[str, int]:
    """Write one archive with one table in it."""
    lines = [_cells(row) for row in answer.rows(bic=True)]
    zip_csv(folder / "vtb_432.zip", "vtb_432.csv", [list(VTB), *lines], "\t")
    return {"vtb_432.csv": len(lines)}


def _money(amount: int) -> str:
    """Return `1,234,567.89`."""
    whole, part = divmod(amount, 100)
    return f"{whole:,}.{part:02d}"


def _cells(row: Row) -> list[str]:
    sum_ = ("-" if row.debit else "") + _money(row.amount)
    start = [f"{row.when:%Y.%m.%d %H:%M:%S}", "KZT - Тенге", _KINDS[row.kind], "", sum_, sum_]
    return [*start, *_side(row.payer), *_side(row.payee), row.knp, row.purpose]


def _side(side: Side) -> list[str]:
    return [side.name, side.id, "Да" if side.resident else "Нет", side.bank, side.number]
