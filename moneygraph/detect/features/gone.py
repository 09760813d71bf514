"""What became of strangers' money: who kept it, and which of their large sums were gone."""

from __future__ import annotations

from typing import Final

import numpy as np

from moneygraph.detect.features.flows import LARGE, MOST
from moneygraph.detect.features.inputs import Bytes
from moneygraph.detect.features.records import EXIT, FIRM, PAID, Records
from moneygraph.flow.matching.kernel import Bools, Int32s, Int64s, compiled

_WEEK_S = 7 * 86_400
#: Somebody lives from an account to which wages come, or that pays so many shops and bills.
LIVES_BILLS: Final = 3


def flag_kept(
    ins: Int32s, outs: Int32s, amount: Int64s, dwell_s: Int64s, use: Bytes, to_account: Int32s,
    in_amount: Int64s, features: Records,
) -> Bools:  # fmt: skip
    """Tell which payments were kept: by companies, and by accounts that somebody lives from.

    These paid on no more than half of it within a week.
    """
    lives = (features["wages"] > 0) | (features["household_count"] >= LIVES_BILLS)
    left = paid_on(ins, outs, amount, dwell_s, use)
    stays = (use & EXIT == 0) & lives[to_account] & (2 * left <= in_amount)
    kept: Bools = (use & PAID > 0) & (stays | (use & FIRM > 0))
    return kept


@compiled
def paid_on(ins: Int32s, outs: Int32s, amount: Int64s, dwell_s: Int64s, use: Bytes) -> Int64s:
    """Return how much of each transfer was paid on within a week."""
    left = np.zeros(len(use), np.int64)
    for hop in range(len(ins)):
        if dwell_s[hop] <= _WEEK_S and use[outs[hop]] & PAID:
            left[ins[hop]] += amount[hop]
    return left


@compiled
def measure_gone(
    ins: Int32s, outs: Int32s, amount: Int64s, dwell_s: Int64s, use: Bytes, from_stranger: Bools,
    from_brief: Bools, to_brief: Bools, drains: Bools, kept: Bools, left_by: Int32s,
    to_account: Int32s, in_amount: Int64s, features: Records,
) -> None:  # fmt: skip
    """Fill what was paid on of strangers' large sums, how much of it was kept, and what was gone.

    A sum is gone that drained its payer and left the banks, or for strangers who did not keep it
    and with whom the account dealt briefly: mostly, by hops, or whole, by its amount (see
    `strangers.measure_whole_passes`). Those count that left whole and whose payer was met briefly.
    """
    gone = np.zeros(len(use), np.int64)
    for hop in range(len(ins)):
        one, other = ins[hop], outs[hop]
        feature = features[to_account[one]]
        is_large = from_stranger[one] and in_amount[one] >= LARGE * feature.usual
        if not is_large or dwell_s[hop] > _WEEK_S or not use[other] & PAID:
            continue
        feature.large_passed += amount[hop]
        if kept[other]:
            feature.kept_passed += amount[hop]
        elif leaves(other, use, to_brief):
            gone[one] += amount[hop]
    for index in range(len(use)):
        if from_stranger[index] and drains[index]:
            by = left_by[index]
            is_whole = by >= 0 and not kept[by] and leaves(by, use, to_brief)
            if is_whole or 0 < in_amount[index] <= gone[index] / MOST:
                feature = features[to_account[index]]
                feature.gone_received += in_amount[index]
                feature.gone_wholes += is_whole and from_brief[index]


@compiled
def leaves(index: int, use: Bytes, to_brief: Bools) -> bool:
    """Tell whether a payment left the banks, or went to somebody met briefly."""
    return bool(to_brief[index] or use[index] & EXIT)
