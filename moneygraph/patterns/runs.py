"""Runs: each payment follows the one before it that it is most alike, and is followed by one."""

from __future__ import annotations

import numpy as np

from moneygraph.hops.kernel import Int32s, compiled
from moneygraph.patterns.passes import Passes
from moneygraph.patterns.payments import Floats
from moneygraph.patterns.ragged import Lists

LONGEST = 16


def find_runs(passes: Passes, odd: Floats, meetings: int) -> tuple[Lists, Floats]:
    """Return runs, each as its meetings, and the sum of how odd the passes of each are.

    A pass is of a run where no other of its two payments is odder (then the shorter stay, then
    the earlier payment), so that runs share no pass. One that is longer than 16 payments is cut.
    """
    before, after, odds = link(passes.into, passes.out, odd, meetings)
    start, members, total = follow(before, after, odds, LONGEST)
    return Lists(start, members), total


@compiled
def link(into: Int32s, out: Int32s, odd: Floats, meetings: int) -> tuple[Int32s, Int32s, Floats]:
    """Return for each meeting the one before it, the one after it (or -1), and how odd that is.

    Passes come by ``out``, the latest ``into`` of each first; the first of equals is kept.
    """
    best_in = np.full(meetings, -1, np.int32)
    best_out = np.full(meetings, -1, np.int32)
    for at in range(len(into)):
        if best_in[out[at]] < 0 or odd[at] > odd[best_in[out[at]]]:
            best_in[out[at]] = at
        if best_out[into[at]] < 0 or odd[at] > odd[best_out[into[at]]]:
            best_out[into[at]] = at
    before, after = np.full(meetings, -1, np.int32), np.full(meetings, -1, np.int32)
    odds = np.zeros(meetings, np.float64)
    for at in range(len(into)):
        if best_in[out[at]] == at and best_out[into[at]] == at:
            before[out[at]], after[into[at]], odds[into[at]] = into[at], out[at], odd[at]
    return before, after, odds


@compiled
def follow(
    before: Int32s, after: Int32s, odds: Floats, longest: int
) -> tuple[Int32s, Int32s, Floats]:
    """Lay runs one after the other, by their first meetings."""
    start, members = np.empty(len(after) + 1, np.int32), np.empty(len(after), np.int32)
    total = np.empty(len(after), np.float64)
    found = used = 0
    for first in range(len(after)):
        if before[first] >= 0 or after[first] < 0:
            continue
        start[found], total[found], at = used, 0.0, first
        while at >= 0 and used - start[found] < longest:
            members[used] = at
            if used - start[found] + 1 < longest:
                total[found] += odds[at]
            used += 1
            at = after[at]
        found += 1
    start[found] = used
    return start[: found + 1], members[:used], total[:found]
