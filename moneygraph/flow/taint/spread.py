"""Spreads claims through a case under a rule, and bounds what any rule can give."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moneygraph.flow.matching.kernel import Int32s, Int64s
from moneygraph.flow.taint.bounds import spread_least, spread_most
from moneygraph.flow.taint.legs import WORDS, Ways
from moneygraph.flow.taint.lots import lots_by_slot, spread_own_first
from moneygraph.flow.taint.money import Money
from moneygraph.flow.taint.returns import Returns, with_sinks
from moneygraph.flow.taint.shared import shares_by_slot, spread_shared, spread_total
from moneygraph.flow.taint.state import LOAD, SLOT, Records
from moneygraph.flow.taint.undone import never_undone


@dataclass(frozen=True)
class Tainted:
    """Where claimed money is under a rule.

    Parallel arrays, a row for each slot and victim: the account, the word of the end where the
    account does not decide it (else empty), how much of the victim's money is
    there, the fewest hops since a claim, the balance (of the least, else -1) and when it came
    there. ``transfer`` (ids) and
    ``through`` give how much of each transfer is traced; ``reclaimed`` is the share of each
    victim that a later claim took over. ``undone`` tells of each payment of `Money.undone` how
    much of what is traced it can have moved.
    """

    account: Int32s
    word: NDArray[Any]
    victim: Int32s
    share: Int64s
    depth: Int32s
    balance: Int64s
    first_us: Int64s
    last_us: Int64s
    transfer: Int32s
    through: Int64s
    reclaimed: Int64s
    undone: Int64s


@dataclass(frozen=True)
class Bounds:
    """The most and the least that can be anywhere; ``tied``: tied moments decide some of it.

    ``doubted``: the case has transfers that are not sure.
    """

    most: Tainted
    least: Tainted
    tied: bool
    doubted: bool


@dataclass(frozen=True)
class Claims:
    """Money to trace: the first ``amount`` of each transfer (ids, ordered), and its victim.

    ``own_victim`` and ``own_account`` are the victims' own accounts, to which their money can come
    back: parallel arrays.
    """

    transfer: Int64s
    amount: Int64s
    victim: Int32s
    own_victim: Int32s = field(default_factory=lambda: np.empty(0, np.int32))
    own_account: Int32s = field(default_factory=lambda: np.empty(0, np.int32))

    @property
    def victims(self) -> int:
        """How many victims there are; one where what is traced is nobody's in particular."""
        return int(self.victim.max(initial=0)) + 1


def spread(money: Money, rule: str, claims: Claims, *, by_victim: bool = True) -> Tainted:
    """Spread claims under ``pro-rata``, ``libr`` or ``own-first``; all shares add up.

    The shares and ``reclaimed`` of all victims together are what was claimed, exactly. Without
    ``by_victim`` a share is what all victims together have there, and says no victim.
    """
    ways, returns = _with_sinks(money, claims)
    money, victims = replace(money, ways=ways), claims.victims
    loads, slots = _start_records(money, claims, money.ways.openings.least)
    order, payments, pro_rata = money.ways.orders[0], as_stated(money.ways), rule == "pro-rata"
    if rule == "own-first":
        reclaimed, lots = spread_own_first(order, payments, loads, slots, returns, victims)
        shares = lots_by_slot(lots, len(slots))
    elif victims == 1:  # one victim has every share
        reclaimed = spread_total(order, payments, loads, slots, returns, pro_rata)
        shares = _shares_of_slots(slots)
    else:
        reclaimed, pool = spread_shared(order, payments, loads, slots, returns, victims, pro_rata)
        shares = shares_by_slot(pool, len(slots)) if by_victim else _shares_of_slots(slots)
    return _tainted(money, loads, slots, reclaimed, shares)


def as_stated(ways: Ways) -> Records:
    """Return the payments as if all of them were sure, and undone those that are taken to be."""
    if not ways.payments["unsure"].any():
        return ways.payments
    payments = ways.payments.copy()
    undone = never_undone(payments)
    payments["amount"][undone] = payments["to_amount"][undone] = 0
    payments["unsure"] = False
    return payments


def _shares_of_slots(slots: Records) -> tuple[Int32s, Int32s, Int64s]:
    slot = np.flatnonzero(slots["share"] > 0).astype(np.int32)
    return slot, np.zeros(len(slot), np.int32), slots["share"][slot]


def taint_bound(
    money: Money,
    claims: Claims,
    *,
    least: bool = False,
    any_order: bool = False,
    doubted: bool = False,
) -> Tainted:
    """Spread the most (poison) or the least that any rule can give, of all victims together.

    With ``any_order`` also in any order of tied moments; the least, and with ``doubted`` the most,
    also where transfers are not sure. Shares do not add up to what was claimed: each is a bound of
    its own.
    """
    ways, returns = _with_sinks(money, claims)
    doubted = (doubted or least) and bool(ways.payments["unsure"].any())
    ways = ways if doubted else replace(ways, payments=as_stated(ways))
    money, victims = replace(money, ways=ways), len(np.unique(claims.victim))
    openings = ways.openings
    opening = openings.high if doubted else openings.most if any_order else openings.enough
    loads, slots = _start_records(money, claims, opening)
    if doubted:
        slots["low"], slots["high"] = openings.low, openings.high
        slots["loose"] = openings.low != openings.high
    if least:
        spread_least(ways.orders[1], ways.payments, loads, slots, returns, victims)
        shares = _shares_of_slots(slots)
    else:
        slots = _most(ways, loads, slots, returns, victims)
        shares = _no_more_than(int(claims.amount.sum()), ways, _shares_of_slots(slots))
    return _tainted(money, loads, slots, np.zeros(1, np.int64), shares, is_least=least)


