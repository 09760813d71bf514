"""Traces under rules that are tainted through time instead of walking over hops."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from moneygraph.flow.trails.ends import place_tainted, placed_ends, touching
from moneygraph.flow.trails.starts import Starts
from moneygraph.flow.trails.trail import End, Trace
from moneygraph.store.rows import Rows

if TYPE_CHECKING:
    import duckdb

    from moneygraph.flow.taint import Claims, Money, Tainted

#: How many transfers a tainted trace describes; of the others it gives the amounts alone.
LARGEST: Final = 500


def claims_of(begun: Starts) -> Claims:
    """Return what starts, as claims to spread."""
    from moneygraph.flow.taint import Claims

    return Claims(begun.ranges.transfer, begun.ranges.hi, begun.victim)


def follow_tainted(con: duckdb.DuckDBPyConnection, money: Money, rule: str, begun: Starts) -> Trace:
    """Follow what starts under a tainted rule through all money of a case."""
    tainted = taint_rule(money, rule, begun)
    largest = np.argsort(-tainted.through, kind="stable")[:LARGEST]
    ids = tainted.transfer[largest].astype(np.int64)
    with touching(con, ids, tainted.through[largest]) as transfers:
        pass
    victims = () if rule == "poison" else begun.victims
    place(con, tainted)
    trace = trace_of(rule, begun, tainted, placed_ends(con, victims))
    through = dict(zip(tainted.transfer.tolist(), tainted.through.tolist(), strict=True))
    return replace(trace, transfers=transfers, through=through)


def taint_rule(money: Money, rule: str, begun: Starts) -> Tainted:
    """Spread what starts under a rule; poison spreads the money of all victims as one."""
    from moneygraph.flow.taint import spread, taint_bound

    if rule == "poison":
        return taint_bound(money, claims_of(begun))
    return spread(money, rule, claims_of(begun), max(1, len(begun.victims)))


def trace_of(rule: str, begun: Starts, tainted: Tainted, ends: Rows[End]) -> Trace:
    """Return what was tainted as a trace that tells its ends alone."""
    ids, amounts = begun.ranges.transfer.tolist(), begun.ranges.hi.tolist()
    returned = int(tainted.again.sum())
    return Trace(
        rule=rule,
        back=False,
        traced=sum(amounts) - returned,
        currency=begun.currency,
        ends=ends,
        hops=[],
        transfers={},
        starts=dict(zip(ids, amounts, strict=True)),
        returned=returned,
        tied=0,
    )


def place(con: duckdb.DuckDBPyConnection, tainted: Tainted) -> None:
    """Make the temporary table ``placed`` of where tainted money is."""
    columns = ("account", "victim", "share", "depth", "first_us", "last_us")
    place_tainted(con, {name: getattr(tainted, name) for name in columns})
