"""The newest money of a slot pays first (lifo), one movement after the other, and back again.

A movement that comes to be known late, or of which a part is given back, is put where it belongs:
what came after it is undone, newest first, and done again. So at any moment the hops are those
that the batch would make of the same transfers, whatever order they came in, as far back as
movements are kept.
"""

from __future__ import annotations

from moneygraph.live.feed.state import NEVER, NONE, Hop, Slot, Transfer, merged


class Changes:
    """Payments whose hops are others now, and lots that pay for others than before."""

    __slots__ = ("lots", "paid", "watched")

    def __init__(self) -> None:
        self.paid: dict[Transfer, None] = {}
        self.lots: dict[Transfer, None] = {}
        self.watched: dict[Transfer, None] = {}  # payments of such lots


def put(slot: Slot, key: int, transfer: Transfer, came: bool, changes: Changes) -> bool:
    """Put a movement where it belongs; return False where that is before all that are kept."""
    later = _taken_off(slot, key, changes)
    slot.moves.append((key, transfer, came))
    if not slot.account.is_closed:
        do(slot, transfer, came, changes)
    _put_back(slot, later, changes)
    bound(slot)
    return key > slot.gone


def change(slot: Slot, transfer: Transfer, came: bool, amount: int, changes: Changes) -> bool:
    """Let a movement have another amount; return False where it is not kept any more."""
    key = transfer.key(came=came)
    later = _taken_off(slot, key - 1, changes)
    found = bool(later) and later[-1][0] == key
    if came:
        transfer.to_amount = amount
    else:
        transfer.amount = amount
    _put_back(slot, later, changes)
    return found


def close(slot: Slot, changes: Changes) -> None:
    """Let money not travel on from a slot: no payment has hops; the caller sets `is_closed`."""
    later = _taken_off(slot, -1, changes)
    slot.moves.extend(reversed(later))


def reopen(slot: Slot, changes: Changes) -> None:
    """Let money travel on again; `is_closed` is unset before."""
    for _, transfer, came in slot.moves:
        do(slot, transfer, came, changes)


def do(slot: Slot, transfer: Transfer, came: bool, changes: Changes) -> None:
    """Add a credit to the lots, or pay a debit from the newest of them."""
    stack = slot.stack
    if came:
        if transfer.to_amount > 0:
            transfer.used = 0
            stack.append(transfer)
        return
    need, offset = transfer.amount, 0
    hops: list[Hop] = []
    while offset < need and stack:
        lot = stack[-1]
        used = lot.used
        left = lot.to_amount - used
        part = left if left < need - offset else need - offset
        hop = (lot, transfer, part, used, offset)
        hops.append(hop)
        if lot.pays:
            lot.pays.append(hop)
        elif lot.pays is not None:
            lot.pays = [hop]
        if lot.is_watched:
            changes.watched[transfer] = None
            changes.lots[lot] = None
        offset += part
        lot.used = used + part
        if part == left:
            stack.pop()
    transfer.paid_by = hops or NONE
    if hops:
        changes.paid[transfer] = None


def _undo(slot: Slot, transfer: Transfer, came: bool, changes: Changes) -> None:
    stack = slot.stack
    if came:
        if transfer.to_amount > 0:
            stack.pop()
        return
    for hop in reversed(transfer.paid_by or ()):
        lot = hop[0]
        if lot.used == lot.to_amount:
            stack.append(lot)
        lot.used -= hop[2]
        if lot.pays is not None:
            lot.pays.pop()
        if lot.is_watched:
            changes.watched[transfer] = None
            changes.lots[lot] = None
    if transfer.paid_by:
        transfer.paid_by = NONE
        changes.paid[transfer] = None


def _taken_off(slot: Slot, key: int, changes: Changes) -> list[tuple[int, Transfer, bool]]:
    """Take off and undo the movements after a key; the newest comes first."""
    moves, later = slot.moves, []
    is_closed = slot.account.is_closed
    while moves and moves[-1][0] > key:
        move = moves.pop()
        if not is_closed:
            _undo(slot, move[1], move[2], changes)
        later.append(move)
    return later


def _put_back(slot: Slot, later: list[tuple[int, Transfer, bool]], changes: Changes) -> None:
    is_closed = slot.account.is_closed
    for move in reversed(later):
        slot.moves.append(move)
        if not is_closed:
            do(slot, move[1], move[2], changes)


def bound(slot: Slot) -> None:
    """Say anew when the first movement was made and where the last stands."""
    moves = slot.moves
    slot.oldest = moves[0][1].ts if moves else NEVER
    slot.last = moves[-1][0] if moves else max(slot.last, slot.gone)


def let_go(slot: Slot, before: int, most: int) -> int:
    """Let go of movements of transfers made before a time, and of more than `most`.

    The money that is there stays; where it has more lots than that, the oldest become one. Return
    how many movements or lots were younger, so that what is said of them may be wrong.
    """
    moves, young = slot.moves, 0
    is_closed = slot.account.is_closed
    while moves:
        key, transfer, came = moves[0]
        if transfer.ts >= before:
            if len(moves) <= most:
                break
            young += 1
        moves.popleft()
        slot.gone = key
        if is_closed:  # what is there if it is opened again
            _pay_unseen(slot, transfer, came)
        elif not came:
            slot.account.leaks |= transfer.taint is not None and not transfer.payee.is_closed
            transfer.paid_by = None
    bound(slot)
    if len(slot.stack) > 2 * most:
        young += _merge(slot, before, most)
    return young


def _pay_unseen(slot: Slot, transfer: Transfer, came: bool) -> None:
    do(slot, transfer, came, Changes())
    if not came:
        for hop in transfer.paid_by or ():
            if hop[0].pays is not None:
                hop[0].pays.pop()
        transfer.paid_by = None


def _merge(slot: Slot, before: int, most: int) -> int:
    """Make one lot of the oldest, but for those that a kept payment may be given back to."""
    kept = {hop[0] for _, paid, came in slot.moves if not came for hop in paid.paid_by or ()}
    kept |= {transfer for _, transfer, came in slot.moves if came}
    oldest: list[Transfer] = []
    for lot in slot.stack[:most]:
        if lot in kept:
            break
        oldest.append(lot)
    if len(oldest) < 2:
        return 0
    whole = merged(oldest)
    slot.stack[: len(oldest)] = [whole]
    return sum(lot.credit_ts >= before for lot in oldest)
