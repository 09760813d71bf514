"""The transfers where a trace starts and how much of each: of accounts, owners or complaints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from moneygraph.flow.trails.names import resolve
from moneygraph.flow.trails.pieces import Int32s, Ranges
from moneygraph.flow.trails.victims import Returns, VictimAccounts, victim_accounts
from moneygraph.store.amounts import asked_amount
from moneygraph.store.errors import CallError, UnknownStart
from moneygraph.store.masking import masked_names
from moneygraph.store.message import Message
from moneygraph.store.sqltext import rows_of

if TYPE_CHECKING:
    import duckdb

#: What accounts paid to others: id, the moment, amount and currency at that side.
_LEFT = """
select id, ts, amount, currency::varchar from transfer
where from_account in (select unnest($1::integer[]))
    and to_account not in (select unnest($1::integer[]))
    and ts >= $2::timestamp and ts <= $3::timestamp and amount > 0
"""
#: What accounts received from others.
_CAME = """
select id, credit_ts, to_amount, to_currency::varchar from transfer
where to_account in (select unnest($1::integer[]))
    and from_account not in (select unnest($1::integer[]))
    and credit_ts >= $2::timestamp and credit_ts <= $3::timestamp and to_amount > 0
"""
_LEFT_BY_ID = """
select id, ts, amount, currency::varchar from transfer
where id in (select unnest($1::integer[])) and ts >= $2::timestamp and ts <= $3::timestamp
    and amount > 0
"""
_CAME_BY_ID = """
select id, credit_ts, to_amount, to_currency::varchar from transfer
where id in (select unnest($1::integer[]))
    and credit_ts >= $2::timestamp and credit_ts <= $3::timestamp and to_amount > 0
"""
_COMMONEST = """
select currency::varchar from transfer group by currency order by count(*) desc, currency limit 1
"""


@dataclass(frozen=True)
class Starts:
    """Where a trace starts: the ranges of transfers, and their currency.

    ``victims`` are the numbers of the complaints that are traced, in order; ``victim`` is the
    index of each range's complaint among them. Where something else is traced there are none.
    ``accounts`` are those of the victims, to which their money can be returned.
    """

    ranges: Ranges
    currency: str
    victim: Int32s
    victims: tuple[str, ...] = ()
    accounts: VictimAccounts = field(default_factory=VictimAccounts.none)

    def returns(self, con: duckdb.DuckDBPyConnection) -> Returns:
        """Return the transfers that bring victims' money back to them."""
        return Returns.read(con, self.accounts, self.ranges.transfer, self.victim)


def find_starts(
    con: duckdb.DuckDBPyConnection,
    names: Iterable[str],
    *,
    back: bool,
    since: datetime | None,
    until: datetime | None,
    amount: int | str | None,
    currency: str | None,
) -> Starts:
    """Return the transfers that names mean, in a span of time, up to a total amount.

    An account or owner means what it paid to others (received from others, when going back).
    Moments are those of the same side. The first tiyn in time are taken; an amount is in minor
    units, or a text in the money that starts here. Raises `UnknownStart`, or `CallError` for an
    amount that cannot be read and when the transfers are of more than one currency.
    """
    span = (since or datetime.min, until or datetime.max)
    found: set[tuple[Any, ...]] = set()
    transfers: list[int] = []
    for name in names:
        start = resolve(con, name)
        transfers += start.transfers
        if start.accounts:
            found.update(rows_of(con, _CAME if back else _LEFT, list(start.accounts), *span))
    if transfers:
        found.update(rows_of(con, _CAME_BY_ID if back else _LEFT_BY_ID, transfers, *span))
    chosen = one_currency(con, [row[3] for row in found], currency)
    rows = sorted((ts, one, units) for one, ts, units, code in found if code == chosen)
    most = asked_amount(amount, chosen) if isinstance(amount, str) else amount
    ranges = _first_tiyn(rows, most)
    return Starts(ranges, chosen, np.zeros(len(ranges.transfer), np.int32))


