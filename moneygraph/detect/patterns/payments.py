"""Reads the payments of which shapes are made, as arrays, and keeps lists of different lengths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from moneygraph.flow.matching.kernel import Bools, Int32s, Int64s
from moneygraph.flow.matching.sides import read_by_id
from moneygraph.store.sqltext import rows_of, sql_text

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Lists:
    """Lists of indices of meetings; ``start`` has one more element than there are lists."""

    start: Int32s
    values: Int32s

    def __len__(self) -> int:
        return len(self.start) - 1

    @property
    def sizes(self) -> Int32s:
        """How long each list is."""
        return np.diff(self.start)

    @property
    def first(self) -> Int32s:
        """The first value of each; none may be empty."""
        return self.values[self.start[:-1]]

    @property
    def last(self) -> Int32s:
        """The last value of each; none may be empty."""
        return self.values[self.start[1:] - 1]

    def picked(self, indices: NDArray[np.integer]) -> Lists:
        """Return the lists at these indices, in that order."""
        return sliced(self.values, self.start[:-1][indices], self.sizes[indices])

    def only(self, kept: Bools) -> Lists:
        """Return the lists without the values that ``kept``, an array by value, is false for."""
        stay = kept[self.values]
        start = np.concatenate([[0], np.cumsum(stay)])[self.start].astype(np.int32)
        return Lists(start, self.values[stay])

    def numbers(self) -> Int64s:
        """Return for each value the number of its list."""
        return np.repeat(np.arange(len(self)), self.sizes)

    def distinct(self, of: NDArray[Any]) -> Int64s:
        """Return how many different numbers ``of`` gives to the values of each list."""
        number, value = self.numbers(), of[self.values]
        order = np.lexsort((value, number))
        number, value = number[order], value[order]
        is_new = np.ones(len(order), np.bool_)
        is_new[1:] = (number[1:] != number[:-1]) | (value[1:] != value[:-1])
        return np.bincount(number[is_new], minlength=len(self))

    def sums(self, of: NDArray[Any]) -> NDArray[np.float64]:
        """Return what ``of`` gives to the values of each list, added up."""
        return np.bincount(self.numbers(), of[self.values], len(self)).astype(np.float64)


def sliced(values: Int32s, begin: NDArray[np.integer], sizes: NDArray[np.integer]) -> Lists:
    """Return slices of an array as lists."""
    start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    inner = np.arange(start[-1]) + np.repeat(begin - start[:-1], sizes)
    return Lists(start, values[inner])


def concatenated_lists(*parts: Lists) -> Lists:
    """Concatenate lists."""
    sizes = np.concatenate([part.sizes for part in parts])
    start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    return Lists(start, np.concatenate([part.values for part in parts]))


def side_by_side(one: Lists, other: Lists) -> Lists:
    """Join each list of one with the list of the other at the same index."""
    count = len(one)
    woven = np.arange(2 * count).reshape(2, count).T.ravel()
    both = concatenated_lists(one, other).picked(woven)
    return Lists(both.start[::2], both.values)


Floats: TypeAlias = NDArray[np.float64]
_SURVEY = """
select coalesce(bool_or(ts <> credit_ts), false), coalesce(bool_or(amount <> to_amount), false),
    coalesce(bool_or(currency <> to_currency), false) or count(distinct currency) > 1,
    epoch_us(min(ts)), epoch_us(max(ts))
from transfer
"""
_ACCOUNTS = """
select id, kind in ('person', 'company', 'unknown') as takes from account
"""


@dataclass(frozen=True)
class Payments:
    """Payments as parallel arrays, ordered by id; times in microseconds.

    ``size_out`` and ``size_in`` are natural logarithms of what was paid and received, in the
    currency most used. ``first_ts`` and ``last_ts`` are the times of the case's first and last
    transfer, of whatever kind. ``takes_part``: which accounts can be in a shape, by account.
    """

    ids: Int32s
    ts: Int64s
    credit_ts: Int64s
    payer: Int32s
    payee: Int32s
    size_out: Floats
    size_in: Floats
    takes_part: Bools
    first_ts: int
    last_ts: int


def read_payments(con: duckdb.DuckDBPyConnection) -> Payments:
    """Read all payments of a case; a column that repeats another is not read."""
    ((two_times, exchanged, currencies, first_ts, last_ts),) = rows_of(con, _SURVEY)
    names = ["id", "ts", "payer", "payee", "amount"] + ["credit_ts"] * two_times
    names += ["to_amount"] * exchanged + ["paid", "received"] * currencies
    read = read_by_id(
        con, f"select {', '.join(names)} from ({sql_text('detect/patterns/payments.sql')})"
    )
    size_out = np.log(read["amount"])
    size_in = np.log(read["to_amount"]) if exchanged else size_out
    if currencies:
        worth = _worth(con)
        size_out, size_in = size_out - worth[read["paid"]], size_in - worth[read["received"]]
    ts = read["ts"].view(np.int64)
    return Payments(
        ids=read["id"],
        ts=ts,
        credit_ts=read["credit_ts"].view(np.int64) if two_times else ts,
        payer=read["payer"],
        payee=read["payee"],
        size_out=size_out,
        size_in=size_in,
        takes_part=_takes_part(con),
        first_ts=first_ts or 0,
        last_ts=last_ts or 0,
    )


def _worth(con: duckdb.DuckDBPyConnection) -> Floats:
    """Return the worth of each currency by its code; nan where no exchange shows it."""
    worth = np.full(256, np.nan)
    for code, ln_rate in rows_of(con, sql_text("detect/patterns/worth.sql")):
        worth[code] = ln_rate
    return worth


def _takes_part(con: duckdb.DuckDBPyConnection) -> Bools:
    read = con.execute(_ACCOUNTS).fetchnumpy()
    ids, takes = read["id"], read["takes"]
    known = np.zeros(int(ids.max()) + 1 if len(ids) else 0, np.bool_)
    known[ids] = takes
    return known
