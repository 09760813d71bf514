"""The records of the loops of taint rules, one for each transfer and each slot.

A record keeps together what a loop needs at one time, and all of them are one array to pass on.
Parts of whole amounts are exact beyond 64 bits.
"""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import numpy as np

from moneygraph.flow.matching.kernel import Int32s, compiled


@compiled
def part_of(whole: int, some: int, of: int) -> int:
    """Return floor(whole * some / of); none below zero, ``of`` below 2**62 and not zero."""
    if whole == 0 or some <= 9_223_372_036_854_775_807 // whole:
        return whole * some // of
    quotient = rest = 0
    times, over = some // of, some % of
    for bit in range(62, -1, -1):  # whole, bit by bit, as in long multiplication
        quotient, rest = 2 * quotient, 2 * rest
        if rest >= of:
            quotient, rest = quotient + 1, rest - of
        if whole >> bit & 1:
            quotient, rest = quotient + times, rest + over
            if rest >= of:
                quotient, rest = quotient + 1, rest - of
    return quotient


#: Arrays of the records below, and one of them; compiled code reads fields as attributes.
Records: TypeAlias = Any
Record: TypeAlias = Any

#: A transfer as it is in the case; see `matching.kernel` for the words. ``unsure``: that the money
#: debited is the money credited is not sure. Then the debit may have happened from ``out_least`` to
#: ``out_most`` times, and the credit from ``in_least`` to ``in_most`` times.
PAYMENT: Final = np.dtype(
    [
        ("from_slot", np.int32),
        ("to_slot", np.int32),
        ("amount", np.int64),
        ("to_amount", np.int64),
        ("credit_us", np.int64),
        ("unsure", np.bool_),
        ("out_least", np.int8),
        ("out_most", np.int8),
        ("in_least", np.int8),
        ("in_most", np.int8),
    ]
)
#: What a transfer spreads: the claim that starts on it (0: none) and its victim; stolen units
#: of what it debits, their share of the traced money, the fewest hops since a claim, and
#: whether some was exchanged on the way, so that units and shares are not one to one.
LOAD: Final = np.dtype(
    [
        ("claim", np.int64),
        ("units", np.int64),
        ("share", np.int64),
        ("victim", np.int32),
        ("depth", np.int32),
        ("exchanged", np.bool_),
    ]
)
#: What a slot holds: the account's own money, stolen units of its currency and their share,
#: the fewest hops since a claim, when stolen money came. ``closed``: no money travels on.
#: ``shared``: every payment takes of all money in proportion, and is no hop (see `legs`).
#: ``loose``: the balance is not known, but is from ``low`` to ``high`` (see `bounds`).
SLOT: Final = np.dtype(
    [
        ("own", np.int64),
        ("units", np.int64),
        ("share", np.int64),
        ("first_us", np.int64),
        ("last_us", np.int64),
        ("depth", np.int32),
        ("exchanged", np.bool_),
        ("closed", np.bool_),
        ("shared", np.bool_),
        ("low", np.int64),
        ("high", np.int64),
        ("loose", np.bool_),
    ]
)


@compiled
def debit(payment: Record, load: Record, slot: Record, units: int, share: int) -> None:
    """Debit a transfer from its slot: ``units`` of it are stolen and move ``share``."""
    slot.own = max(0, slot.own - (payment.amount - units))
    slot.units -= units
    slot.share -= share
    load.units, load.share, load.depth = units, share, depth_after(slot)


@compiled
def depth_after(slot: Record) -> int:
    """Return the fewest hops between a claim and what leaves a slot."""
    return int(slot.depth if slot.shared else slot.depth + 1)


@compiled
def stolen_units(payment: Record, slot: Record, pro_rata: bool) -> int:
    """Return how many units of a payment are stolen money, where own money is paid out first.

    ``pro_rata``, and always where the slot is shared: of all money in proportion, rounded down.
    """
    if (pro_rata or slot.shared) and payment.amount < slot.own + slot.units:
        return int(part_of(payment.amount, slot.units, slot.own + slot.units))
    return int(min(slot.units, max(0, payment.amount - slot.own)))


@compiled
def share_of(slot: Record, units: int) -> int:
    """Return the share that goes with some of a slot's stolen units."""
    if units == slot.units:
        return int(slot.share) if units > 0 else 0
    return int(part_of(units, slot.share, slot.units))


@compiled
def credit(payment: Record, load: Record, slot: Record) -> None:
    """Credit a transfer, with what it spreads, to the slot it goes to."""
    units = load.units
    if is_round(payment):
        units = 0
    else:
        if payment.to_amount != payment.amount and payment.amount > 0:
            units = part_of(units, payment.to_amount, payment.amount)
        slot.own += payment.to_amount - units
    if load.share == 0:
        return
    slot.exchanged |= load.exchanged or payment.to_amount != payment.amount
    if slot.share == 0:
        slot.first_us = slot.last_us = payment.credit_us
        slot.depth = load.depth
    slot.units += units
    slot.share += load.share
    slot.first_us = min(slot.first_us, payment.credit_us)
    slot.last_us = max(slot.last_us, payment.credit_us)
    slot.depth = min(slot.depth, load.depth)


@compiled
def is_round(payment: Record) -> bool:
    """Tell whether a transfer stays in one slot: then it moves nothing."""
    return bool(payment.from_slot == payment.to_slot)


@compiled
def claimed(loads: Records) -> Any:
    """Return the transfers on which claims start, in order."""
    return np.flatnonzero(loads["claim"] > 0)


@compiled
def starts_at_once(payment: Record, slots: Records) -> bool:
    """Tell whether a transfer has no debit event, so that no stolen money enters it."""
    return bool(slots[payment.from_slot].closed or is_round(payment))


@compiled
def ends_at_once(payment: Record, slots: Records) -> bool:
    """Tell whether a transfer has no credit event, so that its debit is all there is."""
    return bool(slots[payment.to_slot].closed or is_round(payment) or payment.to_amount == 0)


@compiled
def next_stolen(
    position: int, order: Int32s, payments: Records, loads: Records, slots: Records
) -> int:
    """Book events from a position of the order on, up to one that moves stolen money.

    Returns its position, or the number of events. It stops also where sums are not known.
    """
    while position < len(order):
        event = order[position]
        if event >= 0:
            payment = payments[event]
            slot = slots[payment.to_slot]
            if loads[event].share != 0 or payment.unsure or slot.loose:
                break
            slot.own += payment.to_amount
        else:
            payment = payments[~event]
            slot = slots[payment.from_slot]
            if slot.share != 0 or loads[~event].claim != 0 or payment.unsure or slot.loose:
                break
            slot.own = max(0, slot.own - payment.amount)
        position += 1
    return position
