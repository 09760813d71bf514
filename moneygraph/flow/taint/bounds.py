"""The compiled loops of what may at most, and must at least, be stolen.

``spread_most`` is the rule poison: whatever stolen money came to an account may be in every later
payment and may still be there, as far as amounts and balances allow. ``spread_least`` assumes the
same of the account's own money: what that cannot have paid is stolen. No rule and no order of tied
moments gives more than the one or less than the other.

What a transfer that is not sure moved (see `state.PAYMENT`) counts for the most as often as it can
have happened and for the least not at all. Behind one a balance is not known: then ``own`` is still
the most that can be the account's own, and what the lowest balance has beyond that is stolen.
"""

from __future__ import annotations

from moneygraph.flow.matching.kernel import Int32s, compiled
from moneygraph.flow.taint.returns import (
    Returns,
    comes_back_to_all,
    comes_back_to_any,
    may_return,
    sink_all,
)
from moneygraph.flow.taint.state import (
    Record,
    Records,
    claimed,
    credit,
    depth_after,
    ends_at_once,
    is_round,
    next_stolen,
    starts_at_once,
)


@compiled
def spread_most(
    order: Int32s,
    payments: Records,
    loads: Records,
    slots: Records,
    returns: Returns,
    victims: int,
) -> None:
    """Write the most that each transfer can spread and that each slot can hold.

    What came back to one of several victims may be that one's money or another's.

    A slot's ``own`` is the whole balance here. No share is more than all claims together.
    """
    most = loads["claim"].sum()
    _start_claims(payments, loads, slots, False)
    position = next_stolen(0, order, payments, loads, slots)
    while position < len(order):
        event = order[position]
        transfer = event if event >= 0 else ~event
        payment, load = payments[transfer], loads[transfer]
        if event < 0:
            _debit_most(payment, load, slots[payment.from_slot])
        if event >= 0 or ends_at_once(payment, slots):
            _credit_most(payment, load, slots, most, returns, victims)
        position = next_stolen(position + 1, order, payments, loads, slots)


@compiled
def spread_least(
    order: Int32s,
    payments: Records,
    loads: Records,
    slots: Records,
    returns: Returns,
    victims: int,
) -> None:
    """Write the least that each transfer must spread and that each slot must hold.

    Exchanged money counts as none, and so does what is not sure. A slot's ``own`` is the most that
    can be the account's own, ``units`` what is left of the balance.
    """
    _start_claims(payments, loads, slots, True)
    position = next_stolen(0, order, payments, loads, slots)
    while position < len(order):
        event = order[position]
        transfer = event if event >= 0 else ~event
        payment, load = payments[transfer], loads[transfer]
        if event < 0:
            _debit_least(payment, load, slots[payment.from_slot])
        if event >= 0 or ends_at_once(payment, slots):
            _credit_least(payment, load, slots, returns, victims)
        position = next_stolen(position + 1, order, payments, loads, slots)


@compiled
def _start_claims(payments: Records, loads: Records, slots: Records, only_sure: bool) -> None:
    """Put every claim on its transfer, or, where that has no events, on the slot it goes to."""
    for transfer in claimed(loads):
        payment, load = payments[transfer], loads[transfer]
        load.units, load.share = max(load.units, load.claim), max(load.share, load.claim)
        is_done = starts_at_once(payment, slots) and ends_at_once(payment, slots)
        if is_done and not (payment.unsure and only_sure):
            credit(payment, load, slots[payment.to_slot])


@compiled
def _debit_most(payment: Record, load: Record, slot: Record) -> None:
    times, fewest = (payment.out_most, payment.out_least) if payment.unsure else (1, 1)
    rest = min(slot.units, times * payment.amount - load.claim)
    slot.own = max(0, slot.own - fewest * payment.amount)
    load.depth = 0 if load.claim else depth_after(slot)
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
def _credit_most(
    payment: Record, load: Record, slots: Records, most: int, returns: Returns, victims: int
) -> None:
    slot = slots[payment.to_slot]
    before, times = slot.own, payment.in_most if payment.unsure else 1
    if may_return(returns, payment, load) and comes_back_to_any(returns, payment):
        sink = slots[returns.sink[payment.to_slot]]
        sink_all(payment, load, slot, sink)
        sink.share = min(sink.share, most)
        if comes_back_to_all(returns, payment, victims):
            return
        slot.own = before
    credit(payment, load, slot)
    if payment.to_amount != payment.amount and load.units > 0:
        slot.units += 1  # an exchange rounds down; this is the most there can be
    if not is_round(payment):
        slot.own = before + times * payment.to_amount
    slot.units = min(slot.units, slot.own)
    slot.share = min(slot.share, most)


@compiled
def _debit_least(payment: Record, load: Record, slot: Record) -> None:
    load.units = max(load.units, max(0, payment.amount - slot.own))
    load.share = load.units
    load.depth = 0 if load.claim else depth_after(slot)
    if slot.loose or payment.unsure:
        most, fewest = (payment.out_most, payment.out_least) if payment.unsure else (1, 1)
        _loosen(slot)
        slot.low = max(0, slot.low - most * payment.amount)
        slot.high = max(0, slot.high - fewest * payment.amount)
        slot.own = min(slot.own, slot.high)
        _count_least(slot)
        return
    balance = max(0, slot.own + slot.units - payment.amount)
    slot.own = min(slot.own, balance)
    slot.units = slot.share = balance - slot.own


@compiled
def _loosen(slot: Record) -> None:
    """From here on the balance of a slot is known by its bounds alone."""
    if not slot.loose:
        slot.low = slot.high = slot.own + slot.units
        slot.loose = True


@compiled
def _count_least(slot: Record) -> None:
    slot.units = slot.share = max(0, slot.low - slot.own)


@compiled
def _credit_least(
    payment: Record, load: Record, slots: Records, returns: Returns, victims: int
) -> None:
    slot = slots[payment.to_slot]
    if is_round(payment):
        return
    most, fewest = (payment.in_most, payment.in_least) if payment.unsure else (1, 1)
    is_sure = payment.to_amount == payment.amount and not payment.unsure
    if slot.loose or payment.unsure:
        _loosen(slot)
        slot.low += fewest * payment.to_amount
        slot.high += most * payment.to_amount
    if may_return(returns, payment, load) and comes_back_to_any(returns, payment):
        if is_sure and comes_back_to_all(returns, payment, victims):
            sink_all(payment, load, slot, slots[returns.sink[payment.to_slot]])
        else:  # whose of several victims' money it is, is not known
            slot.own += most * payment.to_amount
    elif is_sure:
        credit(payment, load, slot)
    else:
        slot.own += most * payment.to_amount
    if slot.loose:
        _count_least(slot)
