"""Lays the movements of each account together, in the order in which they happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from moneygraph.hops.kernel import Bools, Int32s, Int64s, compiled, starts_of
from moneygraph.hops.sides import Sides
from moneygraph.traits.records import MOVEMENT, Records

Bytes: TypeAlias = NDArray[np.uint8]


@dataclass(frozen=True)
class Movements:
    """All movements, account by account; those of an account begin at ``start[account]``."""

    start: Int32s
    movements: Records
    owners: int


def lay_movements(
    events: Int32s, sides: Sides, use: Bytes, owner: Int32s, closed: Bools
) -> Movements:
    """Lay the sides of all transfers; an account that is `closed` has no movements.

    `events` (see `hops.kernel`) is their order, `owner` the number of who is behind each account.
    """
    start = starts_of(sides.from_account, sides.to_account, closed)
    movements = np.empty(int(start[-1]), MOVEMENT)
    _lay(
        events, sides.from_account, sides.to_account, sides.ts, sides.credit_ts, sides.amount,
        sides.to_amount, use, owner, closed, start[:-1].copy(), movements,
    )  # fmt: skip
    return Movements(start, movements, int(owner.max(initial=0)) + 1)


@compiled
def _lay(
    events: Int32s, from_account: Int32s, to_account: Int32s, ts: Int64s, credit_ts: Int64s,
    amount: Int64s, to_amount: Int64s, use: Bytes, owner: Int32s, closed: Bools, place: Int32s,
    movements: Records,
) -> None:  # fmt: skip
    for event in events:
        is_credit = event >= 0
        transfer = event if is_credit else ~event
        payer, payee = from_account[transfer], to_account[transfer]
        account, other = (payee, payer) if is_credit else (payer, payee)
        if closed[account] or payer == payee:
            continue
        one = movements[place[account]]
        place[account] += 1
        one.at_us = credit_ts[transfer] if is_credit else ts[transfer]
        one.amount = to_amount[transfer] if is_credit else amount[transfer]
        one.owner, one.transfer, one.use = owner[other], transfer, use[transfer]
        one.is_credit = is_credit
