"""Matches every transfer of a case under one rule and keeps its hops.

First the sides of all transfers are put in order; within a tie the order is that which balances
stated row by row prove (see ingest/loading/proved.sql).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import numpy as np

from moneygraph.flow.matching import kernel
from moneygraph.flow.matching.kernel import Bools, Int32s, Int64s, Matches, merge_events
from moneygraph.flow.matching.overdraft import Journal, with_debts
from moneygraph.flow.matching.parts import only, slot_ranges
from moneygraph.flow.matching.refunds import NO_REFUNDS, Refunds
from moneygraph.flow.matching.sides import Sides, read_sides, read_slots
from moneygraph.store.arrays import at_once
from moneygraph.store.file import is_read_only
from moneygraph.store.sqltext import sql_text

if TYPE_CHECKING:
    import duckdb

DAY_US = 86_400_000_000
#: Bytes of arrays for each transfer while slots are matched, and for each entry of those slots.
KEPT_BYTES, MATCH_BYTES = 64, 100


def event_order(
    ts: Int64s,
    credit_ts: Int64s,
    day_only: Bools | None = None,
    credit_day_only: Bools | None = None,
) -> Int32s:
    """Return the events (see `kernel`) of transfers that are ordered by id.

    At one instant (t_in <= t_out) credits come before debits, then the smaller id first.
    """
    debit_time, credit_time = event_times(ts, credit_ts, day_only, credit_day_only)
    credits, debits = by_time(credit_time), by_time(debit_time)
    events: Int32s = merge_events(credits, credit_time, debits, debit_time)
    return events


def event_times(
    ts: Int64s,
    credit_ts: Int64s,
    day_only: Bools | None = None,
    credit_day_only: Bools | None = None,
) -> tuple[Int64s, Int64s]:
    """Return the times of debits and of credits that order them, in microseconds.

    Each side has its own time; where only the day is known a credit is put at its start and a
    debit at its end.
    """
    debit_time, credit_time = ts, credit_ts
    if credit_day_only is not None and credit_day_only.any():
        credit_time = np.where(credit_day_only, credit_ts - credit_ts % DAY_US, credit_ts)
    if day_only is not None and day_only.any():
        debit_time = np.where(day_only, ts - ts % DAY_US + DAY_US - 1, ts)
    return debit_time, credit_time


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
    return ties_in_order(events, len(ids), sides, proved["tie"])


def ties_in_order(events: Int32s, count: int, sides: Int32s, tie: Int64s) -> Int32s:
    """Return the events of ``count`` transfers with ``sides`` of ties in the order they are given.

    Each side is an event; those of one ``tie`` exchange positions among themselves.
    """
    position_of = np.empty(2 * count, np.int32)
    position_of[events] = np.arange(len(events), dtype=np.int32)  # ~i counts from the end
    positions = position_of[sides]
    ordered = events.copy()
    ordered[positions[np.lexsort((positions, tie))]] = sides
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


def match(rule: str, journal: Journal) -> Hops:
    """Match credits with debits in every slot, under ``fifo`` or ``lifo``, and add refunds."""
    sides, slots = journal.sides, journal.slots
    start, entries = kernel.group_by_slot(
        journal.events, slots.from_slot, slots.to_slot, sides.amount, sides.to_amount, slots.closed
    )
    if rule == "fifo":
        matches = kernel.match_fifo(start, entries, slots.opening)
    else:
        matches = kernel.match_lifo(start, entries)
    del entries
    ends, outs, parts, out_offsets = kernel.order_by_in(
        *_with_refunds(matches, slots.refunds), len(sides.ids)
    )
    in_ids, out_ids, account, in_offsets, dwell = kernel.describe(
        ends, outs, parts, sides.ids, sides.to_account, sides.ts, sides.credit_ts
    )
    hops = Hops(in_ids, out_ids, account, parts, dwell, in_offsets, out_offsets)
    return _without_inner(hops, sides.ids[journal.transfers :])


def match_parts(rule: str, journal: Journal) -> Iterator[Hops]:
    """Match as `match`, so many slots at a time as there is memory for; see `keep_hops`."""
    slots = journal.slots
    start = kernel.slot_starts(slots.from_slot, slots.to_slot, slots.closed)
    most = at_once(len(journal.sides.ids) * KEPT_BYTES, MATCH_BYTES)
    for slot_range in slot_ranges(start, most):
        some = replace(
            slots,
            closed=only(slot_range, slots.closed),
            refunds=NO_REFUNDS if slot_range[0] else slots.refunds,
        )
        yield match(rule, replace(journal, slots=some))


def _with_refunds(matches: Matches, refunds: Refunds) -> Matches:
    """Add the hops of refunds; a slot they lead through is closed, and has no others."""
    if not len(refunds.paid):
        return matches
    ins, outs, parts, out_offsets = matches
    return (
        np.append(ins, refunds.paid),
        np.append(outs, refunds.refund),
        np.append(parts, refunds.amount),
        np.append(out_offsets, refunds.offset),
    )


def _without_inner(hops: Hops, inner: Int32s) -> Hops:
    """Leave out what a bank lends and what is repaid to it: no transfer of the case is that."""
    if not len(inner):
        return hops
    kept = (hops.in_transfer < inner[0]) & (hops.out_transfer < inner[0])
    return Hops(*(getattr(hops, field.name)[kept] for field in fields(hops)))


def keep_hops(
    con: duckdb.DuckDBPyConnection, parts: Iterable[Hops], table: str, *, is_kept: bool = True
) -> int:
    """Create or replace a table with hops, in the order of in_transfer and in_offset.

    The hops of `parts` of the slots come in that order each. Returns how many there are.
    """
    kind, found, done = "table" if is_kept else "temp table", 0, 0
    for done, hops in enumerate(parts, 1):
        con.register(
            "hops_to_keep", {field.name: getattr(hops, field.name) for field in fields(hops)}
        )
        made = f"create or replace {kind} {table} as" if done == 1 else f"insert into {table}"
        try:
            con.execute(f"{made} from hops_to_keep").fetchall()
        finally:
            con.unregister("hops_to_keep")
        found += len(hops.amount)
    if done > 1:
        con.execute(
            f"create or replace {kind} {table} as from {table} order by in_transfer, in_offset"
        ).fetchall()
    return found


def keep_debts(con: duckdb.DuckDBPyConnection, journal: Journal) -> None:
    """Fill the table ``overdraft``."""
    debts = journal.debts
    order = np.lexsort((debts.repaid, debts.transfer))
    columns = {
        "transfer": journal.sides.ids[debts.transfer[order]],
        "repaid": debts.repaid[order],
        "amount": debts.amount[order],
    }
    con.execute("delete from overdraft").fetchall()
    con.register("debts_to_keep", columns)
    try:
        con.execute("insert into overdraft from debts_to_keep").fetchall()
    finally:
        con.unregister("debts_to_keep")


def keep_uneven(con: duckdb.DuckDBPyConnection) -> None:
    """Fill the table ``uneven``."""
    con.execute("delete from uneven").fetchall()
    fees = sql_text("flow/matching/fees.sql")
    con.execute(sql_text("flow/matching/uneven.sql").format(fees=fees)).fetchall()


def read_journal(con: duckdb.DuckDBPyConnection, sides: Sides, events: Int32s) -> Journal:
    """Return the journal of a case: its sides, in the order ``events``, and what banks lent."""
    return with_debts(sides, read_slots(con, sides), events)


def match_case(con: duckdb.DuckDBPyConnection, rule: str, table: str) -> int:
    """Create or replace ``table`` with the hops under a rule; return how many there are.

    It is temporary where the case is only read; then what banks lent, and which transfers are
    uneven, is in the case already.
    """
    is_kept = not is_read_only(con)
    sides = read_sides(con)
    journal = read_journal(con, sides, read_events(con, sides))
    found = keep_hops(con, match_parts(rule, journal), table, is_kept=is_kept)
    if is_kept:
        keep_debts(con, journal)
        keep_uneven(con)
    return found
