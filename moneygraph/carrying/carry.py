"""Carries claims through a case under a rule, and bounds what any rule can say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from moneygraph.carrying.bounds import carry_least, carry_most
from moneygraph.carrying.flow import Moments, flow_order, joined_entries, openings
from moneygraph.carrying.lots import carry_own_first, lots_by_slot
from moneygraph.carrying.shared import carry_shared, carry_total, shares_by_slot
from moneygraph.carrying.state import LOAD, PAYMENT, SLOT, Records
from moneygraph.hops import kernel
from moneygraph.hops.build import read_events
from moneygraph.hops.kernel import Bools, Int32s, Int64s
from moneygraph.hops.sides import Sides, Slots, read_sides, read_slots

if TYPE_CHECKING:
    import duckdb

_PROVED = "select transfer, credit from proved"


@dataclass(frozen=True)
class Money:
    """All money of a case in the order in which it moved; what `carry` works on.

    By transfer: ``ids`` and ``payments``. ``order`` lists events so that no credit comes
    before its debit; ``bound_order`` does so but for the credits of ``early`` transfers. By
    slot: its account, whether it is closed, what lay there at first, and what may have lain
    there at the most, in whatever order tied moments went. By entry: its transfer, and whether
    its order against the one before it is not known.
    """

    ids: Int32s
    order: Int32s
    bound_order: Int32s
    early: Int32s
    payments: Records
    slot_account: Int32s
    closed: Bools
    opening: Int64s
    opening_most: Int64s
    entry_transfer: Int32s
    joined: Bools


@dataclass(frozen=True)
class Carried:
    """Where claims stand under a rule.

    Parallel, a row for each place and victim: how much of whose money stands where, the fewest
    hops since a claim and when it came there. ``transfer`` (ids) and ``through`` say how much
    of each transfer is traced; ``again`` is the share of each victim that a later claim took
    over.
    """

    account: Int32s
    victim: Int32s
    share: Int64s
    depth: Int32s
    first_us: Int64s
    last_us: Int64s
    transfer: Int32s
    through: Int64s
    again: Int64s


def read_money(con: duckdb.DuckDBPyConnection) -> Money:
    """Read a whole case."""
    sides = read_sides(con)
    slots = read_slots(con, sides)
    events = read_events(con, sides)
    start, entries = kernel.lay_by_slot(
        events, slots.from_slot, slots.to_slot, sides.amount, sides.to_amount, slots.closed
    )
    joined = joined_entries(start, entries, _moments(con, sides))
    sequence = (events, start, entries, slots.from_slot, slots.to_slot)
    order, early = flow_order(*sequence, True)
    opening = openings(start, entries, slots.opening, np.zeros_like(joined))
    most = openings(start, entries, slots.opening, joined) if joined.any() else opening
    return Money(
        ids=sides.ids,
        order=order,
        bound_order=flow_order(*sequence, False)[0] if len(early) else order,
        early=early,
        payments=_payments(sides, slots),
        slot_account=slots.account,
        closed=slots.closed,
        opening=opening,
        opening_most=most,
        entry_transfer=entries[:, 0].astype(np.int32),
        joined=joined,
    )


def _payments(sides: Sides, slots: Slots) -> Records:
    payments = np.empty(len(sides.ids), PAYMENT)
    payments["from_slot"], payments["to_slot"] = slots.from_slot, slots.to_slot
    payments["amount"], payments["to_amount"] = sides.amount, sides.to_amount
    payments["credit_us"] = sides.credit_ts
    return payments


def _moments(con: duckdb.DuckDBPyConnection, sides: Sides) -> Moments:
    nowhere = np.zeros(len(sides.ids), np.bool_)
    proved = con.execute(_PROVED).fetchnumpy()
    places = np.searchsorted(sides.ids, proved["transfer"])
    proven, credit_proven = nowhere.copy(), nowhere.copy()
    proven[places[~proved["credit"].astype(np.bool_)]] = True
    credit_proven[places[proved["credit"].astype(np.bool_)]] = True
    return Moments(
        us=sides.ts,
        credit_us=sides.credit_ts,
        day=nowhere if sides.day_only is None else sides.day_only,
        credit_day=nowhere if sides.credit_day_only is None else sides.credit_day_only,
        proven=proven,
        credit_proven=credit_proven,
    )


@dataclass(frozen=True)
class Claims:
    """Money that is traced: the first ``amount`` of each transfer (ids, ordered), and whose."""

    transfer: Int64s
    amount: Int64s
    victim: Int32s


def carry(money: Money, rule: str, claims: Claims, victims: int) -> Carried:
    """Carry claims under ``pro-rata``, ``libr`` or ``own-first``; all shares add up.

    The shares and ``again`` of all victims together are what was claimed, exactly.
    """
    loads, slots = _laid_out(money, claims, money.opening)
    if rule == "own-first":
        again, lots = carry_own_first(money.order, money.payments, loads, slots, victims)
        shares = lots_by_slot(lots, len(slots))
    elif victims == 1:  # what each victim has of it need not be kept apart
        pro_rata = rule == "pro-rata"
        again = carry_total(money.order, money.payments, loads, slots, pro_rata)
        shares = _stolen_of(slots)
    else:
        pro_rata = rule == "pro-rata"
        again, pool = carry_shared(money.order, money.payments, loads, slots, victims, pro_rata)
        shares = shares_by_slot(pool, len(slots))
    return _carried(money, loads, slots, again, shares)


def _stolen_of(slots: Records) -> tuple[Int32s, Int32s, Int64s]:
    slot = np.flatnonzero(slots["share"] > 0).astype(np.int32)
    return slot, np.zeros(len(slot), np.int32), slots["share"][slot]


def carry_bound(
    money: Money, claims: Claims, *, least: bool = False, any_order: bool = False
) -> Carried:
    """Carry the most (poison) or the least that any rule can give, of all victims together.

    With ``any_order`` also in any order of tied moments. Shares do not add up to what was
    claimed: each is a bound of its own.
    """
    loads, slots = _laid_out(money, claims, money.opening_most if any_order else money.opening)
    if least:
        carry_least(money.bound_order, money.payments, loads, slots)
    else:
        slots = _most(money, loads, slots)
    return _carried(money, loads, slots, np.zeros(1, np.int64), _stolen_of(slots))


def _most(money: Money, loads: Records, slots: Records) -> Records:
    """Carry the most; again and again, while what early credits bring grows round a circle."""
    before = -1
    while True:
        found = slots.copy()
        carry_most(money.bound_order, money.payments, loads, found)
        circling = int(loads["share"][money.early].sum())
        if circling == before or not len(money.early):
            return found
        before = circling


def _laid_out(money: Money, claims: Claims, opening: Int64s) -> tuple[Records, Records]:
    loads = np.zeros(len(money.ids), LOAD)
    places = np.searchsorted(money.ids, claims.transfer)
    loads["claim"][places], loads["victim"][places] = claims.amount, claims.victim
    slots = np.zeros(len(money.closed), SLOT)
    slots["own"], slots["closed"] = opening, money.closed
    return loads, slots


def is_tied(money: Money, most: Carried) -> bool:
    """Tell whether something hangs on moments whose order is not known.

    That is so where stolen money can have gone through one, and where one decides what lay on
    an account at first that stolen money came to.
    """
    if not money.joined.any():
        return False
    places = np.searchsorted(money.ids, most.transfer)
    carries = np.zeros(len(money.ids), np.bool_)
    carries[places] = True
    group = np.cumsum(~money.joined)
    if np.isin(group[money.joined], group[carries[money.entry_transfer]]).any():
        return True
    slots = np.concatenate([money.payments[side][places] for side in ("from_slot", "to_slot")])
    return bool((money.opening_most != money.opening)[slots].any())


def _carried(
    money: Money,
    loads: Records,
    slots: Records,
    again: Int64s,
    shares: tuple[Int32s, Int32s, Int64s],
) -> Carried:
    slot, victim, share = shares
    through = np.flatnonzero(loads["share"])
    return Carried(
        account=money.slot_account[slot],
        victim=victim,
        share=share,
        depth=slots["depth"][slot],
        first_us=slots["first_us"][slot],
        last_us=slots["last_us"][slot],
        transfer=money.ids[through],
        through=loads["share"][through],
        again=again,
    )
