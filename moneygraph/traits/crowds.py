"""The compiled loop over strangers who pay an account: many at once, and what becomes of it."""

from __future__ import annotations

import numpy as np

from moneygraph.hops.kernel import Int32s, Int64s, compiled
from moneygraph.traits.records import EXIT, FIRM, FIRST, GIVEN, SENT, Record, Records

_DAY_US = 86_400_000_000
#: A crowd comes together in this time, and is of so many strangers at the least.
_CROWD_US, _LEAST = 3 * _DAY_US, 5
#: What it gave is passed on until so long after the last of it came.
_AFTER_US = 7 * _DAY_US


@compiled
def measure_crowds(
    first: int, last: int, start: Int32s, movements: Records, length_us: int, traits: Records
) -> None:
    """Fill what `TRAIT` tells of a crowd; movements are marked and payers counted already.

    ``length_us`` is the time that the case tells of.
    """
    share = min(1.0, _CROWD_US / max(1, length_us))
    places = np.empty(0 if first == last else np.max(np.diff(start[first : last + 1])), np.int64)
    for account in range(first, last):
        trait = traits[account]
        if trait.payers < _LEAST:
            continue
        count = 0
        for place in range(start[account], start[account + 1]):
            one = movements[place]
            if one.is_credit and one.use & GIVEN and one.is_brief:
                places[count] = place
                count += 1
        if count >= _LEAST:
            begin, end = fullest(places[:count], movements)
            note_crowd(trait, places[begin:end], start[account + 1], movements)
            trait.crowd_usual = (count - (end - begin) + 0.5) * share if trait.crowd else 0.0


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
def note_crowd(trait: Record, places: Int64s, until: int, movements: Records) -> None:
    """Keep a crowd, unless it is too small. Those who give the same sum count once.

    That is a price, or a collection. What is passed on is told by sums, not by hops: a wage that
    comes in between changes whose money leaves, but not that as much leaves.
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
        is_sent = not one.is_credit and one.use & SENT and not one.use & FIRM
        if is_sent and one.use & (FIRST | EXIT):
            passed += one.amount
    trait.crowd, trait.crowd_given = different, sums.sum()
    trait.crowd_passed = min(passed, trait.crowd_given)
