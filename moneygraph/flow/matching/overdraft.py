"""Overdrafts: what a bank lends by letting a balance go below zero, and what repays it.

A balance below zero that a statement states is no money of the account. So two kinds of inner
payments, which no statement has, are put between the movements of such an account: just before a
debit the bank lends what the account lacks, and just after a credit as much as is owed is repaid.
With them the balance is never below zero, so that matching and taint need not know of debts; and
as nothing else is on the account when a debt is repaid, it is the credit that repays it, whatever
the rule.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from moneygraph.flow.matching.kernel import Bools, Int32s, Int64s, compiled, group_by_slot
from moneygraph.flow.matching.sides import Sides, Slots


class Debts(NamedTuple):
    """How much each of some transfers borrows from the payer's bank or repays to the payee's.

    Parallel arrays in an order without meaning: the transfer (counted from 0), the amount, and
    whether it is repaid (by the credit) or lent (for the debit). ``opening`` is by slot.
    """

    transfer: Int32s
    amount: Int64s
    repaid: Bools
    opening: Int64s


@dataclass(frozen=True)
class Journal:
    """All sides, their slots and the order of events, inner payments last; see `with_debts`.

    Of the sides the first ``transfers`` are transfers of the case. ``debts`` are theirs; the last
    ``debt_slots`` slots are of what was repaid.
    """

    sides: Sides
    slots: Slots
    events: Int32s
    transfers: int
    debts: Debts
    debt_slots: int


@compiled
def find_debts(start: Int32s, entries: Int64s, known: Int64s, lowest: Int64s) -> Debts:
    """Return the debts of the slots that a statement shows below zero, and all opening balances.

    Before its first movement a slot has what is ``known``, or more if it would else go below the
    ``lowest`` balance that is stated.
    """
    most = 0
    for slot in range(len(start) - 1):
        most += start[slot + 1] - start[slot] if lowest[slot] < 0 else 0
    transfers, amounts = np.empty(most, np.int32), np.empty(most, np.int64)
    repaid = np.empty(most, np.bool_)
    opening = np.maximum(known, 0)
    found = 0
    for slot in range(len(start) - 1):
        if lowest[slot] >= 0:
            continue
        balance = least = 0
        for entry in range(start[slot], start[slot + 1]):
            balance += entries[entry, 1]
            least = min(least, balance)
        balance = max(known[slot], lowest[slot] - least)
        opening[slot] = max(0, balance)
        for entry in range(start[slot], start[slot + 1]):
            before = max(0, -balance)
            balance += entries[entry, 1]
            change = max(0, -balance) - before
            if change != 0:
                transfers[found], amounts[found] = entries[entry, 0], abs(change)
                repaid[found] = change < 0
                found += 1
    return Debts(transfers[:found], amounts[:found], repaid[:found], opening)


def with_debts(sides: Sides, slots: Slots, events: Int32s) -> Journal:
    """Add what banks lend and what is repaid, each as an inner payment of its own.

    ``events`` (see `kernel`) is the order in which the sides happened. The debt of an account is
    a closed slot of that account, so that what was repaid is found there.
    """
    count = len(sides.ids)
    nobody = np.empty(0, np.int32)
    none = Debts(nobody, np.empty(0, np.int64), np.empty(0, np.bool_), slots.opening)
    if not (slots.lowest < 0).any():
        return Journal(sides, slots, events, count, none, 0)
    others = slots.closed | (slots.lowest >= 0)
    start, entries = group_by_slot(
        events, slots.from_slot, slots.to_slot, sides.amount, sides.to_amount, others
    )
    debts = find_debts(start, entries, slots.opening, slots.lowest)
    slots = replace(slots, opening=debts.opening)
    owing = np.where(debts.repaid, slots.to_slot[debts.transfer], slots.from_slot[debts.transfer])
    distinct, debt = np.unique(owing, return_inverse=True)
    debt_slot = (len(slots.closed) + debt).astype(np.int32)
    inner = Inner(
        debts.transfer,
        np.where(debts.repaid, owing, debt_slot).astype(np.int32),
        np.where(debts.repaid, debt_slot, owing).astype(np.int32),
        debts.amount,
        debts.repaid,
    )
    slots = slots.with_more(slots.account[distinct], closed=True)
    sides, slots = with_inner(sides, slots, inner)
    number = np.arange(count, count + len(debts.transfer), dtype=np.int32)
    # a repayment follows the credit (event i), a loan comes before the debit (event ~i)
    position = position_of(events, count)
    at = np.where(debts.repaid, position[debts.transfer] + 1, position[~debts.transfer])
    events = inserted(events, at, np.where(debts.repaid, ~number, number))
    return Journal(sides, slots, events, count, debts, len(distinct))


class Inner(NamedTuple):
    """Payments between slots that are made at the moment of a side of a transfer.

    Parallel arrays: the transfer (counted from 0), the slots, the amount, and whether the moment
    is that of the credit.
    """

    transfer: Int32s
    from_slot: Int32s
    to_slot: Int32s
    amount: Int64s
    at_credit: Bools


def with_inner(sides: Sides, slots: Slots, inner: Inner) -> tuple[Sides, Slots]:
    """Return the sides and slots with inner payments as their last; events are the caller's."""
    first = int(sides.ids.max(initial=0)) + 1
    ids = np.arange(first, first + len(inner.transfer), dtype=np.int32)

    def moments(debit: Int64s, credit: Int64s) -> Int64s:
        of_inner: Int64s = np.where(inner.at_credit, credit[inner.transfer], debit[inner.transfer])
        return of_inner

    days = sides.day_only, sides.credit_day_only
    us = moments(sides.ts, sides.credit_ts)
    by_slot = slots.account
    if days[0] is not None and days[1] is not None:
        day = np.where(inner.at_credit, days[1][inner.transfer], days[0][inner.transfer])
        days = np.append(days[0], day), np.append(days[1], day)
    new_sides = Sides(
        ids=np.append(sides.ids, ids),
        ts=np.append(sides.ts, us),
        credit_ts=np.append(sides.credit_ts, us),
        day_only=days[0],
        credit_day_only=days[1],
        from_account=np.append(sides.from_account, by_slot[inner.from_slot]),
        to_account=np.append(sides.to_account, by_slot[inner.to_slot]),
        amount=np.append(sides.amount, inner.amount),
        to_amount=np.append(sides.to_amount, inner.amount),
    )
    new_slots = replace(
        slots,
        from_slot=np.append(slots.from_slot, inner.from_slot),
        to_slot=np.append(slots.to_slot, inner.to_slot),
    )
    return new_sides, new_slots


def position_of(events: Int32s, count: int) -> Int64s:
    """Return the position of the events ``i`` and ``~i`` of ``count`` transfers, or -1.

    An index below zero counts from the end, so that the event itself is the index.
    """
    position = np.full(2 * count, -1, np.int64)
    position[events] = np.arange(len(events))
    return position


def inserted(events: Int32s, before: Int64s, more: Int32s) -> Int32s:
    """Return events with more, each before the one at a position; those of one keep their order."""
    order = np.argsort(before, kind="stable")
    return np.insert(events, before[order], more[order]).astype(np.int32)
