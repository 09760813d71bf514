"""Reads all money of a case and orders it as it moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from moneygraph.flow.matching import kernel
from moneygraph.flow.matching.kernel import Bools, Int32s
from moneygraph.flow.matching.match import read_events, read_journal
from moneygraph.flow.matching.sides import Sides, Slots, read_sides
from moneygraph.flow.matching.undone import Undone
from moneygraph.flow.taint.doubts import set_doubts
from moneygraph.flow.taint.legs import REPAID, Ways, with_fees, with_refunds
from moneygraph.flow.taint.openings import find_openings
from moneygraph.flow.taint.order import Moments, SlotEntries, flow_order, joined_entries
from moneygraph.flow.taint.state import PAYMENT, Records
from moneygraph.flow.taint.undone import with_undone
from moneygraph.store.arrays import ensure_room
from moneygraph.store.sqltext import rows_of, sql_text

if TYPE_CHECKING:
    import duckdb

#: What all arrays take for each transfer, at the most: those of the case, and of two rules that
#: spread at once. As measured from 5 to 20 million; a third of it only where moments are tied.
BYTES: Final = 560
_PROVED = "select transfer, credit from proved"


@dataclass(frozen=True)
class Money:
    """All money of a case in the order in which it moved; what `spread` takes.

    ``ids`` are of the transfers and of the inner payments that are made for debts; the first
    ``transfers`` are those of the case; the payments that may not have been ``undone`` come right
    after them. ``ways`` are their payments, slots and events: in the first
    order no credit comes before its debit, in the second only the credits of ``early`` transfers
    do; the second opening balance is the most that there can have been in any order of tied
    moments. By entry: its transfer, and whether its order against the one before it is not known.
    """

    ids: Int32s
    transfers: int
    undone: Undone
    ways: Ways
    entry_transfer: Int32s
    joined: Bools


def read_money(con: duckdb.DuckDBPyConnection) -> Money:
    """Read a whole case; raises `MemoryShort` where it has no room.

    A share of a payment hangs on all that was on the account, so nothing is read in parts.
    """
    ((count,),) = rows_of(con, "select count(*) from transfer")
    ensure_room(count * BYTES)
    sides = read_sides(con)
    journal = read_journal(con, sides, read_events(con, sides))
    fees, refunds = _fees(con, sides), journal.slots.refunds
    transfers, debts = journal.transfers, len(journal.debts.transfer)
    sides, slots = journal.sides, journal.slots
    start, entries = kernel.group_by_slot(
        journal.events, slots.from_slot, slots.to_slot, sides.amount, sides.to_amount, slots.closed
    )
    has_days = sides.day_only is not None or sides.credit_day_only is not None
    joined = joined_entries(start, entries, _moments(con, sides), has_days)
    if debts:  # a debt goes with the movement that makes or repays it
        joined &= entries[:, 0] < transfers
    sequence = (journal.events, start, entries, slots.from_slot, slots.to_slot)
    order, early = flow_order(*sequence, True)
    word = np.zeros(len(slots.closed), np.int32)
    word[len(word) - journal.debt_slots :] = REPAID
    payments = _payments(sides, slots)
    unsure_refunds = set_doubts(con, sides, payments)
    by_slot = SlotEntries(start, entries, joined)
    put_off = order if len(early) else order[:0]
    ways = Ways(
        payments=payments,
        account=slots.account,
        closed=slots.closed,
        shared=np.zeros(len(slots.closed), np.bool_),
        word=word,
        openings=find_openings(by_slot, sides, slots, payments, put_off),
        orders=(order, flow_order(*sequence, False)[0] if len(early) else order),
        early=early,
    )
    ways = with_undone(ways, sides, slots, by_slot)
    return Money(
        ids=sides.ids,
        transfers=transfers,
        undone=slots.undone,
        ways=with_fees(with_refunds(ways, refunds, unsure_refunds), fees),
        entry_transfer=entries[:, 0].astype(np.int32),
        joined=joined,
    )


def _fees(con: duckdb.DuckDBPyConnection, sides: Sides) -> Int32s:
    """Return the transfers (counted from 0) from which a fee was deducted on the way."""
    if sides.amount is sides.to_amount:
        return np.empty(0, np.int32)
    read = con.execute(sql_text("flow/matching/fees.sql")).fetchnumpy()
    return np.searchsorted(sides.ids, read["transfer"]).astype(np.int32)


def _payments(sides: Sides, slots: Slots) -> Records:
    payments = np.zeros(len(sides.ids), PAYMENT)
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
