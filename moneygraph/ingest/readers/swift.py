"""Reads SWIFT: of statements, MT940 and MT942, a table for each account, one row an entry.

The package mt-940 reads a message. A file is cut into its messages first, as the package keeps of
several only the last account; and it is decoded first, by the bytes that it has. What banks write
into ``:86:`` is split at the words between slashes that Kazakh banks use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from moneygraph.ingest.readers.accounts import AccountTable, write_tables
from moneygraph.ingest.readers.made import Made, Stated
from moneygraph.ingest.readers.refusal import refusal
from moneygraph.ingest.readers.source import Source
from moneygraph.ingest.readers.swift_payment import is_payment, payment_rows, write_payments
from moneygraph.ingest.readers.textfile import whole_text
from moneygraph.ingest.readers.told import told
from moneygraph.store.errors import UnreadableFile

HEADER: Final = (
    *(
        "Entry date",
        "Account",
        "Mark",
        "Amount",
        "Currency",
        "Counterparty account",
        "Counterparty",
    ),
    *("Counterparty ID", "Counterparty bank", "KNP", "Details", "Reference", "Type"),
)
_BEGIN: Final = re.compile(r"(?m)^\s*(?:\{1:[^\n]*)?:20:")
#: What a message says of balances; one that goes on has intermediate ones at its page's ends.
_BALANCES: Final = (
    ("opening", "final_opening_balance"),
    ("opening", "intermediate_opening_balance"),
    ("closing", "final_closing_balance"),
    ("closing", "intermediate_closing_balance"),
)
#: What a mark says: the direction, and whether the entry takes an earlier one back.
_MARKS: Final = {"D": ("D", ""), "C": ("C", ""), "RD": ("D", "-"), "RC": ("C", "-")}


def read_swift(source: Source, folder: Path) -> list[Made]:
    """Write a table for each account of a file into `folder`; return them.

    Raises `UnreadableFile` where a message cannot be read or names no account.
    """
    read = whole_text(source.path, source.name)
    whole = read.replace("\r\n", "\n").replace("\r", "\n")
    accounts: dict[str, AccountTable] = {}
    payments: list[list[str]] = []
    messages = list(_messages(whole))
    if not messages:
        raise _damaged(source.name, 1)
    for number, message in enumerate(messages, 1):
        if is_payment(message):
            payments += payment_rows(message, number, source.name)
        else:
            _take(message, number, source.name, accounts)
    tables = []
    if payments:
        path = folder / "swift-payments.csv"
        write_payments(path, payments)
        tables.append(Made("", path))
    return [*tables, *write_tables(accounts, HEADER, folder)]


def _damaged(name: str, number: int) -> UnreadableFile:
    return refusal(name, "is damaged: its message {number} cannot be read", number=number)


def _messages(text: str) -> Iterator[str]:
    starts = [found.start() for found in _BEGIN.finditer(text)]
    for start, end in pairwise([*starts, len(text)]):
        yield text[start:end]


def _take(message: str, number: int, name: str, accounts: dict[str, AccountTable]) -> None:
    from mt940.models import Transactions

    read = Transactions()
    try:
        read.parse(message)
    except Exception as error:
        raise _damaged(name, number) from error
    account = re.sub(r"\s", "", str(read.data.get("account_identification") or ""))
    if not account:
        raise refusal(name, "names no account in its message {number}", number=number)
    one = accounts.setdefault(account, AccountTable())
    one.stated += _stated(read.data, account)
    one.days += [stated.day for stated in one.stated if stated.what == "closing"]
    entries = [dict(entry.data) for entry in read if "amount" in entry.data]
    if len(entries) != len(re.findall(r"(?m)^:61:", message)):
        raise refusal(name, "is damaged: its message {number} cannot be read", number=number)
    one.rows += [_row(entry, account) for entry in entries]
    one.days += [entry["date"].isoformat() for entry in entries]


def _stated(data: dict[str, Any], account: str) -> Iterator[Stated]:
    """Yield the balances of a message; one between two messages is the first's last."""
    for what, key in _BALANCES:
        balance = data.get(key)
        if balance is not None:
            amount = balance.amount
            day = balance.date.isoformat()
            yield Stated(account, what, day, str(amount.amount), str(amount.currency or ""))


def _row(entry: dict[str, Any], account: str) -> list[str]:
    amount: Decimal = abs(entry["amount"].amount)
    mark, sign = _MARKS.get(str(entry.get("status")), (str(entry.get("status")), ""))
    cells_told = told(str(entry.get("transaction_details") or ""))
    cells = {
        "Entry date": (entry.get("entry_date") or entry["date"]).isoformat(),
        "Account": account,
        "Mark": mark,
        "Amount": f"{sign}{amount}",
        "Currency": str(entry.get("currency") or entry["amount"].currency or ""),
        "Reference": str(entry.get("customer_reference") or ""),
        "Type": str(entry.get("id") or ""),
        **cells_told,
    }
    return [cells.get(name, "") for name in HEADER]
