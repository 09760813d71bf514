"""Tells which payment is usual for each account."""

from __future__ import annotations

import numpy as np

from moneygraph.hops.kernel import Int32s, compiled
from moneygraph.traits.records import GIVEN, HOUSEHOLD, SENT, Records

#: Of so many payments of its own an account's usual one is as sure as that of all accounts.
_AS_MANY = 3


@compiled
def find_usual(first: int, last: int, start: Int32s, movements: Records, traits: Records) -> None:
    """Fill `usual` with the middle one of each account's payments to and from others and shops.

    Where they are an even number it is the lower one of the two.
    """
    sizes = np.empty(0 if first == last else np.max(np.diff(start[first : last + 1])), np.int64)
    for account in range(first, last):
        count = 0
        for place in range(start[account], start[account + 1]):
            one = movements[place]
            if one.use & (GIVEN if one.is_credit else SENT | HOUSEHOLD):
                sizes[count] = one.amount
                count += 1
        if count:
            traits[account].usual = np.partition(sizes[:count], (count - 1) // 2)[(count - 1) // 2]


def blend_usual(traits: Records) -> None:
    """Draw what is usual towards what is usual for all, as if that had been seen a few times."""
    known = traits["usual"][traits["usual"] > 0]
    if len(known):
        own = np.log(np.maximum(1, traits["usual"]))
        times = traits["given_count"] + traits["sent_count"]
        for_all = np.log(float(np.median(known)))
        blend = (own * times + for_all * _AS_MANY) / (times + _AS_MANY)
        traits["usual"] = np.rint(np.exp(blend)).astype(np.int64)
