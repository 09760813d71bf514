"""A naive second opinion on hops and trails: plain Python, one tiyn at a time.

It shares nothing with the engine but the meaning of the words. A cell is one tiyn of a
transfer, (id, number); money that is exchanged is counted in cells of each side.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time

from tests.small_case import Move, SmallCase

Cell = tuple[int, int]
Slot = tuple[str, str]
_CLOSED = {"exchange", "cash", "merchant", "loan desk", "abroad", "state", "acquirer"}


def closed(case: SmallCase, number: str) -> bool:
    kind = case.kinds.get(number, "person")
    nameless = kind == "unknown" and number.startswith("?")
    return kind in _CLOSED or number in case.traders or nameless


def sides_in_order(case: SmallCase) -> list[tuple[int, bool]]:
    """Return (transfer, is it the credit) in the order in which an account sees them."""
    keyed = []
    for one, m in case.transfers.items():
        credit, debit = m.credited_ts, m.ts
        if m.credit_day_only:
            credit = datetime.combine(credit.date(), time.min)
        if m.day_only:
            debit = datetime.combine(debit.date(), time.max)
        keyed += [(credit, 0, one), (debit, 1, one)]
    return [(one, phase == 0) for _, phase, one in sorted(keyed)]


def _slots(m: Move) -> tuple[Slot, Slot]:
    return (m.sender, m.currency), (m.receiver, m.credited_currency)


def events_by_slot(case: SmallCase) -> dict[Slot, list[tuple[int, bool, int]]]:
    """Return each slot's (transfer, is it the credit, amount), in order; none where closed."""
    events: dict[Slot, list[tuple[int, bool, int]]] = defaultdict(list)
    for one, is_credit in sides_in_order(case):
        m = case.transfers[one]
        debit, credit = _slots(m)
        if debit == credit:
            continue
        slot, amount = (credit, m.credited) if is_credit else (debit, m.amount)
        if not closed(case, slot[0]):
            events[slot].append((one, is_credit, amount))
    return events


def opening(case: SmallCase, slot: Slot, events: list[tuple[int, bool, int]]) -> int:
    """Return what was in a slot before its first event: as stated, or as much as it needs.

    It is below zero where that is stated; then, and at any time, the slot goes no lower than a
    balance that is stated.
    """
    days = []
    for m in case.transfers.values():
        debit, credit = _slots(m)
        days += [m.ts.date()] * (debit == slot) + [m.credited_ts.date()] * (credit == slot)
    of_slot = [(d, amount) for number, d, code, amount in case.balances if (number, code) == slot]
    stated = sorted(one for one in of_slot if one[0] <= min(days))
    lowest = min(0, *(amount for _, amount in of_slot)) if of_slot else 0
    balance = need = 0
    for _, is_credit, amount in events:
        balance += amount if is_credit else -amount
        need = max(need, -balance)
    return max(need + lowest, stated[0][1] if stated else 0)


def debts(case: SmallCase) -> dict[tuple[int, bool], int]:
    """Return what is repaid by a credit or lent for a debit, by (transfer, is it the credit)."""
    found: dict[tuple[int, bool], int] = {}
    for slot, events in events_by_slot(case).items():
        balance = opening(case, slot, events)
        for one, is_credit, amount in events:
            before, balance = balance, balance + (amount if is_credit else -amount)
            found[one, is_credit] = abs(min(0, balance) - min(0, before))
    return found


@dataclass
class Paid:
    """Which debited cell each credited cell paid; cells that repaid a debt, that a bank lent."""

    by_cell: dict[Cell, Cell] = field(default_factory=dict)
    repaid: set[Cell] = field(default_factory=set)
    lent: set[Cell] = field(default_factory=set)


def paid_cells(case: SmallCase, rule: str) -> Paid:
    """Match cell by cell; what a bank lends is the newest money of the account."""
    paid, owed = Paid(), debts(case)
    for slot, events in events_by_slot(case).items():
        lots: list[list[Cell | str]] = [["own"] * opening(case, slot, events)]
        for one, is_credit, amount in events:
            if is_credit:
                cells: list[Cell | str] = [(one, cell) for cell in range(amount)]
                paid.repaid.update((one, cell) for cell in range(owed[one, True]))
                lots.append(cells[owed[one, True] :])
                continue
            lots.append(["lent"] * owed[one, False])
            for cell in range(amount):
                live = [lot for lot in lots if lot]
                spent = (live[0] if rule == "fifo" else live[-1]).pop(0)
                if isinstance(spent, tuple):
                    paid.by_cell[spent] = (one, cell)
                elif spent == "lent":
                    paid.lent.add((one, cell))
    _give_back(case, paid)
    return paid


def refunded_parts(case: SmallCase) -> dict[tuple[int, int], int]:
    """Return how much of what was paid a refund gives back, by (refund, paid).

    Only through closed accounts and in one currency; no more than came or than the refund is.
    """
    parts: dict[tuple[int, int], int] = {}
    for refund, paid, amount in sorted(case.refunds, key=lambda one: (one[1], one[0])):
        came, went = case.transfers[paid], case.transfers[refund]
        through = closed(case, came.receiver) and closed(case, went.sender)
        if not through or came.credited_currency != went.currency or not in_time(came, went):
            continue
        if came.currency != came.credited_currency and came.amount:
            amount = amount * came.credited // came.amount
        left = came.credited - sum(part for pair, part in parts.items() if pair[1] == paid)
        room = went.amount - sum(part for pair, part in parts.items() if pair[0] == refund)
        if min(amount, left, room) > 0:
            parts[refund, paid] = min(amount, left, room)
    return parts


