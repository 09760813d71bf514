"""Reads OFX: a table for each account, one row a transaction.

Version 1 is SGML, in which a value has no closing tag; version 2 is XML. Both are read by their
tags: one with a text behind it is a value, the others hold values. A document type is refused.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from moneygraph.ingest.readers.accounts import AccountTable, write_tables
from moneygraph.ingest.readers.made import Made, Stated
from moneygraph.ingest.readers.refusal import BOMB, refusal
from moneygraph.ingest.readers.source import Source
from moneygraph.ingest.readers.textfile import whole_text

HEADER: Final = (
    *("Posted", "Account", "Mark", "Amount", "Currency", "Counterparty account", "Counterparty"),
    *("Counterparty bank", "Memo", "Reference", "Type"),
)
#: Elements that hold values, in which these are told apart.
_STATEMENTS: Final = frozenset({"STMTRS", "CCSTMTRS"})
_OWN: Final = frozenset({"BANKACCTFROM", "CCACCTFROM"})
_OTHERS: Final = frozenset({"BANKACCTTO", "CCACCTTO"})
_HOLDERS: Final = (
    _STATEMENTS | _OWN | _OTHERS | {"STMTTRN", "BANKTRANLIST", "LEDGERBAL", "PAYEE", "CURRENCY"}
)
_TAG: Final = re.compile(
    r"<(/?)([A-Za-z][\w.]*+)[^<>]*+>([^<]*+(?:<!\[CDATA\[.*?\]\]>[^<]*)?)", re.S
)
_END: Final = re.compile(r"</OFX>\s*\Z", re.IGNORECASE)
_CDATA: Final = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.S)
_MOMENT: Final = re.compile(
    r"(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(?:\.\d*)?(?:\[([+-]?\d{1,2}(?:\.\d+)?)(?::[^\]]*)?\])?"
)
_AMOUNT: Final = re.compile(r"([+-]?)\s*(\d[\d\s.,]*)")

#: Values of an element by their tags, those of elements inside it as "PAYEE/NAME".
Values = dict[str, str]


def read_ofx(source: Source, folder: Path) -> list[Made]:
    """Write a table for each account of a file into `folder`; return them.

    Raises `UnreadableFile` where it is cut short, damaged, names no account or holds no statement.
    """
    whole = whole_text(source.path, source.name).lstrip("\ufeff")
    if "<!DOCTYPE" in whole or "<!ENTITY" in whole:
        raise refusal(source.name, "declares a document type, as no message of a bank does", BOMB)
    if not _END.search(whole) or whole.rfind("<![CDATA[") > whole.rfind("]]>"):
        raise refusal(source.name, "is broken or was cut short")
    accounts: dict[str, AccountTable] = {}
    for number, (statement, entries) in enumerate(_statements(whole), 1):
        _take(statement, entries, number, source.name, accounts)
    if not accounts:
        raise refusal(source.name, "holds no statement of an account")
    return write_tables(accounts, HEADER, folder)


def _statements(text: str) -> Iterator[tuple[Values, list[Values]]]:
    """Yield the values of each statement, and those of its transactions."""
    path: list[str] = []
    values: Values = {}
    entries: list[Values] = []
    for closes, tag, value in (found.groups() for found in _TAG.finditer(text)):
        name = tag.upper()
        if closes:
            if name in path:
                del path[path.index(name) :]
            if name in _STATEMENTS:
                yield values, entries
        elif name in _HOLDERS:
            path.append(name)
            if name in _STATEMENTS:
                path, values, entries = [name], {}, []
            elif name == "STMTTRN":
                entries.append({})
        elif shown := _shown(value):
            inside = "STMTTRN" in path
            holder = path[-1] if path and path[-1] not in (*_STATEMENTS, "STMTTRN") else ""
            into = entries[-1] if inside else values
            into.setdefault(f"{holder}/{name}" if holder else name, shown)


def _shown(value: str) -> str:
    return " ".join(html.unescape(_CDATA.sub(r"\1", value)).split())


def _take(
    statement: Values,
    entries: list[Values],
    number: int,
    name: str,
    accounts: dict[str, AccountTable],
) -> None:
    account = _first(statement, *(f"{one}/ACCTID" for one in sorted(_OWN)))
    account = re.sub(r"\s", "", account)
    if not account:
        raise refusal(name, "names no account in its statement {number}", number=number)
    one = accounts.setdefault(account, AccountTable())
    currency = _first(statement, "CURDEF")
    balance = _first(statement, "LEDGERBAL/BALAMT")
    if balance:
        day = _moment(_first(statement, "LEDGERBAL/DTASOF"))[:10]
        one.stated.append(Stated(account, "closing", day, balance, currency))
    one.rows += [_row(entry, account, currency) for entry in entries]
    bounds = [_first(statement, f"BANKTRANLIST/{end}") for end in ("DTSTART", "DTEND")]
    one.days += [day for day in (_moment(bound)[:10] for bound in bounds) if day]


def _row(entry: Values, account: str, currency: str) -> list[str]:
    found = _AMOUNT.fullmatch(_first(entry, "TRNAMT"))
    sign, amount = found.groups() if found else ("", _first(entry, "TRNAMT"))
    cells = {
        "Posted": _moment(_first(entry, "DTPOSTED")),
        "Account": account,
        "Mark": "D" if sign == "-" else "C",
        "Amount": amount,
        "Currency": _first(entry, "CURRENCY/CURSYM") or currency,
        "Counterparty account": _first(entry, *(f"{one}/ACCTID" for one in sorted(_OTHERS))),
        "Counterparty": _first(entry, "NAME", "PAYEE/NAME"),
        "Counterparty bank": _first(entry, *(f"{one}/BANKID" for one in sorted(_OTHERS))),
        "Memo": _first(entry, "MEMO"),
        "Reference": _first(entry, "FITID"),
        "Type": _first(entry, "TRNTYPE"),
    }
    return [cells[name] for name in HEADER]


def _first(values: Values, *names: str) -> str:
    return next((values[name] for name in names if name in values), "")


def _moment(text: str) -> str:
    """Return a day, or a moment with its zone where one is told, as ISO 8601 writes it."""
    found = _MOMENT.fullmatch(text.replace(" ", ""))
    if not found:
        return text
    year, month, day, hour, minute, second, zone = found.groups()
    if hour is None:
        return f"{year}-{month}-{day}"
    return f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}{_zone(zone)}"


def _zone(hours: str | None) -> str:
    if hours is None:
        return ""
    minutes = round(float(hours) * 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
