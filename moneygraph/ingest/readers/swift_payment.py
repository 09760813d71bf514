"""Reads payment messages of SWIFT as Kazakh banks write them, MT100, MT102 and MT103.

A message has fields ``:TAG:``; of a batch (MT102) each payment begins at ``:21:``, and what it
lacks stands in the fields before the first. Parties are an account, and words between slashes or
lines.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from moneygraph.ingest.readers.entries import PAYMENT_HEADER
from moneygraph.ingest.readers.refusal import refusal
from moneygraph.ingest.readers.told import told
from moneygraph.store.errors import UnreadableFile

_FIELD: Final = re.compile(r"(?m)^:(\d{2}[A-Z]?):")
_DATED: Final = re.compile(r"(\d{6})([A-Z]{3})(\d[\d,]*)")
_SUM: Final = re.compile(r"([A-Z]{3})(\d[\d,]*)")
_ACCOUNT: Final = re.compile(r"^(?:/[DC])?/?([A-Z0-9]{8,34})\s*$", re.MULTILINE)
_WORD: Final = re.compile(r"/([A-Z]{2,10})/")
_PAYERS: Final = ("50", "50A", "50F", "50K")
_PAYEES: Final = ("59", "59A", "59F")
_PAYER_BANKS: Final = ("52A", "52B", "52D")
_PAYEE_BANKS: Final = ("57A", "57B", "57D")

Fields = Mapping[str, str]


def is_payment(message: str) -> bool:
    """Tell whether a message pays: it has an amount with its day, and who is paid."""
    tags = {found[1] for found in _FIELD.finditer(message)}
    return bool({"32A"} & tags and {*_PAYERS} & tags and {*_PAYEES} & tags)


def payment_rows(message: str, number: int, name: str) -> list[list[str]]:
    """Return the payments of a message as rows under `PAYMENT_HEADER`.

    Raises `UnreadableFile` where the amount cannot be read, or those of a batch do not add up.
    """
    head, payments = _parts(message)
    dated = _DATED.match(head.get("32A", ""))
    if dated is None:
        raise _damaged(name, number)
    day, currency, total = dated.groups()
    if not payments:
        return [_row(head, _day(day, name, number), currency, total)]
    rows, added = [], Decimal(0)
    for payment in payments:
        found = _SUM.match(payment.get("32B", ""))
        if found is None or found[1] != currency:
            raise _damaged(name, number)
        added += _decimal(found[2])
        rows.append(_row({**head, **payment}, _day(day, name, number), currency, found[2]))
    if added != _decimal(total):
        raise refusal(
            name,
            "is damaged: the payments of its message {number} do not add up to its amount",
            number=number,
        )
    return rows


def write_payments(path: Path, rows: list[list[str]]) -> None:
    """Write the table of payments."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(PAYMENT_HEADER)
        table.writerows(rows)


def _damaged(name: str, number: int) -> UnreadableFile:
    return refusal(name, "is damaged: its message {number} cannot be read", number=number)


def _parts(message: str) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Return the fields of a message, and those of each payment of a batch."""
    head: dict[str, str] = {}
    payments: list[dict[str, str]] = []
    for tag, text in _fields(message):
        if tag == "21" and "32A" in head:
            payments.append({})
        (payments[-1] if payments else head).setdefault(tag, text)
    is_batch = any("32B" in payment for payment in payments)
    return (head, payments) if is_batch else ({**head, **_joined(payments)}, [])


def _joined(payments: list[dict[str, str]]) -> dict[str, str]:
    return {tag: text for payment in payments for tag, text in payment.items()}


def _fields(message: str) -> Iterator[tuple[str, str]]:
    starts = list(_FIELD.finditer(message))
    ends = [*(one.start() for one in starts[1:]), len(message)]
    for one, end in zip(starts, ends, strict=False):  # without any field there is one end too many
        text = message[one.end() : end]
        yield one[1], text.partition("\n-")[0].strip()


def _day(text: str, name: str, number: int) -> str:
    try:
        return datetime.strptime(text, "%y%m%d").date().isoformat()
    except ValueError as error:
        raise _damaged(name, number) from error


def _decimal(text: str) -> Decimal:
    whole, _, part = text.partition(",")
    return Decimal(f"{whole}.{part.replace(',', '') or '0'}")


def _row(fields: Fields, day: str, currency: str, amount: str) -> list[str]:
    payer, payee = _party(fields, _PAYERS), _party(fields, _PAYEES)
    words = told(_first(fields, ("70",)))
    return [
        *(day, payer[0], payee[0], amount.rstrip(","), currency),
        *(*payer[1:], _bank(fields, _PAYER_BANKS), *payee[1:], _bank(fields, _PAYEE_BANKS)),
        *(words["KNP"], words["Details"]),
        fields.get("21") or fields.get("20", ""),
    ]


def _party(fields: Fields, tags: tuple[str, ...]) -> tuple[str, str, str]:
    """Return a party's account, name, and IIN or BIN."""
    text = _first(fields, tags)
    account = _ACCOUNT.search(text)
    rest = text[account.end() :] if account else text
    first, *parts = _WORD.split(rest)
    words = dict(zip(parts[::2], parts[1::2], strict=True))
    name = " ".join((words.get("NAME") or first).split())
    number = words.get("IDN") or words.get("IIN") or words.get("BIN") or ""
    return account[1] if account else "", name, number.strip()


def _bank(fields: Fields, tags: tuple[str, ...]) -> str:
    return " ".join(_first(fields, tags).split())


def _first(fields: Fields, tags: tuple[str, ...]) -> str:
    return next((fields[tag] for tag in tags if tag in fields), "")
