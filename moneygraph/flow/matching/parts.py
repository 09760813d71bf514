"""Parts of a case, by slot or by account, that are worked on one after the other.

All that is done inside one slot or account needs nothing of the others. So where the arrays of all
do not fit into memory, those of some are made at a time; each part costs a pass over the transfers.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from moneygraph.flow.matching.kernel import Bools, Int32s

#: From the first up to the second.
Range = tuple[int, int]


def slot_ranges(start: Int32s, most: int) -> list[Range]:
    """Split slots into ranges of at most `most` entries each, but for one slot that has more.

    ``start`` is where the entries of each slot start, and where the last ends.
    """
    edges, last = [0], len(start) - 1
    while edges[-1] < last:
        reached = int(np.searchsorted(start, int(start[edges[-1]]) + most, side="right")) - 1
        edges.append(min(last, max(reached, edges[-1] + 1)))
    return list(pairwise(edges)) or [(0, 0)]


def only(chosen: Range, closed: Bools) -> Bools:
    """Return which slots are closed or outside a range."""
    outside = np.ones(len(closed), np.bool_)
    outside[slice(*chosen)] = closed[slice(*chosen)]
    return outside
