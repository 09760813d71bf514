"""The time axis: it keeps the order of times, cuts idle time out, and ticks on round moments."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from moneygraph.report.pages.axis import axis, seconds

START = datetime(2026, 3, 2, 9, 41)
moments = st.lists(st.integers(0, 40 * 86_400), min_size=1, max_size=40)


@given(moments)
def test_later_is_further_right_and_nothing_is_outside(offsets: list[int]) -> None:
    times = sorted(START + timedelta(seconds=one) for one in offsets)
    found = axis(times, 100, 900)
    places = [found.x(one) for one in times]
    assert all(100 <= one <= 1000.001 for one in places)
    assert all(before <= after + 1e-6 for before, after in pairwise(places))
    pieces = found.pieces
    assert all(one.x + one.width <= other.x for one, other in pairwise(pieces))
    assert sum(one.width for one in pieces) + 34 * len(found.cuts) == 900 or pieces


@given(moments)
def test_ticks_are_on_minutes_in_order_and_apart(offsets: list[int]) -> None:
    found = axis([START + timedelta(seconds=one) for one in offsets], 0, 900)
    for piece in found.pieces:
        inside = [t for t in found.ticks if piece.x <= t.x <= piece.x + piece.width]
        assert inside
        assert all(after.x - before.x >= 91 for before, after in pairwise(inside))
        if len(inside) > 1:
            assert all(tick.ts.second == 0 for tick in inside)
        assert all(tick.is_day == (seconds(tick.ts) % 86_400 == 0) for tick in inside)


def test_days_of_nothing_between_two_bursts_are_cut_out() -> None:
    burst = [START + timedelta(minutes=one) for one in range(0, 60, 5)]
    later = [one + timedelta(days=6) for one in burst]
    found = axis([*burst, *later], 0, 900)
    assert len(found.pieces) == 2
    assert found.cuts[0][1] == 6 * 86_400 - 55 * 60
    assert found.x(burst[-1]) - found.x(burst[0]) > 300


def test_half_an_hour_is_not_cut_out() -> None:
    assert len(axis([START, START + timedelta(minutes=29)], 0, 900).pieces) == 1


def test_one_moment_alone() -> None:
    found = axis([START], 0, 900)
    assert 0 < found.x(START) < 900
    assert len(found.ticks) >= 1
