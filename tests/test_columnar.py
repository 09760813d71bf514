"""Rows kept as columns behave as the list of their named tuples."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.store.rows import Rows


class Pair(NamedTuple):
    word: str
    amount: int


PAIRS = st.lists(st.builds(Pair, st.text(max_size=3), st.integers()), max_size=6)


def rows_of(pairs: list[Pair]) -> Rows[Pair]:
    return Rows(Pair, [[pair.word for pair in pairs], [pair.amount for pair in pairs]])


@given(PAIRS, st.slices(6))
def test_rows_are_the_list(pairs: list[Pair], some: slice) -> None:
    rows = rows_of(pairs)
    assert rows == pairs
    assert list(rows[some]) == pairs[some]
    assert len(rows) == len(pairs)
    assert bool(rows) == bool(pairs)
    assert [tuple(pair) for pair in pairs] == list(rows.tuples())
    assert rows.column("amount") == [pair.amount for pair in pairs]
    assert all(isinstance(row, Pair) for row in rows)
    assert repr(rows) == repr(pairs)


def test_rows_differ_where_one_does() -> None:
    pairs = [Pair("a", 1), Pair("b", 2)]
    assert rows_of(pairs) != rows_of([*pairs, Pair("c", 3)])
    assert rows_of(pairs) != rows_of([Pair("a", 1), Pair("b", 3)])
    assert rows_of(pairs)[-1] == Pair("b", 2)
    with pytest.raises(IndexError):
        _ = rows_of(pairs)[2]
