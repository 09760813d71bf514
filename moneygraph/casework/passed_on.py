"""Accounts to which strangers' money was sent on, and of which no statement is held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from moneygraph.detect.counted import counted
from moneygraph.detect.find import FindOptions, find_several
from moneygraph.detect.queries.run import PASSES_ON
from moneygraph.store.sqltext import rows_of, sql_text

if TYPE_CHECKING:
    import duckdb

    from moneygraph.detect.queries import Findings
    from moneygraph.store.file import CaseFile

#: The query whose findings have the grade.
GRADED: Final = "droppers"


@dataclass(frozen=True)
class PassedOn:
    """An account whose bank is not held, to which accounts of grade ``passes_on`` sent money on.

    ``amount`` is what they sent of strangers' money, in minor units of ``currency``, and came from
    ``first_ts`` to ``last_ts``; ``payers`` are the numbers of those accounts.
    """

    bank: str | None
    account: str
    name: str | None
    owner: str | None
    first_ts: datetime
    last_ts: datetime
    amount: int
    currency: str
    payers: tuple[str, ...]


def find_passed_on(case: CaseFile, currency: str | None = None) -> tuple[PassedOn, ...]:
    """Return those accounts by bank, the largest amount first; of one currency where it is given.

    Accounts are graded by the card, without a model, so that a record of the answer can be
    repeated. A query of the user's own that is wrong gives none.
    """
    found = find_several(case, {GRADED: FindOptions(GRADED, model="none")}).get(GRADED)
    return passed_on_of(case.con, found, currency) if found else ()


def passed_on_of(
    con: duckdb.DuckDBPyConnection, found: Findings, currency: str | None = None
) -> tuple[PassedOn, ...]:
    """Return where the money of what `droppers` found went; the views it read are there still."""
    numbers = sorted({row["account"] for row in found.rows if row.get("grade") == PASSES_ON})
    if not numbers:
        return ()
    code = currency.strip().upper() if currency else None
    with counted(con, converted=False):
        rows = rows_of(con, sql_text("casework/passed_on.sql"), numbers, code)
    return tuple(
        PassedOn(bank, account, name, owner, first_ts, last_ts, amount, code, tuple(payers))
        for bank, account, name, owner, first_ts, last_ts, amount, code, payers in rows
    )
