"""Accounts on which stolen money still is, and how much of it can be there at the most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from moneygraph.casework.followed import follow_complaints
from moneygraph.flow.trails import End, Trace
from moneygraph.store.amounts import moment
from moneygraph.store.rows import frame_of
from moneygraph.store.sqltext import rows_of, sql_text

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from moneygraph.store.file import CaseFile

_MINUTE = 60
_LAST_MOMENT = "select max(greatest(ts, credit_ts)) from transfer"

#: A complaint's number and an amount.
Share = tuple[str, int]


@dataclass(frozen=True)
class Held:
    """Stolen money on an account. Amounts are in minor units of ``currency``.

    ``traced`` is what the trails leave there, ``stated`` the last balance that a statement gives
    (None where none does), ``amount`` the smaller of the two; ``victims`` are its shares by
    complaint and add up to ``amount``. It has been there since ``since``: ``minutes`` until now.
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


@dataclass(frozen=True)
class Freeze:
    """What can be frozen, the largest amount first, then what came last.

    ``now`` is the moment minutes are counted to, None in an empty case. ``stand_in``: no
    complaints, but victims that are found.
    """

    rows: list[Held]
    rule: str
    now: datetime | None
    stand_in: bool

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
    until = moment("now", now, end_of_day=True) or rows_of(case.con, _LAST_MOMENT)[0][0]
    followed = follow_complaints(case, rule, numbers, currency)
    ends = [end for end in followed.trace.ends if end.end == "held"]
    stated = _stated(case.con, followed.trace, ends)
    rows = [_held(end, followed.trace.currency, stated.get(end.account), until) for end in ends]
    rows = [row for row in rows if row.amount]
    rows.sort(key=lambda row: (-row.amount, row.minutes, row.account))
    return Freeze(rows, rule, until, followed.stand_in)


def _held(end: End, currency: str, stated: int | None, now: datetime) -> Held:
    amount = end.amount if stated is None else min(end.amount, max(0, stated))
    return Held(
        account=end.account,
        bank=end.bank,
        owner=end.owner,
        name=end.name,
        amount=amount,
        currency=currency,
        since=end.first_ts,
        minutes=max(0, int((now - end.first_ts).total_seconds()) // _MINUTE),
        traced=end.amount,
        stated=stated,
        victims=cut_shares(end.victims, amount),
    )


def cut_shares(shares: Sequence[Share], amount: int) -> tuple[Share, ...]:
    """Return shares cut in proportion so that they add up to ``amount`` exactly.

    What rounding down leaves goes to the largest remainders, of equal ones to the first;
    shares of nothing are left out.

    >>> cut_shares([("a", 2), ("b", 1), ("c", 1)], 2)
    (('a', 1), ('b', 1))
    """
    whole = sum(share for _, share in shares)
    if amount >= whole:
        return tuple(shares)
    cut = [share * amount // whole for _, share in shares]
    by_remainder = sorted(range(len(cut)), key=lambda index: -(shares[index][1] * amount % whole))
    for index in by_remainder[: amount - sum(cut)]:
        cut[index] += 1
    return tuple((one, left) for (one, _), left in zip(shares, cut, strict=True) if left)


def _stated(con: duckdb.DuckDBPyConnection, trace: Trace, ends: list[End]) -> dict[str, int]:
    """Return the last balances that statements give, where they are in the traced currency."""
    values = {
        "accounts": [end.account for end in ends],
        "traced": sorted(trace.through or trace.transfers),
        "currency": trace.currency,
    }
    return dict(con.execute(sql_text("casework/stated.sql"), values).fetchall())
