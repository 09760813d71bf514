"""Walks that are long, turn in circles, change currency, or span many blocks."""

from __future__ import annotations

import subprocess
import sys
from unittest import mock

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from moneygraph.flow.matching.hops import match_hops
from moneygraph.flow.trails import Trace, trace, traced_amounts
from moneygraph.flow.trails import walk as lookup
from moneygraph.flow.trails.walk import HopLookup
from tests.flow.trails.test_trails import CON, in_one_currency, started, summary, traced
from tests.laws import laws
from tests.oracle import follow
from tests.small_case import Move, SmallCase, at, cases, fill, move


def places(answer: Trace) -> list[tuple[str, str, int]]:
    return [(end.end, end.account, end.amount) for end in answer.ends]


@laws(25)
@given(cases(), st.sampled_from(["fifo", "lifo"]), st.booleans(), st.integers(0, 2))
def test_blocks_and_ids_give_the_same_walk(
    case: SmallCase, rule: str, back: bool, lookups: int
) -> None:
    possible = sorted(in_one_currency(case))
    assume(possible)
    with (
        mock.patch.object(lookup, "BLOCK_BITS", (1, 1)),
        mock.patch.object(lookup, "KEPT", 2),
        mock.patch.object(lookup, "MOST_LOOKUPS", lookups),
        mock.patch.object(lookup, "CLOSE", (1, 1)),
    ):
        answer = traced(case, rule, *map(str, possible[:2]), back=back)
    starts = started(case, possible[:2], back)
    assert summary(answer) == follow(case, rule, starts, back)


def test_money_that_only_turns_in_a_circle_has_no_end() -> None:
    case = SmallCase([move(0, "A", "B", 5), move(0, "B", "A", 5)])
    answer = traced(case, "fifo", "1")
    assert (answer.traced, answer.returned, answer.ends) == (0, 5, [])
    assert {(hop.in_transfer, hop.out_transfer) for hop in answer.hops} == {(1, 2), (2, 1)}
    both = traced(case, "lifo", "1", "2")
    assert (both.traced, both.returned, both.starts) == (0, 10, {1: 0, 2: 0})


def test_money_that_comes_back_and_leaves_again_is_counted_once() -> None:
    case = SmallCase([
        move(0, "A", "B", 5), move(1, "B", "A", 3), move(2, "A", "C", 3),
    ])  # fmt: skip
    answer = traced(case, "lifo", "A")
    assert (answer.traced, answer.returned) == (5, 3)
    assert places(answer) == [("held", "C", 3), ("held", "B", 2)]
    assert answer.starts == {1: 5, 3: 0}


def test_a_thousand_turns_to_and_fro_are_read_from_few_blocks() -> None:
    turns = [
        move(turn, "A", "B", 7) if turn % 2 else move(turn, "B", "A", 7) for turn in range(1000)
    ]
    rows = mock.patch.object(HopLookup, "_rows", autospec=True, side_effect=HopLookup._rows)
    match_hops(fill(CON, SmallCase(turns)), "fifo")
    for back, start in ((False, "1"), (True, "1000")):
        with rows as read:
            answer = trace(CON, "fifo", [start], back=back)
        assert [end.hops for end in answer.ends] == [999]
        assert read.call_count <= lookup.MOST_LOOKUPS + 2


def test_the_traced_currency_is_kept_through_exchanges() -> None:
    case = SmallCase([
        move(0, "A", "B", 50_001_00),
        Move(at(1), "B", "B", 50_001_00, "KZT", 99_99, "USD"),
        Move(at(2), "B", "C", 33_33, "USD"),
        Move(at(3), "B", "D", 66_66, "USD", 33_000_00, "KZT"),
    ])  # fmt: skip
    answer = traced(case, "fifo", "1")
    assert places(answer) == [("held", "D", 33_334_00), ("held", "C", 16_667_00)]
    back = traced(case, "fifo", "4", back=True)
    assert places(back) == [("opening", "A", 33_000_00)]
    amounts = traced_amounts(CON, "fifo", [(1, 0, 50_001_00)])
    assert dict(zip(*(amounts[k].tolist() for k in ("transfer", "amount")), strict=True)) == {
        1: 50_001_00, 2: 50_001_00, 3: 33_33, 4: 66_66,
    }  # fmt: skip


