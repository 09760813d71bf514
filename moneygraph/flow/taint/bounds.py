"""The compiled loops of what may at most, and must at least, be stolen.

``spread_most`` is the rule poison: whatever stolen money came to an account may be in every
later payment and may still lie there, as far as amounts and balances allow. ``spread_least``
thinks so of the account's own money: what that cannot have paid is stolen. No rule and no order
of tied moments gives more than the one or less than the other.
"""

from __future__ import annotations

from moneygraph.flow.matching.kernel import Int32s, compiled
from moneygraph.flow.taint.state import (
    Record,
    Records,
    begins_at_once,
    claimed,
    ends_at_once,
    give,
    is_round,
    next_stolen,
)


@compiled
def spread_most(order: Int32s, payments: Records, loads: Records, slots: Records) -> None:
    """Write the most that each transfer can spread and that can stand in each slot.

    A slot's ``own`` is the whole balance here. No share is more than all claims together.
    """
    most = loads["claim"].sum()
    _begin(payments, loads, slots)
    place = next_stolen(0, order, payments, loads, slots)
    while place < len(order):
        event = order[place]
        transfer = event if event >= 0 else ~event
        payment, load = payments[transfer], loads[transfer]
        if event < 0:
            _pay_most(payment, load, slots[payment.from_slot])
        if event >= 0 or ends_at_once(payment, slots):
            _give_most(payment, load, slots[payment.to_slot], most)
        place = next_stolen(place + 1, order, payments, loads, slots)


@compiled
def spread_least(order: Int32s, payments: Records, loads: Records, slots: Records) -> None:
    """Write the least that each transfer must spread and that must stand in each slot.

    What was exchanged counts as nothing. A slot's ``own`` is the most that can be the
    account's own, ``units`` what is left of the balance.
    """
    _begin(payments, loads, slots)
    place = next_stolen(0, order, payments, loads, slots)
    while place < len(order):
        event = order[place]
        transfer = event if event >= 0 else ~event
        payment, load = payments[transfer], loads[transfer]
        if event < 0:
            _pay_least(payment, load, slots[payment.from_slot])
        if event >= 0 or ends_at_once(payment, slots):
            _give_least(payment, load, slots[payment.to_slot])
        place = next_stolen(place + 1, order, payments, loads, slots)


@compiled
def _begin(payments: Records, loads: Records, slots: Records) -> None:
    """Put every claim on its transfer, and where that has no events to where it goes."""
    for transfer in claimed(loads):
        payment, load = payments[transfer], loads[transfer]
        load.units, load.share = max(load.units, load.claim), max(load.share, load.claim)
        if begins_at_once(payment, slots) and ends_at_once(payment, slots):
            give(payment, load, slots[payment.to_slot])


@compiled
def _pay_most(payment: Record, load: Record, slot: Record) -> None:
    rest = min(slot.units, payment.amount - load.claim)
    slot.own = max(0, slot.own - payment.amount)
    load.depth = 0 if load.claim else slot.depth + 1
    load.exchanged = slot.exchanged
    load.units, load.share = rest + load.claim, _share_of(slot, rest) + load.claim
    slot.units = min(slot.units, slot.own)
    slot.share = _share_of(slot, slot.units)


@compiled
def _share_of(slot: Record, units: int) -> int:
    """Return the most of the traced money that some units of a slot can be."""
    if slot.exchanged and (units > 0 or slot.units == 0):
        return int(slot.share)
    return int(min(slot.share, units))


@compiled
def _give_most(payment: Record, load: Record, slot: Record, most: int) -> None:
    before = slot.own
    give(payment, load, slot)
    if payment.to_amount != payment.amount and load.units > 0:
        slot.units += 1  # an exchange rounds down; this is the most there can be
    if not is_round(payment):
        slot.own = before + payment.to_amount
    slot.units = min(slot.units, slot.own)
    slot.share = min(slot.share, most)


@compiled
def _pay_least(payment: Record, load: Record, slot: Record) -> None:
    balance = max(0, slot.own + slot.units - payment.amount)
    load.units = max(load.units, max(0, payment.amount - slot.own))
    load.share = load.units
    load.depth = 0 if load.claim else slot.depth + 1
    slot.own = min(slot.own, balance)
    slot.units = slot.share = balance - slot.own


@compiled
def _give_least(payment: Record, load: Record, slot: Record) -> None:
    if is_round(payment):
        return
    if payment.to_amount == payment.amount:
        give(payment, load, slot)
    else:
        slot.own += payment.to_amount
