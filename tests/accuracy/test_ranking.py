"""The average precision of a ranking with ties, against its definition."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.accuracy.mules import ranking

THINGS = [f"A{place}" for place in range(12)]
RANKINGS = st.dictionaries(st.sampled_from(THINGS), st.integers(0, 4).map(float))
SOME = st.sets(st.sampled_from(THINGS), min_size=1)


def by_thresholds(scores: dict[str, float], positive: set[str]) -> float:
    """Ask at every threshold, from the highest down, who is above it."""
    before, area = 0.0, 0.0
    for least in [*sorted(set(scores.values()), reverse=True), -math.inf]:
        alerted = [one for one in THINGS if scores.get(one, -math.inf) >= least]
        found = len(positive.intersection(alerted))
        area += (found / len(positive) - before) * found / len(alerted)
        before = found / len(positive)
    return area


@given(RANKINGS, SOME)
def test_it_is_the_area_of_the_steps(scores: dict[str, float], positive: set[str]) -> None:
    assert ranking(scores, positive, THINGS) == pytest.approx(by_thresholds(scores, positive))


@given(RANKINGS, SOME)
def test_order_and_scale_make_no_difference(scores: dict[str, float], positive: set[str]) -> None:
    steeper = {one: score**3 for one, score in scores.items()}
    there, back = (
        ranking(ranked, positive, order)
        for ranked, order in ((scores, THINGS), (steeper, THINGS[::-1]))
    )
    assert there == back


def test_one_tie_is_the_share_of_the_guilty() -> None:
    assert ranking({}, set(THINGS[:3]), THINGS) == 3 / 12
    assert ranking(dict.fromkeys(THINGS, 1.0), set(THINGS[:3]), THINGS) == 3 / 12


def test_the_best_ranking_is_one() -> None:
    assert ranking(dict.fromkeys(THINGS[:3], 0.1), set(THINGS[:3]), THINGS) == 1
