"""Tainted rules against a naive oracle, their laws, and the cases lawyers cite."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import duckdb
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.flow.matching.hops import match_hops
from moneygraph.flow.taint import Claims, Tainted, read_money, spread
from moneygraph.flow.trails import follow, follow_tainted
from moneygraph.flow.trails.all_rules import follow_all
from moneygraph.flow.trails.pieces import Ranges
from moneygraph.flow.trails.starts import Starts
from moneygraph.flow.trails.trail import RulesTrace, Trace
from moneygraph.flow.trails.victims import VictimAccounts
from moneygraph.store.schema import HOP_RULES
from tests.flow.taint.naive import Claimed, Naive, Own
from tests.laws import laws
from tests.small_case import Move, SmallCase, at, cases, empty_tables, fill, move

CON = empty_tables()
SHARING = ("own-first", "libr", "pro-rata")
Shares = dict[tuple[str, int], int]


def accounts_of(con: duckdb.DuckDBPyConnection, own: Own) -> VictimAccounts:
    ids = dict(con.execute("select number, id from account").fetchall())
    rows = sorted((victim, ids[number]) for victim, number in own if number in ids)
    victims, accounts = (np.array([row[i] for row in rows], np.int32) for i in range(2))
    return VictimAccounts(victims, accounts)


def claims_of(claimed: Claimed, own: Own = frozenset()) -> Claims:
    """Return claims on transfers of the case that is filled in."""
    rows = sorted((one, amount, victim) for one, (victim, amount) in claimed.items())
    ids, amounts, victims = (np.array([row[i] for row in rows], np.int64) for i in range(3))
    accounts = accounts_of(CON, own)
    return Claims(ids, amounts, victims.astype(np.int32), accounts.victim, accounts.account)


def shares_of(con: duckdb.DuckDBPyConnection, tainted: Tainted) -> Shares:
    numbers = dict(con.execute("select id, number from account").fetchall())
    found: Counter[tuple[str, int]] = Counter()
    rows = zip(tainted.account, tainted.word, tainted.victim, tainted.share, strict=True)
    for account, word, victim, share in rows:
        found[f"{word} {numbers[int(account)]}".strip(), int(victim)] += int(share)
    return {key: amount for key, amount in found.items() if amount}


def spread_claims(
    case: SmallCase, rule: str, claimed: Claimed, own: Own = frozenset()
) -> tuple[Shares, Tainted]:
    con = fill(CON, case)
    tainted = spread(read_money(con), rule, claims_of(claimed, own))
    return shares_of(con, tainted), tainted


@st.composite
def claims(draw: st.DrawFn, case: SmallCase) -> Claimed:
    """Draw complaints of up to three victims; some lost money twice, some lose a part."""
    able = [
        one
        for one, m in case.transfers.items()
        if m.amount > 0 and m.currency == "KZT" and m.sender != m.receiver
    ]
    chosen = draw(st.sets(st.sampled_from(able), max_size=4)) if able else set()
    return {
        one: (draw(st.integers(0, 2)), draw(st.integers(1, case.transfers[one].amount)))
        for one in sorted(chosen)
    }


OWN = st.frozensets(st.tuples(st.integers(0, 2), st.sampled_from("ABCX")), max_size=5)


def test_stolen_money_that_is_stolen_again_is_the_later_victims() -> None:
    """The first claim is over where the second begins, in the plain recalculation too."""
    case = SmallCase([move(0, "A", "B", 1), move(0, "B", "A", 1)], kinds={"X": "exchange"})
    claimed = {1: (0, 1), 2: (1, 1)}
    for rule in SHARING:
        assert spread_claims(case, rule, claimed)[0] == {("A", 1): 1}
        assert Naive(case, rule, claimed).run().shares() == {("A", 1): 1}


@laws(30)
@given(cases(), st.sampled_from(SHARING), OWN, st.data())
def test_tainted_shares_equal_the_oracle(
    case: SmallCase, rule: str, own: Own, data: st.DataObject
) -> None:
    claimed = data.draw(claims(case))
    found, tainted = spread_claims(case, rule, claimed, own)
    naive = Naive(case, rule, claimed, own).run()
    assert found == naive.shares()
    assert {v: int(a) for v, a in enumerate(tainted.reclaimed) if a} == {
        v: a for v, a in naive.reclaimed.items() if a
    }
    through = dict(zip(tainted.transfer.tolist(), tainted.through.tolist(), strict=True))
    true = {one: sum(part for _, part in lots) for one, lots in naive.tainted.items()}
    assert through == {one: amount for one, amount in true.items() if amount}


@laws(20)
@given(cases(exchange=True), st.sampled_from(SHARING), OWN, st.data())
def test_no_tiyn_is_lost_or_made_whatever_is_exchanged(
    case: SmallCase, rule: str, own: Own, data: st.DataObject
) -> None:
    claimed = data.draw(claims(case))
    _, tainted = spread_claims(case, rule, claimed, own)
    lost: Counter[int] = Counter()
    for victim, amount in claimed.values():
        lost[victim] += amount
    where: Counter[int] = Counter()
    for victim, share in zip(tainted.victim.tolist(), tainted.share.tolist(), strict=True):
        where[victim] += share
    for victim, reclaimed in enumerate(tainted.reclaimed.tolist()):
        where[victim] += reclaimed
    assert +where == +lost


def begun_with(claimed: Claimed, own: Own = frozenset()) -> Starts:
    """Return starts in the case that is filled in."""
    drawn = claims_of(claimed)
    ranges = Ranges(drawn.transfer, np.zeros_like(drawn.amount), drawn.amount)
    names = tuple(f"V{victim}" for victim in range(3))
    return Starts(ranges, "KZT", drawn.victim, names, accounts_of(CON, own))


def filled(case: SmallCase, order: Iterable[tuple[int, bool, int]] = ()) -> None:
    """Put a case into tables; ``order`` proves ties: (transfer, credit, tie) in their order."""
    fill(CON, case)
    CON.execute("delete from proved").fetchall()
    for place, (transfer, credit, tie) in enumerate(order):
        CON.execute("insert into proved values (?, ?, ?, ?)", [transfer, credit, tie, place])
    for rule in HOP_RULES:
        match_hops(CON, rule)


def all_rules(
    case: SmallCase,
    claimed: Claimed,
    order: Iterable[tuple[int, bool, int]] = (),
    own: Own = frozenset(),
) -> RulesTrace:
    filled(case, order)
    found_all = follow_all(CON, begun_with(claimed, own))
    CON.execute("delete from proved").fetchall()
    return found_all


def one_rule(case: SmallCase, claimed: Claimed, rule: str, own: Own = frozenset()) -> Trace:
    filled(case)
    if rule in HOP_RULES:
        return follow(CON, rule, begun_with(claimed, own))
    return follow_tainted(CON, read_money(CON), rule, begun_with(claimed, own))


@laws(20)
@given(cases(exchange=True), st.sampled_from([*HOP_RULES, *SHARING]), OWN, st.data())
def test_every_end_is_shared_out_by_victim_and_as_one_sum_is_the_same(
    case: SmallCase, rule: str, own: Own, data: st.DataObject
) -> None:
    claimed = data.draw(claims(case))
    trace = one_rule(case, claimed, rule, own)
    assert sum(end.amount for end in trace.ends) == trace.traced
    assert trace.traced + trace.returned == sum(amount for _, amount in claimed.values())
    for end in trace.ends:
        assert sum(amount for _, amount in end.victims) == end.amount
    summed = all_rules(case, claimed, own=own).rules[rule]
    assert [(e.end, e.account, e.amount) for e in summed.ends] == [
        (e.end, e.account, e.amount) for e in trace.ends
    ]


@laws(20)
@given(cases(), OWN, st.data())
def test_bounds_hold_every_rule(case: SmallCase, own: Own, data: st.DataObject) -> None:
    found_all = all_rules(case, data.draw(claims(case)), own=own)
    bounds = {(bound.end, bound.account): bound for bound in found_all.bounds}
    for rule, trace in found_all.rules.items():
        for end in trace.ends:
            bound = bounds[end.end, end.account]
            assert bound.least <= end.amount <= bound.most or rule == "poison"
            assert end.amount <= bound.most
        if rule != "poison":
            assert sum(end.amount for end in trace.ends) == trace.traced
            ends = {(end.end, end.account) for end in trace.ends}
            assert all(b.least == 0 for key, b in bounds.items() if key not in ends)


def test_a_refund_on_the_day_of_what_it_gives_back_may_come_first() -> None:
    """What was paid is known to the day alone: rules that keep its end of day see no refund."""
    midnight = at(0).replace(hour=0, minute=0)
    paid = Move(midnight, "A", "X", 5, credit_ts=midnight, day_only=True, credit_day_only=True)
    case = SmallCase(
        [paid, move(1, "X", "A", 2)], kinds={"X": "exchange"}, uncovered={"A"}, refunds=[(2, 1, 2)]
    )
    found_all = all_rules(case, {1: (0, 4)})
    amounts = {
        (rule, end.end): end.amount for rule, trace in found_all.rules.items() for end in trace.ends
    }
    assert amounts["lifo", "exchange"] == 2 and amounts["own-first", "exchange"] == 4
    bound = {(bound.end, bound.account): bound for bound in found_all.bounds}["exchange", "X"]
    assert bound.least <= 2 and bound.most >= 4


@st.composite
def orders(draw: st.DrawFn, case: SmallCase) -> list[tuple[int, bool, int]]:
    """Draw another order of every tied moment: of each account's day, as days are tied here."""
    groups: dict[tuple[str, str, str], list[tuple[int, bool]]] = {}
    for one, m in case.transfers.items():
        if (m.sender, m.currency) == (m.receiver, m.credited_currency):
            continue
        for credit, account, currency, ts in (
            (False, m.sender, m.currency, m.ts),
            (True, m.receiver, m.credited_currency, m.credited_ts),
        ):
            groups.setdefault((account, currency, str(ts.date())), []).append((one, credit))
    found = []
    for tie, group in enumerate(groups.values()):
        if len(group) > 1:
            found += [(*side, tie) for side in draw(st.permutations(group))]
    return found


