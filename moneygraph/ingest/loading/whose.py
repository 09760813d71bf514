"""What a statement says of its rows outside of them: whose they are, and which way money went.

That stands in lines above a table, in the sheet's name or in the file's. A statement can hold
several tables, each under its account; the account of a row is the one that was named last above
a header above it. What names several, or none, is refused: else rows would be read as another's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from moneygraph.ingest.loading.blocks import fold_sql
from moneygraph.ingest.loading.columns import line_of
from moneygraph.ingest.loading.recognise import Recognised
from moneygraph.store.errors import NoOwnAccount
from moneygraph.store.message import Message
from moneygraph.store.schema import CURRENCIES
from moneygraph.store.sqltext import named_sql, rows_of

if TYPE_CHECKING:
    import duckdb

_IBAN: Final = re.compile(r"\bKZ\d{2}[0-9A-Z]{16}\b")
#: A word for an account, and a number beside it.
_LABELLED: Final = re.compile(
    r"(?:\bсч[её]т\w*|\bиик\b|\bжск\b|\bшот\w*|\baccount\b|\biban\b)[^0-9A-Z*]{0,20}"
    r"([0-9A-Z]{2}[0-9A-Z*]{6,32})\b",
    re.IGNORECASE,
)
_CODE: Final = re.compile(r"\b[A-Z]{3}\b")
#: What stands beside an account of the bank itself at another.
_OF_BANK: Final = re.compile(r"\bкорр?\b|корресп|correspondent", re.IGNORECASE)
#: What a line that names an account has, in the regular expressions of DuckDB.
_TITLE: Final = r"(?i)KZ\d\d|сч[её]т|иик|жск|шот|account|iban"
_SQL: Final = "ingest/loading/whose.sql"


@dataclass(frozen=True)
class Stretch:
    """What is said of the rows from row `first` on, as `Sheet.stage` counts; None: nothing.

    A client can have an account for each currency: then `by_currency` has them.
    """

    first: int
    account: str | None
    direction: str | None
    by_currency: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outside:
    """Where a sheet says something of its rows: the rows above its first header, and names."""

    above: Sequence[Sequence[str]]
    sheet: str
    file: str
    account: str | None = None


def is_said_outside(sheet: Recognised) -> bool:
    """Tell whether the rows lack something that must be said outside of them."""
    loader = sheet.loader
    return loader.is_own and ("own_account" not in sheet.columns or bool(loader.direction_in))


def stretches_of(
    con: duckdb.DuckDBPyConnection, staged: str, sheet: Recognised, outside: Outside
) -> list[Stretch]:
    """Return what is said of the rows of table `staged`, the first rows first.

    Raises `NoOwnAccount` where an account is wanted and cannot be told.
    """
    needs_account, has_currency = "own_account" not in sheet.columns, "currency" in sheet.columns
    told = _Told(outside, sheet.loader.direction_in, needs_account, has_currency)
    told.begin([" ".join(cells) for cells in outside.above])
    for block in _blocks(con, staged, sheet):
        if block.header is None:
            told.check_passing(block.titles)
        else:
            told.go_on(block.header, block.titles)
    return told.stretches


@dataclass
class _Told:
    """What was said so far."""

    outside: Outside
    direction_in: str
    needs_account: bool
    has_currency: bool
    stretches: list[Stretch] = field(default_factory=list)

    def begin(self, lines: Sequence[str]) -> None:
        """Take the lines above the first header, or else the names of sheet and file."""
        outside, named = self.outside, [self.outside.account] if self.outside.account else []
        named = named or accounts_in(lines)
        for name in (outside.sheet, outside.file):
            named = named or accounts_in([re.sub(r"[^\w*]+|_", " ", name)])
        self._add(0, named, lines)

    def go_on(self, header: int, titles: Sequence[str]) -> None:
        """Take the titles between the data above a header and that."""
        named = [] if self.outside.account else accounts_in(titles)
        self._add(header, named, titles, self.stretches[-1])

    def check_passing(self, titles: Sequence[str]) -> None:
        """Refuse a title that names another account, with data below it and no header between."""
        if not self.needs_account or self.outside.account:
            return
        for title in titles:
            last = self.stretches[-1]
            others = set(accounts_in([title])) - {last.account, *last.by_currency.values()}
            if others and _LABELLED.search(title):
                raise NoOwnAccount(
                    Message(
                        "{file} names {account} between rows, without a header: whose the rows"
                        " below are is not known",
                        file=self.outside.file,
                        account=sorted(others)[0],
                    ),
                    Message("Put the header above these rows too in a copy, and load that."),
                )

    def _add(
        self, first: int, named: Sequence[str], titles: Sequence[str], above: Stretch | None = None
    ) -> None:
        account = above.account if above else None
        by_currency = above.by_currency if above else {}
        if self.needs_account and (named or above is None):
            by_currency = _by_currency(named, titles) if self.has_currency else {}
            account = None if by_currency else _one(named, self.outside.file)
        written = [title for title in titles if title.strip()]
        direction = written[-1] if self.direction_in == "title" and written else None
        if self.direction_in == "sheet":
            direction = self.outside.sheet or self.outside.file
        self.stretches.append(Stretch(first, account, direction, by_currency))


def accounts_in(lines: Iterable[str]) -> list[str]:
    """Return the accounts that lines name, each once; numbers that are no IBAN where none is."""
    own = [line for line in lines if not _OF_BANK.search(line)]
    ibans = [one for line in own for one in _IBAN.findall(line.replace("\u00a0", " ").upper())]
    found = ibans or [one.upper() for line in own for one in _LABELLED.findall(line)]
    return list(dict.fromkeys(found))


def _by_currency(accounts: Sequence[str], lines: Sequence[str]) -> dict[str, str]:
    """Return several accounts by the currency beside each, if all of them have one of their own."""
    found: dict[str, str] = {}
    for account in accounts:
        beside = [line for line in lines if account in line.replace("\u00a0", " ").upper()]
        codes = {code for line in beside for code in _CODE.findall(line) if code in CURRENCIES}
        if len(codes) != 1 or codes & set(found):
            return {}
        found[codes.pop()] = account
    return found if len(found) > 1 else {}


def _one(accounts: Sequence[str], file: str) -> str:
    if len(accounts) == 1:
        return accounts[0]
    if not accounts:
        raise NoOwnAccount(
            Message("{file} does not say whose account it is a statement of", file=file),
            Message("Say so with --account NUMBER."),
        )
    raise NoOwnAccount(
        Message(
            "{file} names several accounts above a table, each of which could be its own:"
            " {accounts}",
            file=file,
            accounts=accounts[:3],
        ),
        Message("Say which with --account NUMBER."),
    )


@dataclass(frozen=True)
class _Block:
    """Titles between two rows of data, and the header below them; None where there is none."""

    header: int | None
    titles: list[str]


def _blocks(con: duckdb.DuckDBPyConnection, staged: str, sheet: Recognised) -> Iterator[_Block]:
    """Yield what is between rows of data, the first first; what is below all data is left out."""
    times = sorted(cell for cell, names in sheet.loader.aliases.items() if "ts" in names)
    line = ", ".join([*(f"c{index}" for index in range(sheet.width)), "extra"])
    sql = named_sql(_SQL)["titles"].format(
        staged=staged, ts=f"c{sheet.columns['ts']}", line=line, folded=fold_sql("ts")
    )
    wanted = "." if sheet.loader.direction_in == "title" else _TITLE
    rows = rows_of(con, sql, times, wanted, _TITLE)
    for _, between in groupby(rows, key=itemgetter(0)):
        titles: list[str] = []
        for _, n, is_header, text in between:
            if is_header:
                yield _Block(n, titles)
                titles = []
            else:
                titles.append(text)
        if titles:
            yield _Block(None, titles)


def add_stretches(
    con: duckdb.DuckDBPyConnection, staged: str, sheet: Recognised, stretches: Sequence[Stretch]
) -> tuple[str, Recognised]:
    """Copy table `staged` with what is said of each row in columns of it; return its name too."""
    width = sheet.width
    sql = named_sql(_SQL)["whole"].format(
        staged=staged,
        account=f"c{width}",
        direction=f"c{width + 1}",
        line="" if sheet.has_line else f", {line_of(sheet)} as line",
        currency=f"c{sheet.columns['currency']}"
        if "currency" in sheet.columns
        else "null::varchar",
        default=sheet.loader.currency,
    )
    parts = [(one.first, one.account, one.direction) for one in stretches]
    owned = [
        (one.first, code, account) for one in stretches for code, account in one.by_currency.items()
    ]
    columns_of = [list(part) for part in zip(*parts, strict=True)]
    columns_of += [list(part) for part in zip(*owned, strict=True)] if owned else [[], [], []]
    con.execute(sql, columns_of).fetchall()
    columns = dict(sheet.columns)
    columns.setdefault("own_account", width)
    if sheet.loader.direction_in:
        columns.setdefault("direction", width + 1)
    header = (*sheet.header, "", "")
    told = replace(sheet, columns=columns, width=width + 2, header=header, has_line=True)
    return f"{staged}_told", told
