"""Strangers' money that an account passes on to strangers: how much, and how many sums."""

from __future__ import annotations

import numpy as np

from moneygraph.hops.kernel import Bools, Int32s, Int64s, compiled
from moneygraph.traits.flows import ALIKE, LARGE, MOST
from moneygraph.traits.lay import Bytes
from moneygraph.traits.records import EXIT, FIRM, SENT, Records

_WEEK_S = 7 * 86_400


@compiled
def follow_strangers(
    ins: Int32s, outs: Int32s, amount: Int64s, dwell_s: Int64s, use: Bytes, from_account: Int32s,
    out_amount: Int64s, in_amount: Int64s, from_stranger: Bools, to_stranger: Bools,
    in_crowd: Bools, traits: Records,
) -> tuple[Int64s, Int64s]:  # fmt: skip
    """Fill `whole_passes` and `crowd_passed`; return how much strangers' large sums went through.

    By transfer: how much of each left within a week for strangers or out of the banks, and how
    much of each came from such sums. What goes to companies counts for nothing. What is marked as
    from or to a stranger is given or sent.
    """
    left, came = np.zeros(len(use), np.int64), np.zeros(len(use), np.int64)
    for hop in range(len(ins)):
        one, other = ins[hop], outs[hop]
        if not from_stranger[one] or dwell_s[hop] > _WEEK_S:
            continue
        if not use[other] & SENT or use[other] & FIRM:
            continue
        trait = traits[from_account[other]]
        if in_crowd[one]:
            trait.crowd_passed += amount[hop]
        is_strange = to_stranger[other] or use[other] & EXIT
        if is_strange and in_amount[one] >= LARGE * trait.usual:
            left[one] += amount[hop]
            came[other] += amount[hop]
            if amount[hop] >= ALIKE * max(out_amount[other], in_amount[one]):
                trait.whole_passes += 1
    return left, came


def count_stranger_passes(
    left: Int64s, came: Int64s, from_account: Int32s, to_account: Int32s, out_amount: Int64s,
    in_amount: Int64s, traits: Records,
) -> None:  # fmt: skip
    """Fill `stranger_passes`: sums mostly left, or different payments mostly made of them."""
    sums = np.flatnonzero((left > 0) & (left >= MOST * in_amount))
    paid = np.flatnonzero((came > 0) & (came >= MOST * out_amount))
    accounts, amounts = from_account[paid], out_amount[paid]
    payers = np.unique(np.stack([accounts, amounts]), axis=1)[0]
    count = len(traits)
    traits["stranger_passes"] = np.minimum(
        np.bincount(to_account[sums], minlength=count), np.bincount(payers, minlength=count)
    )
