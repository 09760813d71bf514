"""Reads all money of a case and orders it as it moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from moneygraph.flow.matching import kernel
from moneygraph.flow.matching.kernel import Bools, Int32s, Int64s
from moneygraph.flow.matching.match import read_events
from moneygraph.flow.matching.sides import Sides, Slots, read_sides, read_slots
from moneygraph.flow.taint.order import Moments, flow_order, joined_entries, openings
from moneygraph.flow.taint.state import PAYMENT, Records

if TYPE_CHECKING:
    import duckdb

_PROVED = "select transfer, credit from proved"


@dataclass(frozen=True)
class Money:
    """All money of a case in the order in which it moved; what `spread` takes.

    By transfer: ``ids`` and ``payments``. ``order`` lists events so that no credit comes
    before its debit; ``bound_order`` does so but for the credits of ``early`` transfers. By
    slot: its account, whether it is closed, its opening balance, and the most that this can have
    been in any order of tied moments. By entry: its transfer, and whether
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


def read_money(con: duckdb.DuckDBPyConnection) -> Money:
    """Read a whole case."""
    sides = read_sides(con)
    slots = read_slots(con, sides)
    events = read_events(con, sides)
    start, entries = kernel.group_by_slot(
        events, slots.from_slot, slots.to_slot, sides.amount, sides.to_amount, slots.closed
    )
    has_days = sides.day_only is not None or sides.credit_day_only is not None
    joined = joined_entries(start, entries, _moments(con, sides), has_days)
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
    positions = np.searchsorted(sides.ids, proved["transfer"])
    proven, credit_proven = nowhere.copy(), nowhere.copy()
    proven[positions[~proved["credit"].astype(np.bool_)]] = True
    credit_proven[positions[proved["credit"].astype(np.bool_)]] = True
    return Moments(
        us=sides.ts,
        credit_us=sides.credit_ts,
        day=nowhere if sides.day_only is None else sides.day_only,
        credit_day=nowhere if sides.credit_day_only is None else sides.credit_day_only,
        proven=proven,
        credit_proven=credit_proven,
    )
