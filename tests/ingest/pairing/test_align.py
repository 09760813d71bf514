"""Pairs of a block are the best in total: compared with all ways that there are."""

from __future__ import annotations

from functools import cache

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.ingest.pairing.kernel import _worth, align_blocks
from tests.laws import laws

_TIMES = st.lists(
    st.sampled_from([0, 5, 60, 900, 3600, 3605, 7200, 86_400, 90_000, 180_000, 270_000]),
    max_size=5,
).map(sorted)


def best_total(debits: tuple[int, ...], credits: tuple[int, ...], loose: bool) -> int:
    """Return the greatest sum of worths of pairs that do not cross, by trying all."""

    @cache
    def best(d: int, c: int) -> int:
        if d == len(debits) or c == len(credits):
            return 0
        worth = _worth(credits[c] - debits[d], False, False, loose)
        return max(best(d + 1, c), best(d, c + 1), worth + best(d + 1, c + 1) if worth else 0)

    return best(0, 0)


@given(debits=_TIMES, credits=_TIMES, loose=st.booleans())
@laws(150)
def test_the_total_is_the_best_there_is(debits: list[int], credits: list[int], loose: bool) -> None:
    rows = sorted([(time, 0) for time in debits] + [(time, 1) for time in credits])
    seconds = np.array([time for time, _ in rows], np.int64)
    side = np.array([side for _, side in rows], np.int64)
    other = align_blocks(
        np.zeros(len(rows), np.uint64),
        seconds,
        np.zeros(len(rows), np.bool_),
        side,
        np.zeros(len(rows), np.int64),
        loose,
        np.arange(len(rows)),
        np.empty((0, 2), np.int64),
    )
    pairs = [(i, int(other[i])) for i in range(len(rows)) if side[i] == 0 and other[i] >= 0]
    assert all(other[c] == d and side[c] == 1 for d, c in pairs)
    total = sum(_worth(int(seconds[c] - seconds[d]), False, False, loose) for d, c in pairs)
    assert total == best_total(tuple(debits), tuple(credits), loose)
