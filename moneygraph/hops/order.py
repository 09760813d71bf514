"""In which order the two sides of every transfer happened."""

from __future__ import annotations

import numpy as np

from moneygraph.hops.kernel import Bools, Int32s, Int64s, merge_events

DAY_US = 86_400_000_000


def event_order(
    ts: Int64s,
    credit_ts: Int64s,
    day_only: Bools | None = None,
    credit_day_only: Bools | None = None,
) -> Int32s:
    """Return the events (see `kernel`) of transfers that stand in the order of their ids.

    Times are microseconds. Each side has its own time; where only the day is known a credit
    stands at its start and a debit at its end. At one instant (t_in <= t_out) credits come
    before debits, then the smaller id first.
    """
    credit_time, debit_time = credit_ts, ts
    if credit_day_only is not None and credit_day_only.any():
        credit_time = np.where(credit_day_only, credit_ts - credit_ts % DAY_US, credit_ts)
    if day_only is not None and day_only.any():
        debit_time = np.where(day_only, ts - ts % DAY_US + DAY_US - 1, ts)
    credits, debits = by_time(credit_time), by_time(debit_time)
    events: Int32s = merge_events(credits, credit_time, debits, debit_time)
    return events


def by_time(time: Int64s) -> Int32s:
    """Order places by time and then number; most often they stand so already."""
    if (time[1:] >= time[:-1]).all():
        return np.arange(len(time), dtype=np.int32)
    return np.argsort(time, kind="stable").astype(np.int32)
