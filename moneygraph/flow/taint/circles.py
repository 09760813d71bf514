"""Circles of accounts each of which, in its own order, waits for money from the one before."""

from __future__ import annotations

import numpy as np

from moneygraph.flow.matching.kernel import Int32s, Int64s, compiled
from moneygraph.flow.taint.order import find_sides

_NONE = -1


def find_circles(start: Int32s, entries: Int64s, count: int) -> Int32s:
    """Return for each entry the number of the circle that it is in, or -1; of ``count`` transfers.

    An entry waits for the one before it in its slot, and a credit for its debit. Entries that all
    wait for each other are one circle: the strongly connected components, after Kosaraju.
    """
    debit_at, credit_at = find_sides(entries, count)
    transfer, change = entries[:, 0], entries[:, 1]
    waited = np.full((len(entries), 2), _NONE, np.int32)
    waited[1:, 0] = np.arange(len(entries) - 1)
    waited[start[:-1][np.diff(start) > 0], 0] = _NONE
    waited[change > 0, 1] = debit_at[transfer[change > 0]]
    waiting = np.full((len(entries), 2), _NONE, np.int32)
    waiting[:-1, 0] = np.where(waited[1:, 0] >= 0, np.arange(1, len(entries)), _NONE)
    waiting[change < 0, 1] = credit_at[transfer[change < 0]]
    circle = _floods(_left_in_order(waiting), waited)
    number, times = np.unique(circle, return_counts=True)
    found = np.full(len(number), _NONE, np.int32)
    found[times > 1] = np.arange((times > 1).sum())
    return found[circle]


@compiled
def _left_in_order(following: Int32s) -> Int32s:
    """Walk all entries, depth first; return them in the order in which they are left."""
    seen, tried = np.zeros(len(following), np.bool_), np.zeros(len(following), np.int8)
    path, left = np.empty(len(following), np.int32), np.empty(len(following), np.int32)
    done = depth = 0
    for root in range(len(following)):
        if not seen[root]:
            path[0], depth, seen[root] = root, 1, True
        while depth > 0:
            entry = path[depth - 1]
            if tried[entry] == 2:
                left[done], done, depth = entry, done + 1, depth - 1
                continue
            to = following[entry, tried[entry]]
            tried[entry] += 1
            if to >= 0 and not seen[to]:
                path[depth], depth, seen[to] = to, depth + 1, True
    return left


@compiled
def _floods(left: Int32s, following: Int32s) -> Int32s:
    """Flood from each entry, the last that was left first, what none has reached; number them."""
    flood, path = np.full(len(left), _NONE, np.int32), np.empty(len(left), np.int32)
    floods = 0
    for root in left[::-1]:
        if flood[root] >= 0:
            continue
        path[0], depth, flood[root] = root, 1, floods
        while depth > 0:
            depth -= 1
            for to in following[path[depth]]:
                if to >= 0 and flood[to] < 0:
                    path[depth], depth, flood[to] = to, depth + 1, floods
        floods += 1
    return flood
