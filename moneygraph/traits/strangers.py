"""Tells by hops what becomes of strangers' money."""

from __future__ import annotations

import numpy as np

from moneygraph.hops.kernel import Bools, Int32s, Int64s, compiled
from moneygraph.traits.flows import LARGE, MOST
from moneygraph.traits.lay import Bytes
from moneygraph.traits.records import EXIT, FIRM, SENT, Records

_WEEK_S = 7 * 86_400


@compiled
def left_for_strangers(
    ins: Int32s, outs: Int32s, amount: Int64s, dwell_s: Int64s, use: Bytes,
    from_stranger: Bools, to_stranger: Bools,
) -> Int64s:  # fmt: skip
    """Return how much of each transfer a stranger gave and strangers got, or left the banks.

    Within a week, and to no company.
    """
    left = np.zeros(len(use), np.int64)
    for hop in range(len(ins)):
        one, other = ins[hop], outs[hop]
        if not from_stranger[one] or dwell_s[hop] > _WEEK_S:
            continue
        is_strange = to_stranger[other] or use[other] & EXIT
        if is_strange and use[other] & SENT and not use[other] & FIRM:
            left[one] += amount[hop]
    return left


def count_stranger_passes(
    left: Int64s, to_account: Int32s, in_amount: Int64s, traits: Records
) -> None:
    """Fill `stranger_passes`: large sums that mostly left so, equal ones of an account once."""
    sums = np.flatnonzero((left > 0) & (left >= MOST * in_amount))
    sums = sums[in_amount[sums] >= LARGE * traits["usual"][to_account[sums]]]
    accounts, amounts = to_account[sums], in_amount[sums]
    order = np.lexsort((amounts, accounts))
    accounts, amounts = accounts[order], amounts[order]
    is_other = np.ones(len(sums), np.bool_)
    is_other[1:] = (accounts[1:] != accounts[:-1]) | (amounts[1:] != amounts[:-1])
    traits["stranger_passes"] = np.bincount(accounts[is_other], minlength=len(traits))
