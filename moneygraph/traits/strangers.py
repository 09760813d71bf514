"""The compiled loop over hops that tells what becomes of strangers' money."""

from __future__ import annotations

import numpy as np

from moneygraph.hops.kernel import Bools, Int32s, Int64s, compiled
from moneygraph.traits.flows import LARGE, MOST
from moneygraph.traits.lay import Bytes
from moneygraph.traits.records import EXIT, FIRM, SENT, Records

_WEEK_S = 7 * 86_400


@compiled
def follow_strangers(
    ins: Int32s, outs: Int32s, amount: Int64s, dwell_s: Int64s, use: Bytes, to_account: Int32s,
    in_amount: Int64s, from_stranger: Bools, to_stranger: Bools, traits: Records,
) -> None:  # fmt: skip
    """Fill `stranger_passes`."""
    left = np.zeros(len(use), np.int64)  # how much of each large sum strangers got, or left banks
    for hop in range(len(ins)):
        one, other = ins[hop], outs[hop]
        if not from_stranger[one] or dwell_s[hop] > _WEEK_S:
            continue
        if not use[other] & SENT or use[other] & FIRM:
            continue
        is_strange = to_stranger[other] or use[other] & EXIT
        if is_strange and in_amount[one] >= LARGE * traits[to_account[one]].usual:
            left[one] += amount[hop]
    for place in range(len(left)):
        if 0 < in_amount[place] <= left[place] / MOST:
            traits[to_account[place]].stranger_passes += 1
