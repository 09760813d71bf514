"""Bounds where a payment may not have been undone: they hold whether it was or not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from moneygraph.flow.matching.hops import match_hops
from moneygraph.flow.trails.all_rules import follow_all
from moneygraph.flow.trails.trail import Doubt, RulesTrace
from moneygraph.store.schema import HOP_RULES, ROW_BASE
from tests.flow.taint.naive import Claimed, Own
from tests.flow.taint.test_doubts import bounds_of
from tests.flow.taint.test_tainted import CON, OWN, begun_with, claims
from tests.laws import laws
from tests.small_case import NUMBERS, Move, SmallCase, cases, fill, move

ROW = ROW_BASE + 7


def followed(
    case: SmallCase,
    claimed: Claimed,
    undone: Move | None,
    score: float = 0.7,
    own: Own = frozenset(),
) -> RulesTrace:
    """Follow all rules in a case with a payment that is taken to be undone."""
    fill(CON, case)
    for table in ("row_base", "section", "statement_file"):
        CON.execute(f"delete from {table}").fetchall()
    if undone is not None:
        CON.execute("insert into statement_file (id, name) values (1, 'bank.csv')").fetchall()
        CON.execute(
            "insert into section (id, statement_file, name, row_offset) values (1, 1, '', 0)"
        )
        CON.execute(
            "insert into row_base select ?, 1, ?, false, f.id, t.id, ?, ?, 'transfer', null"
            " from account as f, account as t where f.number = ? and t.number = ?",
            [ROW, undone.ts, undone.amount, undone.currency, undone.sender, undone.receiver],
        ).fetchall()
        CON.execute("insert into undone values (?, ?, ?, 'repeated')", [ROW, ROW + 1, score])
    for rule in HOP_RULES:
        match_hops(CON, rule)
    return follow_all(CON, begun_with(claimed, own))


CASE = SmallCase([move(0, "V", "A", 100), move(2, "A", "B", 30), move(5, "C", "B", 1)])
AGAIN = move(1, "A", "C", 40)


def test_money_may_be_where_an_undone_payment_went() -> None:
    found = followed(CASE, {1: (0, 100)}, AGAIN)
    assert bounds_of(found) == {
        ("held", "A"): (0, 80),
        ("held", "B"): (20, 31),
        ("held", "C"): (0, 80),
    }
    assert found.hangs_on == (Doubt(None, "undone", 80, "bank.csv:7"),)
    for trace in found.rules.values():
        assert all(end.account != "C" for end in trace.ends)


def test_what_is_surely_undone_moves_nothing() -> None:
    found = followed(CASE, {1: (0, 100)}, AGAIN, score=0.85)
    assert bounds_of(found) == {("held", "A"): (70, 70), ("held", "B"): (30, 30)}
    assert found.hangs_on == ()


def test_what_no_stolen_money_can_have_moved_is_not_named() -> None:
    found = followed(CASE, {1: (0, 100)}, move(-1, "A", "C", 40))
    assert found.hangs_on == ()
    assert ("held", "C") not in bounds_of(found)


def test_it_may_have_brought_the_victims_money_back() -> None:
    own: Own = frozenset([(0, "A")])
    found = followed(SmallCase([move(0, "A", "B", 5)]), {1: (0, 5)}, move(1, "B", "A", 5), own=own)
    assert bounds_of(found) == {("held", "B"): (0, 5), ("returned", "A"): (0, 5)}


def as_if(case: SmallCase, undone: Move, times: int) -> tuple[SmallCase, dict[int, int]]:
    """Return the case as if the payment had happened, and the new id of each transfer."""
    moves = sorted(case.moves, key=lambda m: m.ts)
    place = sum(m.ts <= undone.ts for m in moves)
    ids = {one: one + times * (one > place) for one in range(1, len(moves) + 1)}
    refunds = [(ids[refund], ids[paid], amount) for refund, paid, amount in case.refunds]
    return replace(case, moves=[*moves, *[undone] * times], refunds=refunds), ids


@laws(25)
@given(cases(in_order=True), OWN, st.integers(0, 2), st.data())
def test_bounds_hold_whether_it_happened_or_not(
    case: SmallCase, own: Own, times: int, data: st.DataObject
) -> None:
    claimed = data.draw(claims(case))
    there = [one for one in NUMBERS if one in case.accounts]
    if len(there) < 2 or not case.moves or any(amount < 0 for *_, amount in case.balances):
        return
    sender, receiver = data.draw(st.permutations(there))[:2]
    when = data.draw(st.sampled_from(sorted(m.ts for m in case.moves))) + timedelta(seconds=30)
    undone = Move(when, sender, receiver, data.draw(st.integers(1, 9)))
    if not any(
        (m.sender, m.currency) == (party, "KZT")
        or (m.receiver, m.credited_currency) == (party, "KZT")
        for party in (sender, receiver)
        for m in case.moves
    ):
        return
    bounds = bounds_of(followed(case, claimed, undone, own=own))
    other, ids = as_if(case, undone, times)
    again = {ids[start]: claim for start, claim in claimed.items()}
    for rule, trace in followed(other, again, None, own=own).rules.items():
        if rule == "poison":  # a bound itself, of that reading alone
            continue
        amounts = {(end.end, end.account): end.amount for end in trace.ends}
        for key, (least, most) in bounds.items():
            assert least <= amounts.pop(key, 0) <= most, (rule, key)
        assert not amounts, rule
