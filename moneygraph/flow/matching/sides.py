"""Reads the two sides of every transfer, and the slots they fall into, as arrays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from moneygraph.flow.matching.kernel import Bools, Int32s, Int64s
from moneygraph.flow.matching.refunds import Refunds, read_refunds
from moneygraph.flow.matching.undone import Undone, read_undone
from moneygraph.store.schema import TERMINALS
from moneygraph.store.sqltext import rows_of, sql_text

if TYPE_CHECKING:
    import duckdb

_SURVEY = """
select coalesce(bool_or(ts <> credit_ts), false),
    coalesce(bool_or(day_only or credit_day_only), false),
    coalesce(bool_or(amount <> to_amount), false)
from transfer
"""
#: The codes of currencies in use, the commonest first.
_CURRENCIES = """
select enum_code(currency) from (
    select currency, count(*) as times from transfer group by currency
    union all
    select to_currency, count(*) from transfer where to_currency <> currency group by to_currency)
group by currency order by sum(times) desc, currency
"""
_ACCOUNTS = """
select 1 + greatest(
    coalesce((select max(id) from account), -1),
    coalesce((select max(greatest(from_account, to_account)) from transfer), -1))
"""
_CLOSED = """
select id from account
where list_contains($1, kind) or (kind = 'unknown' and starts_with(number, '?'))
union select account from trader
"""


@dataclass(frozen=True)
class Sides:
    """All transfers as parallel arrays, ordered by id; times in microseconds, money in tiyn.

    The arrays of two sides may be one array where the sides are equal, and the flags for
    days are None where every time of day is known.
    """

    ids: Int32s
    ts: Int64s
    credit_ts: Int64s
    day_only: Bools | None
    credit_day_only: Bools | None
    from_account: Int32s
    to_account: Int32s
    amount: Int64s
    to_amount: Int64s


@dataclass(frozen=True)
class Slots:
    """The slot of each side of each transfer, and what is known of every slot.

    ``account``: whose it is. ``closed``: money does not travel on from it. ``opening``: the
    balance before its first event as stated, in tiyn, or 0; ``lowest``: the lowest balance that is
    stated at any time, or 0 where none is below that. ``refunds`` are followed through closed
    slots; ``undone`` may have happened after all.
    """

    from_slot: Int32s
    to_slot: Int32s
    account: Int32s
    closed: Bools
    opening: Int64s
    lowest: Int64s
    refunds: Refunds
    undone: Undone

    def with_more(self, accounts: Int32s, *, closed: bool) -> Slots:
        """Return the slots with one more for each of some accounts; they are empty."""
        nothing = np.zeros(len(accounts), np.int64)
        return replace(
            self,
            account=np.append(self.account, accounts),
            closed=np.append(self.closed, np.full(len(accounts), closed)),
            opening=np.append(self.opening, nothing),
            lowest=np.append(self.lowest, nothing),
        )


def read_sides(con: duckdb.DuckDBPyConnection) -> Sides:
    """Read all transfers of a case; a column that repeats another is not read."""
    ((two_times, days, exchanged),) = rows_of(con, _SURVEY)
    names = ["id", "ts", "from_account", "to_account", "amount"]
    names += ["credit_ts"] * two_times + ["to_amount"] * exchanged
    names += ["day_only", "credit_day_only"] * days
    read = read_by_id(con, f"select {', '.join(names)} from transfer")
    times = {name: read[name].view(np.int64) for name in ("ts", "credit_ts") if name in read}
    return Sides(
        ids=read["id"],
        ts=times["ts"],
        credit_ts=times.get("credit_ts", times["ts"]),
        day_only=read.get("day_only"),
        credit_day_only=read.get("credit_day_only"),
        from_account=read["from_account"],
        to_account=read["to_account"],
        amount=read["amount"],
        to_amount=read.get("to_amount", read["amount"]),
    )


def read_by_id(con: duckdb.DuckDBPyConnection, sql: str) -> dict[str, NDArray[Any]]:
    """Read columns, `id` among them, in the order of ids; most rows have that order already."""
    read: dict[str, NDArray[Any]] = con.execute(sql).fetchnumpy()
    ids = read["id"]
    if not (ids[1:] > ids[:-1]).all():
        order = np.argsort(ids, kind="stable")  # long runs are in order
        read = {name: column[order] for name, column in read.items()}
    return read


def read_slots(con: duckdb.DuckDBPyConnection, sides: Sides) -> Slots:
    """Give every pair of account and currency a slot, in an order without meaning.

    The commonest currency's slots are the account ids themselves, so that a case with one
    currency needs no further work; the others come after them.
    """
    ((accounts,),) = rows_of(con, _ACCOUNTS)
    currencies = [code for (code,) in rows_of(con, _CURRENCIES)]
    closed = np.zeros(accounts, np.bool_)
    closed[[account for (account,) in rows_of(con, _CLOSED, list(TERMINALS))]] = True
    from_slot, to_slot, others = sides.from_account, sides.to_account, np.empty(0, np.int64)
    if len(currencies) > 1:
        pairs = _pairs(con, currencies, sides, accounts)
        others, slots = _dense(pairs, accounts)
        from_slot, to_slot = slots[0], slots[1]
    code_of = {code: index for index, code in enumerate(currencies)}

    def slot_of(account: int, code: int) -> int | None:
        if code not in code_of:
            return None
        pair: int = code_of[code] * accounts + account
        slot = pair if pair < accounts else accounts + int(np.searchsorted(others, pair))
        is_other = slot >= accounts
        if is_other and (slot - accounts >= len(others) or others[slot - accounts] != pair):
            return None
        return slot

    def balances(name: str) -> Int64s:
        by_slot = np.zeros(accounts + len(others), np.int64)
        for account, code, amount in rows_of(con, sql_text(name)):
            slot = slot_of(account, code)
            if slot is not None:
                by_slot[slot] = amount
        return by_slot

    opening = balances("flow/matching/openings.sql")
    lowest = balances("flow/matching/lowest.sql")
    account = np.concatenate([np.arange(accounts), others % accounts]).astype(np.int32)
    refunds = read_refunds(con, sides.ids, closed[sides.to_account], closed[sides.from_account])
    undone = read_undone(con, slot_of)
    return Slots(from_slot, to_slot, account, closed[account], opening, lowest, refunds, undone)


def _pairs(
    con: duckdb.DuckDBPyConnection, currencies: list[int], sides: Sides, accounts: int
) -> Int64s:
    """Return one number for each pair of currency and account, of shape (2, transfers).

    The first row is of the debits, the second of the credits.
    """
    read = read_by_id(
        con,
        "select id, enum_code(currency) as paid, enum_code(to_currency) as received from transfer",
    )
    index_of = np.zeros(max(currencies) + 1, np.int64)
    index_of[currencies] = np.arange(len(currencies))
    pairs = np.stack([index_of[read["paid"]], index_of[read["received"]]]) * accounts
    pairs[0] += sides.from_account
    pairs[1] += sides.to_account
    return pairs


def _dense(pairs: Int64s, accounts: int) -> tuple[Int64s, Int32s]:
    """Number the pairs: those below ``accounts`` as they are, the others densely after them.

    Returns the others in order (the slot less ``accounts`` is the index) and all numbers.
    """
    slots = pairs.astype(np.int32)
    is_other = pairs >= accounts
    others, numbers = np.unique(pairs[is_other], return_inverse=True)
    slots[is_other] = accounts + numbers
    return others, slots
