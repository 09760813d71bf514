"""Reads ISO 20022: statements (camt.052, 053), notifications (camt.054), payments (pacs.008).

Every version of a message has its own namespace and moves a few elements; names without
namespaces, and without the steps ``Pty`` and ``Agt`` of later versions, are the same in all. The
parser keeps no tree, so memory does not grow with the file. A document type is refused: no
message has one, and its entities could be used for harm.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from itertools import groupby
from pathlib import Path
from typing import IO, Final
from xml.parsers import expat

from moneygraph.ingest.readers.elements import Elements
from moneygraph.ingest.readers.entries import (
    ENTRY_HEADER,
    NOTICE_HEADER,
    PAYMENT_HEADER,
    entry_rows,
    payment_row,
)
from moneygraph.ingest.readers.made import Made, Stated
from moneygraph.ingest.readers.paths import DETAIL, ENTRY, PAYMENT, account_of, first, holder_of
from moneygraph.ingest.readers.refusal import AGAIN, refusal
from moneygraph.ingest.readers.shapes import LONGEST, STATEMENTS, Found, Step
from moneygraph.ingest.readers.source import Source
from moneygraph.ingest.readers.ways import Values
from moneygraph.store.errors import UnreadableFile

_DEPTH: Final = 60
_BLOCK: Final = 256 << 10
_OPENINGS: Final = ("OPBD", "PRCD")
_CLOSINGS: Final = ("CLBD",)
#: The country's clock since March 2024, which only decides on which day a period ends.
_CLOCK: Final = timezone(timedelta(hours=5))
#: Elements of which each makes rows: none is inside another.
_WHOLE: Final = frozenset({"Ntry", "CdtTrfTxInf"})
_COPIES: Final = frozenset({"DUPL", "CODU", "COPY"})


@dataclass
class _Statement:
    """The rows of a statement as a part of a file, and what it says of its account."""

    account: str = ""
    period: tuple[str, str] = ("", "")
    is_notice: bool = False
    is_copy: bool = False
    own: tuple[str, str, str] | None = None
    currency: str = ""
    stated: list[Stated] = field(default_factory=list)
    days: list[str] = field(default_factory=list)
    start: int = 0
    end: int = 0


@dataclass
class _Scope:
    """An element whose values belong together, and those inside it."""

    name: str
    values: Values = field(default_factory=dict)
    inner: list[Values] = field(default_factory=list)
    found: Found | None = None


class _Message:
    """Takes the events of a parser, and writes rows as their elements end."""

    def __init__(self, name: str, entries: IO[str], payments: IO[str]) -> None:
        self.name = name
        self.entries, self.entry_table = entries, csv.writer(entries, lineterminator="\n")
        self.payment_table = csv.writer(payments, lineterminator="\n")
        self.payments = 0
        self.statements: list[_Statement] = []
        self._scopes = [_Scope("")]
        self._values = self._scopes[0].values
        self._steps = [Step("")]
        self._seen: set[tuple[str, str, str]] = set()
        self._text: list[str] = []
        self._length = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Go into an element."""
        steps = self._steps
        if len(steps) > _DEPTH:
            raise _damaged(self.name)
        above = steps[-1]
        step = above.below.get(tag) or above.to(tag)
        steps.append(step)
        if step.scope:
            self._begin(step.scope)
        if self._text:
            self._text, self._length = [], 0
        if attributes and "Ccy" in attributes:
            self._values.setdefault(f"{step.path}@Ccy", []).append(attributes["Ccy"])

    def data(self, text: str) -> None:
        """Take a piece of an element's text."""
        self._length += len(text)
        if self._length > LONGEST:
            raise _damaged(self.name)
        self._text.append(text)

    def end(self, _: str) -> None:
        """Leave an element."""
        step = self._steps.pop()
        if self._text:
            text = "".join(self._text).strip()
            self._text, self._length = [], 0
            if text:
                self._values.setdefault(step.path, []).append(text)
        if step.scope:
            self._finish(step.scope)

    def take(self, tag: str, found: Found) -> None:
        """Take a whole element, of which this was found."""
        self.start(tag, {})
        self._scopes[-1].found = found
        self.end(tag)

    def _begin(self, local: str) -> None:
        if local in _WHOLE and any(one.name in _WHOLE for one in self._scopes):
            raise _damaged(self.name)
        self._scopes.append(_Scope(local))
        self._values = self._scopes[-1].values
        if local in STATEMENTS:
            start = self.entries.tell()
            self.statements.append(_Statement(is_notice=local == "Ntfctn", start=start))

    def _finish(self, local: str) -> None:
        scope, outer = self._scopes.pop(), self._scopes[-1]
        self._values = outer.values
        if local == "TxDtls" or (local == "GrpHdr" and outer.name == ""):
            outer.inner.append(scope.values)
        elif local == "CdtTrfTxInf":
            header = outer.inner[0] if outer.inner else {}
            self.payments += 1
            read = scope.found[0] if scope.found else PAYMENT.read(scope.values)
            self.payment_table.writerow(payment_row(read, header))
        elif local == "Ntry" and self.statements:
            self._entry(scope, outer)
        elif local == "Bal" and outer.name in STATEMENTS:
            outer.inner.append(scope.values)
        elif local in STATEMENTS:
            self._statement(scope)

    def _entry(self, scope: _Scope, outer: _Scope) -> None:
        one = self.statements[-1]
        if not one.account:
            one.account = account_of(outer.values, "Acct")
        if not one.account:
            raise refusal(
                self.name, "names no account in its statement {number}", number=len(self.statements)
            )
        if not one.own:
            one.own = one.account, *holder_of(outer.values, "Acct")
            one.currency = first(outer.values, "Acct/Ccy")
        read, parts = scope.found or (ENTRY.read(scope.values), [*map(DETAIL.read, scope.inner)])
        for row in entry_rows(read, parts, one.own, one.currency):
            self.entry_table.writerow(row)
            one.days.append(row[0][:10])
        if len(one.days) > 2:
            one.days = [min(one.days), max(one.days)]

    def _statement(self, scope: _Scope) -> None:
        one, values = self.statements[-1], scope.values
        one.end = self.entries.tell()
        one.account = one.account or account_of(values, "Acct")
        key = one.account, first(values, "Id"), first(values, "StmtPgntn/PgNb", "RptPgntn/PgNb")
        # one that is called a copy repeats nothing where what it is a copy of is not here
        one.is_copy = first(values, "CpyDplctInd") in _COPIES and key in self._seen
        self._seen.add(key)
        since = _day(first(values, "FrToDt/FrDtTm", "FrToDt/FrDt"))
        until = _day(first(values, "FrToDt/ToDtTm", "FrToDt/ToDt"))
        one.stated = list(_balances(one.account, scope.inner))
        dated = [stated.day for stated in one.stated if stated.what == "closing"]
        one.period = (
            since or min([*one.days, *dated], default=""),
            until or max([*one.days, *dated], default=""),
        )
        if one.account:
            one.stated += _turnovers(one, values)


