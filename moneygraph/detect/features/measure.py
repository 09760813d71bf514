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
from moneygraph.detect.features.inputs import HopArrays, Inputs, Movements, group_movements
from moneygraph.detect.features.movements import blend_usual, find_usual, flag_debits, measure
from moneygraph.detect.features.people import SPAN, measure_people
from moneygraph.detect.features.records import FEATURE, Records
from moneygraph.detect.features.strangers import (
    count_stranger_passes,
    left_for_strangers,
    measure_crowds,
    measure_whole_passes,
)
from moneygraph.flow.matching.kernel import Int32s
from moneygraph.flow.matching.sides import Sides

if TYPE_CHECKING:
    import duckdb

_DAY_US = 86_400_000_000
#: Loops release Python's lock; two of them are as many as an ordinary computer can run.
THREADS = 2


class TransferFlags:
    """Flags of transfers that loops over movements find.

    The transfer empties its payer, is new to the payer, is from a stranger, is to a stranger.
    """

    def __init__(self, count: int) -> None:
        """Make flags of `count` transfers, all false."""
        self.empties, self.is_new = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
        self.from_stranger, self.to_stranger = np.zeros(count, np.bool_), np.zeros(count, np.bool_)


def measure_all(grouped: Movements, sides: Sides, features: Records) -> TransferFlags:
    """Fill the features of movements; return the flags of transfers."""
    start, movements, owners = grouped.start, grouped.movements, grouped.owners
    flags, (first_us, last_us) = TransferFlags(len(sides.ids)), _times(sides)
    months, first_day = _months(first_us, last_us)

    def measure_some(some: tuple[int, int]) -> None:
        spans = np.zeros(2, SPAN)
        find_usual(*some, start, movements, features)
        measure(
            *some, start, movements, owners, flags.empties, flags.is_new, flags.from_stranger,
            flags.to_stranger, features,
        )  # fmt: skip
        measure_crowds(*some, start, movements, last_us - first_us, features)
        measure_people(*some, start, movements, owners, months, first_day, spans, features)

    def flag_some(some: tuple[int, int]) -> None:
        flag_debits(*some, start, movements, owners, flags.empties, flags.is_new)

    def find_whole_passes(some: tuple[int, int]) -> None:
        measure_whole_passes(*some, start, movements, features)

    with ThreadPoolExecutor(THREADS) as pool:
        for work in (flag_some, measure_some):
            list(pool.map(work, _ranges(start)))
        blend_usual(features)
        list(pool.map(find_whole_passes, _ranges(start)))
    return flags


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
    """A record of `FEATURE` for each account id, which accounts move money, and `TransferFlags`."""

    records: Records
    accounts: Int32s
    flags: TransferFlags


def measure_movements(inputs: Inputs) -> Features:
    """Measure the features of movements of every account; needs no database, as `follow`."""
    sides, parties = inputs.sides, inputs.parties
    grouped = group_movements(inputs.events, sides, inputs.use, parties.owner, parties.closed)
    records = np.zeros(len(grouped.start) - 1, FEATURE)
    flags = measure_all(grouped, sides, records)
    return Features(records, np.flatnonzero(np.diff(grouped.start)).astype(np.int32), flags)


def follow(inputs: Inputs, hop_arrays: HopArrays, features: Features) -> dict[str, NDArray[Any]]:
    """Add the features of hops; return the columns of the table `measure`."""
    sides, use, records, flags = inputs.sides, inputs.use, features.records, features.flags
    payer, payee = sides.from_account, sides.to_account
    amounts = (sides.amount, sides.to_amount)
    with ThreadPoolExecutor(THREADS) as pool:
        to_exit = pool.submit(share_to_exit, *hop_arrays, sides.to_amount, use)
        source = flags.empties & flags.is_new
        from_source = pool.submit(share_from_source, *hop_arrays, sides.amount, source)
        measure_hops(*hop_arrays, use, payer, payee, *amounts, records)
        left = left_for_strangers(*hop_arrays, use, flags.from_stranger, flags.to_stranger)
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
