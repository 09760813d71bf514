"""Makes the table `trait` of a case: what its transfers and hops say of each account."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from moneygraph.hops import hop_table
from moneygraph.hops.build import read_events
from moneygraph.hops.kernel import Bools, Int32s, Int64s
from moneygraph.hops.sides import Sides, read_sides
from moneygraph.traits.flows import measure_hops, measure_shares, share_from_source, share_to_exit
from moneygraph.traits.lay import Bytes, Movements, lay_movements
from moneygraph.traits.movements import find_usual, judge_debits, measure
from moneygraph.traits.near import measure_neighbours
from moneygraph.traits.parties import read_parties, read_uses
from moneygraph.traits.people import SPAN, measure_people
from moneygraph.traits.records import TRAIT, Records

if TYPE_CHECKING:
    import duckdb

#: From the first of these moments up to the second, in microseconds since 1970.
Window: TypeAlias = tuple[int, int]

_DAY_US = 86_400_000_000
#: Loops let go of Python's lock; two of them are as many as an ordinary computer has room for.
_THREADS = 2
#: Of so many payments of its own an account's usual one is as sure as that of all accounts.
_AS_MANY = 3


def make_traits(
    con: duckdb.DuckDBPyConnection, rule: str, table: str = "trait", window: Window | None = None
) -> None:
    """Fill `trait`, a row an account that money was given to or sent from, by a rule's hops.

    Runs inside the caller's transaction. Terminals, and accounts that stand for one without a
    number, have none. With a `window` only transfers that were debited in it count, and hops
    from one such to another; `table` is another of the same columns.
    """
    sides, parties = read_sides(con), read_parties(con)
    use, events = read_uses(con, sides, parties), read_events(con, sides)
    inside = np.ones(len(sides.ids), np.bool_)
    if window is not None:
        inside = (window[0] <= sides.ts) & (sides.ts < window[1])
        use[~inside] = 0
        # what is paid to oneself moves nothing
        sides = replace(sides, to_account=np.where(inside, sides.to_account, sides.from_account))
    laid = lay_movements(events, sides, use, parties.owner, parties.closed)
    traits = np.zeros(len(laid.start) - 1, TRAIT)
    source = _measure(laid, sides, traits)
    _blend_usual(traits)
    _follow(sides, _read_hops(con, rule, sides, inside), use, source, traits)
    _keep(con, table, traits, np.flatnonzero(np.diff(laid.start)).astype(np.int32))


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


def _read_hops(
    con: duckdb.DuckDBPyConnection, rule: str, sides: Sides, inside: Bools
) -> tuple[Int32s, Int32s, Int64s, Int64s]:
    """Return the places of in_transfer and out_transfer, the amount and dwell_s of each hop."""
    asked = f"select in_transfer, out_transfer, amount, dwell_s from {hop_table(rule)}"
    read = con.execute(asked).fetchnumpy()
    ins = _places(sides.ids, read["in_transfer"])
    outs = _places(sides.ids, read["out_transfer"])
    hops = (ins, outs, read["amount"], read["dwell_s"])
    if inside.all():
        return hops
    both = inside[ins] & inside[outs]
    return ins[both], outs[both], hops[2][both], hops[3][both]


def _follow(
    sides: Sides, hops: tuple[Int32s, Int32s, Int64s, Int64s], use: Bytes, source: Bools,
    traits: Records,
) -> None:  # fmt: skip
    """Fill what hops say."""
    payer, payee = sides.from_account, sides.to_account
    with ThreadPoolExecutor(_THREADS) as pool:
        to_exit = pool.submit(share_to_exit, *hops, sides.to_amount, use)
        from_source = pool.submit(share_from_source, *hops, sides.amount, source)
        measure_hops(*hops, use, payer, payee, sides.amount, sides.to_amount, traits)
        measure_shares(payee, sides.to_amount, use, to_exit.result(), from_source.result(), traits)
    measure_neighbours(payer, payee, sides.amount, sides.to_amount, use, traits)


def _places(ids: Int32s, wanted: Int32s) -> Int32s:
    """Return where ids stand among all, which are most often numbered from 1."""
    if len(ids) and ids[-1] - ids[0] == len(ids) - 1:
        shifted: Int32s = wanted - ids[0]
        return shifted
    places: Int32s = np.searchsorted(ids, wanted).astype(np.int32)
    return places


def _keep(con: duckdb.DuckDBPyConnection, table: str, traits: Records, accounts: Int32s) -> None:
    columns = {name: np.ascontiguousarray(traits[name][accounts]) for name in TRAIT.names or ()}
    con.register("traits_to_keep", {"account": accounts, **columns})
    try:
        con.execute(f"delete from {table}").fetchall()
        con.execute(f"insert into {table} from traits_to_keep").fetchall()
    finally:
        con.unregister("traits_to_keep")