def test_an_account_of_a_victim_who_lost_nothing_here_brings_nothing_back() -> None:
    """Two may be traced apart: the bounds of one know whose accounts are the other's."""
    case = SmallCase([move(0, "V", "B", 2), move(1, "B", "A", 1)])
    found_all = all_rules(case, {1: (0, 1)}, own=frozenset([(1, "A")]))
    assert {bound.end for bound in found_all.bounds} == {"held"}


@laws(30)
@given(
    st.lists(st.tuples(*[st.sampled_from("ABCX")] * 2, st.integers(1, 9)), max_size=8),
    OWN,
    st.data(),
)
def test_bounds_hold_in_every_order_of_ties(
    moves: list[tuple[str, str, int]], own: Own, data: st.DataObject
) -> None:
    """Whole days are tied; the bounds of the unknown order hold for any that is proven."""
    drawn = [
        Move(at(0, place // 3), sender, receiver, amount, day_only=True, credit_day_only=True)
        for place, (sender, receiver, amount) in enumerate(moves)
    ]
    case = SmallCase(drawn, kinds={"X": "exchange"})
    claimed = data.draw(claims(case))
    bounds = {(b.end, b.account): b for b in all_rules(case, claimed, own=own).bounds}
    other = all_rules(case, claimed, data.draw(orders(case)), own)
    for rule, trace in other.rules.items():
        amounts = {(end.end, end.account): end.amount for end in trace.ends}
        assert amounts.keys() <= bounds.keys()
        for key, bound in bounds.items():
            amount = amounts.get(key, 0)
            assert amount <= bound.most
            assert rule == "poison" or bound.least <= amount


def test_what_never_left_its_account_is_there() -> None:
    case = SmallCase([move(0, "A", "A", 5), move(1, "B", "A", 5), move(2, "A", "B", 10)])
    for rule in SHARING:
        assert spread_claims(case, rule, {1: (0, 5)})[0] == {("A", 0): 5}


def test_nothing_hangs_on_ties_where_there_are_none() -> None:
    case = SmallCase([move(0, "V", "A", 5), move(1, "A", "B", 5)])
    assert not all_rules(case, {1: (0, 5)}).tied
    case = SmallCase([move(0, "V", "A", 5), move(0, "A", "B", 5)])
    found_all = all_rules(case, {1: (0, 5)})
    assert found_all.tied
    assert {(b.account, b.least, b.most) for b in found_all.bounds} == {("B", 0, 5), ("A", 0, 5)}