def one_currency(
    con: duckdb.DuckDBPyConnection, currencies: Sequence[str], currency: str | None
) -> str:
    """Return the one currency of the starts, or the requested one."""
    times = Counter(currencies)
    if currency is not None:
        requested = currency.strip().upper()
        if times and requested not in times:
            raise CallError(
                Message("nothing in {requested} starts here", requested=requested),
                Message("Choose one of: {names}.", names=sorted(times)),
            )
        return requested
    if len(times) > 1:
        raise CallError(
            Message(
                "the money that starts here is in {n} currencies: {names}",
                n=len(times),
                names=sorted(times),
            ),
            Message("Choose one with --currency."),
        )
    if times:
        return next(iter(times))
    commonest = rows_of(con, _COMMONEST)
    return str(commonest[0][0]) if commonest else ""


def _first_tiyn(rows: list[tuple[Any, ...]], most: int | None) -> Ranges:
    """Return ranges over the first tiyn of rows (moment, transfer, amount) that are in order."""
    transfers = np.array([row[1] for row in rows], np.int64)
    amounts = np.array([row[2] for row in rows], np.int64)
    if most is not None:
        before = np.cumsum(amounts) - amounts
        amounts = np.clip(most - before, 0, amounts)
    transfers, amounts = transfers[amounts > 0], amounts[amounts > 0]
    order = np.argsort(transfers)
    return Ranges(transfers[order], np.zeros(len(order), np.int64), amounts[order])


_CLAIMS = """
select c.complaint, t.id, c.amount, t.currency::varchar
from claim as c join transfer as t on t.id = c.transfer
where ($1::varchar[] is null or c.complaint in (select unnest($1::varchar[])))
    and t.ts >= $2::timestamp and t.ts <= $3::timestamp and c.amount > 0
order by t.id
"""
_KNOWN = "select distinct number from complaint where number in (select unnest($1::varchar[]))"


def find_claims(
    con: duckdb.DuckDBPyConnection,
    numbers: Sequence[str] | None,
    *,
    since: datetime | None,
    until: datetime | None,
    currency: str | None,
) -> Starts:
    """Return the transfers that complaints were matched to; of all complaints without numbers.

    Raises `UnknownStart` for a number that no complaint of the case has, or when there are none,
    and `CallError` when the claims are of more than one currency.
    """
    requested = None if numbers is None else _known(con, numbers)
    if not rows_of(con, "select 1 from complaint limit 1"):
        raise UnknownStart(
            Message("the case holds no complaints"),
            Message("Load a file of them: moneygraph load complaints.csv."),
        )
    span = (since or datetime.min, until or datetime.max)
    rows = rows_of(con, _CLAIMS, requested, *span)
    chosen = one_currency(con, [row[3] for row in rows], currency)
    rows = [row for row in rows if row[3] == chosen]
    # by time, not by number: who bears the odd tiyn must not depend on their names
    victims = list(dict.fromkeys(row[0] for row in rows))
    index_of = {number: index for index, number in enumerate(victims)}
    amounts = np.array([row[2] for row in rows], np.int64)
    ranges = Ranges(
        np.array([row[1] for row in rows], np.int64), np.zeros(len(rows), np.int64), amounts
    )
    victim = np.array([index_of[row[0]] for row in rows], np.int32)
    accounts = victim_accounts(con, victims, "of_complaints")
    return Starts(ranges, chosen, victim, tuple(victims), accounts)


def _known(con: duckdb.DuckDBPyConnection, numbers: Sequence[str]) -> list[str]:
    """Return the numbers of complaints as the case has them."""
    found: list[str] = []
    for number in sorted(numbers):
        known = rows_of(con, _KNOWN, masked_names(con, "complaint", number))
        if not known:
            raise UnknownStart(
                Message("there is no complaint {number} in the case", number=number),
                Message("`moneygraph complaints` lists them."),
            )
        found += [number for (number,) in known]
    return found
