"""One pays another through several: the passes that share their source and their sink."""

from __future__ import annotations

import numpy as np

from moneygraph.patterns.meetings import Meetings
from moneygraph.patterns.passes import Passes
from moneygraph.patterns.ragged import Lists, sliced


def find_through(met: Meetings, passes: Passes) -> Lists:
    """Return the meetings of each such group: into each middle and out of it, middle by middle.

    There are two middles or more, and as many passes: a payer meets a payee once.
    """
    source, sink = met.payer[passes.into].astype(np.int64), met.payee[passes.out]
    key = np.where(source == sink, -1, source * len(met.ins) + sink)
    order = np.argsort(key, kind="stable")
    key = key[order]
    begin = np.flatnonzero(np.diff(key, prepend=-2))
    sizes = np.diff(begin, append=len(key))
    kept = (sizes >= 2) & (key[begin] >= 0)
    both = np.stack([passes.into[order], passes.out[order]], axis=1).ravel()
    return sliced(both, 2 * begin[kept], 2 * sizes[kept])
