"""Measures the traits of every account, and keeps them in the table `trait`."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from moneygraph.hops.kernel import Bools, Int32s
from moneygraph.hops.sides import Sides
from moneygraph.traits.flows import measure_hops, measure_shares, share_from_source, share_to_exit
from moneygraph.traits.lay import Movements, lay_movements
from moneygraph.traits.matter import Links, Matter
from moneygraph.traits.movements import find_usual, judge_debits, measure
from moneygraph.traits.near import measure_neighbours
from moneygraph.traits.people import SPAN, measure_people
from moneygraph.traits.records import TRAIT, Records

if TYPE_CHECKING:
    import duckdb

_DAY_US = 86_400_000_000
#: Loops let go of Python's lock; two of them are as many as an ordinary computer has room for.
_THREADS = 2
#: Of so many payments of its own an account's usual one is as sure as that of all accounts.
_AS_MANY = 3


@dataclass(frozen=True)
class Traits:
    """A record of `TRAIT` for each account id, and which accounts have any movement.

    ``source``: of each transfer, whether it is new to a payer whom it empties.
    """

    records: Records
    accounts: Int32s
    source: Bools


def measure_movements(matter: Matter) -> Traits:
    """Measure what movements say of every account; needs no database, as `follow`."""
    sides, parties = matter.sides, matter.parties
    laid = lay_movements(matter.events, sides, matter.use, parties.owner, parties.closed)
    records = np.zeros(len(laid.start) - 1, TRAIT)
    source = _measure(laid, sides, records)
    _blend_usual(records)
    return Traits(records, np.flatnonzero(np.diff(laid.start)).astype(np.int32), source)


def follow(matter: Matter, links: Links, traits: Traits) -> None:
    """Add what hops say."""
    sides, use, records = matter.sides, matter.use, traits.records
    payer, payee = sides.from_account, sides.to_account
    with ThreadPoolExecutor(_THREADS) as pool:
        to_exit = pool.submit(share_to_exit, *links, sides.to_amount, use)
        from_source = pool.submit(share_from_source, *links, sides.amount, traits.source)
        measure_hops(*links, use, payer, payee, sides.amount, sides.to_amount, records)
        shares = (to_exit.result(), from_source.result())
        measure_shares(payee, sides.to_amount, use, *shares, records)
    measure_neighbours(payer, payee, sides.amount, sides.to_amount, use, records)


def keep_traits(con: duckdb.DuckDBPyConnection, traits: Traits, table: str = "trait") -> None:
    """Put traits into a table in place of those that are there."""
    columns = {name: traits.records[name][traits.accounts] for name in TRAIT.names or ()}
    con.register("traits_to_keep", {"account": traits.accounts, **columns})
    try:
        con.execute(f"delete from {table}").fetchall()
        con.execute(f"insert into {table} from traits_to_keep").fetchall()
    finally:
        con.unregister("traits_to_keep")


def _measure(laid: Movements, sides: Sides, traits: Records) -> Bools:
    """Fill what movements say; return which transfers are new to a payer whom they empty."""
    empties, is_new = np.zeros(len(sides.ids), np.bool_), np.zeros(len(sides.ids), np.bool_)
    months, first_day = _months(sides)

    def measure_some(some: tuple[int, int]) -> None:
        spans = np.zeros(2, SPAN)
        find_usual(*some, laid.start, laid.movements, traits)
        measure(*some, laid.start, laid.movements, laid.owners, empties, is_new, traits)
        measure_people(
            *some, laid.start, laid.movements, laid.owners, months, first_day, spans, traits
        )

    def judge_some(some: tuple[int, int]) -> None:
        judge_debits(*some, laid.start, laid.movements, laid.owners, empties, is_new)

    with ThreadPoolExecutor(_THREADS) as pool:
        for work in (judge_some, measure_some):
            list(pool.map(work, _ranges(laid.start)))
    return empties & is_new


def _blend_usual(traits: Records) -> None:
    """Draw what is usual towards what is usual for all, as if that had been seen a few times."""
    known = traits["usual"][traits["usual"] > 0]
    if len(known):
        own, times = (
            np.log(np.maximum(1, traits["usual"])),
            traits["given_count"] + traits["sent_count"],
        )
        for_all = np.log(float(np.median(known)))
        blend = (own * times + for_all * _AS_MANY) / (times + _AS_MANY)
        traits["usual"] = np.rint(np.exp(blend)).astype(np.int64)


def _ranges(start: Int32s) -> list[tuple[int, int]]:
    """Split the accounts into ranges with about as many movements in each."""
    cuts = np.searchsorted(start, np.arange(1, _THREADS) * start[-1] / _THREADS)
    edges = [0, *cuts.tolist(), len(start) - 1]
    return list(pairwise(edges))


def _months(sides: Sides) -> tuple[Int32s, int]:
    """Return the calendar month of each day of the case, and the first day, since 1970."""
    if not len(sides.ids):
        return np.zeros(1, np.int32), 0
    first = int(min(sides.ts.min(), sides.credit_ts.min()) // _DAY_US)
    last = int(max(sides.ts.max(), sides.credit_ts.max()) // _DAY_US)
    days = np.arange(first, last + 1).astype("datetime64[D]")
    return days.astype("datetime64[M]").astype(np.int32), first
