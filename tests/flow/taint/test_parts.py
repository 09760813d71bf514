"""Parts of whole amounts are exact, also beyond 64 bits: compared with Python's integers."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.flow.taint.pool import _quotient, empty_pool, put, split_off
from moneygraph.flow.taint.state import part_of
from tests.laws import laws

LARGE = st.one_of(st.integers(1, 50), st.integers(1, 1 << 53), st.integers(1, (1 << 62) - 1))


@laws(300)
@given(LARGE, LARGE, LARGE)
def test_a_part_is_rounded_down(whole: int, some: int, of: int) -> None:
    some = min(some, of)
    assert part_of(whole, some, of) == whole * some // of


@laws(300)
@given(st.one_of(st.integers(0, 50), st.integers(0, 1 << 62)), LARGE)
def test_a_guessed_quotient_is_put_right(product: int, of: int) -> None:
    # the quotient of a part is never more than a sum of money
    of = max(of, product >> 50)
    assert _quotient(product, of, 1.0 / of) == product // of


@laws(100)
@given(st.lists(LARGE, min_size=1, max_size=6), st.data())
def test_what_is_split_off_is_in_proportion(shares: list[int], data: st.DataObject) -> None:
    shares = [min(share, (1 << 62) // len(shares) - 1) for share in shares]
    total = sum(shares)
    part = data.draw(st.integers(0, total))
    pool = empty_pool(2, 100)
    pool.victim[: len(shares)] = np.arange(len(shares))
    pool.shares[: len(shares)] = shares
    pool.start[0], pool.length[0] = 0, len(shares)
    pool = pool._replace(top=len(shares))
    pool, moved = split_off(pool, 0, part, total)
    gone = dict.fromkeys(range(len(shares)), 0)
    for place in range(pool.top - moved, pool.top):
        gone[int(pool.victim[place])] = int(pool.shares[place])
    upto = 0
    for victim, share in enumerate(shares):
        before, upto = part * upto // total, upto + share
        assert gone[victim] == part * upto // total - before <= share
    assert sum(gone.values()) == part


def test_a_single_share_moves_whole() -> None:
    pool = put(empty_pool(2, 10), 0, 3, 70)
    pool, moved = split_off(pool, 0, 70, 70)
    assert (moved, int(pool.length[0])) == (1, 0)
