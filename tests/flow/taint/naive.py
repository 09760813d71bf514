"""A naive second opinion on tainted rules: plain Python, an account at a time.

It shares nothing with the engine but the meaning of the rules. Money is not exchanged here. What a
closed account received is kept by transfer, so that its refunds can be taken of it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from tests.oracle import (
    Slot,
    closed,
    debts,
    events_by_slot,
    fee_of,
    opening,
    refunded_parts,
    sides_in_order,
)
from tests.small_case import SmallCase

#: transfer -> (victim, amount)
Claimed = dict[int, tuple[int, int]]
#: (victim, account): whose accounts they are
Own = frozenset[tuple[int, str]]
Lots = list[tuple[int, int]]


@dataclass
class Naive:
    """Lots of (victim, amount) by slot and by transfer; what earlier victims lost to later.

    ``going`` are the lots of a transfer that are not its fee. ``apart`` are lots that no account's
    kind gives an end, by word and account. ``boxes`` are what closed accounts received by a
    transfer that is refunded: the amount and the lots.
    """

    case: SmallCase
    rule: str
    claims: Claimed
    accounts: Own = frozenset()
    own: dict[Slot, int] = field(default_factory=dict)
    owed: dict[tuple[int, bool], int] = field(default_factory=dict)
    stolen: dict[Slot, Lots] = field(default_factory=lambda: defaultdict(list))
    tainted: dict[int, Lots] = field(default_factory=lambda: defaultdict(list))
    going: dict[int, Lots] = field(default_factory=lambda: defaultdict(list))
    apart: dict[str, Lots] = field(default_factory=lambda: defaultdict(list))
    boxes: dict[int, tuple[int, Lots]] = field(default_factory=dict)
    reclaimed: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def run(self) -> Naive:
        by_slot = events_by_slot(self.case)
        opened = {slot: opening(self.case, slot, events) for slot, events in by_slot.items()}
        self.own = {slot: max(0, amount) for slot, amount in opened.items()}
        self.owed = debts(self.case)
        self.parts = refunded_parts(self.case)
        self.queues = {
            slot: [event for event in events if event[2]] for slot, events in by_slot.items()
        }
        self.late: set[int] = set()
        self.done: set[tuple[int, bool]] = set()
        refunds = {refund for refund, _ in self.parts}
        for one in self.case.transfers:
            debit, credit = self.slots(one)
            if one not in refunds and (closed(self.case, debit[0]) or debit == credit):
                if one in self.claims:
                    self.claim(one)
                self.leave(one)
        for one, is_credit in sides_in_order(self.case):
            slot = self.slots(one)[is_credit]
            if any(event[:2] == (one, is_credit) for event in self.queues.get(slot, [])):
                self.advance(slot, (one, is_credit), set())
        for one in sorted(refunds):
            if closed(self.case, self.slots(one)[1][0]):
                self.give_back(one)
        return self

    def slots(self, one: int) -> tuple[Slot, Slot]:
        m = self.case.transfers[one]
        return (m.sender, m.currency), (m.receiver, m.credited_currency)

    def advance(self, slot: Slot, upto: tuple[int, bool], busy: set[Slot]) -> None:
        """Book a slot's events up to one; before a credit, what its debit's slot still has."""
        while upto not in self.done:
            one, is_credit, amount = self.queues[slot][0]
            payer = self.slots(one)[0]
            waits = is_credit and any(
                event[:2] == (one, False) for event in self.queues.get(payer, [])
            )
            if waits and payer not in busy | {slot}:
                self.advance(payer, (one, False), busy | {slot})
                continue
            self.queues[slot].pop(0)
            self.done.add((one, is_credit))
            if waits:
                self.late.add(one)
            elif is_credit:
                self.credit(one)
            else:
                self.debit(slot, one, amount)
                if one in self.late:
                    self.credit(one)

    def credit(self, one: int) -> None:
        if any(refund == one for refund, _ in self.parts):
            self.give_back(one)
        slot = self.slots(one)[1]
        m = self.case.transfers[one]
        going = self.without_returned(one)
        self.own[slot] += m.credited - sum(part for _, part in going)
        self.stolen[slot] += going
        self.apart[f"repaid {slot[0]}"] += self.take(slot, self.owed.get((one, True), 0))

    def debit(self, slot: Slot, one: int, amount: int) -> None:
        self.own[slot] += self.owed[one, False]
        self.tainted[one] = self.take(slot, amount)
        if one in self.claims:
            self.claim(one)
        self.leave(one)

    def take(self, slot: Slot, amount: int) -> Lots:
        """Pay an amount out of a slot under the rule; return what of it is stolen."""
        there = sum(part for _, part in self.stolen[slot])
        units = min(there, max(0, amount - self.own[slot]))
        if self.rule == "pro-rata" and amount < there + self.own[slot]:
            units = amount * there // (there + self.own[slot])
        split = first_come if self.rule == "own-first" else shared
        taken, self.stolen[slot] = split(self.stolen[slot], units)
        self.own[slot] = max(0, self.own[slot] - (amount - units))
        return taken

    def leave(self, one: int) -> None:
        """Deduct the fee, and let what is left end at a closed account."""
        m, payee = self.case.transfers[one], self.slots(one)[1]
        lots, fee = self.tainted[one], fee_of(m)
        split = first_come if self.rule == "own-first" else shared
        if fee:
            units = sum(part for _, part in lots) * (m.amount - fee) // m.amount
            lots, deducted = split(lots, units)
            self.apart[f"fee {payee[0]}"] += deducted
        self.going[one] = lots
        if any(paid == one for _, paid in self.parts):
            self.boxes[one] = (m.credited, lots)
        elif closed(self.case, payee[0]) or payee == self.slots(one)[0]:
            self.stolen[payee] += self.without_returned(one)

    def without_returned(self, one: int) -> Lots:
        """Put apart what comes back to its victim by a transfer; return what goes on."""
        m, going = self.case.transfers[one], []
        for victim, part in self.going[one]:
            back = (victim, m.receiver) in self.accounts and (victim, m.sender) not in self.accounts
            if back and one not in self.claims:
                self.apart[f"returned {m.receiver}"].append((victim, part))
            else:
                going.append((victim, part))
        return going

    def give_back(self, one: int) -> None:
        """Take what a refund gives back of what was paid, in proportion."""
        split = first_come if self.rule == "own-first" else shared
        for (refund, paid), part in sorted(self.parts.items()):
            if refund == one:
                whole, lots = self.boxes.get(paid, (0, []))
                there = sum(amount for _, amount in lots)
                units = part * there // whole if part < whole else there
                taken, left = split(lots, units)
                self.boxes[paid] = (whole - part, left)
                self.tainted[one] = self.tainted[one] + taken
        if one in self.claims:
            self.claim(one)
        self.leave(one)

    def claim(self, one: int) -> None:
        victim, claim = self.claims[one]
        amount = self.case.transfers[one].amount
        units = sum(part for _, part in self.tainted[one])
        if self.rule == "own-first":
            over, kept = first_come(self.tainted[one], max(0, units - (amount - claim)))
        else:
            over, kept = shared(self.tainted[one], units * claim // amount)
        for robbed, part in over:
            self.reclaimed[robbed] += part
        self.tainted[one] = [*kept, (victim, claim)]

    def shares(self) -> dict[tuple[str, int], int]:
        """Return by account and victim how much stolen money is there."""
        found: dict[tuple[str, int], int] = defaultdict(int)
        for (account, _), lots in self.stolen.items():
            for victim, part in lots:
                found[account, victim] += part
        for paid, (_, lots) in self.boxes.items():
            for victim, part in lots:
                found[self.slots(paid)[1][0], victim] += part
        for place, lots in self.apart.items():
            for victim, part in lots:
                found[place, victim] += part
        return {key: amount for key, amount in found.items() if amount}


def first_come(lots: Lots, units: int) -> tuple[Lots, Lots]:
    """Take the first units of lots in their order; return what is taken and what is left."""
    taken, left = [], []
    for victim, part in lots:
        now = min(part, units)
        units -= now
        taken.append((victim, now))
        left.append((victim, part - now))
    return [lot for lot in taken if lot[1]], [lot for lot in left if lot[1]]


def shared(lots: Lots, units: int) -> tuple[Lots, Lots]:
    """Take units of all victims in proportion: upto each, the part of the sum upto him."""
    by_victim: dict[int, int] = defaultdict(int)
    for victim, part in lots:
        by_victim[victim] += part
    total = sum(by_victim.values())
    taken, left, upto, before = [], [], 0, 0
    for victim, part in sorted(by_victim.items()):
        upto += part
        now = units * upto // total
        taken.append((victim, now - before))
        left.append((victim, part - now + before))
        before = now
    return [lot for lot in taken if lot[1]], [lot for lot in left if lot[1]]
