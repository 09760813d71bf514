"""Matches every transfer of a case under one rule and keeps the hops in it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from moneygraph.hops import kernel
from moneygraph.hops.kernel import Int32s, Int64s
from moneygraph.hops.order import event_order
from moneygraph.hops.proven import in_proven_order
from moneygraph.hops.sides import Sides, Slots, read_sides, read_slots

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Hops:
    """Hops as parallel arrays, ordered by in_transfer and in_offset.

    Tiyn [in_offset, in_offset + amount) of what in_transfer credited are tiyn
    [out_offset, out_offset + amount) of what out_transfer debited; no tiyn of either stands
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
    start, entries = kernel.lay_by_slot(
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


def build(con: duckdb.DuckDBPyConnection, rule: str, table: str) -> int:
    """Create or replace ``table`` with the hops under a rule; return how many there are."""
    sides = read_sides(con)
    hops = match(rule, sides, read_slots(con, sides), read_events(con, sides))
    keep_hops(con, hops, table)
    return len(hops.amount)
