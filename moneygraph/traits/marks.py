"""Measures what movements say of accounts, and marks what they say of transfers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np

from moneygraph.hops.kernel import Int32s
from moneygraph.hops.sides import Sides
from moneygraph.traits.crowds import measure_crowds
from moneygraph.traits.lay import Movements
from moneygraph.traits.movements import judge_debits, measure
from moneygraph.traits.people import SPAN, measure_people
from moneygraph.traits.records import Records
from moneygraph.traits.usual import blend_usual, find_usual
from moneygraph.traits.wholes import measure_wholes

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


def measure_all(laid: Movements, sides: Sides, traits: Records) -> Marks:
    """Fill what movements say of accounts; return what they say of transfers."""
    start, movements, owners = laid.start, laid.movements, laid.owners
    marks, (first_us, last_us) = Marks(len(sides.ids)), _times(sides)
    months, first_day = _months(first_us, last_us)

    def measure_some(some: tuple[int, int]) -> None:
        spans = np.zeros(2, SPAN)
        find_usual(*some, start, movements, traits)
        measure(
            *some, start, movements, owners, marks.empties, marks.is_new, marks.from_stranger,
            marks.to_stranger, traits,
        )  # fmt: skip
        measure_crowds(*some, start, movements, last_us - first_us, traits)
        measure_people(*some, start, movements, owners, months, first_day, spans, traits)

    def judge_some(some: tuple[int, int]) -> None:
        judge_debits(*some, start, movements, owners, marks.empties, marks.is_new)

    def look_for_wholes(some: tuple[int, int]) -> None:
        measure_wholes(*some, start, movements, traits)

    with ThreadPoolExecutor(THREADS) as pool:
        for work in (judge_some, measure_some):
            list(pool.map(work, _ranges(start)))
        blend_usual(traits)
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
