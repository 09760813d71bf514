"""Shares of transfers by complaint agree with the ends of the trace, on every account."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from moneygraph.flow.matching.hops import match_hops
from moneygraph.flow.trails import follow
from moneygraph.flow.trails.shares import shares_by_transfer
from moneygraph.flow.trails.starts import find_claims
from tests.laws import laws
from tests.oracle import sides_in_order
from tests.small_case import SmallCase, cases, empty_tables, fill

CON = empty_tables()


def claim(case: SmallCase, claimed: dict[int, int]) -> bool:
    """Put complaints of up to so much of some transfers into the tables; tell whether any."""
    for table in ("claim", "complaint"):
        CON.execute(f"delete from {table}").fetchall()
    moves = case.transfers
    chosen = {
        one: min(units, moves[one].amount)
        for one, units in claimed.items()
        if one in moves and moves[one].currency == "KZT" and moves[one].amount
    }
    for one, units in chosen.items():
        number = f"N{one % 3}"
        CON.execute("insert into complaint (row, number) values (?, ?)", [one, number]).fetchall()
        CON.execute(
            "insert into claim values (?, ?, ?, ?, 1, null, null)", [one, number, one, units]
        ).fetchall()
    return bool(chosen)


@laws(30)
@given(
    cases(exchange=True),
    st.dictionaries(st.integers(1, 14), st.integers(1, 9), min_size=1, max_size=6),
)
def test_received_less_paid_is_what_is_there(case: SmallCase, claimed: dict[int, int]) -> None:
    fill(CON, case)
    if not claim(case, claimed):
        return
    match_hops(CON, "lifo")
    starts = find_claims(CON, None, since=None, until=None, currency="KZT")
    shares = shares_by_transfer(CON, "lifo", starts)
    ends: Counter[tuple[str, str]] = Counter()
    for end in follow(CON, "lifo", starts).ends:
        assert sum(amount for _, amount in end.victims) == end.amount
        for number, amount in end.victims:
            ends[end.account, number] += amount
    rows = list(zip(shares.transfer.tolist(), shares.victim.tolist(), shares.received.tolist(),
                    shares.paid.tolist(), strict=True))  # fmt: skip
    there: Counter[tuple[str, str]] = Counter()
    for one, is_credit in sides_in_order(case):
        move = case.transfers[one]
        for transfer, victim, received, paid in rows:
            if transfer == one:
                side = move.receiver if is_credit else move.sender
                there[side, shares.victims[victim]] += received if is_credit else -paid
        assert min(there.values(), default=0) >= 0
    assert +there == +ends


@laws(30)
@given(cases(), st.dictionaries(st.integers(1, 14), st.integers(1, 9), min_size=1, max_size=6))
def test_no_transfer_is_more_peoples_money_than_it_moved(
    case: SmallCase, claimed: dict[int, int]
) -> None:
    fill(CON, case)
    if not claim(case, claimed):
        return
    match_hops(CON, "lifo")
    starts = find_claims(CON, None, since=None, until=None, currency="KZT")
    shares = shares_by_transfer(CON, "lifo", starts)
    moved: Counter[int] = Counter()
    for one, received in zip(shares.transfer.tolist(), shares.received.tolist(), strict=True):
        moved[one] += received
    at_start = dict(zip(starts.ranges.transfer.tolist(), starts.ranges.hi.tolist(), strict=True))
    for one, units in moved.items():
        assert at_start.get(one, 0) <= units <= case.transfers[one].amount
