"""Lines above and below a table: accounts, the period, balances, and what moved in all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from moneygraph.ingest.loading.vocabulary import beginnings, spaced_words
from moneygraph.ingest.readers.made import Stated
from moneygraph.store.amounts import tiyn
from moneygraph.store.data import DataFiles
from moneygraph.store.sqltext import rows_of
from moneygraph.store.words import words_of

if TYPE_CHECKING:
    import duckdb

    from moneygraph.ingest.loading.recognise import Recognised

_IBAN: Final = re.compile(r"\bKZ\d{2}[0-9A-Z]{16}\b")
_DATE: Final = re.compile(
    r"\b(\d{2})[./](\d{2})[./](\d{4})\b|\b(\d{4})[-.](\d{2})[-.](\d{2})(?=\b|T)"
)
_AMOUNT: Final = re.compile(r"[-+\u2212\u2013]?\s*\d[\d\s\u00a0\u202f.,']*(?:\D{0,8})$")
_PERIOD: Final = ("период", "кезең", "period", " по ")
_WHATS: Final = ("opening", "closing", "debits", "credits", "count")
#: What the time of a row of data looks like, as a regular expression of DuckDB.
_TIME: Final = r"^[^\pL\pN]*\d(\D*\d){2}"
#: Rows at the end of a sheet among which the lines below its table are.
_FOOT: Final = 40


@dataclass
class Preamble:
    """Accounts named, the first and last day if both are given, and what is stated.

    What is stated of the account "" is of the only one that the sheet is about.
    """

    accounts: list[str] = field(default_factory=list)
    period: tuple[date, date] | None = None
    stated: list[Stated] = field(default_factory=list)


@dataclass(frozen=True)
class BalanceWords:
    """The table ``balances``: by what they say, patterns of words."""

    patterns: dict[str, re.Pattern[str]]

    @classmethod
    def of(cls, data: DataFiles) -> BalanceWords:
        """Read the table; raises `LoaderError` where it is none."""
        table = data.table("balances")
        names = (*_WHATS, "total", "part", "some")
        return cls({one: beginnings(words_of("balances", table[one], "words")) for one in names})

    def what(self, text: str) -> str | None:
        """Return what a text says: one of `_WHATS`, or "total"; None where it says nothing."""
        words = spaced_words(text)
        if self.patterns["part"].search(words):
            return None
        names = (*_WHATS, "total")
        found = next((one for one in names if self.patterns[one].search(words)), None)
        return None if found == "count" and self.patterns["some"].search(words) else found


def read_preamble(rows: Sequence[Sequence[str]], words: BalanceWords) -> Preamble:
    """Read the rows above a header; what is not understood is left alone."""
    found = Preamble()
    heading: str | None = None
    for cells in rows:
        line = " ".join(cells).replace("\u00a0", " ").replace("ə", "ә")
        ibans = _IBAN.findall(line.upper())
        found.accounts += [iban for iban in ibans if iban not in found.accounts]
        if found.period is None and any(word in line.casefold() for word in _PERIOD):
            found.period = _period(line)
        said = list(_said(cells, words))
        if said:
            heading = said[-1][0]
        elif heading == "opening" and (amount := _last_amount(cells)):
            said = [(heading, amount)]
        account = ibans[0] if len(ibans) == 1 else ""
        if len(ibans) < 2:
            found.stated += [_stated(account, what, line, text) for what, text in said if text]
    return found


def read_foot(
    con: duckdb.DuckDBPyConnection, staged: str, sheet: Recognised, words: BalanceWords
) -> list[Stated]:
    """Return what the lines below the table `staged` state, the last line of each kind."""
    columns = [f"c{index}" for index in range(sheet.width)]
    time = f"c{sheet.columns['ts']}"
    sql = (
        f"select {', '.join(columns)} from {staged}"
        f" where n > (select max(n) from {staged}) - {_FOOT}"
        f" and not coalesce(regexp_matches({time}, '{_TIME}'), false) order by n"
    )
    found: dict[tuple[str, str], Stated] = {}
    for cells in rows_of(con, sql):
        texts = [cell or "" for cell in cells]
        line = " ".join(texts).replace("\u00a0", " ")
        ibans = _IBAN.findall(line.upper())
        account = ibans[0] if len(ibans) == 1 else ""
        for what, text in [*_said(texts, words), *_by_column(texts, line, sheet, words)]:
            if text and len(ibans) < 2 and what != "opening":
                found[account, what] = _stated(account, what, line, text)
    return list(found.values())


def _by_column(
    cells: Sequence[str], line: str, sheet: Recognised, words: BalanceWords
) -> Iterator[tuple[str, str]]:
    """Yield what a line of totals has under debit and credit; one of a single day is of that."""
    if words.what(line) != "total" or len(_DATE.findall(line)) == 1:
        return
    for what, name in (("debits", "amount_debit"), ("credits", "amount_credit")):
        text = cells[sheet.columns[name]] if name in sheet.columns else ""
        if text and tiyn(text) is not None:
            yield what, text


def _stated(account: str, what: str, line: str, text: str) -> Stated:
    day = _DATE.search(line)
    count = text if what == "count" else ""
    return Stated(account, what, day[0] if day else "", "0" if count else text, "", count)


def _said(cells: Sequence[str], words: BalanceWords) -> Iterator[tuple[str, str]]:
    """Yield what a line says, and the amount for it: in its cell, or in a cell after that."""
    labels = [(place, what) for place, cell in enumerate(cells) if (what := words.what(cell))]
    labels = [(place, what) for place, what in labels if what != "total"]
    ends = [*(place for place, _ in labels[1:]), len(cells)]
    for (place, what), end in zip(labels, ends, strict=False):
        yield what, _inside(cells[place]) or _last_amount(cells[place + 1 : end])


def _inside(cell: str) -> str:
    """Return the amount at the end of a cell that says what it is."""
    found = _AMOUNT.search(_DATE.sub(" ", cell))
    text = found[0].strip() if found else ""
    return text if tiyn(text) is not None else ""


def _last_amount(cells: Sequence[str]) -> str:
    """Return the last cell of a row that is an amount and no account, day or year."""
    for cell in reversed(cells):
        if not _DATE.search(cell) and tiyn(cell) is not None:
            return cell
    return ""


def _period(line: str) -> tuple[date, date] | None:
    days = [day_of(match[0]) for match in _DATE.finditer(line)]
    known = [day for day in days if day]
    return (min(known), max(known)) if len(known) > 1 and None not in days else None


def day_of(text: str) -> date | None:
    """Return the day at the beginning of a text, as 31.03.2026 or 2026-03-31, or None."""
    match = _DATE.match(text.strip())
    if not match:
        return None
    day, month, year, iso_year, iso_month, iso_day = match.groups()
    parts = (year, month, day) if year else (iso_year, iso_month, iso_day)
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        return None
