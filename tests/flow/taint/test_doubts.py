"""Bounds where transfers are not sure: they hold for each way in which it can have been."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.flow.matching.hops import match_hops
from moneygraph.flow.trails.all_rules import follow_all
from moneygraph.flow.trails.trail import RulesTrace
from moneygraph.store.schema import HOP_RULES
from tests.flow.taint.naive import Claimed, Own
from tests.flow.taint.test_tainted import CON, OWN, begun_with, claims
from tests.laws import laws
from tests.small_case import Move, SmallCase, cases, fill, move

Amounts = dict[tuple[str, str], tuple[int, int]]


def doubted(
    case: SmallCase, claimed: Claimed, reasons: dict[int, str], own: Own = frozenset()
) -> RulesTrace:
    """Follow all rules where the transfers of `reasons` are not sure."""
    fill(CON, case)
    for rule in HOP_RULES:
        match_hops(CON, rule)
    for one, reason in reasons.items():
        if reason == "pair":
            CON.execute("update transfer set score = 0.5 where id = ?", [one]).fetchall()
        elif reason == "refund":
            CON.execute("update reversal set score = 0.6 where transfer = ?", [one]).fetchall()
        else:
            CON.execute("insert into doubt values (?, ?)", [one, reason]).fetchall()
    return follow_all(CON, begun_with(claimed, own))


def bounds_of(found: RulesTrace) -> Amounts:
    return {(b.end, b.account): (b.least, b.most) for b in found.bounds}


PASSED = SmallCase([move(0, "V", "A", 100), move(1, "A", "B", 100), move(2, "B", "C", 60)])


@pytest.mark.parametrize("reason", ["one-sided", "other-half", "status"])
def test_what_may_not_have_happened_may_be_where_it_was(reason: str) -> None:
    """B may have paid with money that it had before."""
    found = bounds_of(doubted(PASSED, {1: (0, 100)}, {2: reason}))
    assert found == {("held", "A"): (0, 100), ("held", "B"): (0, 100), ("held", "C"): (0, 60)}


def test_two_rows_that_are_no_pair_may_have_moved_it_twice() -> None:
    case = SmallCase([move(0, "V", "A", 200), move(1, "A", "B", 100), move(2, "B", "C", 60)])
    found = bounds_of(doubted(case, {1: (0, 200)}, {2: "pair"}))
    assert found == {("held", "A"): (0, 100), ("held", "B"): (0, 140), ("held", "C"): (0, 60)}


def test_a_refund_that_may_be_of_another_payment() -> None:
    moves = [move(0, "V", "A", 100), move(1, "A", "X", 100), move(2, "X", "A", 40)]
    case = SmallCase(moves, {"X": "merchant"}, refunds=[(3, 2, 40)])
    sure = bounds_of(doubted(case, {1: (0, 100)}, {}))
    assert sure == {("spent", "X"): (60, 60), ("held", "A"): (40, 40)}
    found = bounds_of(doubted(case, {1: (0, 100)}, {3: "refund"}))
    assert found == {("spent", "X"): (60, 100), ("held", "A"): (0, 40)}


def test_a_small_doubt_leaves_the_rest_known() -> None:
    """What cannot be of the doubtful 5 is as sure as before."""
    moves = [move(0, "V", "A", 100), move(1, "A", "B", 5), move(2, "A", "C", 90)]
    found = bounds_of(doubted(SmallCase(moves), {1: (0, 100)}, {2: "one-sided"}))
    assert found[("held", "C")] == (90, 90)
    assert found[("held", "A")] == (5, 10)


def readings(case: SmallCase, one: int, reason: str) -> list[tuple[SmallCase, dict[int, int]]]:
    """Return the cases as it may have been otherwise, and the new id of each transfer."""
    moves = sorted(case.moves, key=lambda m: m.ts)
    doubtful = moves[one - 1]
    if reason == "refund":
        return [(replace(case, refunds=[r for r in case.refunds if r[0] != one]), _as_it_is(moves))]
    if reason == "pair":
        ids = _shifted(moves, one, 1)
        refunds = [(ids[refund], ids[paid], amount) for refund, paid, amount in case.refunds]
        twice = replace(case, moves=[*moves[:one], doubtful, *moves[one:]], refunds=refunds)
        return [(twice, ids)]
    ids = _shifted(moves, one, -1)
    refunds = [
        (ids[refund], ids[paid], amount)
        for refund, paid, amount in case.refunds
        if one not in (refund, paid)
    ]
    return [(replace(case, moves=[*moves[: one - 1], *moves[one:]], refunds=refunds), ids)]


def _as_it_is(moves: list[Move]) -> dict[int, int]:
    return {place: place for place in range(1, len(moves) + 1)}


def _shifted(moves: list[Move], one: int, by: int) -> dict[int, int]:
    return {place: place + by * (place > one) for place in range(1, len(moves) + 1)}


def able_to(case: SmallCase, claimed: Claimed, reason: str) -> list[int]:
    """Return the transfers that may be doubtful for a reason."""
    if reason == "refund":
        return [refund for refund, *_ in case.refunds]
    able = [one for one, m in case.transfers.items() if one not in claimed and m.amount]
    if reason == "pair":  # one that gives money back is no pair of two
        able = [one for one in able if all(one not in pair[:2] for pair in case.refunds)]
    return able


def hold_for(case: SmallCase, claimed: Claimed, bounds: Amounts, own: Own) -> None:
    """Check that the bounds hold what each rule gives in a reading of the case."""
    for rule, trace in doubted(case, claimed, {}, own).rules.items():
        if rule == "poison":  # a bound itself, of that reading alone
            continue
        amounts = {(end.end, end.account): end.amount for end in trace.ends}
        assert amounts.keys() <= bounds.keys()
        for key, (least, most) in bounds.items():
            assert least <= amounts.get(key, 0) <= most, (rule, key)


@laws(12)
@given(cases(), OWN, st.sampled_from(["one-sided", "pair", "refund"]), st.data())
def test_bounds_hold_for_each_reading(
    case: SmallCase, own: Own, reason: str, data: st.DataObject
) -> None:
    claimed = data.draw(claims(case))
    able = able_to(case, claimed, reason)
    if not able or any(amount < 0 for *_, amount in case.balances):
        return
    one = data.draw(st.sampled_from(able))
    bounds = bounds_of(doubted(case, claimed, {one: reason}, own))
    for other, ids in readings(case, one, reason):
        hold_for(other, {ids[start]: claim for start, claim in claimed.items()}, bounds, own)


REASONS = st.sampled_from(["one-sided", "pair", "refund"])


@laws(12)
@given(cases(), OWN, st.lists(REASONS, min_size=2, max_size=3), st.data())
def test_bounds_hold_where_several_are_not_sure(
    case: SmallCase, own: Own, drawn: list[str], data: st.DataObject
) -> None:
    claimed = data.draw(claims(case))
    reasons: dict[int, str] = {}
    for reason in drawn:
        able = [one for one in able_to(case, claimed, reason) if one not in reasons]
        if able:
            reasons[data.draw(st.sampled_from(able))] = reason
    if len(reasons) < 2 or any(amount < 0 for *_, amount in case.balances):
        return
    bounds = bounds_of(doubted(case, claimed, reasons, own))
    for otherwise in range(1, 1 << len(reasons)):
        other, ids = case, {one: one for one in case.transfers}
        for place, (one, reason) in enumerate(reasons.items()):
            if otherwise >> place & 1:
                ((other, moved),) = readings(other, ids[one], reason)
                ids = {start: moved[now] for start, now in ids.items() if now in moved}
        hold_for(other, {ids[start]: claim for start, claim in claimed.items()}, bounds, own)
