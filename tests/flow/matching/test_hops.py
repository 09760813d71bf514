"""Hops against a naive oracle, and the laws they keep."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from dataclasses import replace

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.flow.matching.hops import ensure_hops, has_hops, match_hops
from moneygraph.flow.matching.match import match, read_events, read_journal
from moneygraph.flow.matching.sides import read_sides
from moneygraph.store.errors import CallError
from tests.laws import laws
from tests.oracle import closed, paid_cells
from tests.small_case import FIRST_DAY, Move, SmallCase, at, cases, empty_tables, fill, move

CON = empty_tables()
RULES = st.sampled_from(["fifo", "lifo"])
Hop = tuple[int, int, str, int, int, int, int]


def hops_of(con: duckdb.DuckDBPyConnection, rule: str) -> list[Hop]:
    """Return hops as (in, out, account, amount, dwell_s, in_offset, out_offset), in table order."""
    found: list[Hop] = con.execute(
        "select in_transfer, out_transfer, number, amount, dwell_s, in_offset, out_offset"
        f" from hop_{rule} as h join account on account.id = h.account"
        " order by h.rowid"
    ).fetchall()
    return found


def built(case: SmallCase, rule: str) -> list[Hop]:
    con = fill(CON, case)
    assert match_hops(con, rule) == len(hops_of(con, rule))
    return hops_of(con, rule)


def short(hops: list[Hop]) -> list[tuple[int, int, int, int, int]]:
    return [(h[0], h[1], h[3], h[5], h[6]) for h in hops]


@laws(60)
@given(cases(exchange=True), RULES)
def test_hops_equal_the_oracle_tiyn_by_tiyn(case: SmallCase, rule: str) -> None:
    cells = {}
    for in_transfer, out_transfer, account, amount, dwell, in_offset, out_offset in built(
        case, rule
    ):
        came, went = case.transfers[in_transfer], case.transfers[out_transfer]
        assert amount > 0
        assert account == came.receiver == went.sender
        assert came.credited_currency == went.currency
        assert dwell == max(0, int((went.ts - came.credited_ts).total_seconds()))
        for cell in range(amount):
            assert (in_transfer, in_offset + cell) not in cells
            cells[in_transfer, in_offset + cell] = (out_transfer, out_offset + cell)
    assert cells == paid_cells(case, rule).by_cell


@laws(20)
@given(cases(exchange=True), RULES)
def test_no_tiyn_is_in_two_hops_and_none_beyond_its_transfer(case: SmallCase, rule: str) -> None:
    hops = built(case, rule)
    came = [(h[0], h[5] + cell) for h in hops for cell in range(h[3])]
    went = [(h[1], h[6] + cell) for h in hops for cell in range(h[3])]
    assert max(Counter(came).values(), default=1) == 1
    assert max(Counter(went).values(), default=1) == 1
    assert all(0 <= cell < case.transfers[one].credited for one, cell in came)
    assert all(0 <= cell < case.transfers[one].amount for one, cell in went)
    refunds = {(earlier, refund) for refund, earlier, _ in case.refunds}
    assert all((h[0], h[1]) in refunds for h in hops if closed(case, h[2]))


@laws(20)
@given(cases(exchange=True), RULES, st.permutations([3, 17, 5, 0, 40, 8, 11]))
def test_account_ids_mean_nothing(case: SmallCase, rule: str, ids: list[int]) -> None:
    plain = built(case, rule)
    con = fill(CON, case, ids)
    match_hops(con, rule)
    assert hops_of(con, rule) == plain


@laws(20)
@given(cases(exchange=True), RULES)
def test_rows_lie_in_order_whatever_the_order_of_transfers(case: SmallCase, rule: str) -> None:
    plain = built(case, rule)
    assert plain == sorted(plain, key=lambda hop: (hop[0], hop[5]))
    CON.execute("create or replace temp table turned as from transfer order by id desc").fetchall()
    CON.execute("delete from transfer").fetchall()
    CON.execute("insert into transfer from turned").fetchall()
    match_hops(CON, rule)
    assert hops_of(CON, rule) == plain


def test_rules_choose_the_oldest_or_the_newest() -> None:
    case = SmallCase([move(0, "A", "B", 10), move(1, "C", "B", 10), move(2, "B", "D", 15)])
    assert short(built(case, "fifo")) == [(1, 3, 10, 0, 0), (2, 3, 5, 0, 10)]
    assert short(built(case, "lifo")) == [(1, 3, 5, 0, 10), (2, 3, 10, 0, 0)]


def test_a_lot_is_used_from_its_own_start_under_lifo() -> None:
    case = SmallCase([
        move(0, "A", "B", 10), move(1, "B", "D", 4), move(2, "C", "B", 1), move(3, "B", "E", 7),
    ])  # fmt: skip
    assert short(built(case, "lifo")) == [(1, 2, 4, 0, 0), (1, 4, 6, 4, 1), (3, 4, 1, 0, 0)]


def test_an_inferred_opening_balance_pays_first_under_fifo_and_last_under_lifo() -> None:
    case = SmallCase([move(0, "A", "B", 5), move(1, "B", "C", 5), move(2, "B", "D", 10)])
    assert short(built(case, "fifo")) == [(1, 3, 5, 0, 5)]
    assert short(built(case, "lifo")) == [(1, 2, 5, 0, 0)]


@pytest.mark.parametrize(("stated", "paid"), [(0, 5), (3, 2), (5, 0), (-4, 1)])
def test_a_known_opening_balance_pays_first(stated: int, paid: int) -> None:
    moves = [move(0, "A", "B", 5), move(1, "B", "C", 5)]
    case = SmallCase(moves, balances=[("B", FIRST_DAY, "KZT", stated)])
    assert sum(hop[3] for hop in built(case, "fifo")) == paid


def test_the_opening_is_the_earliest_balance_and_none_from_later_days() -> None:
    moves = [Move(at(day=1), "A", "B", 5), Move(at(1, day=1), "B", "C", 5)]
    earliest = [("B", FIRST_DAY, "KZT", 2), ("B", FIRST_DAY.replace(day=2), "KZT", 5)]
    assert sum(h[3] for h in built(SmallCase(moves, balances=earliest), "fifo")) == 3
    later = [("B", FIRST_DAY.replace(day=3), "KZT", 5), ("B", FIRST_DAY, "USD", 5)]
    assert sum(h[3] for h in built(SmallCase(moves, balances=later), "fifo")) == 5


def test_credits_come_first_in_a_tie_and_days_surround_their_hours() -> None:
    midnight = at().replace(hour=0)
    tie = [Move(at(), "B", "C", 5), Move(at(), "A", "B", 5)]
    day_credit = [
        Move(at(0), "B", "C", 5),
        Move(at(0, day=0), "A", "B", 5, credit_ts=midnight, credit_day_only=True),
    ]
    day_debit = [Move(midnight, "B", "C", 5, day_only=True), Move(at(600), "A", "B", 5)]
    for moves in (tie, day_credit):
        assert short(built(SmallCase(moves), "fifo")) == [(2, 1, 5, 0, 0)]
    assert short(built(SmallCase(day_debit), "fifo")) == [(2, 1, 5, 0, 0)]
    assert built(SmallCase(day_debit), "fifo")[0][4] == 0


def test_each_side_has_its_own_clock() -> None:
    late = [Move(at(0), "A", "B", 5, credit_ts=at(9)), Move(at(5), "B", "C", 5)]
    assert built(SmallCase(late), "fifo") == []
    early = [Move(at(0), "B", "C", 5), Move(at(1), "A", "B", 5, credit_ts=at(-1))]
    assert short(built(SmallCase(early), "fifo")) == [(2, 1, 5, 0, 0)]


def test_an_exchange_inside_an_account_keeps_the_money_traced() -> None:
    case = SmallCase([
        move(0, "A", "B", 1000),
        Move(at(1), "B", "B", 1000, "KZT", 2, "USD"),
        Move(at(2), "B", "C", 2, "USD"),
    ])  # fmt: skip
    assert short(built(case, "lifo")) == [(1, 2, 1000, 0, 0), (2, 3, 2, 0, 0)]


@pytest.mark.parametrize("kind", ["exchange", "cash", "merchant", "loan desk", "abroad", "state"])
def test_money_does_not_travel_on_from_terminals(kind: str) -> None:
    case = SmallCase([move(0, "A", "B", 5), move(1, "B", "C", 5)], kinds={"B": kind})
    assert built(case, "fifo") == []


def test_traders_and_nameless_accounts_stop_money_but_unknown_ones_do_not() -> None:
    through = [move(0, "A", "?1", 5), move(1, "?1", "C", 5)]
    assert built(SmallCase(through, traders={"?1"}), "fifo") == []
    assert built(SmallCase(through, kinds={"?1": "unknown"}), "fifo") == []
    known = [move(0, "A", "B", 5), move(1, "B", "C", 5)]
    assert len(built(SmallCase(known, kinds={"B": "unknown"}, uncovered={"B"}), "fifo")) == 1


def test_transfers_to_oneself_and_of_nothing_change_nothing() -> None:
    plain = [move(0, "A", "B", 5), move(3, "B", "C", 5)]
    noise = [move(1, "B", "B", 5), move(2, "B", "C", 0), move(1, "D", "B", 0)]
    assert [h[3] for h in built(SmallCase(plain + noise), "fifo")] == [5]
    assert built(SmallCase([move(0, "A", "A", 5)]), "lifo") == []


def test_a_case_without_transfers_has_no_hops() -> None:
    assert built(SmallCase(), "fifo") == []
    assert has_hops(CON, "fifo")


def test_hops_are_built_once_and_only_under_known_rules() -> None:
    con = fill(CON, SmallCase([move(0, "A", "B", 5), move(1, "B", "C", 5)]))
    assert not has_hops(con, "lifo")
    ensure_hops(con, "lifo")
    con.execute("delete from hop_lifo").fetchall()
    ensure_hops(con, "lifo")
    assert hops_of(con, "lifo") == []
    with pytest.raises(CallError, match="no rule 'poison'"):
        ensure_hops(con, "poison")


def test_building_is_part_of_the_callers_transaction() -> None:
    con = fill(CON, SmallCase([move(0, "A", "B", 5), move(1, "B", "C", 5)]))
    con.execute("begin").fetchall()
    match_hops(con, "fifo")
    con.execute("rollback").fetchall()
    assert not has_hops(con, "fifo")


@pytest.mark.process
def test_compiled_code_is_kept_for_the_next_start() -> None:
    built(SmallCase([move(0, "A", "B", 5), move(1, "B", "C", 5)]), "fifo")
    code = (
        "from moneygraph.flow.matching import kernel;"
        "from moneygraph.flow.matching.hops import match_hops;"
        "from tests.small_case import SmallCase, empty_tables, fill, move;"
        "match_hops(fill(empty_tables(), SmallCase([move(0, 'A', 'B', 5)])), 'fifo');"
        "print(len(kernel.match_fifo.stats.cache_misses), len(kernel.describe.stats.cache_misses))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "0"]


def test_another_order_can_be_given() -> None:
    con = fill(CON, SmallCase([move(0, "B", "C", 5), move(0, "A", "B", 5)]))
    sides = read_sides(con)
    plain = read_journal(con, sides, read_events(con, sides))
    assert len(match("fifo", plain).amount) == 1
    debits_first = replace(plain, events=np.array([~0, 0, ~1, 1], np.int32))
    assert len(match("fifo", debits_first).amount) == 0


def test_amounts_beyond_32_bits_are_exact() -> None:
    big = 9_007_199_254_740_993
    case = SmallCase([move(0, "A", "B", big), move(1, "B", "C", big - 1), move(2, "B", "D", 1)])
    assert short(built(case, "fifo")) == [(1, 2, big - 1, 0, 0), (1, 3, 1, big - 1, 0)]
