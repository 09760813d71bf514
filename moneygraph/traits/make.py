"""Makes the table `trait` of a case: what its transfers and hops say of each account."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from moneygraph.hops import hop_table
from moneygraph.hops.build import read_events
from moneygraph.hops.kernel import Int32s, lay_by_slot
from moneygraph.hops.sides import Sides, read_sides
from moneygraph.traits import flows
from moneygraph.traits.movements import judge_debits, measure
from moneygraph.traits.parties import read_paid, read_parties
from moneygraph.traits.people import measure_people
from moneygraph.traits.records import TRAIT, Records

if TYPE_CHECKING:
    import duckdb

_DAY_US = 86_400_000_000


def make_traits(con: duckdb.DuckDBPyConnection, rule: str) -> None:
    """Fill `trait`, a row an account that money was given to or sent from, by a rule's hops.

    Runs inside the caller's transaction. Terminals, and accounts that stand for one without a
    number, have none.
    """
    sides, parties = read_sides(con), read_parties(con)
    paid = read_paid(con, sides, parties)
    owners = int(parties["owner"].max(initial=0)) + 1
    start, entries = lay_by_slot(
        read_events(con, sides), sides.from_account, sides.to_account, sides.amount,
        sides.to_amount, parties["closed"],
    )  # fmt: skip
    traits = np.zeros(len(start) - 1, TRAIT)
    judge_debits(start, entries, paid, owners)
    measure(start, entries, paid, owners, traits)
    measure_people(start, entries, paid, owners, *_months(sides), traits)
    _follow(con, rule, sides, paid, traits)
    _keep(con, traits, np.flatnonzero(np.diff(start)).astype(np.int32))


def _months(sides: Sides) -> tuple[Int32s, int]:
    """Return the calendar month of each day of the case, and the first day, since 1970."""
    if not len(sides.ids):
        return np.zeros(1, np.int32), 0
    first = int(min(sides.ts.min(), sides.credit_ts.min()) // _DAY_US)
    last = int(max(sides.ts.max(), sides.credit_ts.max()) // _DAY_US)
    days = np.arange(first, last + 1).astype("datetime64[D]")
    return days.astype("datetime64[M]").astype(np.int32), first


def _follow(
    con: duckdb.DuckDBPyConnection, rule: str, sides: Sides, paid: Records, traits: Records
) -> None:
    """Fill what hops say."""
    asked = f"select in_transfer, out_transfer, amount, dwell_s from {hop_table(rule)}"
    read = con.execute(asked).fetchnumpy()
    ins = _places(sides.ids, read["in_transfer"])
    outs = _places(sides.ids, read["out_transfer"])
    hops = (ins, outs, read["amount"], read["dwell_s"])
    flows.measure_hops(*hops, paid, traits)
    to_exit, source = flows.share_to_exit(*hops, paid), flows.share_from_source(*hops, paid)
    flows.measure_shares(paid, to_exit, source, traits)
    flows.measure_neighbours(paid, traits)


def _places(ids: Int32s, wanted: Int32s) -> Int32s:
    """Return where ids stand among all, which are most often numbered from 1."""
    if len(ids) and ids[-1] - ids[0] == len(ids) - 1:
        return (wanted - ids[0]).astype(np.int32, copy=False)
    return np.searchsorted(ids, wanted).astype(np.int32)


def _keep(con: duckdb.DuckDBPyConnection, traits: Records, accounts: Int32s) -> None:
    columns = {name: np.ascontiguousarray(traits[name][accounts]) for name in TRAIT.names or ()}
    con.register("traits_to_keep", {"account": accounts, **columns})
    try:
        con.execute("insert into trait from traits_to_keep").fetchall()
    finally:
        con.unregister("traits_to_keep")
