"""Payments that may not have been undone, as payments that happened never or twice.

What takes such a payment back shows the same parties, so it may be a second payment. None is a
transfer: no rule follows one, and only the bounds of what any rule can give count them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from moneygraph.flow.matching.kernel import Bools, Int32s, Int64s
from moneygraph.flow.matching.match import event_times
from moneygraph.flow.matching.overdraft import inserted
from moneygraph.flow.matching.sides import Sides, Slots
from moneygraph.flow.matching.undone import Undone
from moneygraph.flow.taint.doubts import BLIND, doubted_entries
from moneygraph.flow.taint.legs import Openings, Ways
from moneygraph.flow.taint.order import SlotEntries
from moneygraph.flow.taint.state import PAYMENT, Records

#: How often such a payment can have happened, at most.
_MOST: Final = 2


def with_undone(ways: Ways, sides: Sides, slots: Slots, entries: SlotEntries) -> Ways:
    """Add a payment for each of ``slots.undone``, in the order of time of both its slots."""
    undone = slots.undone
    if not len(undone.amount):
        return ways
    more = np.zeros(len(undone.amount), PAYMENT)
    more["from_slot"], more["to_slot"] = undone.from_slot, undone.to_slot
    more["amount"] = more["to_amount"] = undone.amount
    more["credit_us"], more["unsure"] = undone.us, True
    more["out_most"] = more["in_most"] = _MOST
    first = len(ways.payments)
    numbers = first + np.arange(len(more), dtype=np.int32)
    times = event_times(sides.ts, sides.credit_ts, sides.day_only, sides.credit_day_only)
    begins, ends = ways.closed[undone.from_slot], ways.closed[undone.to_slot]
    orders, early = [], ways.early
    for order in ways.orders:
        debit, credit, before = _positions(order, undone, ways.payments, times)
        early = np.union1d(early, numbers[before]).astype(np.int32)
        at = np.concatenate([debit[~begins], credit[~ends]])
        order = inserted(order, at, np.concatenate([~numbers[~begins], numbers[~ends]]))
        orders.append(order)
    openings = _openings(ways, times, slots, entries)
    ways = ways.with_payments(ways.payments, more)
    return replace(ways, orders=(orders[0], orders[1]), early=early, openings=openings)


def _openings(
    ways: Ways, times: tuple[Int64s, Int64s], slots: Slots, entries: SlotEntries
) -> Openings:
    """Return the openings with what they are at least and at most if those payments happened."""
    undone, openings = slots.undone, ways.openings
    low, high = openings.low.copy(), openings.high.copy()
    for slot in np.union1d(undone.from_slot, undone.to_slot).tolist():
        part = slice(entries.start[slot], entries.start[slot + 1])
        own, is_tied = entries.entries[part], entries.joined[part].any() or len(ways.early) > 0
        us = np.where(own[:, 1] > 0, times[1][own[:, 0]], times[0][own[:, 0]])
        out, came = undone.from_slot == slot, undone.to_slot == slot
        often = doubted_entries(own, ways.payments, debts=True)[:, 1]
        at = np.searchsorted(us, undone.us[out], "right")
        most = _lacking(np.insert(often, at, -_MOST * undone.amount[out]))
        seldom = doubted_entries(own, ways.payments, debts=False)[:, 1]
        at = np.searchsorted(us, undone.us[came], "left")
        least = _lacking(np.insert(seldom, at, _MOST * undone.amount[came]))
        low[slot] = max(slots.opening[slot], least)
        if slots.lowest[slot] < 0:  # with one more debit the bank would have lent more
            high[slot] = BLIND
        elif is_tied:
            high[slot] += _MOST * undone.amount[out].sum()
        else:
            high[slot] = max(slots.opening[slot], most)
    return openings._replace(low=low, high=high)


def _lacking(changes: Int64s) -> int:
    """Return how far a balance that begins with nothing goes below zero."""
    return -int(np.cumsum(changes).min(initial=0))


def never_undone(payments: Records) -> Bools:
    """Tell which payments are such that no rule follows, as they are taken to be undone."""
    found: Bools = (
        payments["unsure"] & (payments["out_least"] == 0) & (payments["out_most"] == _MOST)
    )
    return found


def _positions(
    order: Int32s, undone: Undone, payments: Records, times: tuple[Int64s, Int64s]
) -> tuple[Int64s, Int64s, Bools]:
    """Return before which positions the debits and credits come, and which credits are early.

    A debit comes before its credit wherever the other movements of both slots let it.
    """
    transfer = np.where(order >= 0, order, ~order)
    slot = np.where(order >= 0, payments["to_slot"][transfer], payments["from_slot"][transfer])
    kept = np.flatnonzero(np.isin(slot, np.concatenate([undone.from_slot, undone.to_slot])))
    transfer, slot = transfer[kept], slot[kept]
    us = np.where(order[kept] >= 0, times[1][transfer], times[0][transfer])
    debit = np.zeros(len(undone.amount), np.int64)
    credit, is_early = debit.copy(), np.zeros(len(debit), np.bool_)
    for one in range(len(debit)):
        paid = kept[(slot == undone.from_slot[one]) & (us <= undone.us[one])]
        of_payee = slot == undone.to_slot[one]
        before = kept[of_payee & (us < undone.us[one])]
        after = kept[of_payee & (us >= undone.us[one])]
        debit[one] = paid.max(initial=-1) + 1
        last = after.min(initial=len(order))
        is_early[one] = debit[one] > last
        credit[one] = last if is_early[one] else max(before.max(initial=-1) + 1, debit[one])
    return debit, credit, is_early
