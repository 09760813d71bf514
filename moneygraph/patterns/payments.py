"""Reads the payments that shapes can be made of, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from moneygraph.hops.kernel import Bools, Int32s, Int64s
from moneygraph.hops.sides import read_by_id
from moneygraph.sqltext import rows_of, sql_text

if TYPE_CHECKING:
    import duckdb

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
    """Payments by id, one place each; times in microseconds.

    ``size_out`` and ``size_in`` are natural logarithms of what was paid and got, in the currency
    most used. ``begun`` and ``ended`` are the times of the case's first and last transfer, of
    whatever kind. ``takes_part``: which accounts can stand in a shape, by account.
    """

    ids: Int32s
    ts: Int64s
    credit_ts: Int64s
    payer: Int32s
    payee: Int32s
    size_out: Floats
    size_in: Floats
    takes_part: Bools
    begun: int
    ended: int


def read_payments(con: duckdb.DuckDBPyConnection) -> Payments:
    """Read all payments of a case; a column that says nothing new is not read."""
    ((two_times, exchanged, currencies, begun, ended),) = rows_of(con, _SURVEY)
    names = ["id", "ts", "payer", "payee", "amount"] + ["credit_ts"] * two_times
    names += ["to_amount"] * exchanged + ["paid", "got"] * currencies
    read = read_by_id(con, f"select {', '.join(names)} from ({sql_text('patterns/payments.sql')})")
    size_out = np.log(read["amount"])
    size_in = np.log(read["to_amount"]) if exchanged else size_out
    if currencies:
        worth = _worth(con)
        size_out, size_in = size_out - worth[read["paid"]], size_in - worth[read["got"]]
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
        begun=begun or 0,
        ended=ended or 0,
    )


def _worth(con: duckdb.DuckDBPyConnection) -> Floats:
    """Return the worth of each currency by its code; nan where no exchange tells it."""
    worth = np.full(256, np.nan)
    for code, ln_rate in rows_of(con, sql_text("patterns/worth.sql")):
        worth[code] = ln_rate
    return worth


def _takes_part(con: duckdb.DuckDBPyConnection) -> Bools:
    read = con.execute(_ACCOUNTS).fetchnumpy()
    ids, takes = read["id"], read["takes"]
    known = np.zeros(int(ids.max()) + 1 if len(ids) else 0, np.bool_)
    known[ids] = takes
    return known
