"""Messages give what adding up all states of all nodes gives, where factors form no circle."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.detect.network.messages import Factors, pass_messages
from tests.laws import laws

STATES = 3
NUMBERS = st.floats(-3, 3)


@st.composite
def trees(draw: st.DrawFn) -> tuple[np.ndarray, Factors]:
    """Draw a forest of few nodes: each but the first may be joined to one before it."""
    count = draw(st.integers(1, 5))
    alone = np.zeros((count, STATES))
    alone[:, 1:] = draw(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=count, max_size=count))
    pairs = [
        (before, node) if draw(st.booleans()) else (node, before)
        for node in range(1, count)
        for before in [draw(st.integers(-1, node - 1))]
        if before >= 0
    ]
    tables = [
        np.array(draw(st.lists(NUMBERS, min_size=9, max_size=9))).reshape(STATES, STATES)
        for _ in pairs
    ]
    first, second = (np.array([pair[side] for pair in pairs], np.int64) for side in (0, 1))
    return alone, Factors(first, second, np.array(tables).reshape(-1, STATES, STATES))


def exact(alone: np.ndarray, factors: Factors) -> np.ndarray:
    """Return the logarithms of the odds of each state, from all states of all nodes."""
    sums = np.zeros_like(alone)
    for states in product(range(STATES), repeat=len(alone)):
        weight = sum(alone[node, state] for node, state in enumerate(states))
        for first, second, table in zip(factors.first, factors.second, factors.tables, strict=True):
            weight += table[states[first], states[second]]
        for node, state in enumerate(states):
            sums[node, state] += np.exp(weight)
    return np.log(sums) - np.log(sums[:, :1])


@laws(30)
@given(trees())
def test_a_tree_is_exact(tree: tuple[np.ndarray, Factors]) -> None:
    alone, factors = tree
    beliefs = pass_messages(alone, factors, rounds=60)
    np.testing.assert_allclose(beliefs.nodes, exact(alone, factors), atol=1e-6)


@laws(30)
@given(trees(), st.randoms(use_true_random=False))
def test_the_order_of_nodes_and_factors_makes_no_difference(
    tree: tuple[np.ndarray, Factors], random: Any
) -> None:
    alone, factors = tree
    nodes = list(range(len(alone)))
    random.shuffle(nodes)
    place = np.argsort(nodes)
    edges = list(range(len(factors.first)))
    random.shuffle(edges)
    shuffled = Factors(
        place[factors.first[edges]], place[factors.second[edges]], factors.tables[edges]
    )
    here, there = pass_messages(alone, factors), pass_messages(alone[nodes], shuffled)
    np.testing.assert_allclose(there.nodes, here.nodes[nodes], atol=1e-9)
    np.testing.assert_allclose(there.forth, here.forth[edges], atol=1e-9)


@laws(30)
@given(trees())
def test_what_is_believed_is_what_is_known_alone_and_all_messages(
    tree: tuple[np.ndarray, Factors],
) -> None:
    alone, factors = tree
    beliefs = pass_messages(alone, factors)
    summed = alone.copy()
    np.add.at(summed, factors.second, beliefs.forth)
    np.add.at(summed, factors.first, beliefs.back)
    np.testing.assert_allclose(beliefs.nodes, summed, atol=1e-9)


def test_a_circle_ends_and_is_the_same_each_time() -> None:
    table = np.zeros((3, STATES, STATES))
    table[:, 2, 2] = 8.0
    alone = np.array([[0.0, -5.0, -4.0]] * 3)
    factors = Factors(np.array([0, 1, 2]), np.array([1, 2, 0]), table)
    beliefs = pass_messages(alone, factors)
    assert np.isfinite(beliefs.nodes).all()
    assert (pass_messages(alone, factors).nodes == beliefs.nodes).all()
    assert np.ptp(beliefs.nodes[:, 2]) < 1e-12  # each is in the same place