def test_what_an_exchange_rounds_away_ends_there() -> None:
    case = SmallCase([
        move(0, "A", "B", 1), move(1, "B", "B", 2),
        Move(at(2), "B", "B", 300, "KZT", 1, "USD"), Move(at(3), "B", "C", 1, "USD"),
    ])  # fmt: skip
    answer = traced(case, "lifo", "1")
    assert places(answer) == [("held", "B", 1)]


def test_products_of_amounts_beyond_64_bits_are_exact() -> None:
    big = 9_007_199_254_740_993
    case = SmallCase([
        Move(at(0), "A", "B", big, "KZT", big - 2, "USD"),
        Move(at(1), "B", "C", (big - 1) // 2, "USD"),
        Move(at(2), "B", "D", big - 2 - (big - 1) // 2, "USD"),
    ])  # fmt: skip
    answer = traced(case, "fifo", "1")
    assert sum(end.amount for end in answer.ends) == answer.traced == big
    assert abs(answer.ends[0].amount - answer.ends[1].amount) <= 2


def test_every_end_has_its_word() -> None:
    kinds = {
        "B": "exchange", "C": "cash", "D": "abroad", "E": "merchant", "F": "loan desk",
        "G": "state", "H": "company", "?I": "unknown",
    }  # fmt: skip
    receivers = [*kinds, "J", "K"]
    out = [move(place, "A", receiver, 10 - place) for place, receiver in enumerate(receivers)]
    back = [move(place, sender, "A", 10 - place) for place, sender in enumerate(receivers)]
    rest = {"kinds": kinds, "uncovered": {"?I", "J"}, "traders": {"K"}}
    forward = traced(SmallCase(out, **rest), "fifo", "A")  # type: ignore[arg-type]
    words = ["exchange", "cash", "abroad", "spent", "spent", "spent", "held", "unseen", "unseen"]
    assert [end.end for end in forward.ends] == [*words, "p2p"]
    backward = traced(SmallCase(back, **rest), "fifo", "A", back=True)  # type: ignore[arg-type]
    words = ["exchange", "cash", "abroad", "income", "loan", "income", "opening", "unseen"]
    assert [end.end for end in backward.ends] == [*words, "unseen", "p2p"]


def test_a_trail_has_who_when_and_what_is_uncertain() -> None:
    case = SmallCase(
        [move(0, "A", "B", 10), move(0, "B", "C", 4), Move(at(0, day=1), "B", "C", 6)],
        uncovered={"B"},
        owners={"C": "880101400124"},
    )
    answer = traced(case, "lifo", "1")
    (end,) = answer.ends
    assert (end.owner, end.name, end.bank, end.hops) == ("880101400124", "name of C", "722", 1)
    assert (end.first_ts, end.last_ts) == (at(0), at(0, day=1))
    assert [(hop.amount, hop.dwell_s, hop.tied) for hop in answer.hops] == [
        (4, 0, True), (6, 86400, False),
    ]  # fmt: skip
    assert all(hop.uncovered and hop.account == "B" for hop in answer.hops)
    assert answer.tied == 4
    assert answer.transfers[1].sender.account == "A"
    assert (answer.transfers[1].traced, answer.transfers[3].traced) == (10, 6)


@pytest.mark.process
def test_a_trail_needs_nothing_that_is_slow_to_start() -> None:
    code = (
        "import sys, moneygraph.flow.trails, moneygraph.flow.matching.hops;"
        "print(*{'numba', 'pandas', 'networkx'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
