"""The order in which taint is spread: every account's own, and no credit before its debit.

Movements of one moment of an account, whose order is not known, are joined: they are a tie.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from moneygraph.flow.matching.kernel import Bools, Int32s, Int64s, compiled
from moneygraph.flow.matching.match import DAY_US


class Moments(NamedTuple):
    """When each transfer was debited and credited, in microseconds.

    ``day``: only the day is known. ``proven``: balances prove the order within the moment.
    """

    us: Int64s
    credit_us: Int64s
    day: Bools
    credit_day: Bools
    proven: Bools
    credit_proven: Bools


class SlotEntries(NamedTuple):
    """The entries by slot (see `kernel.group_by_slot`), and which are tied with the one before."""

    start: Int32s
    entries: Int64s
    joined: Bools


@compiled
def joined_entries(start: Int32s, entries: Int64s, moments: Moments, has_days: bool) -> Bools:
    """Tell of each entry whether its order against the one before it is not known.

    That is so at one moment, or on one day of which some time is missing (only where the case
    ``has_days``), unless the order of both is proven.
    """
    joined = np.zeros(len(entries), np.bool_)
    for slot in range(len(start) - 1):
        before, before_proven = 0, False
        for entry in range(start[slot], start[slot + 1]):
            when, _, proven = _side_of(entry, entries, moments)
            if entry > start[slot]:
                joined[entry] = when == before and not (proven and before_proven)
            before, before_proven = when, proven
        if has_days:
            _join_days(start[slot], start[slot + 1], entries, moments, joined)
    return joined


@compiled
def _join_days(first: int, last: int, entries: Int64s, moments: Moments, joined: Bools) -> None:
    """Join a slot's entries [first, last) within each day of which some time is missing."""
    begin = first
    while begin < last:
        day, is_vague, end = _side_of(begin, entries, moments)[0] // DAY_US, False, begin
        while end < last:
            when, day_only, _ = _side_of(end, entries, moments)
            if when // DAY_US != day:
                break
            is_vague |= day_only
            end += 1
        for entry in range(begin + 1, end if is_vague else begin):
            is_proven = _side_of(entry, entries, moments)[2]
            joined[entry] = not (is_proven and _side_of(entry - 1, entries, moments)[2])
        begin = end


@compiled
def _side_of(entry: int, entries: Int64s, moments: Moments) -> tuple[int, bool, bool]:
    """Return an entry's time, whether only its day is known, and whether its order is proven."""
    transfer = entries[entry, 0]
    if entries[entry, 1] > 0:
        return (
            moments.credit_us[transfer],
            moments.credit_day[transfer],
            moments.credit_proven[transfer],
        )
    return moments.us[transfer], moments.day[transfer], moments.proven[transfer]


@compiled
def find_sides(entries: Int64s, count: int) -> tuple[Int32s, Int32s]:
    """Return the entries of the debit and of the credit of each of ``count`` transfers, or -1."""
    debit_at, credit_at = np.full(count, -1, np.int32), np.full(count, -1, np.int32)
    for entry in range(len(entries)):
        if entries[entry, 1] > 0:
            credit_at[entries[entry, 0]] = entry
        elif entries[entry, 1] < 0:
            debit_at[entries[entry, 0]] = entry
    return debit_at, credit_at


@compiled
def flow_order(
    events: Int32s, start: Int32s, entries: Int64s, from_slot: Int32s, to_slot: Int32s,
    put_off: bool,
) -> tuple[Int32s, Int32s]:  # fmt: skip
    """Return all events that have an entry, in an order in which taint can be spread.

    Each slot's events keep their order. A credit comes after the debit of its transfer,
    even where the payee's clock was ahead: then the payer's slot is processed up to there
    first. Where accounts wait for each other in a circle, one credit is put off until its
    debit, or with ``put_off`` false keeps its position although its debit is yet to come.
    The second value is the transfers of those credits, in order.
    """
    debit_at, credit_at = find_sides(entries, len(from_slot))
    order = np.empty(len(entries), np.int32)
    reached = start[:-1].copy()
    late = np.zeros(len(from_slot), np.bool_)
    done = 0
    for event in events:
        transfer = event if event >= 0 else ~event
        payer, debit = from_slot[transfer], debit_at[transfer]
        payee, credit = to_slot[transfer], credit_at[transfer]
        slot, goal = (payee, credit) if event >= 0 else (payer, debit)
        if goal < reached[slot]:
            continue
        if event >= 0 and goal == reached[slot] and debit >= 0 and debit == reached[payer]:
            order[done], reached[payer], done = ~event, debit + 1, done + 1
        # as nearly always
        plain = event >= 0 and debit < reached[payer]
        if goal == reached[slot] and (plain or (event < 0 and not late[transfer])):
            order[done], reached[slot], done = event, goal + 1, done + 1
        else:
            done = _process_slot(
                slot, goal, order, done, reached, late, entries, debit_at, from_slot, put_off
            )
    return order[:done], np.flatnonzero(late).astype(np.int32)


@compiled
def _process_slot(
    slot: int, goal: int, order: Int32s, done: int, reached: Int32s, late: Bools, entries: Int64s,
    debit_at: Int32s, from_slot: Int32s, put_off: bool,
) -> int:  # fmt: skip
    """Process a slot up to an entry, and first the slots that its credits wait for."""
    slots, goals = [slot], [goal]
    while len(slots):
        slot = slots[-1]
        entry = reached[slot]
        if entry > goals[-1]:
            slots.pop()
            goals.pop()
            continue
        transfer, change = entries[entry, 0], entries[entry, 1]
        payer, debit = from_slot[transfer], debit_at[transfer]
        waits = change > 0 and debit >= reached[payer]
        if waits and payer not in slots:
            slots.append(payer)
            goals.append(debit)
            continue
        reached[slot] = entry + 1
        late[transfer] |= waits
        if change != 0 and not (waits and put_off):
            order[done] = transfer if change > 0 else ~transfer
            done += 1
        if change < 0 and late[transfer] and put_off:
            order[done] = transfer
            done += 1
    return done
