"""The compiled loop over strangers' sums that leave an account whole, however slowly."""

from __future__ import annotations

import numpy as np

from moneygraph.hops.kernel import Int32s, Int64s, compiled
from moneygraph.traits.flows import LARGE
from moneygraph.traits.records import EXIT, FIRM, FIRST, GIVEN, SENT, Record, Records

_WEEK_US = 7 * 86_400_000_000
#: What leaves is at least this part of the sum, and no more than it.
_WHOLE = 0.85
#: So many sums wait for their payment; the oldest gives way.
_WAITING = 8


@compiled
def measure_wholes(
    first: int, last: int, start: Int32s, movements: Records, traits: Records
) -> None:
    """Fill `whole_passes`. Movements are marked and what is usual is known already.

    Sums are told apart by how much they are, not by hops: where two wait at once, which of them a
    payment spends depends on the rule.
    """
    amounts, times = np.zeros(_WAITING, np.int64), np.zeros(_WAITING, np.int64)
    for account in range(first, last):
        trait = traits[account]
        amounts[:] = 0
        turn = 0
        for place in range(start[account], start[account + 1]):
            one = movements[place]
            if one.is_credit:
                is_given = one.use & GIVEN and one.use & FIRST
                if is_given and one.amount >= LARGE * trait.usual:
                    amounts[turn], times[turn] = one.amount, one.at_us
                    turn = (turn + 1) % _WAITING
            elif one.use & SENT and not one.use & FIRM and one.use & (FIRST | EXIT):
                spent = most_alike(one, amounts, times, turn)
                if spent >= 0:
                    amounts[spent] = 0
                    trait.whole_passes += 1


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