def _day(text: str) -> str:
    """Return a day, of a moment with a zone that of the country's clock."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text[:10]
    return (moment.astimezone(_CLOCK) if moment.tzinfo else moment).date().isoformat()


def _balances(account: str, balances: list[Values]) -> Iterator[Stated]:
    for values in balances:
        code = first(values, "Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry", "Tp/Cd")
        if code in _OPENINGS or code in _CLOSINGS:
            sign = "-" if first(values, "CdtDbtInd") == "DBIT" else ""
            yield Stated(
                account,
                "opening" if code in _OPENINGS else "closing",
                first(values, "Dt/Dt", "Dt/DtTm")[:10],
                sign + first(values, "Amt"),
                first(values, "Amt@Ccy"),
            )


def _turnovers(one: _Statement, values: Values) -> Iterator[Stated]:
    for what, part in (("credits", "TtlCdtNtries"), ("debits", "TtlDbtNtries")):
        total = first(values, f"TxsSummry/{part}/Sum")
        if total:
            yield Stated(one.account, what, one.period[1], total, first(values, "Acct/Ccy"))


def read_iso20022(source: Source, folder: Path) -> list[Made]:
    """Write the tables of a message into `folder`: accounts of one period are one table.

    Raises `UnreadableFile` where it is damaged, was cut short, or declares a document type.
    """
    entries, payments = folder / "entries.csv", folder / "payments.csv"
    with entries.open("w", encoding="utf-8", newline="") as one, _table(payments) as two:
        csv.writer(two, lineterminator="\n").writerow(PAYMENT_HEADER)
        message = _Message(source.name, one, two)
        _parse(source, message)
    with entries.open("rb") as rows:
        tables = list(_tables(message.statements, rows, folder))
    return tables if tables and not message.payments else [*tables, Made("", payments)]


def _table(path: Path) -> IO[str]:
    return path.open("w", encoding="utf-8", newline="")


def _parse(source: Source, message: _Message) -> None:
    try:
        with source.path.open("rb") as file:
            Elements(message).read(file)
    except (expat.ExpatError, LookupError, ValueError) as error:  # ValueError: of its encoding
        raise _damaged(source.name) from error


def _damaged(name: str) -> UnreadableFile:
    return refusal(name, "is XML that is damaged or was cut short", f"{AGAIN}.")


#: A table's first and last day, whether it only notifies, and of which repetition it is.
_Key = tuple[str, str, bool, int]


def _tables(statements: list[_Statement], rows: IO[bytes], folder: Path) -> Iterator[Made]:
    groups: dict[_Key, list[_Statement]] = {}
    for (_, is_notice, is_copy), own in groupby(sorted(statements, key=_whose), key=_whose):
        if is_copy:
            for copy, one in enumerate(own, 1):
                groups.setdefault((*one.period, is_notice, copy), []).append(one)
            continue
        for together in _stretches(own):
            period = together[0].period[0], max(one.period[1] for one in together)
            groups.setdefault((*period, is_notice, 0), []).extend(together)
    for index, ((since, until, is_notice, _), together) in enumerate(groups.items()):
        path = folder / f"table-{index}.csv"
        with _table(path) as table:
            head = csv.writer(table, lineterminator="\n")
            if since and not is_notice:
                head.writerow([f"Period {since} - {until}"])
            head.writerow(NOTICE_HEADER if is_notice else ENTRY_HEADER)
        with path.open("ab") as body:
            for one in together:
                _copy(rows, one, body)
        stated = tuple(stated for one in together for stated in one.stated)
        yield Made(f"{since} - {until}" if len(groups) > 1 else "", path, stated)


def _whose(one: _Statement) -> tuple[str, bool, bool]:
    return one.account, one.is_notice, one.is_copy


def _stretches(statements: Iterable[_Statement]) -> Iterator[list[_Statement]]:
    """Yield the statements of an account whose days meet or overlap together, in their order.

    So nothing counts as covered that lies between two of them.
    """
    together: list[_Statement] = []
    until = ""
    for one in sorted(statements, key=lambda one: one.period):
        if together and one.period[0] > _next_day(until):
            yield together
            together = []
        together.append(one)
        until = max(until, one.period[1])
    if together:
        yield together


def _next_day(day: str) -> str:
    try:
        return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return day


def _copy(rows: IO[bytes], one: _Statement, table: IO[bytes]) -> None:
    rows.seek(one.start)
    left = one.end - one.start
    while left > 0 and (block := rows.read(min(left, _BLOCK))):
        table.write(block)
        left -= len(block)
