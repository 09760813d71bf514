"""What came back to the victim whose money it is: it ends in a slot of its own, a *sink*.

For the account it is then the victim's own money, which pays whatever it may; the money of other
victims goes on through the same account.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from moneygraph.flow.matching.kernel import Bools, Int32s, Int64s, compiled
from moneygraph.flow.taint.legs import RETURNED, Ways
from moneygraph.flow.taint.pool import Pool, with_space
from moneygraph.flow.taint.state import Record, part_of

_NONE = -1


class Returns(NamedTuple):
    """The sink of each slot, -1 where no victim has its account, and whose accounts they are.

    A slot's victims are ``victim[first[slot]:last[slot]]``, rising; those of a slot on the way to
    a payee are the payer's. From slots with ``starts`` nothing comes back.
    """

    sink: Int32s
    starts: Bools
    first: Int32s
    last: Int32s
    victim: Int32s


def with_sinks(
    ways: Ways, victim: Int32s, account: Int32s, claimed: Int64s
) -> tuple[Ways, Returns]:
    """Add a sink for each slot of a victim's account; ``victim`` and ``account`` are parallel.

    ``claimed`` are the transfers (counted from 0) on which claims start.
    """
    order = np.lexsort((victim, account))
    victim, account = victim[order].astype(np.int32), account[order]
    shared = np.flatnonzero(ways.shared)  # slots of legs come after all others
    plain = ways.word[: shared[0] if len(shared) else None] == 0
    slots = np.flatnonzero(plain & np.isin(ways.account[: len(plain)], account))
    count = len(ways.account)
    ways = ways.with_slots(ways.account[slots], closed=True, word=RETURNED)
    sink = np.full(len(ways.account), _NONE, np.int32)
    sink[slots] = count + np.arange(len(slots), dtype=np.int32)
    first, last = np.zeros(len(sink), np.int32), np.zeros(len(sink), np.int32)
    first[slots] = np.searchsorted(account, ways.account[slots], "left")
    last[slots] = np.searchsorted(account, ways.account[slots], "right")
    starts = np.zeros(len(sink), np.bool_)
    if len(shared) and len(slots):
        to_slot = ways.payments["to_slot"]
        legs = np.flatnonzero(ways.shared[to_slot])
        payers = ways.payments["from_slot"][legs]
        first[to_slot[legs]], last[to_slot[legs]] = first[payers], last[payers]
        starts[to_slot[claimed]] = ways.shared[to_slot[claimed]]
    return ways, Returns(sink, starts, first, last, victim)


@compiled
def is_victims(returns: Returns, slot: int, victim: int) -> bool:
    """Tell whether a slot is of an account of the victim."""
    for one in range(returns.first[slot], returns.last[slot]):
        if returns.victim[one] == victim:
            return True
    return False


@compiled
def may_return(returns: Returns, payment: Record, load: Record) -> bool:
    """Tell whether some of what a transfer spreads may come back to its victim.

    A transfer on which a claim starts brings nothing back: its money is on its way from there.
    """
    if returns.sink[payment.to_slot] < 0 or returns.starts[payment.from_slot]:
        return False
    return bool(load.claim == 0 and load.share > 0)


@compiled
def comes_back(returns: Returns, payment: Record, victim: int) -> bool:
    """Tell whether money of the victim comes back by a transfer that may return some."""
    return is_victims(returns, payment.to_slot, victim) and not is_victims(
        returns, payment.from_slot, victim
    )


@compiled
def comes_back_to_all(returns: Returns, payment: Record, victims: int) -> bool:
    """Tell whether the transfer brings back the money of every victim there is."""
    slot = payment.to_slot
    if returns.last[slot] - returns.first[slot] < victims:
        return False
    return bool(returns.first[payment.from_slot] == returns.last[payment.from_slot])


@compiled
def comes_back_to_any(returns: Returns, payment: Record) -> bool:
    """Tell whether the transfer brings back the money of some victim."""
    for one in range(returns.first[payment.to_slot], returns.last[payment.to_slot]):
        if not is_victims(returns, payment.from_slot, returns.victim[one]):
            return True
    return False


@compiled
def credited_units(payment: Record, load: Record) -> int:
    """Return the stolen units of a transfer in the units that it credits."""
    if payment.to_amount != payment.amount and payment.amount > 0:
        return int(part_of(load.units, payment.to_amount, payment.amount))
    return int(load.units)


@compiled
def sink_all(payment: Record, load: Record, slot: Record, sink: Record) -> None:
    """Credit a transfer of which all that is stolen came back: it is the account's own."""
    slot.own += payment.to_amount
    _sink(payment, load, sink, credited_units(payment, load), load.share)


@compiled
def sink_some(
    payment: Record, load: Record, slot: Record, sink: Record, units: int, share: int
) -> None:
    """Take out of a slot what came back of a transfer that was credited to it."""
    slot.units -= units
    slot.share -= share
    slot.own += units
    _sink(payment, load, sink, units, share)


@compiled
def _sink(payment: Record, load: Record, sink: Record, units: int, share: int) -> None:
    if sink.share == 0:
        sink.first_us = sink.last_us = payment.credit_us
        sink.depth = load.depth
    sink.units += units
    sink.share += share
    sink.first_us = min(sink.first_us, payment.credit_us)
    sink.last_us = max(sink.last_us, payment.credit_us)
    sink.depth = min(sink.depth, load.depth)


@compiled
def split_returned(
    pool: Pool, vector: int, spare: int, returns: Returns, payment: Record
) -> tuple[Pool, int]:
    """Move the shares that come back to the empty vector ``spare``; return also their sum."""
    pool = with_space(pool, pool.length[vector])
    victim, shares, top, start, length = pool
    first = start[vector]
    moved = left = total = 0
    for at in range(first, first + length[vector]):
        if comes_back(returns, payment, victim[at]):
            victim[top + moved], shares[top + moved] = victim[at], shares[at]
            total += shares[at]
            moved += 1
        else:
            victim[first + left], shares[first + left] = victim[at], shares[at]
            left += 1
    length[vector] = left
    start[spare], length[spare] = top, moved
    return Pool(victim, shares, top + moved, start, length), total
