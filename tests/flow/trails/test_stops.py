"""Fees, refunds and overdrafts under every rule, written out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from moneygraph.flow.trails import Trace
from moneygraph.store.schema import HOP_RULES, SHARING_RULES
from tests.flow.taint.test_tainted import CON, all_rules, one_rule
from tests.flow.trails.test_trails import traced
from tests.small_case import FIRST_DAY, Move, SmallCase, at, move

pytestmark = pytest.mark.turns

EVERY = pytest.mark.parametrize("rule", SHARING_RULES)
HOPS = pytest.mark.parametrize("rule", HOP_RULES)


def ends(trace: Trace) -> set[tuple[str, str, int]]:
    return {(end.end, end.account, end.amount) for end in trace.ends}


def sent(minute: float, sender: str, receiver: str, amount: int, arrived: int) -> Move:
    return Move(at(minute), sender, receiver, amount, to_amount=arrived)


@EVERY
def test_a_fee_is_an_end_and_the_rest_goes_on(rule: str) -> None:
    case = SmallCase([sent(0, "V", "A", 1000, 995), move(1, "A", "B", 995)])
    found = one_rule(case, {1: (0, 1000)}, rule)
    assert ends(found) == {("fee", "A", 5), ("held", "B", 995)}


@EVERY
def test_a_fee_on_the_way_to_an_exchange(rule: str) -> None:
    case = SmallCase([move(0, "V", "A", 1000), sent(1, "A", "X", 1000, 990)], {"X": "exchange"})
    assert ends(one_rule(case, {1: (0, 1000)}, rule)) == {("fee", "X", 10), ("exchange", "X", 990)}


@pytest.mark.parametrize(
    ("rule", "fee"), [("fifo", 10), ("lifo", 0), ("own-first", 5), ("libr", 5), ("pro-rata", 5)]
)
def test_whose_money_a_fee_is(rule: str, fee: int) -> None:
    """Of hops it is the last tiyn: under fifo the later money. Else of both in proportion."""
    case = SmallCase([move(0, "O", "A", 50), move(1, "V", "A", 50), sent(2, "A", "B", 100, 90)])
    found = one_rule(case, {2: (0, 50)}, rule)
    assert ends(found) == {("held", "B", 50 - fee)} | ({("fee", "B", fee)} if fee else set())


def test_a_fee_is_not_traced_back() -> None:
    case = SmallCase([move(0, "A", "B", 100), sent(1, "B", "C", 100, 90)])
    found = traced(case, "lifo", "2", back=True)
    assert (found.traced, ends(found)) == (90, {("opening", "A", 90)})


def test_an_exchange_is_no_fee() -> None:
    case = SmallCase([Move(at(0), "V", "A", 100, to_amount=90, to_currency="USD")])
    assert ends(traced(case, "lifo", "1")) == {("held", "A", 100)}


def bought(back: int, refunds: list[tuple[int, int, int]], kind: str = "merchant") -> SmallCase:
    moves = [move(0, "V", "A", 100), move(1, "A", "X", 100), move(2, "X", "A", back)]
    return SmallCase([*moves, move(3, "A", "B", back)], {"X": kind}, refunds=refunds)


@EVERY
def test_a_refund_is_followed_on(rule: str) -> None:
    assert ends(one_rule(bought(100, [(3, 2, 100)]), {1: (0, 100)}, rule)) == {("held", "B", 100)}


@EVERY
def test_what_is_not_given_back_ends_there(rule: str) -> None:
    found = one_rule(bought(40, [(3, 2, 40)], "exchange"), {1: (0, 100)}, rule)
    assert ends(found) == {("exchange", "X", 60), ("held", "B", 40)}


@EVERY
def test_without_a_tie_nothing_comes_back(rule: str) -> None:
    assert ends(one_rule(bought(100, []), {1: (0, 100)}, rule)) == {("spent", "X", 100)}


@EVERY
@pytest.mark.parametrize("refunds", [[], [(3, 2, 100)]])
def test_a_person_who_gives_money_back_is_followed_as_ever(
    rule: str, refunds: list[tuple[int, int, int]]
) -> None:
    case = bought(100, refunds, "person")
    assert ends(one_rule(case, {1: (0, 100)}, rule)) == {("held", "B", 100)}


@pytest.mark.parametrize("rule", ["own-first", "libr", "pro-rata"])
def test_a_refund_has_the_share_of_what_was_paid(rule: str) -> None:
    case = SmallCase(
        [
            move(0, "O", "A", 40), move(1, "V", "A", 60), move(2, "A", "X", 100),
            move(3, "X", "A", 50),
        ],
        {"X": "merchant"},
        refunds=[(4, 3, 50)],
    )  # fmt: skip
    assert ends(one_rule(case, {2: (0, 60)}, rule)) == {("spent", "X", 30), ("held", "A", 30)}


@HOPS
def test_a_refund_is_traced_back_through_the_shop(rule: str) -> None:
    found = traced(bought(100, [(3, 2, 100)]), rule, "4", back=True)
    assert ends(found) == {("opening", "V", 100)}
    through = [hop for hop in found.hops if hop.account == "X"]
    assert [(hop.amount, hop.uncovered, hop.tied) for hop in through] == [(100, False, False)]


@HOPS
def test_a_refund_before_the_payment_or_in_other_money_is_none(rule: str) -> None:
    early = [move(0, "X", "A", 5), move(1, "A", "X", 5)]
    case = SmallCase(early, {"X": "merchant"}, refunds=[(1, 2, 5)])
    assert ends(traced(case, rule, "2")) == {("spent", "X", 5)}
    other = [move(0, "A", "X", 5), Move(at(1), "X", "A", 5, "USD")]
    case = SmallCase(other, {"X": "merchant"}, refunds=[(2, 1, 5)])
    assert ends(traced(case, rule, "1")) == {("spent", "X", 5)}


@HOPS
def test_two_refunds_give_back_no_more_than_was_paid(rule: str) -> None:
    moves = [move(0, "A", "X", 10), move(1, "X", "A", 7), move(2, "X", "A", 7)]
    case = SmallCase(moves, {"X": "cash"}, refunds=[(2, 1, 7), (3, 1, 7)])
    found = traced(case, rule, "1")
    assert [hop.amount for hop in found.hops] == [7, 3]
    assert sum(end.amount for end in found.ends) == 10


@pytest.mark.drawn
@EVERY
@pytest.mark.parametrize(("stated", "repaid"), [(-30, 30), (-100, 100), (-300, 100), (0, 0)])
def test_money_paid_into_an_overdraft_repays_the_bank(rule: str, stated: int, repaid: int) -> None:
    case = SmallCase([move(0, "V", "A", 100)], balances=[("A", FIRST_DAY, "KZT", stated)])
    parts = {("repaid", "A", repaid), ("held", "A", 100 - repaid)}
    assert ends(one_rule(case, {1: (0, 100)}, rule)) == {part for part in parts if part[2]}


@EVERY
def test_an_overdraft_that_arises_later_is_repaid_by_what_comes_then(rule: str) -> None:
    later = FIRST_DAY + timedelta(days=1)
    moves = [move(0, "A", "B", 40), Move(at(day=2), "V", "A", 100)]
    case = SmallCase(moves, balances=[("A", FIRST_DAY, "KZT", 0), ("A", later, "KZT", -40)])
    assert ends(one_rule(case, {2: (0, 100)}, rule)) == {("repaid", "A", 40), ("held", "A", 60)}


@HOPS
def test_what_a_bank_lent_is_traced_back_to_a_loan(rule: str) -> None:
    later = FIRST_DAY + timedelta(days=1)
    moves = [move(0, "O", "A", 30), move(1, "A", "B", 70)]
    case = SmallCase(moves, balances=[("A", FIRST_DAY, "KZT", 0), ("A", later, "KZT", -40)])
    found = traced(case, rule, "2", back=True)
    assert ends(found) == {("opening", "O", 30), ("loan", "A", 40)}


def test_bounds_hold_fee_and_debt_apart_from_what_is_held() -> None:
    case = SmallCase([sent(0, "V", "A", 100, 90)], balances=[("A", FIRST_DAY, "KZT", -30)])
    bounds = all_rules(case, {1: (0, 100)}).bounds
    assert {(b.end, b.account, b.least, b.most) for b in bounds} == {
        ("fee", "A", 10, 10), ("repaid", "A", 30, 30), ("held", "A", 60, 60),
    }  # fmt: skip


@pytest.mark.parametrize(("score", "least"), [(1.0, 100), (0.65, 100), (0.6, 0), (None, 100)])
def test_nothing_must_have_arrived_behind_a_doubtful_pair(score: float | None, least: int) -> None:
    case = SmallCase([move(0, "V", "A", 100), move(1, "A", "B", 100)])
    claimed = {1: (0, 100)}
    all_rules(case, claimed)
    from moneygraph.flow.taint import read_money, taint_bound
    from tests.flow.taint.test_tainted import claims_of, shares_of

    CON.execute("update transfer set score = ? where id = 2", [score]).fetchall()
    found = shares_of(CON, taint_bound(read_money(CON), claims_of(claimed), least=True))
    assert found.get(("B", 0), 0) == least
