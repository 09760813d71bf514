"""The most and the least that can be anywhere, against a naive second implementation."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from moneygraph.flow.taint import read_money, taint_bound
from tests.flow.taint.naive import Claimed
from tests.flow.taint.test_tainted import CON, claims, claims_of, shares_of
from tests.laws import laws
from tests.oracle import closed, events_by_slot, opening
from tests.small_case import SmallCase, cases, fill


def naive(case: SmallCase, claimed: Claimed, least: bool) -> dict[tuple[str, int], int]:
    """Book all transfers, each at one moment; no money is exchanged and none is tied."""
    by_slot = events_by_slot(case)
    balance = {slot: opening(case, slot, events) for slot, events in by_slot.items()}
    # the most that can be stolen of a balance, or the most of it that can be the account's own
    part = Counter(dict(balance)) if least else Counter[tuple[str, str]]()
    found: Counter[str] = Counter()
    cap = sum(amount for _, amount in claimed.values())
    for one, m in sorted(case.transfers.items(), key=lambda pair: (pair[1].ts, pair[0])):
        claim = claimed.get(one, (0, 0))[1]
        payer, payee = (m.sender, m.currency), (m.receiver, m.currency)
        if payer == payee:
            found[m.receiver] += 0 if least else claim
            continue
        tainted = claim
        if not closed(case, m.sender):
            most = part[payer]
            tainted = max(claim, m.amount - most) if least else min(most, m.amount - claim) + claim
            balance[payer] -= m.amount
            part[payer] = min(most, balance[payer])
        if closed(case, m.receiver):
            found[m.receiver] += tainted
        else:
            balance[payee] += m.amount
            other = m.amount - tainted if least else tainted
            part[payee] = min(part[payee] + other, balance[payee])
    for slot, whole in balance.items():
        found[slot[0]] += whole - part[slot] if least else min(part[slot], cap)
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
