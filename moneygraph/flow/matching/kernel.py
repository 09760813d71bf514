"""The compiled loops that match credits with debits.

Transfers are counted from 0 here, in the order of their ids. An event is one side of a transfer:
``i`` is the credit of transfer ``i`` and ``~i`` its debit. A slot is one account's money in one
currency. An entry is the transfer of an event and what it adds to its slot (a debit is negative).
All loops take linear time; the events are first grouped by slot, because a loop that jumps from
account to account waits for memory most of the time. Compiled code is kept on disk: beside this
file or, where that folder is read-only, in the user's cache folder.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

Int32s: TypeAlias = NDArray[np.int32]
Int64s: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]
#: in_transfer, out_transfer, amount, out_offset of each match; parallel arrays.
Matches: TypeAlias = tuple[Int32s, Int32s, Int64s, Int64s]
_Loop = TypeVar("_Loop", bound=Callable[..., Any])
_STRETCHES: Final = 1024
_SLOT_BITS: Final = 32
_TRANSFER: Final = (1 << _SLOT_BITS) - 1


def compiled(loop: _Loop) -> _Loop:
    """Compile a loop at its first call and keep the result on disk, where that can be."""
    try:
        return cast(_Loop, numba.njit(cache=True, nogil=True)(loop))
    except RuntimeError:  # neither this folder nor the user's cache can be written
        return cast(_Loop, numba.njit(nogil=True)(loop))


@compiled
def merge_events(
    credit_order: Int32s, credit_time: Int64s, debit_order: Int32s, debit_time: Int64s
) -> Int32s:
    """Merge two orders of all transfers into one of events; credits come first in a tie.

    The orders list transfers, the times belong to transfers and never fall along them.
    """
    count = len(credit_order)
    events = np.empty(2 * count, np.int32)
    credit = debit = 0
    for position in range(2 * count):
        if credit < count and (
            debit == count or credit_time[credit_order[credit]] <= debit_time[debit_order[debit]]
        ):
            events[position] = credit_order[credit]
            credit += 1
        else:
            events[position] = ~debit_order[debit]
            debit += 1
    return events


@compiled
def slot_starts(from_slot: Int32s, to_slot: Int32s, closed: Bools) -> Int32s:
    """Return where the entries of each slot start, and where the last ends; see `group_by_slot`."""
    start = np.zeros(len(closed) + 1, np.int32)
    for transfer in range(len(from_slot)):
        if from_slot[transfer] != to_slot[transfer]:
            start[from_slot[transfer] + 1] += 1
            start[to_slot[transfer] + 1] += 1
    for slot in range(len(closed)):
        start[slot + 1] = start[slot] + (0 if closed[slot] else start[slot + 1])
    return start


@compiled
def stretch_bits(slots: int) -> int:
    """Return into stretches of how many slots, as a power of two, entries are put first.

    Entries written one by one to as many places as there are slots wait for memory where there are
    millions; so they are put into some hundreds of stretches of neighbouring slots, and each
    stretch, which fits into the processor's own memory, is put in order by itself.
    """
    bits = 0
    while slots >> bits > _STRETCHES:
        bits += 1
    return bits


@compiled
def _settle(start: Int32s, bits: int, entries: Int64s) -> None:
    """Put entries that lie in their stretch to their slot, which is in the upper half of each."""
    slots = len(start) - 1
    for first in range(0, slots, 1 << bits):
        end = min(first + (1 << bits), slots)
        stretch = entries[start[first] : start[end]].copy()
        position = start[first:end].copy()
        for entry in range(len(stretch)):
            slot = (stretch[entry, 0] >> _SLOT_BITS) - first
            entries[position[slot], 0] = stretch[entry, 0] & _TRANSFER
            entries[position[slot], 1] = stretch[entry, 1]
            position[slot] += 1


@compiled
def group_by_slot(
    events: Int32s, from_slot: Int32s, to_slot: Int32s, amount: Int64s, to_amount: Int64s,
    closed: Bools,
) -> tuple[Int32s, Int64s]:  # fmt: skip
    """Group the events by slot, each slot's in their order.

    Returns where each slot's entries start (one more than there are slots) and the entries,
    of shape (n, 2): transfer, amount. A transfer inside one slot moves nothing, and money in
    a slot that is ``closed`` does not travel on: neither has entries.
    """
    start = slot_starts(from_slot, to_slot, closed)
    bits = stretch_bits(len(closed))
    position = start[: -1 : 1 << bits].copy()
    entries = np.empty((start[-1], 2), np.int64)
    for event in events:
        credit = event >= 0
        transfer = event if credit else ~event
        slot = to_slot[transfer] if credit else from_slot[transfer]
        if not closed[slot] and from_slot[transfer] != to_slot[transfer]:
            here = position[slot >> bits]
            entries[here, 0] = np.int64(slot) << _SLOT_BITS | transfer
            entries[here, 1] = to_amount[transfer] if credit else -amount[transfer]
            position[slot >> bits] = here + 1
    _settle(start, bits, entries)
    return start, entries


@compiled
def match_fifo(start: Int32s, entries: Int64s, known: Int64s) -> Matches:
    """Pay every debit from the oldest money of its slot.

    The oldest of all is the opening balance: the ``known`` one, or more if that would let
    the slot go below zero. What it pays makes no match. The matches come slot by slot; an
    in_transfer is used from its start, so that its matches are in the order of in_offset.
    """
    ins, outs = np.empty(len(entries), np.int32), np.empty(len(entries), np.int32)
    parts, out_offsets = np.empty(len(entries), np.int64), np.empty(len(entries), np.int64)
    found = 0
    for slot in range(len(start) - 1):
        balance = least = 0
        for entry in range(start[slot], start[slot + 1]):
            balance += entries[entry, 1]
            least = min(least, balance)
        opening = max(known[slot], -least)
        lot, used = start[slot], 0  # the oldest credit that may have money left
        for entry in range(start[slot], start[slot + 1]):
            debit = -entries[entry, 1]
            if debit <= 0:
                continue
            paid = min(opening, debit)
            opening -= paid
            while paid < debit:
                if entries[lot, 1] - used <= 0:
                    lot, used = lot + 1, 0
                    continue
                part = min(entries[lot, 1] - used, debit - paid)
                ins[found], outs[found] = entries[lot, 0], entries[entry, 0]
                parts[found], out_offsets[found] = part, paid
                found += 1
                paid += part
                used += part
    return ins[:found], outs[:found], parts[:found], out_offsets[:found]


@compiled
def match_lifo(start: Int32s, entries: Int64s) -> Matches:
    """Pay every debit from the newest money of its slot; as `match_fifo`.

    The opening balance is the oldest money: it pays what the credits do not, known or not.
    """
    ins, outs = np.empty(len(entries), np.int32), np.empty(len(entries), np.int32)
    parts, out_offsets = np.empty(len(entries), np.int64), np.empty(len(entries), np.int64)
    longest = np.max(np.diff(start)) if len(start) > 1 else 0
    lots, used = np.empty(longest, np.int64), np.empty(longest, np.int64)
    found = 0
    for slot in range(len(start) - 1):
        live = 0  # how many credits have money left, the newest last
        for entry in range(start[slot], start[slot + 1]):
            if entries[entry, 1] > 0:
                lots[live], used[live] = entry, 0
                live += 1
            debit, paid = -entries[entry, 1], 0
            while paid < debit and live > 0:
                lot = lots[live - 1]
                part = min(entries[lot, 1] - used[live - 1], debit - paid)
                ins[found], outs[found] = entries[lot, 0], entries[entry, 0]
                parts[found], out_offsets[found] = part, paid
                found += 1
                paid += part
                used[live - 1] += part
                if used[live - 1] == entries[lot, 1]:
                    live -= 1
    return ins[:found], outs[:found], parts[:found], out_offsets[:found]


@compiled
def order_by_in(
    ins: Int32s, outs: Int32s, parts: Int64s, out_offsets: Int64s, count: int
) -> tuple[Int32s, Int32s, Int64s, Int64s]:
    """Order matches by in_transfer and, because that is their order already, by in_offset.

    Returns where the matches of each of ``count`` transfers end, and the other columns.
    """
    position = np.zeros(count + 1, np.int32)
    for transfer in ins:
        position[transfer + 1] += 1
    for transfer in range(count):
        position[transfer + 1] += position[transfer]
    bits = stretch_bits(count)
    reached = position[: -1 : 1 << bits].copy()
    new_ins, new_outs = np.empty_like(ins), np.empty_like(outs)
    new_parts, new_offsets = np.empty_like(parts), np.empty_like(out_offsets)
    for match in range(len(ins)):
        here = reached[ins[match] >> bits]
        new_ins[here], new_outs[here] = ins[match], outs[match]
        new_parts[here], new_offsets[here] = parts[match], out_offsets[match]
        reached[ins[match] >> bits] = here + 1
    for first in range(0, count, 1 << bits):
        stretch = slice(position[first], position[min(first + (1 << bits), count)])
        some_outs, some_parts = new_outs[stretch].copy(), new_parts[stretch].copy()
        some_offsets = new_offsets[stretch].copy()
        for match, transfer in enumerate(new_ins[stretch]):
            here = position[transfer]
            new_outs[here], new_parts[here] = some_outs[match], some_parts[match]
            new_offsets[here] = some_offsets[match]
            position[transfer] = here + 1
    return position[:-1], new_outs, new_parts, new_offsets


@compiled
def describe(
    ends: Int32s, outs: Int32s, parts: Int64s, ids: Int32s, account: Int32s, ts: Int64s,
    credit_ts: Int64s,
) -> tuple[Int32s, Int32s, Int32s, Int64s, Int64s]:  # fmt: skip
    """Return the ids of in_transfer and out_transfer, account, in_offset, dwell of each match.

    The matches are ordered; ``account`` is where each transfer is credited. Times are in
    microseconds, the dwell in whole seconds and never below zero.
    """
    in_ids, out_ids = np.empty(len(outs), np.int32), np.empty(len(outs), np.int32)
    accounts, in_offsets = np.empty(len(outs), np.int32), np.empty(len(outs), np.int64)
    dwell = np.empty(len(outs), np.int64)
    match = 0
    for transfer in range(len(ends)):
        offset = 0
        while match < ends[transfer]:
            in_ids[match], out_ids[match] = ids[transfer], ids[outs[match]]
            accounts[match], in_offsets[match] = account[transfer], offset
            dwell[match] = max(0, ts[outs[match]] - credit_ts[transfer]) // 1_000_000
            offset += parts[match]
            match += 1
    return in_ids, out_ids, accounts, in_offsets, dwell
