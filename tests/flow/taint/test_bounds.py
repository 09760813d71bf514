"""The most and the least that can be anywhere, against a naive second implementation."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from moneygraph.flow.taint import read_money, taint_bound
from tests.flow.taint.naive import Claimed
from tests.flow.taint.test_tainted import CON, claims, claims_of, shares_of
from tests.laws import laws
from tests.oracle import closed, debts, events_by_slot, fee_of, opening, refunded_parts
from tests.small_case import SmallCase, cases, fill


@dataclass
class Bound:
    """Balances by slot, and how much of each can be stolen (least: can be the account's own)."""

    least: bool
    balance: Counter[Any] = field(default_factory=Counter)
    part: Counter[Any] = field(default_factory=Counter)

    def pay(self, slot: Any, amount: int, claim: int = 0) -> int:
        """Return the bound of what is stolen of a payment out of a slot."""
        most = self.part[slot]
        self.balance[slot] -= amount
        self.part[slot] = min(most, self.balance[slot])
        return max(claim, amount - most) if self.least else min(most, amount - claim) + claim

    def give_back(self, one: int, amount: int, parts: dict[int, int], claim: int) -> int:
        """Pay a refund of what was paid; the rest of it is the closed account's own."""
        self.receive(("refund", one), amount - sum(parts.values()), 0)
        for paid, part in parts.items():
            self.receive(("refund", one), part, self.pay(("box", paid), part))
        return self.pay(("refund", one), amount, claim)

    def receive(self, slot: Any, amount: int, stolen: int) -> None:
        self.balance[slot] += amount
        other = amount - stolen if self.least else stolen
        self.part[slot] = min(self.part[slot] + other, self.balance[slot])


def naive(case: SmallCase, claimed: Claimed, least: bool) -> dict[tuple[str, int], int]:
    """Book all transfers, each at one moment; no money is exchanged and none is tied."""
    by_slot = events_by_slot(case)
    opened = {slot: opening(case, slot, events) for slot, events in by_slot.items()}
    owed = debts(case)
    bound = Bound(least)
    for slot, amount in opened.items():
        bound.receive(slot, max(0, amount), 0)
    found: Counter[str] = Counter()
    cap = sum(amount for _, amount in claimed.values())
    parts = refunded_parts(case)
    for one, m in sorted(case.transfers.items(), key=lambda pair: (pair[1].ts, pair[0])):
        claim = claimed.get(one, (0, 0))[1]
        payer, payee = (m.sender, m.currency), (m.receiver, m.currency)
        gives_back = {paid: part for (refund, paid), part in parts.items() if refund == one}
        if payer == payee:
            found[m.receiver] += 0 if least else claim
            continue
        tainted = claim
        if gives_back:
            tainted = bound.give_back(one, m.amount, gives_back, claim)
        elif not closed(case, m.sender):
            bound.receive(payer, owed[one, False], 0)
            tainted = bound.pay(payer, m.amount, claim)
        bound.receive(("transit", one), m.amount, tainted)
        tainted = bound.pay(("transit", one), m.amount - fee_of(m))
        found[f"fee {m.receiver}"] += bound.pay(("transit", one), fee_of(m))
        if any(paid == one for _, paid in parts):
            bound.receive(("box", one), m.credited, tainted)
        elif closed(case, m.receiver):
            found[m.receiver] += tainted
        else:
            bound.receive(payee, m.credited, tainted)
            found[f"repaid {m.receiver}"] += bound.pay(payee, owed[one, True])
    for slot, whole in bound.balance.items():
        account = case.transfers[slot[1]].receiver if slot[0] == "box" else slot[0]
        most = bound.part[slot]
        found[account] += whole - most if least else min(most, cap)
    return {
        (account, 0): amount if least else min(amount, cap) for account, amount in found.items()
    }


@laws(75)
@given(cases(in_order=True), st.booleans(), st.data())
def test_bounds_equal_the_oracle(case: SmallCase, least: bool, data: st.DataObject) -> None:
    claimed = data.draw(claims(case))
    con = fill(CON, case)
    found = shares_of(con, taint_bound(read_money(con), claims_of(claimed), least=least))
    true = {place: amount for place, amount in naive(case, claimed, least).items() if amount}
    assert found == true
