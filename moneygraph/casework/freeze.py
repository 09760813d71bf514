"""Accounts on which stolen money still is, and how much of it can be there at the most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from moneygraph.casework.followed import Followed, follow_complaints
from moneygraph.flow.trails import End, Trace
from moneygraph.flow.trails.ends import make_closing
from moneygraph.flow.trails.trail import Doubt
from moneygraph.store.amounts import moment
from moneygraph.store.rows import frame_of
from moneygraph.store.sqltext import rows_of

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from moneygraph.store.file import CaseFile

_MINUTE = 60
_ASKED = """
create or replace temp table asked_account as
select id from account where list_contains($numbers::varchar[], number)
"""
_TRACED = """
create or replace temp table traced_transfer as select unnest($transfers::integer[]) as transfer
"""
_CLOSING = "select number, amount from closing join account on id = account"
_FROZEN = """
select account, sum(coalesce(amount, 9223372036854775807))::hugeint from decision
where kind = 'frozen' and currency = ? group by account
"""
_LAST_MOMENT = "select max(greatest(ts, credit_ts)) from transfer"

#: A complaint's number and an amount.
Share = tuple[str, int]


@dataclass(frozen=True)
class Held:
    """Stolen money on an account. Amounts are in minor units of ``currency``.

    ``traced`` is what the trails leave there, ``stated`` the last balance that a statement gives
    (None where none does), ``amount`` the smaller of the two; ``victims`` are its shares by
    complaint and add up to ``amount``. It has been there since ``since``: ``minutes`` until now.
    ``unsure`` of it came through transfers that are not sure (`Freeze.hangs_on`). ``frozen`` of it
    a person knows to be stopped already.
    """

    account: str
    bank: str | None
    owner: str | None
    name: str | None
    amount: int
    currency: str
    since: datetime
    minutes: int
    traced: int
    stated: int | None
    victims: tuple[Share, ...]
    unsure: int = 0
    frozen: int = 0

    @property
    def left(self) -> int:
        """What of it is still to be stopped."""
        return self.amount - self.frozen

    @property
    def unsure_left(self) -> int:
        """What of that is not sure; what is not sure counts to it first."""
        return min(self.unsure, self.left)

    @property
    def is_named(self) -> bool:
        """Tell whether both a number and a bank are known, so that the bank can be written to."""
        return self.bank is not None and not self.account.startswith("?")


@dataclass(frozen=True)
class Freeze:
    """What can be frozen, what is left of it largest first, then what came last.

    ``now`` is the moment minutes are counted to, None in an empty case. ``stand_in``: no
    complaints, but victims that are found. ``hangs_on`` are the transfers that the money of the
    complaints went through and that are not sure, wherever it is now.
    """

    rows: list[Held]
    rule: str
    now: datetime | None
    stand_in: bool
    currency: str
    hangs_on: tuple[Doubt, ...] = ()

    @property
    def frozen(self) -> int:
        """What of all rows is stopped already."""
        return sum(row.frozen for row in self.rows)

    @property
    def open_rows(self) -> list[Held]:
        """The rows of which something is left to stop."""
        return [row for row in self.rows if row.left]

    @property
    def df(self) -> pd.DataFrame:
        """The rows as a frame, a column a field; money in whole minor units."""
        return frame_of(Held, self.rows)


def find_freeze(
    case: CaseFile,
    rule: str,
    *,
    numbers: Sequence[str] | None = None,
    now: str | None = None,
    currency: str | None = None,
) -> Freeze:
    """Return where money of complaints is held; see `followed.follow_complaints` for errors."""
    until = moment("now", now, end_of_day=True)
    return freeze_of(case.con, follow_complaints(case, rule, numbers, currency), until)


def freeze_of(
    con: duckdb.DuckDBPyConnection, followed: Followed, now: datetime | None = None
) -> Freeze:
    """Return where money that was followed is held; minutes count to the case's last moment."""
    until = now or rows_of(con, _LAST_MOMENT)[0][0]
    ends = [end for end in followed.trace.ends if end.end == "held"]
    stated = _stated(con, followed.trace, ends)
    unseen = {end.account: end.amount for end in followed.trace.ends if end.end == "unseen"}
    trace = followed.trace
    frozen = frozen_amounts(con, trace.currency)
    rows = [
        _held(end, unseen.get(end.account, 0), trace.currency, stated.get(end.account), until)
        for end in ends
    ]
    rows = [
        replace(row, frozen=min(row.amount, frozen.get(row.account, 0)))
        for row in rows
        if row.amount
    ]
    rows.sort(key=lambda row: (-row.left, -row.amount, row.minutes, row.account))
    return Freeze(rows, trace.rule, until, followed.stand_in, trace.currency, trace.hangs_on)


def frozen_amounts(con: duckdb.DuckDBPyConnection, currency: str) -> dict[str, int]:
    """Return how much a person knows to be stopped on an account; all of it as a very large sum."""
    return dict(rows_of(con, _FROZEN, currency))


def _held(end: End, unseen: int, currency: str, stated: int | None, now: datetime) -> Held:
    """Make a row; what the stated balance lacks is an end out of sight at the same account."""
    return Held(
        account=end.account,
        bank=end.bank,
        owner=end.owner,
        name=end.name,
        amount=end.amount,
        currency=currency,
        since=end.first_ts,
        minutes=max(0, int((now - end.first_ts).total_seconds()) // _MINUTE),
        traced=end.amount + (unseen if end.amount == stated else 0),
        stated=stated,
        victims=end.victims,
        unsure=end.unsure,
    )


def _stated(con: duckdb.DuckDBPyConnection, trace: Trace, ends: list[End]) -> dict[str, int]:
    """Return the last balances that statements give, where they are in the traced currency."""
    numbers = [end.account for end in ends]
    con.execute(_ASKED, {"numbers": numbers}).fetchall()
    con.execute(_TRACED, {"transfers": sorted(trace.through or trace.transfers)}).fetchall()
    make_closing(con, trace.currency)
    found = dict(rows_of(con, _CLOSING))
    con.execute("drop table temp.traced_transfer").fetchall()
    return found
