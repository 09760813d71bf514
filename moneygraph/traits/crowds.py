"""The compiled loop over strangers who pay an account: whether many of them come at once."""

from __future__ import annotations

import numpy as np

from moneygraph.hops.kernel import Bools, Int32s, Int64s, compiled
from moneygraph.traits.records import FIRST, GIVEN, Records

#: A crowd comes together in this time, and is of so many strangers at the least.
CROWD_US = 3 * 86_400_000_000
_LEAST = 5


@compiled
def measure_crowds(
    first: int, last: int, start: Int32s, movements: Records, length_us: int, in_crowd: Bools,
    traits: Records,
) -> None:  # fmt: skip
    """Fill `crowd`, `crowd_given` and `crowd_usual`; mark the transfers that are of a crowd.

    Movements are marked and payers counted already. ``length_us`` is the time that the case tells
    of. Those who give the same sum count once: it is a price, or a collection.
    """
    share = min(1.0, CROWD_US / max(1, length_us))
    places = np.empty(0 if first == last else np.max(np.diff(start[first : last + 1])), np.int64)
    for account in range(first, last):
        if traits[account].payers < _LEAST:
            continue
        count = 0
        for place in range(start[account], start[account + 1]):
            one = movements[place]
            if one.is_credit and one.use & GIVEN and one.use & FIRST:
                places[count] = place
                count += 1
        if count < _LEAST:
            continue
        begin, end = fullest(places[:count], movements)
        sums = np.array([movements[place].amount for place in places[begin:end]])
        different = len(np.unique(sums))
        if different < _LEAST:
            continue
        trait = traits[account]
        trait.crowd, trait.crowd_given = different, sums.sum()
        trait.crowd_usual = (count - (end - begin) + 0.5) * share
        for place in places[begin:end]:
            in_crowd[movements[place].transfer] = True


@compiled
def fullest(places: Int64s, movements: Records) -> tuple[int, int]:
    """Return where the most movements are that fit in one time; the first of equals."""
    begin = most = at = 0
    for end in range(len(places)):
        while movements[places[end]].at_us - movements[places[begin]].at_us > CROWD_US:
            begin += 1
        if end + 1 - begin > most:
            most, at = end + 1 - begin, begin
    return at, at + most
