"""Traces under rules that are carried through time instead of walking over hops."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from moneygraph.flow.trails.ends import place_carried, tell_placed, touching
from moneygraph.flow.trails.starts import Starts
from moneygraph.flow.trails.trail import End, Trace
from moneygraph.store.rows import Rows

if TYPE_CHECKING:
    import duckdb

    from moneygraph.flow.taint import Carried, Claims, Money

#: How many transfers a carried trace describes; of the others it gives the amounts alone.
LARGEST: Final = 500


def claims_of(begun: Starts) -> Claims:
    """Return what starts, as claims to carry."""
    from moneygraph.flow.taint import Claims

    return Claims(begun.ranges.transfer, begun.ranges.hi, begun.victim)


def follow_carried(con: duckdb.DuckDBPyConnection, money: Money, rule: str, begun: Starts) -> Trace:
    """Follow what starts under a carried rule through all money of a case."""
    carried = carry_rule(money, rule, begun)
    largest = np.argsort(-carried.through, kind="stable")[:LARGEST]
    ids = carried.transfer[largest].astype(np.int64)
    with touching(con, ids, carried.through[largest]) as transfers:
        pass
    victims = () if rule == "poison" else begun.victims
    place(con, carried)
    told = trace_of(rule, begun, carried, tell_placed(con, victims))
    through = dict(zip(carried.transfer.tolist(), carried.through.tolist(), strict=True))
    return replace(told, transfers=transfers, through=through)


def carry_rule(money: Money, rule: str, begun: Starts) -> Carried:
    """Carry what starts under a rule; poison carries the money of all victims as one."""
    from moneygraph.flow.taint import carry, carry_bound

    if rule == "poison":
        return carry_bound(money, claims_of(begun))
    return carry(money, rule, claims_of(begun), max(1, len(begun.victims)))


def trace_of(rule: str, begun: Starts, carried: Carried, ends: Rows[End]) -> Trace:
    """Return what was carried as a trace that tells its ends alone."""
    ids, amounts = begun.ranges.transfer.tolist(), begun.ranges.hi.tolist()
    returned = int(carried.again.sum())
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


def place(con: duckdb.DuckDBPyConnection, carried: Carried) -> None:
    """Make the temporary table ``placed`` of where carried money stands."""
    columns = ("account", "victim", "share", "depth", "first_us", "last_us")
    place_carried(con, {name: getattr(carried, name) for name in columns})
