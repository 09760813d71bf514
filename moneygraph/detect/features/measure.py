"""Measures the features of every account and keeps them in the table ``measure``."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from moneygraph.detect.features.flows import (
    measure_hops,
    measure_neighbours,
    measure_shares,
    share_from_source,
    share_to_exit,
)
from moneygraph.detect.features.inputs import Links, Matter, Movements, lay_movements
from moneygraph.detect.features.movements import blend_usual, find_usual, judge_debits, measure
from moneygraph.detect.features.people import SPAN, measure_people
from moneygraph.detect.features.records import FEATURE, Records
from moneygraph.detect.features.strangers import (
    count_stranger_passes,
    left_for_strangers,
    measure_crowds,
    measure_wholes,
)
from moneygraph.flow.matching.kernel import Int32s
from moneygraph.flow.matching.sides import Sides

if TYPE_CHECKING:
    import duckdb

_DAY_US = 86_400_000_000
#: Loops let go of Python's lock; two of them are as many as an ordinary computer has room for.
THREADS = 2


class Marks:
    """What movements say of each transfer, each by a loop of its own.

    It empties its payer, and is new to him; it is given by a stranger, and sent to a stranger.
    """

    def __init__(self, count: int) -> None:
        """Begin with none of it."""
        self.empties, self.is_new = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
        self.from_stranger, self.to_stranger = np.zeros(count, np.bool_), np.zeros(count, np.bool_)


def measure_all(laid: Movements, sides: Sides, features: Records) -> Marks:
    """Fill what movements say of accounts; return what they say of transfers."""
    start, movements, owners = laid.start, laid.movements, laid.owners
    marks, (first_us, last_us) = Marks(len(sides.ids)), _times(sides)
    months, first_day = _months(first_us, last_us)

    def measure_some(some: tuple[int, int]) -> None:
        spans = np.zeros(2, SPAN)
        find_usual(*some, start, movements, features)
        measure(
            *some, start, movements, owners, marks.empties, marks.is_new, marks.from_stranger,
            marks.to_stranger, features,
        )  # fmt: skip
        measure_crowds(*some, start, movements, last_us - first_us, features)
        measure_people(*some, start, movements, owners, months, first_day, spans, features)

    def judge_some(some: tuple[int, int]) -> None:
        judge_debits(*some, start, movements, owners, marks.empties, marks.is_new)

    def look_for_wholes(some: tuple[int, int]) -> None:
        measure_wholes(*some, start, movements, features)

    with ThreadPoolExecutor(THREADS) as pool:
        for work in (judge_some, measure_some):
            list(pool.map(work, _ranges(start)))
        blend_usual(features)
        list(pool.map(look_for_wholes, _ranges(start)))
    return marks


def _ranges(start: Int32s) -> list[tuple[int, int]]:
    """Split the accounts into ranges with about as many movements in each."""
    cuts = np.searchsorted(start, np.arange(1, THREADS) * start[-1] / THREADS)
    edges = [0, *cuts.tolist(), len(start) - 1]
    return list(pairwise(edges))


def _times(sides: Sides) -> tuple[int, int]:
    """Return the first and the last moment of movements, in microseconds since 1970."""
    moves = sides.from_account != sides.to_account
    if not moves.any():
        return 0, 0
    ts, credit_ts = sides.ts[moves], sides.credit_ts[moves]
    return int(min(ts.min(), credit_ts.min())), int(max(ts.max(), credit_ts.max()))


def _months(first_us: int, last_us: int) -> tuple[Int32s, int]:
    """Return the calendar month of each day of the case, and the first day, since 1970."""
    first, last = first_us // _DAY_US, last_us // _DAY_US
    days = np.arange(first, last + 1).astype("datetime64[D]")
    return days.astype("datetime64[M]").astype(np.int32), first


@dataclass(frozen=True)
class Features:
    """A record of `FEATURE` for each account id, which accounts have any movement, and `Marks`."""

    records: Records
    accounts: Int32s
    marks: Marks


def measure_movements(matter: Matter) -> Features:
    """Measure what movements say of every account; needs no database, as `follow`."""
    sides, parties = matter.sides, matter.parties
    laid = lay_movements(matter.events, sides, matter.use, parties.owner, parties.closed)
    records = np.zeros(len(laid.start) - 1, FEATURE)
    marks = measure_all(laid, sides, records)
    return Features(records, np.flatnonzero(np.diff(laid.start)).astype(np.int32), marks)


def follow(matter: Matter, links: Links, features: Features) -> dict[str, NDArray[Any]]:
    """Add what hops say; return the columns of the table `measure`."""
    sides, use, records, marks = matter.sides, matter.use, features.records, features.marks
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
    rows = records[features.accounts]
    return {"account": features.accounts, **{name: rows[name] for name in FEATURE.names or ()}}


def keep_features(
    con: duckdb.DuckDBPyConnection, columns: dict[str, NDArray[Any]], table: str = "measure"
) -> None:
    """Put features into a table in place of those that are there."""
    con.register("features_to_keep", columns)
    try:
        con.execute(f"delete from {table}").fetchall()
        con.execute(f"insert into {table} from features_to_keep").fetchall()
    finally:
        con.unregister("features_to_keep")