def _give_back(case: SmallCase, paid: Paid) -> None:
    """Let each refund through a closed account give back the first cells that are left."""
    given: Counter[int] = Counter()
    explained: Counter[int] = Counter()
    for (refund, one), amount in refunded_parts(case).items():
        for _ in range(amount):
            paid.by_cell[one, given[one]] = (refund, explained[refund])
            given[one] += 1
            explained[refund] += 1


def in_time(came: Move, went: Move) -> bool:
    """Tell whether money had come when it went."""
    if came.credit_day_only or went.day_only:
        return came.credited_ts.date() <= went.ts.date()
    return came.credited_ts <= went.ts


def fee_of(m: Move) -> int:
    """Return what was deducted from a transfer on the way."""
    plain = m.currency == m.credited_currency and m.sender != m.receiver
    return m.amount - m.credited if plain and 0 < m.credited < m.amount else 0


@dataclass
class Answer:
    """What a trail comes to, in cells."""

    ends: Counter[tuple[str, str]] = field(default_factory=Counter)
    fewest: dict[tuple[str, str], int] = field(default_factory=dict)
    hops: Counter[tuple[int, int]] = field(default_factory=Counter)
    through: Counter[int] = field(default_factory=Counter)
    returned: int = 0
    tied: int = 0

    @property
    def traced(self) -> int:
        return sum(self.ends.values())


def is_tied(case: SmallCase, in_transfer: int, out_transfer: int) -> bool:
    came, went = case.transfers[in_transfer], case.transfers[out_transfer]
    if closed(case, came.receiver):
        return False
    if came.credit_day_only or went.day_only:
        return came.credited_ts.date() == went.ts.date()
    return came.credited_ts == went.ts


def end_word(case: SmallCase, m: Move, back: bool) -> str:
    number = m.sender if back else m.receiver
    kind = case.kinds.get(number, "person")
    if kind in ("exchange", "cash", "abroad"):
        return kind
    if number in case.traders:
        return "p2p"
    if kind in ("merchant", "state"):
        return "income" if back else "spent"
    if kind == "loan desk":
        return "loan" if back else "spent"
    if back and m.kind == "loan":
        return "loan"
    if number in case.uncovered or kind == "acquirer":
        return "unseen"
    return "opening" if back else "held"


def follow(case: SmallCase, rule: str, starts: Iterable[tuple[int, int]], back: bool) -> Answer:
    """Follow the first cells of transfers (id, how many), where no money is exchanged."""
    paid = paid_cells(case, rule)
    onward = {out: came for came, out in paid.by_cell.items()} if back else paid.by_cell
    starting = {(one, cell) for one, amount in starts for cell in range(amount)}
    answer = Answer()
    for start in sorted(starting):
        _follow_cell(case, paid, onward, starting, start, back, answer)
    if not back:
        for number in sorted({number for word, number in answer.ends if word == "held"}):
            _cap(case, number, answer)
    return answer


def _cap(case: SmallCase, number: str, answer: Answer) -> None:
    """Hold no more than the balance stated last, after all that moved: the rest is unseen."""
    days = [m.ts.date() for m in case.moves if (m.sender, m.currency) == (number, "KZT")]
    days += [
        m.credited_ts.date()
        for m in case.moves
        if (m.receiver, m.credited_currency) == (number, "KZT")
    ]
    later = [
        (day, amount)
        for account, day, currency, amount in case.balances
        if (account, currency) == (number, "KZT") and day > max(days)
    ]
    held, unseen = ("held", number), ("unseen", number)
    stated = max(0, max(later)[1]) if later else answer.ends[held]
    if answer.ends[held] > stated:
        answer.ends[unseen] += answer.ends[held] - stated
        answer.fewest[unseen] = min(
            answer.fewest[held], answer.fewest.get(unseen, answer.fewest[held])
        )
        answer.ends[held] = stated
    if not answer.ends[held]:
        del answer.ends[held], answer.fewest[held]


def _follow_cell(
    case: SmallCase,
    paid: Paid,
    onward: dict[Cell, Cell],
    starting: set[Cell],
    cell: Cell,
    back: bool,
    answer: Answer,
) -> None:
    answer.through[cell[0]] += 1
    tied, depth = False, 0
    while cell in onward:
        before, cell = cell, onward[cell]
        pair = (cell[0], before[0]) if back else (before[0], cell[0])
        answer.hops[pair] += 1
        tied |= is_tied(case, *pair)
        depth += 1
        if cell in starting:
            answer.returned += 1
            return
        answer.through[cell[0]] += 1
    m = case.transfers[cell[0]]
    word = end_word(case, m, back)
    if back and cell in paid.lent:
        word = "loan"
    if not back and (cell in paid.repaid or cell[1] >= m.credited):
        word = "repaid" if cell in paid.repaid else "fee"
    end = (word, m.sender if back else m.receiver)
    answer.ends[end] += 1
    answer.fewest[end] = min(depth, answer.fewest.get(end, depth))
    answer.tied += tied
