"""What was in each slot before its first movement: as known, or as much as it needs."""

from __future__ import annotations

import numpy as np

from moneygraph.flow.matching.kernel import Bools, Int32s, Int64s, compiled
from moneygraph.flow.matching.match import DAY_US
from moneygraph.flow.matching.sides import Sides, Slots
from moneygraph.flow.taint.circles import find_circles
from moneygraph.flow.taint.doubts import BLIND, doubted_entries
from moneygraph.flow.taint.legs import Openings
from moneygraph.flow.taint.order import SlotEntries
from moneygraph.flow.taint.state import Records


def find_openings(
    by_slot: SlotEntries, sides: Sides, slots: Slots, payments: Records, put_off: Int32s
) -> Openings:
    """Return the openings of all slots.

    ``put_off`` is the order of all money where a credit is put off in it (see `order.flow_order`),
    else empty: what an account then pays before it receives, it needs to have had.
    """
    (start, entries, joined), known = by_slot, slots.opening
    in_order = np.zeros_like(joined)
    least = openings(start, entries, known, in_order)
    enough = _enough(put_off, payments, least) if len(put_off) else least
    most = np.maximum(openings(start, entries, known, joined), enough) if joined.any() else enough
    if not payments["unsure"].any():
        return Openings(least, enough, most, most, most)
    seldom, often = (doubted_entries(entries, payments, debts=more) for more in (False, True))
    low = openings(start, seldom, known, in_order)
    high, settled = openings(start, often, known, joined), most
    if len(put_off):  # without some transfer another credit may be put off
        late = _late_credits(by_slot, sides)
        high = np.maximum(high, openings(start, often[late], known, joined[late]))
        settled = np.maximum(most, openings(start, entries[late], known, joined[late]))
    # what only ties decide is dealt with as ever
    sure = np.ones(len(known), np.bool_)
    unsure = payments[payments["unsure"]]
    sure[unsure["from_slot"]] = sure[unsure["to_slot"]] = False
    high[sure] = low[sure] = settled[sure]
    # a debt would be another one if a transfer had not been
    high[~sure & (slots.lowest < 0)] = BLIND
    return Openings(least, enough, most, low, high)


@compiled
def openings(start: Int32s, entries: Int64s, known: Int64s, joined: Bools) -> Int64s:
    """Return the opening balance of each slot: as known, or more where it would go below zero.

    ``joined`` is true for an entry that falls into one moment with the one before it, so that
    the order of the two is not known: where no balance of a slot is known, the debits of a moment
    are taken to come first, which gives the most. Without joined entries it is the least.
    """
    found = known.copy()
    for slot in range(len(start) - 1):
        balance = least = 0
        entry = start[slot]
        while entry < start[slot + 1]:
            end = entry + 1
            while end < start[slot + 1] and joined[end] and known[slot] == 0:
                end += 1
            credits = debits = 0
            for one in range(entry, end):
                if entries[one, 1] > 0:
                    credits += entries[one, 1]
                else:
                    debits += entries[one, 1]
            least = min(least, balance + (debits if end > entry + 1 else min(debits, 0)))
            balance += credits + debits
            least = min(least, balance)
            entry = end
        found[slot] = max(known[slot], -least)
    return found


def _enough(order: Int32s, payments: Records, opening: Int64s) -> Int64s:
    """Return opening balances, or more where slots would go below zero in an order of events."""
    is_credit = order >= 0
    of = payments[np.where(is_credit, order, ~order)]
    slot = np.where(is_credit, of["to_slot"], of["from_slot"])
    return _lifted(slot, np.where(is_credit, of["to_amount"], -of["amount"]), opening)


@compiled
def _lifted(slot: Int32s, change: Int64s, opening: Int64s) -> Int64s:
    balance, least = np.zeros_like(opening), np.zeros_like(opening)
    for event in range(len(slot)):
        here = slot[event]
        balance[here] += change[event]
        least[here] = min(least[here], balance[here])
    return np.maximum(opening, -least)


def _late_credits(by_slot: SlotEntries, sides: Sides) -> Int64s:
    """Return the entries in an order in which the credits in a circle come as late as can be.

    Whichever is put off, it comes on the last day of its circle.
    """
    start, entries, _ = by_slot
    transfer, is_credit = entries[:, 0], entries[:, 1] > 0
    circle = find_circles(start, entries, len(sides.ids))
    day = np.where(is_credit, sides.credit_ts[transfer], sides.ts[transfer]) // DAY_US
    last = np.zeros(circle.max(initial=-1) + 1, np.int64)
    np.maximum.at(last, circle[circle >= 0], day[circle >= 0])
    is_late = is_credit & (circle >= 0)
    day[is_late] = last[circle[is_late]]
    slot = np.repeat(np.arange(len(start) - 1), np.diff(start))
    return np.lexsort((is_late, day, slot))
