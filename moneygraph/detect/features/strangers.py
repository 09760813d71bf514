"""Compiled loops over strangers' money: crowds of payers, sums that leave whole, sums passed on."""

from __future__ import annotations

import numpy as np

from moneygraph.detect.features.flows import LARGE, MOST
from moneygraph.detect.features.inputs import Bytes
from moneygraph.detect.features.records import EXIT, FIRM, FIRST, PAID, RECEIVED, Record, Records
from moneygraph.flow.matching.kernel import Bools, Int32s, Int64s, compiled

_DAY_US = 86_400_000_000
#: A crowd pays within this time, and is of so many strangers at the least.
_CROWD_US, _LEAST = 3 * _DAY_US, 5
#: What it paid counts as passed on until so long after the last of it came.
_AFTER_US = 7 * _DAY_US


@compiled
def measure_crowds(
    first: int, last: int, start: Int32s, movements: Records, length_us: int, features: Records
) -> None:
    """Fill the features of a crowd; movements are flagged and payers counted already.

    ``length_us`` is the length of the case's time.
    """
    share = min(1.0, _CROWD_US / max(1, length_us))
    indices = np.empty(0 if first == last else np.max(np.diff(start[first : last + 1])), np.int64)
    for account in range(first, last):
        feature = features[account]
        if feature.payers < _LEAST:
            continue
        count = 0
        for index in range(start[account], start[account + 1]):
            one = movements[index]
            if one.is_credit and one.use & RECEIVED and one.is_brief:
                indices[count] = index
                count += 1
        if count >= _LEAST:
            begin, end = fullest(indices[:count], movements)
            note_crowd(feature, indices[begin:end], start[account + 1], movements)
            feature.crowd_usual = (count - (end - begin) + 0.5) * share if feature.crowd else 0.0


@compiled
def fullest(indices: Int64s, movements: Records) -> tuple[int, int]:
    """Return where the most movements are that fit in one time; the first of equals."""
    begin = most = at = 0
    for end in range(len(indices)):
        while movements[indices[end]].at_us - movements[indices[begin]].at_us > _CROWD_US:
            begin += 1
        if end + 1 - begin > most:
            most, at = end + 1 - begin, begin
    return at, at + most


@compiled
def note_crowd(feature: Record, indices: Int64s, until: int, movements: Records) -> None:
    """Keep a crowd, unless it is too small. Payers of one sum count once: a price, or a collection.

    What is passed on is measured by sums, not by hops: a wage that comes in between changes the
    hops, but not that as much leaves.
    """
    sums = np.array([movements[index].amount for index in indices])
    different = len(np.unique(sums))
    if different < _LEAST:
        return
    passed = 0
    for index in range(indices[0], until):
        one = movements[index]
        if one.at_us > movements[indices[-1]].at_us + _AFTER_US:
            break
        is_paid = not one.is_credit and one.use & PAID and not one.use & FIRM
        if is_paid and one.use & (FIRST | EXIT):
            passed += one.amount
    feature.crowd, feature.crowd_received = different, sums.sum()
    feature.crowd_passed = min(passed, feature.crowd_received)


_WEEK_US = 7 * 86_400_000_000
#: What leaves is at least this part of the sum, and no more than it.
_WHOLE = 0.85
#: So many sums are kept for a payment of them; the oldest is dropped for a new one.
_KEPT = 8


@compiled
def measure_whole_passes(
    first: int, last: int, start: Int32s, movements: Records, from_stranger: Bools,
    to_stranger: Bools, left_by: Int32s, features: Records,
) -> None:  # fmt: skip
    """Fill `whole_passes`, and by which payment each sum left. What is usual is known already.

    Sums are distinguished by amount, not by hops: where two are kept at once, which of them a
    payment spends depends on the rule.
    """
    amounts, times = np.zeros(_KEPT, np.int64), np.zeros(_KEPT, np.int64)
    sums = np.zeros(_KEPT, np.int32)
    for account in range(first, last):
        feature = features[account]
        amounts[:] = 0
        turn = 0
        for index in range(start[account], start[account + 1]):
            one = movements[index]
            if one.is_credit:
                is_received = one.use & RECEIVED and from_stranger[one.transfer]
                if is_received and one.amount >= LARGE * feature.usual:
                    amounts[turn], times[turn], sums[turn] = one.amount, one.at_us, one.transfer
                    turn = (turn + 1) % _KEPT
            elif one.use & PAID and not one.use & FIRM:
                if not (to_stranger[one.transfer] or one.use & EXIT):
                    continue
                spent = most_alike(one, amounts, times, turn)
                if spent >= 0:
                    amounts[spent] = 0
                    left_by[sums[spent]] = one.transfer
                    feature.whole_passes += 1


@compiled
def most_alike(paid: Record, amounts: Int64s, times: Int64s, oldest: int) -> int:
    """Return which kept sum a payment is most like, the latest of equals, or -1."""
    best = -1
    for step in range(_KEPT):
        index = (oldest + step) % _KEPT
        amount = amounts[index]
        is_whole = 0 < amount * _WHOLE <= paid.amount <= amount
        if is_whole and paid.at_us - times[index] <= _WEEK_US:
            most, latest = amounts[best], times[best]
            if best < 0 or amount < most or (amount == most and times[index] > latest):
                best = index
    return best


_WEEK_S = 7 * 86_400


@compiled
def left_for_strangers(
    ins: Int32s, outs: Int32s, amount: Int64s, dwell_s: Int64s, use: Bytes,
    from_stranger: Bools, to_stranger: Bools,
) -> Int64s:  # fmt: skip
    """Return how much of each transfer of a stranger went to strangers or left the banks.

    Within a week, and not to a company.
    """
    left = np.zeros(len(use), np.int64)
    for hop in range(len(ins)):
        one, other = ins[hop], outs[hop]
        if not from_stranger[one] or dwell_s[hop] > _WEEK_S:
            continue
        is_strange = to_stranger[other] or use[other] & EXIT
        if is_strange and use[other] & PAID and not use[other] & FIRM:
            left[one] += amount[hop]
    return left


def count_stranger_passes(
    left: Int64s, to_account: Int32s, in_amount: Int64s, features: Records
) -> None:
    """Fill `stranger_passes`: large sums that mostly left so, equal ones once."""
    sums = np.flatnonzero((left > 0) & (left >= MOST * in_amount))
    sums = sums[in_amount[sums] >= LARGE * features["usual"][to_account[sums]]]
    accounts, amounts = to_account[sums], in_amount[sums]
    order = np.lexsort((amounts, accounts))
    accounts, amounts = accounts[order], amounts[order]
    is_other = np.ones(len(sums), np.bool_)
    is_other[1:] = (accounts[1:] != accounts[:-1]) | (amounts[1:] != amounts[:-1])
    features["stranger_passes"] = np.bincount(accounts[is_other], minlength=len(features))
