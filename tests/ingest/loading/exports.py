"""Writes exports as banks send them: the same rows in any layout, with numbers that hold."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

CANONICAL = (
    "ts,from_account,to_account,amount,currency,kind,purpose,knp,mcc,from_name,from_id,from_bank,"
    "to_name,to_id,to_bank,reference"
).split(",")
_PARTIES = (
    "Наименование/ФИО плательщика;ИИН/БИН плательщика;Резидентство плательщика;Банк плательщика;"
    "Номер счета плательщика;Наименование/ФИО получателя;ИИН/БИН получателя;"
    "Резидентство получателя;Банк получателя;Номер счета получателя"
).split(";")
_OPERATION = "Виды операции (категория документа)"
_FIRST = ["Дата и время операции", "Валюта операции"]
_SUM = "Сумма в валюте ее проведения"
_LAST = ["Код назначения платежа", "Назначение платежа"]
HEADERS = {
    "canonical": CANONICAL,
    "statutory-ru": [*_FIRST, _OPERATION, _SUM, "Сумма в тенге", *_PARTIES, *_LAST],
    "kaspi": [*_FIRST, _OPERATION, "Сумма", *_PARTIES, *_LAST],
    "halyk": [*_FIRST, _OPERATION, f"{_SUM} по кредиту", f"{_SUM} по дебету", *_PARTIES, *_LAST],
    "vtb": [
        *_FIRST,
        "Вид операции (КД)",
        "Сумма (вал.)",
        *_PARTIES,
        "Код назначение платежа (КНП)",
        "Назначение платежа",
    ],
}


@dataclass(frozen=True)
class Party:
    """One side of a payment as a statement file reports it; what is empty is not reported."""

    number: str = ""
    name: str = ""
    id: str = ""
    bank: str = ""


@dataclass(frozen=True)
class Row:
    """One row of a statement file; `side` is D where the payer's bank reports it, C the payee's."""

    ts: dt.datetime | dt.date | str
    payer: Party
    payee: Party
    tiyn: int
    side: str = "D"
    currency: str = "KZT"
    operation: str = "Перевод"
    purpose: str = "Перевод"
    knp: str = "119"
    kind: str = ""
    mcc: str = ""
    reference: str = ""


def iban(bank: str, body: int | str) -> str:
    """Return a Kazakh IBAN with the right check digits."""
    text = f"{bank}{body:0>13}"
    digits = "".join(str(int(char, 36)) for char in f"{text}KZ00")
    return f"KZ{98 - int(digits) % 97:02}{text}"


def iin(first: int | str) -> str:
    """Return an IIN or BIN whose first 11 digits are these, or the next that can be one."""
    number = int(first)
    while True:
        digits = [int(char) for char in f"{number:011}"]
        for weights in (range(1, 12), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)):
            check = sum(d * w for d, w in zip(digits, weights, strict=True)) % 11
            if check < 10:
                return f"{number:011}{check}"
        number += 1


def money(tiyn: int) -> str:
    """Return an amount with two decimals."""
    return f"{'-' if tiyn < 0 else ''}{abs(tiyn) // 100}.{abs(tiyn) % 100:02}"


def write(
    path: Path, layout: str, rows: Sequence[Row], preamble: Sequence[Sequence[str]] = ()
) -> Path:
    """Write an export in one of the layouts of `HEADERS`; return its path."""
    lines = [*preamble, HEADERS[layout], *(cells(layout, row) for row in rows)]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter="," if layout == "canonical" else ";").writerows(lines)
    return path


def cells(layout: str, row: Row) -> list[str]:
    """Return one row as this layout writes it."""
    amount = money(row.tiyn)
    payer, payee = row.payer, row.payee
    if layout == "canonical":
        party = [payer.name, payer.id, payer.bank, payee.name, payee.id, payee.bank]
        start = [_time(row.ts, "%Y-%m-%d"), payer.number, payee.number, amount, row.currency]
        return [*start, row.kind, row.purpose, row.knp, row.mcc, *party, row.reference]
    currency = f"{row.currency} - Тенге" if layout == "vtb" else row.currency
    ts = _time(row.ts, "%Y.%m.%d" if layout == "vtb" else "%d.%m.%Y")
    sums = {
        "statutory-ru": [amount, amount],
        "kaspi": [amount],
        "halyk": ["", amount] if row.side == "D" else [amount, ""],
        "vtb": [f"-{amount}" if row.side == "D" else amount],
    }[layout]
    sides = [
        text for one in (payer, payee) for text in (one.name, one.id, "да", one.bank, one.number)
    ]
    return [ts, currency, row.operation, *sums, *sides, row.knp, row.purpose]


def _time(ts: dt.datetime | dt.date | str, day: str) -> str:
    if isinstance(ts, str):
        return ts
    return ts.strftime(f"{day} %H:%M:%S" if isinstance(ts, dt.datetime) else day)
