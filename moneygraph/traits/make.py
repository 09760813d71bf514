"""Measures the traits of every account, and keeps them in the table `trait`."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from moneygraph.hops.kernel import Int32s
from moneygraph.traits.flows import measure_hops, measure_shares, share_from_source, share_to_exit
from moneygraph.traits.lay import lay_movements
from moneygraph.traits.marks import THREADS, Marks, measure_all
from moneygraph.traits.matter import Links, Matter
from moneygraph.traits.near import measure_neighbours
from moneygraph.traits.records import TRAIT, Records
from moneygraph.traits.strangers import count_stranger_passes, left_for_strangers

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Traits:
    """A record of `TRAIT` for each account id, which accounts have any movement, and `Marks`."""

    records: Records
    accounts: Int32s
    marks: Marks


def measure_movements(matter: Matter) -> Traits:
    """Measure what movements say of every account; needs no database, as `follow`."""
    sides, parties = matter.sides, matter.parties
    laid = lay_movements(matter.events, sides, matter.use, parties.owner, parties.closed)
    records = np.zeros(len(laid.start) - 1, TRAIT)
    marks = measure_all(laid, sides, records)
    return Traits(records, np.flatnonzero(np.diff(laid.start)).astype(np.int32), marks)


def follow(matter: Matter, links: Links, traits: Traits) -> dict[str, NDArray[Any]]:
    """Add what hops say; return the columns of the table `trait`."""
    sides, use, records, marks = matter.sides, matter.use, traits.records, traits.marks
    payer, payee = sides.from_account, sides.to_account
    amounts = (sides.amount, sides.to_amount)
    with ThreadPoolExecutor(THREADS) as pool:
        to_exit = pool.submit(share_to_exit, *links, sides.to_amount, use)
        source = marks.empties & marks.is_new
        from_source = pool.submit(share_from_source, *links, sides.amount, source)
        measure_hops(*links, use, payer, payee, *amounts, records)
        left = left_for_strangers(*links, use, marks.from_stranger, marks.to_stranger)
        count_stranger_passes(left, payee, sides.to_amount, records)
        shares = (to_exit.result(), from_source.result())
        measure_shares(payee, sides.to_amount, use, *shares, records)
    measure_neighbours(payer, payee, *amounts, use, records)
    rows = records[traits.accounts]
    return {"account": traits.accounts, **{name: rows[name] for name in TRAIT.names or ()}}


def keep_traits(
    con: duckdb.DuckDBPyConnection, columns: dict[str, NDArray[Any]], table: str = "trait"
) -> None:
    """Put traits into a table in place of those that are there."""
    con.register("traits_to_keep", columns)
    try:
        con.execute(f"delete from {table}").fetchall()
        con.execute(f"insert into {table} from traits_to_keep").fetchall()
    finally:
        con.unregister("traits_to_keep")
