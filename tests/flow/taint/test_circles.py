"""Circles of accounts that wait for each other's money: bounds hold however one is broken."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from moneygraph.flow.taint.circles import find_circles
from tests.flow.taint.naive import Claimed
from tests.flow.taint.test_doubts import bounds_of, doubted, hold_for, readings
from tests.laws import laws
from tests.small_case import FIRST_DAY, Move, SmallCase, move

#: What A has before its first payment.
KNOWN = [("A", FIRST_DAY, "KZT", 5)]


def of_day(sender: str, receiver: str, amount: int) -> Move:
    """Return a transfer of the first day, at no time of day."""
    midnight = datetime.combine(FIRST_DAY, datetime.min.time())
    return Move(midnight, sender, receiver, amount, day_only=True, credit_day_only=True)


def seen_early(minute: int, sender: str, receiver: str, amount: int) -> Move:
    """Return a transfer that is credited a minute before it is debited."""
    sent = move(minute, sender, receiver, amount)
    return Move(**{**vars(sent), "credit_ts": sent.ts - timedelta(minutes=1)})


BROKEN = {
    "day and moment": SmallCase([of_day("A", "B", 6), move(3, "B", "A", 1)], balances=KNOWN),
    "day": SmallCase([of_day("A", "B", 6), of_day("B", "A", 1)], balances=KNOWN),
    "moment": SmallCase([move(0, "A", "B", 6), move(0, "B", "A", 1)], balances=KNOWN),
    "clocks": SmallCase([seen_early(2, "A", "B", 6), seen_early(2, "B", "A", 1)]),
}


@pytest.mark.parametrize("case", BROKEN.values(), ids=BROKEN)
def test_who_pays_before_he_receives_had_more(case: SmallCase) -> None:
    """A pays 6 with 5 where the 1 of B is put off: then all of the 1 may be there, or none."""
    found = doubted(case, {2: (0, 1)}, {})
    assert bounds_of(found) == {("held", "A"): (0, 1), ("held", "B"): (0, 1)}
    hold_for(case, {2: (0, 1)}, bounds_of(found), frozenset())
    most = {end.account: end.amount for end in found.rules["poison"].ends}
    assert most == {"A": 1, "B": 1}


def test_what_a_statement_does_not_have_at_the_end_is_unseen() -> None:
    balances = [*KNOWN, ("A", FIRST_DAY + timedelta(days=2), "KZT", 0)]
    case = SmallCase([of_day("A", "B", 6), move(3, "B", "A", 1)], balances=balances)
    found = bounds_of(doubted(case, {1: (0, 1), 2: (0, 1)}, {}))
    assert found == {("held", "B"): (0, 2), ("unseen", "A"): (0, 1)}


def test_an_account_that_can_pay_without_it_had_no_more() -> None:
    case = SmallCase(
        [of_day("A", "B", 5), of_day("B", "A", 1), move(2000, "A", "C", 1)], balances=KNOWN
    )
    assert bounds_of(doubted(case, {2: (0, 1)}, {})).keys() == {("held", "B"), ("held", "C")}


@st.composite
def circling(draw: st.DrawFn) -> SmallCase:
    """Draw payments of one day among three accounts, of which some balances are stated."""
    pairs = st.sampled_from([(a, b) for a in "ABC" for b in "ABC" if a != b])
    kinds = draw(st.sets(st.sampled_from(["day", "early", "moment"]), min_size=1))
    drawn = draw(
        st.lists(
            st.tuples(pairs, st.integers(1, 9), st.sampled_from(sorted(kinds))),
            min_size=2,
            max_size=7,
        )
    )
    moves = []
    for (sender, receiver), amount, kind in drawn:
        if kind == "day":
            moves.append(of_day(sender, receiver, amount))
        else:
            made = seen_early if kind == "early" else move
            moves.append(made(draw(st.integers(0, 1)), sender, receiver, amount))
    stated = draw(st.sets(st.sampled_from("ABC")))
    balances = [(one, FIRST_DAY, "KZT", draw(st.integers(1, 9))) for one in sorted(stated)]
    return SmallCase(moves, balances=balances)


@st.composite
def with_claims(draw: st.DrawFn) -> tuple[SmallCase, Claimed, dict[int, str]]:
    """Draw such a case, what was stolen in it, and transfers that are not sure."""
    case = draw(circling())
    chosen = draw(st.sets(st.sampled_from(sorted(case.transfers)), min_size=1, max_size=3))
    claimed = {
        one: (draw(st.integers(0, 1)), draw(st.integers(1, case.transfers[one].amount)))
        for one in sorted(chosen)
    }
    others = sorted(case.transfers.keys() - chosen)
    unsure = draw(st.sets(st.sampled_from(others), max_size=2)) if others else set()
    reason = st.sampled_from(["one-sided", "pair"])
    return case, claimed, {one: draw(reason) for one in sorted(unsure)}


TWICE = SmallCase(
    [move(0, "A", "B", 9), move(0, "B", "A", 2), move(0, "A", "B", 1)], balances=KNOWN
)


@laws(30)
@given(with_claims())
@example((TWICE, {1: (0, 6), 2: (1, 1)}, {3: "one-sided"}))
def test_bounds_hold_for_each_reading_of_a_circle(
    drawn: tuple[SmallCase, Claimed, dict[int, str]],
) -> None:
    """Without a transfer, or with one more, a circle is broken at another account."""
    case, claimed, reasons = drawn
    bounds = bounds_of(doubted(case, claimed, reasons))
    hold_for(case, claimed, bounds, frozenset())
    for one, reason in reasons.items():
        for other, ids in readings(case, one, reason):
            moved = {ids[start]: claim for start, claim in claimed.items()}
            hold_for(other, moved, bounds, frozenset())


@laws(100)
@given(
    st.lists(st.tuples(*[st.integers(0, 3)] * 2, *[st.integers(0, 2)] * 2), max_size=8),
    st.randoms(use_true_random=False),
)
def test_circles_are_what_reaches_itself(
    drawn: list[tuple[int, int, int, int]], random: st.Random
) -> None:
    slots: list[list[tuple[int, int]]] = [[] for _ in range(4)]
    for transfer, (payer, payee, paid, received) in enumerate(drawn):
        slots[payer].append((transfer, -paid))
        if payer != payee:
            slots[payee].append((transfer, received))
    for slot in slots:
        random.shuffle(slot)
    start = np.cumsum([0, *map(len, slots)])
    entries = np.array([entry for slot in slots for entry in slot], np.int64).reshape(-1, 2)
    found = find_circles(start.astype(np.int32), entries, len(drawn)).tolist()
    reached = _reached(start.tolist(), entries.tolist())
    for one, circle in enumerate(found):
        together = {other for other in reached[one] if one in reached[other]}
        assert together == {other for other, its in enumerate(found) if its == circle >= 0}


def _reached(start: list[int], entries: list[list[int]]) -> list[set[int]]:
    """Return what waits for each entry, itself where it does."""
    following: list[set[int]] = [set() for _ in entries]
    for one, (transfer, change) in enumerate(entries):
        if one + 1 < len(entries) and one + 1 not in start:
            following[one].add(one + 1)
        if change < 0:
            following[one] |= {
                other
                for other, entry in enumerate(entries)
                if entry[0] == transfer and entry[1] > 0
            }
    for _ in entries:
        following = [some.union(*(following[other] for other in some)) for some in following]
    return following
