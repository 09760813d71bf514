"""Accounts at which trails go out of sight: their banks are to be asked next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from moneygraph.casework.followed import Followed, follow_complaints, reached
from moneygraph.casework.passed_on import PassedOn
from moneygraph.casework.reconcile import Held, lacking_of
from moneygraph.store.rows import frame_of
from moneygraph.store.schema import HOP_RULES
from moneygraph.store.sqltext import rows_of, sql_text

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from moneygraph.store.file import CaseFile

_LAST_DAY = "select max(greatest(ts, credit_ts))::date from transfer"


@dataclass(frozen=True)
class AccountRequest:
    """An account that stolen money reached on days of which no statement of it is held.

    ``amount`` is what went out of sight there, in minor units of ``currency``: nothing, where
    other banks' statements show all of it leave. It came from ``first_ts`` to ``last_ts``;
    ``complaints`` are the numbers of those whose money it is, where the rule keeps them apart.
    """

    bank: str | None
    account: str
    owner: str | None
    name: str | None
    first_ts: datetime
    last_ts: datetime
    amount: int
    currency: str
    complaints: tuple[str, ...]

    @property
    def is_named(self) -> bool:
        """Tell whether both a number and a bank are known, so that it can be asked for."""
        return self.bank is not None and not self.account.startswith("?")


@dataclass(frozen=True)
class Requests:
    """Accounts to ask for, by bank; within it the largest amount first.

    ``last_day`` is the last day of the case (None in an empty one). ``lacking`` are the accounts
    whose statements are held and lack days, or rows that their balances tell of. ``passed_on``
    are those to which strangers' money was sent on, where that was asked.
    """

    rows: list[AccountRequest]
    rule: str
    last_day: date | None
    stand_in: bool
    lacking: tuple[Held, ...] = ()
    passed_on: tuple[PassedOn, ...] = ()

    def with_passed_on(self, passed_on: tuple[PassedOn, ...]) -> Self:
        """Return the same with the accounts to which strangers' money was sent on."""
        return replace(self, passed_on=passed_on)

    @property
    def by_bank(self) -> dict[str | None, list[AccountRequest]]:
        """The rows under each bank's code; under None those without a number or a bank."""
        banks: dict[str | None, list[AccountRequest]] = {}
        for row in sorted(self.rows, key=lambda row: not row.is_named):
            banks.setdefault(row.bank if row.is_named else None, []).append(row)
        return banks

    @property
    def df(self) -> pd.DataFrame:
        """The rows as a frame, a column a field; money in whole minor units."""
        return frame_of(AccountRequest, self.rows)


def find_requests(
    case: CaseFile,
    rule: str,
    *,
    numbers: Sequence[str] | None = None,
    currency: str | None = None,
) -> Requests:
    """Return what to ask banks for along trails; see `followed.follow_complaints` for errors."""
    return requests_of(case.con, follow_complaints(case, rule, numbers, currency))


def requests_of(con: duckdb.DuckDBPyConnection, followed: Followed) -> Requests:
    """Return what to ask banks for of money that was followed."""
    rows, last_day = _out_of_sight(con, followed), rows_of(con, _LAST_DAY)[0][0]
    lacking = tuple(sorted(lacking_of(con), key=lambda one: (one.bank or "~", one.number)))
    return Requests(rows, followed.trace.rule, last_day, followed.stand_in, lacking)


def _out_of_sight(con: duckdb.DuckDBPyConnection, followed: Followed) -> list[AccountRequest]:
    trace = followed.trace
    unseen = {end.account: end for end in trace.ends if end.end == "unseen"}
    complaints_of, returned = _complaints_of(con, followed), _only_returned(con, followed)
    rows = []
    for *about, ids in rows_of(con, sql_text("casework/out_of_sight.sql"), sorted(complaints_of)):
        bank, account, owner, name, first_ts, last_ts = about
        end = unseen.get(account)
        if end is None and returned.issuperset(ids):
            continue
        complaints = {number for one in ids for number in complaints_of[one]}
        complaints.update(number for number, _ in (end.victims if end else ()))
        amount = end.amount if end else 0
        rows.append(
            AccountRequest(
                *(bank, account, owner, name, first_ts, last_ts, amount),
                *(trace.currency, tuple(sorted(complaints))),
            )
        )
    return sorted(rows, key=lambda row: (row.bank is None, row.bank, -row.amount, row.account))


def _complaints_of(con: duckdb.DuckDBPyConnection, followed: Followed) -> dict[int, set[str]]:
    """Return the complaints whose money each reached transfer moved, where the rule parts them."""
    if followed.trace.rule not in HOP_RULES:
        return {transfer: set() for transfer in followed.trace.through}
    via, complaints_of = reached(con, followed), dict[int, set[str]]()
    for transfer, victim in zip(via["transfer"].tolist(), via["victim"].tolist(), strict=True):
        complaints_of.setdefault(transfer, set()).add(followed.starts.victims[victim])
    return complaints_of


def _only_returned(con: duckdb.DuckDBPyConnection, followed: Followed) -> set[int]:
    """Return the transfers that may have brought a victim's money back, where it is not known.

    A rule with hops knows whose money each transfer moved.
    """
    if followed.trace.rule in HOP_RULES:
        return set()
    return set((followed.starts.returns(con).keys >> 32).tolist())
