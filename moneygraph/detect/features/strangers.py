"""Compiled loops over strangers' money: crowds of payers, whole sums that leave, sums passed on."""

from __future__ import annotations

import numpy as np

from moneygraph.detect.features.flows import LARGE, MOST
from moneygraph.detect.features.inputs import Bytes
from moneygraph.detect.features.records import EXIT, FIRM, FIRST, PAID, RECEIVED, Record, Records
from moneygraph.flow.matching.kernel import Bools, Int32s, Int64s, compiled

_DAY_US = 86_400_000_000
#: A crowd comes together in this time, and is of so many strangers at the least.
_CROWD_US, _LEAST = 3 * _DAY_US, 5
#: What it gave is passed on until so long after the last of it came.
_AFTER_US = 7 * _DAY_US


@compiled
def measure_crowds(
    first: int, last: int, start: Int32s, movements: Records, length_us: int, features: Records
) -> None:
    """Fill what `FEATURE` tells of a crowd; movements are marked and payers counted already.

    ``length_us`` is the time that the case tells of.
    """
    share = min(1.0, _CROWD_US / max(1, length_us))
    places = np.empty(0 if first == last else np.max(np.diff(start[first : last + 1])), np.int64)
    for account in range(first, last):
        feature = features[account]
        if feature.payers < _LEAST:
            continue
        count = 0
        for place in range(start[account], start[account + 1]):
            one = movements[place]
            if one.is_credit and one.use & RECEIVED and one.is_brief:
                places[count] = place
                count += 1
        if count >= _LEAST:
            begin, end = fullest(places[:count], movements)
            note_crowd(feature, places[begin:end], start[account + 1], movements)
            feature.crowd_usual = (count - (end - begin) + 0.5) * share if feature.crowd else 0.0


@compiled
def fullest(places: Int64s, movements: Records) -> tuple[int, int]:
    """Return where the most movements are that fit in one time; the first of equals."""
    begin = most = at = 0
    for end in range(len(places)):
        while movements[places[end]].at_us - movements[places[begin]].at_us > _CROWD_US:
            begin += 1
        if end + 1 - begin > most:
            most, at = end + 1 - begin, begin
    return at, at + most


@compiled
def note_crowd(feature: Record, places: Int64s, until: int, movements: Records) -> None:
    """Keep a crowd, unless it is too small. Those who give the same sum count once.

    That is a price, or a collection. What is passed on is measured by sums, not by hops: a wage
    that comes in between changes whose money leaves, but not that as much leaves.
    """
    sums = np.array([movements[place].amount for place in places])
    different = len(np.unique(sums))
    if different < _LEAST:
        return
    passed = 0
    for place in range(places[0], until):
        one = movements[place]
        if one.at_us > movements[places[-1]].at_us + _AFTER_US:
            break
        is_sent = not one.is_credit and one.use & PAID and not one.use & FIRM
        if is_sent and one.use & (FIRST | EXIT):
            passed += one.amount
    feature.crowd, feature.crowd_received = different, sums.sum()
    feature.crowd_passed = min(passed, feature.crowd_received)


_WEEK_US = 7 * 86_400_000_000
#: What leaves is at least this part of the sum, and no more than it.
_WHOLE = 0.85
#: So many sums wait for their payment; the oldest gives way.
_WAITING = 8


@compiled
def measure_wholes(
    first: int, last: int, start: Int32s, movements: Records, features: Records
) -> None:
    """Fill `whole_passes`. Movements are marked and what is usual is known already.

    Sums are distinguished by how much they are, not by hops: where two wait at once, which of
    them a payment spends depends on the rule.
    """
    amounts, times = np.zeros(_WAITING, np.int64), np.zeros(_WAITING, np.int64)
    for account in range(first, last):
        feature = features[account]
        amounts[:] = 0
        turn = 0
        for place in range(start[account], start[account + 1]):
            one = movements[place]
            if one.is_credit:
                is_given = one.use & RECEIVED and one.use & FIRST
                if is_given and one.amount >= LARGE * feature.usual:
                    amounts[turn], times[turn] = one.amount, one.at_us
                    turn = (turn + 1) % _WAITING
            elif one.use & PAID and not one.use & FIRM and one.use & (FIRST | EXIT):
                spent = most_alike(one, amounts, times, turn)
                if spent >= 0:
                    amounts[spent] = 0
                    feature.whole_passes += 1


@compiled
def most_alike(paid: Record, amounts: Int64s, times: Int64s, oldest: int) -> int:
    """Return which of the sums that wait a payment is most like, the latest of equals, or -1."""
    best = -1
    for step in range(_WAITING):
        place = (oldest + step) % _WAITING
        amount = amounts[place]
        is_whole = 0 < amount * _WHOLE <= paid.amount <= amount
        if is_whole and paid.at_us - times[place] <= _WEEK_US:
            most, latest = amounts[best], times[best]
            if best < 0 or amount < most or (amount == most and times[place] > latest):
                best = place
    return best


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
        if is_strange and use[other] & PAID and not use[other] & FIRM:
            left[one] += amount[hop]
    return left


def count_stranger_passes(
    left: Int64s, to_account: Int32s, in_amount: Int64s, features: Records
) -> None:
    """Fill `stranger_passes`: large sums that mostly left so, equal ones of an account once."""
    sums = np.flatnonzero((left > 0) & (left >= MOST * in_amount))
    sums = sums[in_amount[sums] >= LARGE * features["usual"][to_account[sums]]]
    accounts, amounts = to_account[sums], in_amount[sums]
    order = np.lexsort((amounts, accounts))
    accounts, amounts = accounts[order], amounts[order]
    is_other = np.ones(len(sums), np.bool_)
    is_other[1:] = (accounts[1:] != accounts[:-1]) | (amounts[1:] != amounts[:-1])
    features["stranger_passes"] = np.bincount(accounts[is_other], minlength=len(features))
