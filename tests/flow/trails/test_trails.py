"""Trails against a naive oracle, and the laws they keep."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from hypothesis import assume, given
from hypothesis import strategies as st

from moneygraph.flow.matching.hops import match_hops
from moneygraph.flow.trails import Trace, trace, traced_amounts
from moneygraph.store.schema import ENDS, ORIGINS
from tests.laws import laws
from tests.oracle import Answer, fee_of, follow
from tests.small_case import SmallCase, cases, empty_tables, fill

CON = empty_tables()
RULES = st.sampled_from(["fifo", "lifo"])
FEW = laws(20)


def traced(case: SmallCase, rule: str, *starts: str, **options: object) -> Trace:
    match_hops(fill(CON, case), rule)
    return trace(CON, rule, starts, **options)  # type: ignore[arg-type]


def summary(answer: Trace) -> Answer:
    """Return a trace in the oracle's form."""
    return Answer(
        ends=Counter({(end.end, end.account): end.amount for end in answer.ends}),
        fewest={(end.end, end.account): end.hops for end in answer.ends},
        hops=Counter({(hop.in_transfer, hop.out_transfer): hop.amount for hop in answer.hops}),
        through=Counter({one: touched.traced for one, touched in answer.transfers.items()}),
        returned=answer.returned,
        tied=answer.tied,
    )


def started(case: SmallCase, chosen: Iterable[int], back: bool) -> list[tuple[int, int]]:
    """Return all of what transfers debited (credited, going back), as the oracle takes it."""
    moves = {one: case.transfers[one] for one in chosen}
    return [(one, m.credited if back else m.amount) for one, m in moves.items()]


def in_one_currency(case: SmallCase) -> set[int]:
    return {one for one, m in case.transfers.items() if m.currency == "KZT" and m.amount > 0}


@laws(50)
@given(cases(), RULES, st.booleans(), st.data())
def test_trails_equal_the_oracle(
    case: SmallCase, rule: str, back: bool, data: st.DataObject
) -> None:
    possible = in_one_currency(case)
    assume(possible)
    chosen = sorted(data.draw(st.sets(st.sampled_from(sorted(possible)), min_size=1, max_size=4)))
    starts = started(case, chosen, back)
    answer = traced(case, rule, *map(str, chosen), back=back)
    assert summary(answer) == follow(case, rule, starts, back)
    assert {end.end for end in answer.ends} <= set(ORIGINS if back else ENDS)
    assert answer.hops == sorted(answer.hops, key=lambda hop: (hop.in_transfer, hop.out_transfer))


@FEW
@given(cases(), RULES, st.booleans(), st.sampled_from("ABC"), st.integers(1, 20))
def test_an_account_starts_with_the_first_tiyn_that_left_or_came(
    case: SmallCase, rule: str, back: bool, number: str, most: int
) -> None:
    assume(number in case.accounts)
    rows = [
        (m.credited_ts if back else m.ts, one, m.credited if back else m.amount)
        for one, m in case.transfers.items()
        if m.currency == "KZT" and m.sender != m.receiver
        and number == (m.receiver if back else m.sender)
    ]  # fmt: skip
    assume(any(amount for _, _, amount in rows))
    starts, left = [], most
    for _, one, amount in sorted(rows):
        starts.append((one, min(left, amount)))
        left -= min(left, amount)
    answer = traced(case, rule, number, back=back, amount=most, currency="KZT")
    assert summary(answer) == follow(case, rule, starts, back)


@FEW
@given(cases(exchange=True), RULES, st.booleans(), st.data())
def test_the_ends_add_up_and_every_transfer_passes_on_what_it_gets(
    case: SmallCase, rule: str, back: bool, data: st.DataObject
) -> None:
    possible = in_one_currency(case)
    assume(possible)
    chosen = sorted(data.draw(st.sets(st.sampled_from(sorted(possible)), min_size=1, max_size=3)))
    if back:
        assume(len({case.transfers[one].credited_currency for one in chosen}) == 1)
    answer = traced(case, rule, *map(str, chosen), back=back)
    at_start = sum(
        case.transfers[one].credited if back else case.transfers[one].amount for one in chosen
    )
    assert sum(end.amount for end in answer.ends) == answer.traced == at_start - answer.returned
    assert sum(answer.starts.values()) == answer.traced
    passed_on: dict[int, int] = defaultdict(int)
    got = Counter(answer.starts)
    for hop in answer.hops:
        source, target = hop.in_transfer, hop.out_transfer
        if back:
            source, target = target, source
        passed_on[source] += hop.amount
        got[target] += hop.amount
    ended: dict[str, int] = defaultdict(int)
    for one, touched in answer.transfers.items():
        assert passed_on[one] <= touched.traced == got[one]
        side = touched.sender if back else touched.receiver
        ended[side.account] += touched.traced - passed_on[one]
    by_account: dict[str, int] = defaultdict(int)
    for end in answer.ends:
        by_account[end.account] += end.amount
    assert {a: n for a, n in ended.items() if n} == dict(by_account)


@laws(10)
@given(cases(in_order=True), RULES)
def test_what_goes_from_one_transfer_to_another_comes_back_to_it(
    case: SmallCase, rule: str
) -> None:
    match_hops(fill(CON, case), rule)
    ids = sorted(one for one, m in case.transfers.items() if m.amount)
    there = {one: trace(CON, rule, [str(one)]).transfers for one in ids}
    back = {one: trace(CON, rule, [str(one)], back=True).transfers for one in ids}
    for one in ids:
        for other in ids:
            forward = there[one][other].traced if other in there[one] else 0
            backward = back[other][one].traced if one in back[other] else 0
            # what became the fee did not arrive, so that it is not traced back
            assert forward == backward or fee_of(case.transfers[other])


@FEW
@given(cases(exchange=True), RULES, st.booleans(), st.permutations([3, 17, 5, 0, 40, 8, 11]))
def test_account_ids_mean_nothing(case: SmallCase, rule: str, back: bool, ids: list[int]) -> None:
    possible = in_one_currency(case)
    assume(possible)
    start = [str(min(possible))]
    plain = traced(case, rule, *start, back=back)
    match_hops(fill(CON, case, ids), rule)
    assert trace(CON, rule, start, back=back) == plain


@FEW
@given(cases(exchange=True), RULES, st.data())
def test_pieces_that_are_followed_apart_add_up(
    case: SmallCase, rule: str, data: st.DataObject
) -> None:
    ids = sorted(one for one, m in case.transfers.items() if m.amount > 1)
    assume(ids)
    one = data.draw(st.sampled_from(ids))
    amount = case.transfers[one].amount
    middle = data.draw(st.integers(1, amount - 1))
    match_hops(fill(CON, case), rule)
    whole = traced_amounts(CON, rule, [(one, 0, amount)])
    parts = traced_amounts(CON, rule, [(one, middle, amount), (one, 0, middle)])
    assert {k: v.tolist() for k, v in parts.items()} == {k: v.tolist() for k, v in whole.items()}
    assert (
        dict(zip(*(whole[k].tolist() for k in ("transfer", "amount")), strict=True))[one] == amount
    )
