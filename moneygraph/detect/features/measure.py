"""Measures the features of every account and keeps them in the table ``measure``."""

from __future__ import annotations

from collections.abc import Callable
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
from moneygraph.detect.features.gone import flag_kept, measure_gone
from moneygraph.detect.features.inputs import (
    FOLLOW_BYTES,
    Grouped,
    HopArrays,
    Inputs,
    Movements,
    group_all,
)
from moneygraph.detect.features.movements import (
    blend_usual,
    find_usual,
    flag_debits,
    measure,
    usual_for_all,
)
from moneygraph.detect.features.people import SPAN, measure_people
from moneygraph.detect.features.records import FEATURE, Records
from moneygraph.detect.features.strangers import (
    count_stranger_passes,
    left_for_strangers,
    measure_crowds,
    measure_whole_passes,
)
from moneygraph.flow.matching.kernel import Int32s
from moneygraph.flow.matching.parts import Range
from moneygraph.flow.matching.sides import Sides
from moneygraph.store.arrays import fits

if TYPE_CHECKING:
    import duckdb

_DAY_US = 86_400_000_000
#: Loops release Python's lock; two of them are as many as an ordinary computer can run.
THREADS = 2


class TransferFlags:
    """What loops find of transfers.

    The transfer empties its payer, drains him, is new to him, is from a stranger, is to a stranger,
    is from or to somebody with whom the other deals briefly, is kept by its receiver; and the index
    of the payment by which it left whole, or -1.
    """

    def __init__(self, count: int) -> None:
        """Make flags of `count` transfers, all false."""
        self.empties, self.is_new = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
        self.drains, self.kept = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
        self.from_stranger, self.to_stranger = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
        self.from_brief, self.to_brief = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
        self.left_by = np.full(count, -1, np.int32)


def flag_all(grouped: Grouped, flags: TransferFlags, features: Records) -> None:
    """Flag what empties, drains or is new to its payer, and fill what is usual, unblended."""
    owners = grouped.owners

    def flag_some(some: Range, start: Int32s, movements: Records) -> None:
        found = flags.empties, flags.drains, flags.is_new
        flag_debits(*some, start, movements, owners, *found)
        find_usual(*some, start, movements, features)

    _of_each(grouped, flag_some)


def measure_all(
    grouped: Grouped, flags: TransferFlags, times: tuple[int, int], features: Records
) -> None:
    """Fill the other features of movements; what empties its payer or is new to it is flagged.

    ``times`` are the first and the last moment of the case, in microseconds since 1970.
    """
    owners, (first_us, last_us) = grouped.owners, times
    months, first_day = _months(first_us, last_us)

    def measure_some(some: Range, start: Int32s, movements: Records) -> None:
        spans = np.zeros(2, SPAN)
        measure(
            *some, start, movements, owners, flags.empties, flags.is_new, flags.from_stranger,
            flags.to_stranger, flags.from_brief, flags.to_brief, features,
        )  # fmt: skip
        measure_crowds(*some, start, movements, last_us - first_us, features)
        measure_people(*some, start, movements, owners, months, first_day, spans, features)

    _of_each(grouped, measure_some)


def pass_all(
    grouped: Grouped, flags: TransferFlags, for_all: float | None, features: Records
) -> None:
    """Blend what is usual with that of all accounts, and count sums that left whole."""

    def find_whole_passes(some: Range, start: Int32s, movements: Records) -> None:
        strange = flags.from_stranger, flags.to_stranger
        measure_whole_passes(*some, start, movements, *strange, flags.left_by, features)

    blend_usual(features, for_all)
    _of_each(grouped, find_whole_passes)


def _of_each(grouped: Grouped, work: Callable[[Range, Int32s, Records], None]) -> None:
    """Do work on all accounts, range by range, and each range on several threads."""
    with ThreadPoolExecutor(THREADS) as pool:
        for part in grouped:
            jobs = [pool.submit(work, one, part.start, part.movements) for one in _ranges(part)]
            for job in jobs:
                job.result()


def _ranges(part: Movements) -> list[Range]:
    """Split the accounts of a part into ranges with about as many movements in each."""
    (first, last), count = part.accounts, len(part.movements)
    cuts = np.searchsorted(part.start, np.arange(1, THREADS) * count / THREADS).tolist()
    return list(pairwise([first, *(min(max(cut, first), last) for cut in cuts), last]))


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
    grouped = group_all(inputs)
    records, flags = np.zeros(len(grouped.start) - 1, FEATURE), TransferFlags(len(inputs.use))
    flag_all(grouped, flags, records)
    measure_all(grouped, flags, _times(inputs.sides), records)
    pass_all(grouped, flags, usual_for_all(records), records)
    return Features(records, np.flatnonzero(np.diff(grouped.start)).astype(np.int32), flags)


def follow(inputs: Inputs, hop_arrays: HopArrays, features: Features) -> dict[str, NDArray[Any]]:
    """Add the features of hops; return the columns of the table `measure`."""
    sides, use, records, flags = inputs.sides, inputs.use, features.records, features.flags
    payer, payee = sides.from_account, sides.to_account
    amounts = (sides.amount, sides.to_amount)
    beside = THREADS if fits(len(sides.ids) * FOLLOW_BYTES) else 1
    with ThreadPoolExecutor(beside) as pool:
        to_exit = pool.submit(share_to_exit, *hop_arrays, sides.to_amount, use)
        source = flags.empties & flags.is_new
        flags.kept[:] = flag_kept(*hop_arrays, use, payee, sides.to_amount, records)
        from_source = pool.submit(share_from_source, *hop_arrays, sides.amount, source)
        follow_out(inputs, hop_arrays, flags, records)
        shares = (to_exit.result(), from_source.result())
        measure_shares(payee, sides.to_amount, use, *shares, records)
    measure_neighbours(payer, payee, *amounts, use, records)
    rows = records[features.accounts]
    return {"account": features.accounts, **{name: rows[name] for name in FEATURE.names or ()}}


def follow_out(
    inputs: Inputs, hop_arrays: HopArrays, flags: TransferFlags, records: Records
) -> None:
    """Add the features of the hops in an account itself: what went on, how soon, to strangers.

    Which payments were kept is known already.
    """
    sides, use = inputs.sides, inputs.use
    payer, payee = sides.from_account, sides.to_account
    measure_hops(*hop_arrays, use, payer, payee, sides.amount, sides.to_amount, records)
    left = left_for_strangers(*hop_arrays, use, flags.from_stranger, flags.to_stranger)
    count_stranger_passes(left, payee, sides.to_amount, records)
    brief = flags.from_brief, flags.to_brief
    measure_gone(
        *hop_arrays, use, flags.from_stranger, *brief, flags.drains, flags.kept, flags.left_by,
        payee, sides.to_amount, records,
    )  # fmt: skip


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
