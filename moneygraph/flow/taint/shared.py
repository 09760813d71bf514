"""The compiled loop of the rules that share each payment among all stolen money on an account.

Under ``pro-rata`` a payment takes of all money on the account alike, under ``libr`` the
account's own money is paid out first. Either way the stolen part of a payment is shared by the
victims in proportion to what each still has there.
"""

from __future__ import annotations

import numpy as np

from moneygraph.flow.matching.kernel import Int32s, Int64s, compiled
from moneygraph.flow.taint.pool import Pool, empty_pool, move, put, split_off
from moneygraph.flow.taint.returns import (
    Returns,
    comes_back_to_all,
    credited_units,
    may_return,
    sink_all,
    sink_some,
    split_returned,
)
from moneygraph.flow.taint.state import (
    Record,
    Records,
    claimed,
    credit,
    debit,
    ends_at_once,
    next_stolen,
    part_of,
    share_of,
    starts_at_once,
    stolen_units,
)

#: The first size of a pool, and so much more by transfer: what is moved together when the pool is
#: full, which goes over all vectors, is then seldom.
_FIRST_SIZE = 1 << 20
_SIZE_BY_TRANSFER = 1


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
    order: Int32s,
    payments: Records,
    loads: Records,
    slots: Records,
    returns: Returns,
    victims: int,
    pro_rata: bool,
) -> tuple[Int64s, Pool]:
    """Spread all claims of ``loads`` to where they end; the records then show where.

    Returns the share of each victim that was reclaimed (see `covered_units`), and the
    pool, whose first vectors are the shares by victim in each slot. One more is for temporary
    use; the rest are what transfers spread at the time.
    """
    room = _FIRST_SIZE + _SIZE_BY_TRANSFER * len(payments)
    pool = empty_pool(len(slots) + 1 + len(payments), room)
    reclaimed = np.zeros(victims, np.int64)
    for start in claimed(loads):
        if starts_at_once(payments[start], slots):
            pool = _claim(pool, payments, loads, len(slots), reclaimed, start)
            if ends_at_once(payments[start], slots):
                pool = _credit(pool, payments, loads, slots, returns, start)
    position = next_stolen(0, order, payments, loads, slots)
    while position < len(order):
        event = order[position]
        transfer = event if event >= 0 else ~event
        if event < 0:
            pool = _debit(pool, payments, loads, slots, transfer, pro_rata)
            if loads[transfer].claim > 0:
                pool = _claim(pool, payments, loads, len(slots), reclaimed, transfer)
        if event >= 0 or ends_at_once(payments[transfer], slots):
            pool = _credit(pool, payments, loads, slots, returns, transfer)
        position = next_stolen(position + 1, order, payments, loads, slots)
    return reclaimed, pool


@compiled
def spread_total(
    order: Int32s,
    payments: Records,
    loads: Records,
    slots: Records,
    returns: Returns,
    pro_rata: bool,
) -> Int64s:
    """Spread all claims as one sum, as `spread_shared`; return what was reclaimed."""
    reclaimed = np.zeros(1, np.int64)
    for start in claimed(loads):
        if starts_at_once(payments[start], slots):
            _claim_sum(payments[start], loads[start], reclaimed)
            if ends_at_once(payments[start], slots):
                _credit_sum(payments[start], loads[start], slots, returns)
    position = next_stolen(0, order, payments, loads, slots)
    while position < len(order):
        event = order[position]
        transfer = event if event >= 0 else ~event
        payment, load = payments[transfer], loads[transfer]
        if event < 0:
            slot = slots[payment.from_slot]
            units = stolen_units(payment, slot, pro_rata)
            debit(payment, load, slot, units, share_of(slot, units))
            if load.claim > 0:
                _claim_sum(payment, load, reclaimed)
        if event >= 0 or ends_at_once(payment, slots):
            _credit_sum(payment, load, slots, returns)
        position = next_stolen(position + 1, order, payments, loads, slots)
    return reclaimed


@compiled
def _credit_sum(payment: Record, load: Record, slots: Records, returns: Returns) -> None:
    slot = slots[payment.to_slot]
    if may_return(returns, payment, load) and comes_back_to_all(returns, payment, 1):
        sink_all(payment, load, slot, slots[returns.sink[payment.to_slot]])
    else:
        credit(payment, load, slot)


@compiled
def _claim_sum(payment: Record, load: Record, reclaimed: Int64s) -> None:
    covered = covered_units(payment, load)
    share = share_of(load, covered)
    load.units += load.claim - covered
    load.share += load.claim - share
    load.depth = 0
    reclaimed[0] += share


@compiled
def _debit(
    pool: Pool, payments: Records, loads: Records, slots: Records, transfer: int, pro_rata: bool
) -> Pool:
    payment = payments[transfer]
    slot, here = slots[payment.from_slot], len(slots) + 1 + transfer
    units = stolen_units(payment, slot, pro_rata)
    share, whole = share_of(slot, units), slot.share
    debit(payment, loads[transfer], slot, units, share)
    if share > 0:
        pool, count = split_off(pool, payment.from_slot, share, whole)
        pool.start[here], pool.length[here] = pool.top - count, count
    return pool


@compiled
def _claim(
    pool: Pool, payments: Records, loads: Records, spare: int, reclaimed: Int64s, transfer: int
) -> Pool:
    """Start a claim; vector number ``spare`` is for temporary use."""
    load, here = loads[transfer], spare + 1 + transfer
    covered = covered_units(payments[transfer], load)
    share = share_of(load, covered)
    if share > 0:
        pool, count = split_off(pool, here, share, load.share)
        for one in range(pool.top - count, pool.top):
            reclaimed[pool.victim[one]] += pool.shares[one]
    load.units += load.claim - covered
    load.share += load.claim - share
    load.depth = 0
    pool = put(pool, spare, load.victim, load.claim)
    return move(pool, spare, here)


@compiled
def _credit(
    pool: Pool,
    payments: Records,
    loads: Records,
    slots: Records,
    returns: Returns,
    transfer: int,
) -> Pool:
    payment, load, here = payments[transfer], loads[transfer], len(slots) + 1 + transfer
    slot, sink, share = slots[payment.to_slot], returns.sink[payment.to_slot], 0
    if may_return(returns, payment, load):
        pool, share = split_returned(pool, here, len(slots), returns, payment)
    if share == 0:
        credit(payment, load, slot)
    elif share == load.share:
        sink_all(payment, load, slot, slots[sink])
    else:
        credit(payment, load, slot)
        units = part_of(credited_units(payment, load), share, load.share)
        sink_some(payment, load, slot, slots[sink], units, share)
    if share > 0:
        pool = move(pool, len(slots), sink)
    if pool.length[here] == 0:
        return pool
    return move(pool, here, payment.to_slot)


@compiled
def shares_by_slot(pool: Pool, slots: int) -> tuple[Int32s, Int32s, Int64s]:
    """Return the shares as parallel arrays of slot, victim, share, ordered by the first two."""
    total = pool.length[:slots].sum()
    slot_of, victim = np.empty(total, np.int32), np.empty(total, np.int32)
    shares = np.empty(total, np.int64)
    end = 0
    for slot in range(slots):
        for one in range(pool.start[slot], pool.start[slot] + pool.length[slot]):
            slot_of[end], victim[end], shares[end] = slot, pool.victim[one], pool.shares[one]
            end += 1
    return slot_of, victim, shares
