"""The compiled loop of the rules that share each payment among all stolen money on an account.

Under ``pro-rata`` a payment takes of all money on the account alike, under ``libr`` the
account's own money is paid out first. Either way the stolen part of a payment is shared by the
victims in proportion to what each still has there.
"""

from __future__ import annotations

import numpy as np

from moneygraph.flow.matching.kernel import Int32s, Int64s, compiled
from moneygraph.flow.taint.pool import Pool, empty_pool, move, put, split_off
from moneygraph.flow.taint.state import (
    Record,
    Records,
    begins_at_once,
    claimed,
    ends_at_once,
    give,
    next_stolen,
    part_of,
    pay,
    share_of,
)

_ROOM = 1 << 20


@compiled
def stolen_units(payment: Record, slot: Record, pro_rata: bool) -> int:
    """Return how many units of a payment are stolen money."""
    if pro_rata and payment.amount < slot.own + slot.units:
        return int(part_of(payment.amount, slot.units, slot.own + slot.units))
    return int(min(slot.units, max(0, payment.amount - slot.own)))


@compiled
def covered_units(payment: Record, load: Record) -> int:
    """Return how many stolen units of a transfer its own claim covers.

    A claim is on the first units of its transfer, and stolen units spread evenly over it.
    Those that the claim covers were stolen from somebody before; they count here alone.
    """
    if load.claim < payment.amount:
        return int(part_of(load.units, load.claim, payment.amount))
    return int(load.units)


@compiled
def spread_shared(
    order: Int32s, payments: Records, loads: Records, slots: Records, victims: int, pro_rata: bool
) -> tuple[Int64s, Pool]:
    """Spread all claims of ``loads`` to where they stand; the records then say where.

    Returns the share of each victim that was claimed again (see `covered_units`), and the
    pool, whose first vectors are the shares by victim in each slot. One more is for passing
    use; the rest are what transfers spread at the time.
    """
    pool = empty_pool(len(slots) + 1 + len(payments), _ROOM)
    again = np.zeros(victims, np.int64)
    for begun in claimed(loads):
        if begins_at_once(payments[begun], slots):
            pool = _claim(pool, payments, loads, len(slots), again, begun)
            if ends_at_once(payments[begun], slots):
                pool = _deliver(pool, payments, loads, slots, begun)
    place = next_stolen(0, order, payments, loads, slots)
    while place < len(order):
        event = order[place]
        transfer = event if event >= 0 else ~event
        if event < 0:
            pool = _pay(pool, payments, loads, slots, transfer, pro_rata)
            if loads[transfer].claim > 0:
                pool = _claim(pool, payments, loads, len(slots), again, transfer)
        if event >= 0 or ends_at_once(payments[transfer], slots):
            pool = _deliver(pool, payments, loads, slots, transfer)
        place = next_stolen(place + 1, order, payments, loads, slots)
    return again, pool


@compiled
def spread_total(
    order: Int32s, payments: Records, loads: Records, slots: Records, pro_rata: bool
) -> Int64s:
    """Spread all claims as one sum, as `spread_shared`; return what was claimed again."""
    again = np.zeros(1, np.int64)
    for begun in claimed(loads):
        if begins_at_once(payments[begun], slots):
            _claim_sum(payments[begun], loads[begun], again)
            if ends_at_once(payments[begun], slots):
                give(payments[begun], loads[begun], slots[payments[begun].to_slot])
    place = next_stolen(0, order, payments, loads, slots)
    while place < len(order):
        event = order[place]
        transfer = event if event >= 0 else ~event
        payment, load = payments[transfer], loads[transfer]
        if event < 0:
            slot = slots[payment.from_slot]
            units = stolen_units(payment, slot, pro_rata)
            pay(payment, load, slot, units, share_of(slot, units))
            if load.claim > 0:
                _claim_sum(payment, load, again)
        if event >= 0 or ends_at_once(payment, slots):
            give(payment, load, slots[payment.to_slot])
        place = next_stolen(place + 1, order, payments, loads, slots)
    return again


@compiled
def _claim_sum(payment: Record, load: Record, again: Int64s) -> None:
    covered = covered_units(payment, load)
    share = share_of(load, covered)
    load.units += load.claim - covered
    load.share += load.claim - share
    load.depth = 0
    again[0] += share


@compiled
def _pay(
    pool: Pool, payments: Records, loads: Records, slots: Records, transfer: int, pro_rata: bool
) -> Pool:
    payment = payments[transfer]
    slot, here = slots[payment.from_slot], len(slots) + 1 + transfer
    units = stolen_units(payment, slot, pro_rata)
    share, whole = share_of(slot, units), slot.share
    pay(payment, loads[transfer], slot, units, share)
    if share > 0:
        pool, count = split_off(pool, payment.from_slot, share, whole)
        pool.place[here], pool.length[here] = pool.top - count, count
    return pool


@compiled
def _claim(
    pool: Pool, payments: Records, loads: Records, spare: int, again: Int64s, transfer: int
) -> Pool:
    """Begin a claim; vector number ``spare`` is for passing use."""
    load, here = loads[transfer], spare + 1 + transfer
    covered = covered_units(payments[transfer], load)
    share = share_of(load, covered)
    if share > 0:
        pool, count = split_off(pool, here, share, load.share)
        for one in range(pool.top - count, pool.top):
            again[pool.whose[one]] += pool.shares[one]
    load.units += load.claim - covered
    load.share += load.claim - share
    load.depth = 0
    pool = put(pool, spare, load.victim, load.claim)
    return move(pool, spare, here)


@compiled
def _deliver(pool: Pool, payments: Records, loads: Records, slots: Records, transfer: int) -> Pool:
    payment, here = payments[transfer], len(slots) + 1 + transfer
    give(payment, loads[transfer], slots[payment.to_slot])
    if pool.length[here] == 0:
        return pool
    return move(pool, here, payment.to_slot)


@compiled
def shares_by_slot(pool: Pool, slots: int) -> tuple[Int32s, Int32s, Int64s]:
    """Return the shares as parallel arrays of slot, victim, share, ordered by the first two."""
    total = pool.length[:slots].sum()
    at, whose = np.empty(total, np.int32), np.empty(total, np.int32)
    shares = np.empty(total, np.int64)
    end = 0
    for slot in range(slots):
        for one in range(pool.place[slot], pool.place[slot] + pool.length[slot]):
            at[end], whose[end], shares[end] = slot, pool.whose[one], pool.shares[one]
            end += 1
    return at, whose, shares
