"""Which sides of transfers fall into one moment of an account, so that their order is not known."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from moneygraph.hops.kernel import Bools, Int32s, Int64s, compiled
from moneygraph.hops.order import DAY_US


class Moments(NamedTuple):
    """When each transfer was debited and credited, in microseconds.

    ``day``: only the day is known. ``proven``: balances prove the order within the moment.
    """

    us: Int64s
    credit_us: Int64s
    day: Bools
    credit_day: Bools
    proven: Bools
    credit_proven: Bools


@compiled
def joined_entries(start: Int32s, entries: Int64s, moments: Moments, has_days: bool) -> Bools:
    """Tell of each entry whether its order against the one before it is not known.

    That is so at one moment, or on one day of which some time is missing (only where the case
    ``has_days``), unless the order of both is proven.
    """
    joined = np.zeros(len(entries), np.bool_)
    for slot in range(len(start) - 1):
        before, before_proven = 0, False
        for entry in range(start[slot], start[slot + 1]):
            when, _, proven = _side_of(entry, entries, moments)
            if entry > start[slot]:
                joined[entry] = when == before and not (proven and before_proven)
            before, before_proven = when, proven
        if has_days:
            _join_days(start[slot], start[slot + 1], entries, moments, joined)
    return joined


@compiled
def _join_days(first: int, last: int, entries: Int64s, moments: Moments, joined: Bools) -> None:
    """Join a slot's entries [first, last) within each day of which some time is missing."""
    begin = first
    while begin < last:
        day, is_vague, end = _side_of(begin, entries, moments)[0] // DAY_US, False, begin
        while end < last:
            when, day_only, _ = _side_of(end, entries, moments)
            if when // DAY_US != day:
                break
            is_vague |= day_only
            end += 1
        for entry in range(begin + 1, end if is_vague else begin):
            is_proven = _side_of(entry, entries, moments)[2]
            joined[entry] = not (is_proven and _side_of(entry - 1, entries, moments)[2])
        begin = end


@compiled
def _side_of(entry: int, entries: Int64s, moments: Moments) -> tuple[int, bool, bool]:
    """Return an entry's time, whether only its day is known, and whether its order is proven."""
    transfer = entries[entry, 0]
    if entries[entry, 1] > 0:
        return (
            moments.credit_us[transfer],
            moments.credit_day[transfer],
            moments.credit_proven[transfer],
        )
    return moments.us[transfer], moments.day[transfer], moments.proven[transfer]