def _no_more_than(
    most: int, ways: Ways, shares: tuple[Int32s, Int32s, Int64s]
) -> tuple[Int32s, Int32s, Int64s]:
    """Cap the sum of an account's shares: what was paid and refunded there is in several slots."""
    slot, victim, share = shares
    if not ways.shared.any() or not len(slot):
        return shares
    end = ways.account[slot].astype(np.int64) * len(WORDS) + ways.word[slot]
    _, index, times = np.unique(end, return_inverse=True, return_counts=True)
    several = np.flatnonzero(times[index] > 1)
    order = several[np.argsort(end[several], kind="stable")]
    capped, upto, before = share.copy(), 0, -1
    for row in order.tolist():
        upto = 0 if end[row] != before else upto
        capped[row] = min(int(share[row]), most - upto)
        upto, before = upto + int(capped[row]), end[row]
    return slot, victim, capped


def _most(ways: Ways, loads: Records, slots: Records, returns: Returns, victims: int) -> Records:
    """Spread the most, and repeat it while a circle of accounts makes early credits grow."""
    before = -1
    while True:
        found = slots.copy()
        spread_most(ways.orders[1], ways.payments, loads, found, returns, victims)
        circling = int(loads["share"][ways.early].sum())
        if circling == before or not len(ways.early):
            return found
        before = circling


def _start_records(money: Money, claims: Claims, opening: Int64s) -> tuple[Records, Records]:
    ways = money.ways
    loads = np.zeros(len(ways.payments), LOAD)
    positions = np.searchsorted(money.ids, claims.transfer)
    loads["claim"][positions], loads["victim"][positions] = claims.amount, claims.victim
    slots = np.zeros(len(ways.closed), SLOT)
    slots["own"] = opening
    slots["closed"], slots["shared"] = ways.closed, ways.shared
    return loads, slots


def taint_bounds(money: Money, claims: Claims, poison: Tainted) -> Bounds:
    """Spread the most and the least; in any order of tied moments where a bound depends on one.

    ``poison`` is the most in the present order of moments: the bound where none is tied and all
    transfers are sure.
    """
    doubted = bool(money.ways.payments["unsure"].any())
    most = poison
    if doubted or money.joined.any():
        most = taint_bound(money, claims, any_order=True, doubted=doubted)
    tied = _is_tied(money, most)
    if not tied and not doubted:
        most = poison
    least = taint_bound(money, claims, least=True, any_order=tied)
    return Bounds(most, least, tied, doubted)


def _is_tied(money: Money, most: Tainted) -> bool:
    """Tell whether a bound depends on moments whose order is not known.

    That is so where stolen money can have gone through one, and where one decides the opening
    balance of an account that stolen money came to.
    """
    if not money.joined.any():
        return False
    positions = np.searchsorted(money.ids, most.transfer)
    spreads = np.zeros(len(money.ids), np.bool_)
    spreads[positions] = True
    group = np.cumsum(~money.joined)
    if np.isin(group[money.joined], group[spreads[money.entry_transfer]]).any():
        return True
    sides = ("from_slot", "to_slot")
    slots = np.concatenate([money.ways.payments[side][positions] for side in sides])
    openings = money.ways.openings
    return bool((openings.most != openings.enough)[slots].any())


def _tainted(
    money: Money,
    loads: Records,
    slots: Records,
    reclaimed: Int64s,
    shares: tuple[Int32s, Int32s, Int64s],
    *,
    is_least: bool = False,
) -> Tainted:
    slot, victim, share = shares
    balance = np.full(len(slot), -1, np.int64)
    if is_least:
        balance = slots["own"][slot] + slots["units"][slot]
    through = np.flatnonzero(loads["share"][: money.transfers])
    undone = loads["share"][len(money.ids) : len(money.ids) + len(money.undone.amount)]
    return Tainted(
        account=money.ways.account[slot],
        word=np.array(WORDS, object)[money.ways.word[slot]],
        victim=victim,
        share=share,
        depth=slots["depth"][slot],
        balance=balance,
        first_us=slots["first_us"][slot],
        last_us=slots["last_us"][slot],
        transfer=money.ids[through],
        through=loads["share"][through],
        reclaimed=reclaimed,
        undone=undone,
    )


def _with_sinks(money: Money, claims: Claims) -> tuple[Ways, Returns]:
    """Add sinks for the accounts of those victims whose money is traced, and of no others."""
    claimed = np.searchsorted(money.ids, claims.transfer)
    traced = np.isin(claims.own_victim, claims.victim)
    return with_sinks(money.ways, claims.own_victim[traced], claims.own_account[traced], claimed)
