"""The compiled loop of own-first: the account's own money is paid out first, then stolen lots.

Among the victims what came first leaves first. Lots are kept in chains, one for each slot and
one for what each transfer spreads; a payment moves lots from one chain to another, so that the
loop is linear in claims and transfers.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from moneygraph.flow.matching.kernel import Int32s, Int64s, compiled
from moneygraph.flow.taint.returns import (
    Returns,
    comes_back,
    credited_units,
    may_return,
    sink_all,
    sink_some,
)
from moneygraph.flow.taint.state import (
    Records,
    claimed,
    credit,
    debit,
    ends_at_once,
    is_round,
    next_stolen,
    part_of,
    starts_at_once,
    stolen_units,
)

_FIRST_SIZE = 1 << 16
_NONE = -1


class Lots(NamedTuple):
    """Lots of stolen money, the chains they are in, and how many lots were made.

    ``after`` is the next lot of a chain; ``head`` and ``tail`` are by chain, -1 where empty.
    """

    victim: Int32s
    units: Int64s
    share: Int64s
    after: Int32s
    head: Int32s
    tail: Int32s
    made: int


@compiled
def spread_own_first(
    order: Int32s,
    payments: Records,
    loads: Records,
    slots: Records,
    returns: Returns,
    victims: int,
) -> tuple[Int64s, Lots]:
    """Spread all claims to where they end; as `shared.spread_shared`, with lots for its pool."""
    lots = _no_lots(len(slots) + len(payments))
    reclaimed = np.zeros(victims, np.int64)
    for start in claimed(loads):
        if starts_at_once(payments[start], slots):
            lots = _claim(lots, payments, loads, len(slots), reclaimed, start)
            if ends_at_once(payments[start], slots):
                _credit(lots, payments, loads, slots, returns, start)
    position = next_stolen(0, order, payments, loads, slots)
    while position < len(order):
        event = order[position]
        transfer = event if event >= 0 else ~event
        if event < 0:
            lots = _debit(lots, payments, loads, slots, transfer)
            if loads[transfer].claim > 0:
                lots = _claim(lots, payments, loads, len(slots), reclaimed, transfer)
        if event >= 0 or ends_at_once(payments[transfer], slots):
            _credit(lots, payments, loads, slots, returns, transfer)
        position = next_stolen(position + 1, order, payments, loads, slots)
    return reclaimed, lots


@compiled
def _no_lots(chains: int) -> Lots:
    head, tail = np.full(chains, _NONE, np.int32), np.full(chains, _NONE, np.int32)
    sums = np.empty(_FIRST_SIZE, np.int64), np.empty(_FIRST_SIZE, np.int64)
    return Lots(
        np.empty(_FIRST_SIZE, np.int32),
        sums[0],
        sums[1],
        np.empty(_FIRST_SIZE, np.int32),
        head,
        tail,
        0,
    )


@compiled
def _with_lot(lots: Lots, victim: int, units: int, share: int) -> Lots:
    """Return the lots with one more, in no chain: the last one."""
    new = lots.made
    if new == len(lots.units):
        lots = Lots(
            np.append(lots.victim, np.empty(new, np.int32)),
            np.append(lots.units, np.empty(new, np.int64)),
            np.append(lots.share, np.empty(new, np.int64)),
            np.append(lots.after, np.empty(new, np.int32)),
            lots.head,
            lots.tail,
            new,
        )
    lots.victim[new], lots.units[new], lots.share[new] = victim, units, share
    return Lots(lots.victim, lots.units, lots.share, lots.after, lots.head, lots.tail, new + 1)


@compiled
def _append(lots: Lots, chain: int, lot: int) -> None:
    last = lots.tail[chain]
    if last == _NONE:
        lots.head[chain] = lot
    elif lots.victim[last] == lots.victim[lot] and _is_plain(lots, last) and _is_plain(lots, lot):
        lots.units[last] += lots.units[lot]
        lots.share[last] += lots.share[lot]
        return
    else:
        lots.after[last] = lot
    lots.after[lot] = _NONE
    lots.tail[chain] = lot


@compiled
def _is_plain(lots: Lots, lot: int) -> bool:
    """Tell whether a lot was never exchanged, so that two of them can be one."""
    return bool(lots.units[lot] == lots.share[lot])


@compiled
def _drop_first(lots: Lots, chain: int) -> None:
    lots.head[chain] = lots.after[lots.head[chain]]
    if lots.head[chain] == _NONE:
        lots.tail[chain] = _NONE


@compiled
def _move_first(lots: Lots, chain: int, target: int, units: int) -> tuple[Lots, int]:
    """Move the first units of a chain to the end of another; return also their share."""
    moved = 0
    while units > 0:
        lot = lots.head[chain]
        if lots.units[lot] <= units:
            _drop_first(lots, chain)
        else:
            share = part_of(units, lots.share[lot], lots.units[lot])
            lots.units[lot] -= units
            lots.share[lot] -= share
            lots = _with_lot(lots, lots.victim[lot], units, share)
            lot = lots.made - 1
        units -= lots.units[lot]
        moved += lots.share[lot]
        _append(lots, target, lot)
    return lots, moved


@compiled
def _debit(lots: Lots, payments: Records, loads: Records, slots: Records, transfer: int) -> Lots:
    payment = payments[transfer]
    slot = slots[payment.from_slot]
    units = stolen_units(payment, slot, False)
    lots, share = _move_first(lots, payment.from_slot, len(slots) + transfer, units)
    debit(payment, loads[transfer], slot, units, share)
    return lots


@compiled
def _claim(
    lots: Lots, payments: Records, loads: Records, first: int, reclaimed: Int64s, transfer: int
) -> Lots:
    """Start a claim: it is on the first units of its transfer, which earlier lots then leave.

    ``first`` is the first chain of a transfer.
    """
    load, here = loads[transfer], first + transfer
    over = max(0, load.units - (payments[transfer].amount - load.claim))
    load.units += load.claim - over
    load.share += load.claim
    load.depth = 0
    while over > 0:
        lot = lots.head[here]
        units = min(over, lots.units[lot])
        share = part_of(units, lots.share[lot], lots.units[lot]) if units else lots.share[lot]
        reclaimed[lots.victim[lot]] += share
        lots.units[lot] -= units
        lots.share[lot] -= share
        load.share -= share
        over -= units
        if lots.units[lot] == 0:
            _drop_first(lots, here)
    lots = _with_lot(lots, load.victim, load.claim, load.claim)
    _append(lots, here, lots.made - 1)
    return lots


@compiled
def _credit(
    lots: Lots,
    payments: Records,
    loads: Records,
    slots: Records,
    returns: Returns,
    transfer: int,
) -> None:
    payment, load, here = payments[transfer], loads[transfer], len(slots) + transfer
    slot, is_own = slots[payment.to_slot], may_return(returns, payment, load)
    upto = before = units = share = 0
    lot = lots.head[here]
    while lot != _NONE:
        following = lots.after[lot]
        if is_round(payment):
            lots.units[lot] = 0
        elif payment.amount != payment.to_amount:
            upto += lots.units[lot]
            now = part_of(upto, payment.to_amount, payment.amount)
            lots.units[lot], before = now - before, now
        if is_own and comes_back(returns, payment, lots.victim[lot]):
            units += lots.units[lot]
            share += lots.share[lot]
            _append(lots, returns.sink[payment.to_slot], lot)
        else:
            _append(lots, payment.to_slot, lot)
        lot = following
    lots.head[here] = lots.tail[here] = _NONE
    if share == 0:
        credit(payment, load, slot)
    elif share == load.share and units == credited_units(payment, load):
        sink_all(payment, load, slot, slots[returns.sink[payment.to_slot]])
    else:
        credit(payment, load, slot)
        sink_some(payment, load, slot, slots[returns.sink[payment.to_slot]], units, share)


@compiled
def lots_by_slot(lots: Lots, slots: int) -> tuple[Int32s, Int32s, Int64s]:
    """Return the lots that slots hold, as parallel arrays of slot, victim and share."""
    slot_of, victim = np.empty(lots.made, np.int32), np.empty(lots.made, np.int32)
    shares = np.empty(lots.made, np.int64)
    end = 0
    for slot in range(slots):
        lot = lots.head[slot]
        while lot != _NONE:
            slot_of[end], victim[end], shares[end] = slot, lots.victim[lot], lots.share[lot]
            end += 1
            lot = lots.after[lot]
    return slot_of[:end], victim[:end], shares[:end]
