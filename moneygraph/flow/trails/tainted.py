"""Traces under taint rules, which share every payment instead of walking over hops."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from moneygraph.flow.doubts import read_doubts
from moneygraph.flow.trails.ends import read_ends, sum_tainted, touching
from moneygraph.flow.trails.starts import Starts
from moneygraph.flow.trails.trace import named_doubts
from moneygraph.flow.trails.trail import End, Trace
from moneygraph.store.rows import Rows

if TYPE_CHECKING:
    import duckdb

    from moneygraph.flow.taint import Claims, Money, Tainted

#: How many transfers a trace under a taint rule describes; of the others it gives the amounts.
LARGEST: Final = 500


def claims_of(starts: Starts) -> Claims:
    """Return what starts, as claims to spread."""
    from moneygraph.flow.taint import Claims

    own = starts.accounts
    return Claims(starts.ranges.transfer, starts.ranges.hi, starts.victim, own.victim, own.account)


def follow_tainted(
    con: duckdb.DuckDBPyConnection, money: Money, rule: str, starts: Starts
) -> Trace:
    """Follow what starts under a taint rule through all money of a case."""
    tainted = taint_rule(money, rule, starts)
    largest = np.argsort(-tainted.through, kind="stable")[:LARGEST]
    ids = tainted.transfer[largest].astype(np.int64)
    with touching(con, ids, tainted.through[largest]) as transfers:
        pass
    victims = () if rule == "poison" else starts.victims
    sum_tainted_money(con, tainted, starts.currency)
    trace = trace_of(rule, starts, tainted, read_ends(con, victims))
    through = dict(zip(tainted.transfer.tolist(), tainted.through.tolist(), strict=True))
    doubts = read_doubts(con).of(tainted.transfer)
    hangs_on = named_doubts(doubts, through)
    return replace(trace, transfers=transfers, through=through, hangs_on=hangs_on)


def taint_rule(money: Money, rule: str, starts: Starts) -> Tainted:
    """Spread what starts under a rule; poison spreads the money of all victims as one."""
    from moneygraph.flow.taint import spread, taint_bound

    if rule == "poison":
        return taint_bound(money, claims_of(starts))
    return spread(money, rule, claims_of(starts), by_victim=bool(starts.victims))


def trace_of(rule: str, starts: Starts, tainted: Tainted, ends: Rows[End]) -> Trace:
    """Return tainted money as a trace that gives its ends alone."""
    ids, amounts = starts.ranges.transfer.tolist(), starts.ranges.hi.tolist()
    returned = int(tainted.reclaimed.sum())
    return Trace(
        rule=rule,
        back=False,
        traced=sum(amounts) - returned,
        currency=starts.currency,
        ends=ends,
        hops=[],
        transfers={},
        starts=dict(zip(ids, amounts, strict=True)),
        returned=returned,
        tied=0,
    )


def sum_tainted_money(con: duckdb.DuckDBPyConnection, tainted: Tainted, currency: str) -> None:
    """Make the temporary table ``end_amount`` of where tainted money is."""
    columns = ("account", "word", "victim", "share", "depth", "balance", "first_us", "last_us")
    values = {name: getattr(tainted, name) for name in columns}
    sum_tainted(con, values, tainted.transfer, currency)
