"""Matches every transfer of a case under one rule and keeps its hops.

First the sides of all transfers are put in order; within a tie the order is that which balances
stated row by row prove (see ingest/loading/proved.sql).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from moneygraph.flow.matching import kernel
from moneygraph.flow.matching.kernel import Bools, Int32s, Int64s, merge_events
from moneygraph.flow.matching.sides import Sides, Slots, read_sides, read_slots

if TYPE_CHECKING:
    import duckdb

DAY_US = 86_400_000_000


def event_order(
    ts: Int64s,
    credit_ts: Int64s,
    day_only: Bools | None = None,
    credit_day_only: Bools | None = None,
) -> Int32s:
    """Return the events (see `kernel`) of transfers that are ordered by id.

    Times are microseconds. Each side has its own time; where only the day is known a credit
    is put at its start and a debit at its end. At one instant (t_in <= t_out) credits come
    before debits, then the smaller id first.
    """
    credit_time, debit_time = credit_ts, ts
    if credit_day_only is not None and credit_day_only.any():
        credit_time = np.where(credit_day_only, credit_ts - credit_ts % DAY_US, credit_ts)
    if day_only is not None and day_only.any():
        debit_time = np.where(day_only, ts - ts % DAY_US + DAY_US - 1, ts)
    credits, debits = by_time(credit_time), by_time(debit_time)
    events: Int32s = merge_events(credits, credit_time, debits, debit_time)
    return events


def by_time(time: Int64s) -> Int32s:
    """Return positions ordered by time, then by number; most often they are so already."""
    if (time[1:] >= time[:-1]).all():
        return np.arange(len(time), dtype=np.int32)
    return np.argsort(time, kind="stable").astype(np.int32)


_PROVED = "select transfer, credit, tie from proved order by tie, position"


def in_proven_order(con: duckdb.DuckDBPyConnection, ids: Int32s, events: Int32s) -> Int32s:
    """Return the events (see `kernel`) with the sides of each proven tie in the proven order.

    ``ids`` are the transfers' ids, ordered. The sides of a tie exchange positions
    among themselves, so nothing else moves.
    """
    proved = con.execute(_PROVED).fetchnumpy()
    if not len(proved["tie"]):
        return events
    transfers = np.searchsorted(ids, proved["transfer"]).astype(np.int32)
    sides = np.where(proved["credit"], transfers, ~transfers)
    position_of = np.empty(2 * len(ids), np.int32)
    position_of[events] = np.arange(len(events), dtype=np.int32)  # ~i counts from the end
    positions = position_of[sides]
    ordered = events.copy()
    ordered[positions[np.lexsort((positions, proved["tie"]))]] = sides
    return ordered


@dataclass(frozen=True)
class Hops:
    """Hops as parallel arrays, ordered by in_transfer and in_offset.

    Tiyn [in_offset, in_offset + amount) of what in_transfer credited are tiyn
    [out_offset, out_offset + amount) of what out_transfer debited; no tiyn of either is
    in two hops. ``dwell_s`` is from the credit to the debit as their banks state them, in
    whole seconds and never below zero; a day without a time of day counts from its midnight.
    """

    in_transfer: Int32s
    out_transfer: Int32s
    account: Int32s
    amount: Int64s
    dwell_s: Int64s
    in_offset: Int64s
    out_offset: Int64s


def read_events(con: duckdb.DuckDBPyConnection, sides: Sides) -> Int32s:
    """Return the events (see `kernel`) of a case in the order in which they happened."""
    events = event_order(sides.ts, sides.credit_ts, sides.day_only, sides.credit_day_only)
    return in_proven_order(con, sides.ids, events)


def match(rule: str, sides: Sides, slots: Slots, events: Int32s) -> Hops:
    """Match credits with debits in every slot, under ``fifo`` or ``lifo``.

    ``events`` (see `kernel`) is the order in which the sides happened: `read_events`.
    """
    start, entries = kernel.group_by_slot(
        events, slots.from_slot, slots.to_slot, sides.amount, sides.to_amount, slots.closed
    )
    if rule == "fifo":
        ins, outs, parts, out_offsets = kernel.match_fifo(start, entries, slots.opening)
    else:
        ins, outs, parts, out_offsets = kernel.match_lifo(start, entries)
    del entries
    ends, outs, parts, out_offsets = kernel.order_by_in(
        ins, outs, parts, out_offsets, len(sides.ids)
    )
    in_ids, out_ids, account, in_offsets, dwell = kernel.describe(
        ends, outs, parts, sides.ids, sides.to_account, sides.ts, sides.credit_ts
    )
    return Hops(in_ids, out_ids, account, parts, dwell, in_offsets, out_offsets)


def keep_hops(con: duckdb.DuckDBPyConnection, hops: Hops, table: str) -> None:
    """Create or replace a table with hops, in the order of in_transfer and in_offset."""
    columns = {field.name: getattr(hops, field.name) for field in fields(hops)}
    con.register("hops_to_keep", columns)
    try:
        con.execute(f"create or replace table {table} as from hops_to_keep").fetchall()
    finally:
        con.unregister("hops_to_keep")


def match_case(con: duckdb.DuckDBPyConnection, rule: str, table: str) -> int:
    """Create or replace ``table`` with the hops under a rule; return how many there are."""
    sides = read_sides(con)
    hops = match(rule, sides, read_slots(con, sides), read_events(con, sides))
    keep_hops(con, hops, table)
    return len(hops.amount)
