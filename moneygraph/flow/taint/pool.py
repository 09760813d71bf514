"""Sparse vectors of victims' shares, many of them in one growing pool.

A vector is a stretch of the pool: whose the money is (numbers of victims, rising) and how much
of each. A vector that outgrows its stretch moves to the pool's end; when the pool is full,
the live vectors are moved together.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from moneygraph.flow.matching.kernel import Int32s, Int64s, compiled
from moneygraph.flow.taint.state import part_of


class Pool(NamedTuple):
    """The pool, where its used part ends, and where each vector lies in it."""

    whose: Int32s
    shares: Int64s
    top: int
    place: Int64s
    length: Int32s


@compiled
def empty_pool(vectors: int, room: int) -> Pool:
    """Return a pool of empty vectors."""
    place, length = np.zeros(vectors, np.int64), np.zeros(vectors, np.int32)
    return Pool(np.empty(room, np.int32), np.empty(room, np.int64), 0, place, length)


@compiled
def with_room(pool: Pool, wanted: int) -> Pool:
    """Return the pool with ``wanted`` places free at its end."""
    whose, shares, top, place, length = pool
    if top + wanted <= len(whose):
        return pool
    live = 0
    for vector in range(len(length)):
        live += length[vector]
    size = max(len(whose), 2 * (live + wanted))
    new_whose, new_shares = np.empty(size, np.int32), np.empty(size, np.int64)
    end = 0
    for vector in range(len(length)):
        first, count = place[vector], length[vector]
        new_whose[end : end + count] = whose[first : first + count]
        new_shares[end : end + count] = shares[first : first + count]
        place[vector] = end
        end += count
    return Pool(new_whose, new_shares, end, place, length)


@compiled
def split_off(pool: Pool, vector: int, part: int, total: int) -> tuple[Pool, int]:
    """Move ``part`` of a vector's ``total`` to the pool's end, every share in proportion.

    What is moved adds up to ``part``; no share gives more than it has. Returns also the
    length of what was moved: it lies from the old end on.
    """
    pool = with_room(pool, pool.length[vector])
    whose, shares, top, place, length = pool
    first = place[vector]
    moved = left = upto = before = 0
    for one in range(first, first + length[vector]):
        upto += shares[one]
        now = part_of(part, upto, total)
        gone, before = now - before, now
        if gone > 0:
            whose[top + moved], shares[top + moved] = whose[one], gone
            moved += 1
        if shares[one] > gone:
            whose[first + left], shares[first + left] = whose[one], shares[one] - gone
            left += 1
    length[vector] = left
    return Pool(whose, shares, top + moved, place, length), moved


@compiled
def move(pool: Pool, source: int, target: int) -> Pool:
    """Add one vector to another and leave it empty."""
    pool = with_room(pool, pool.length[source] + pool.length[target])
    whose, shares, top, place, length = pool
    mine, upto = place[target], place[target] + length[target]
    one, last = place[source], place[source] + length[source]
    length[source] = 0
    if _knows_all(pool, mine, upto, one, last):
        while one < last:
            while whose[mine] < whose[one]:
                mine += 1
            shares[mine] += shares[one]
            one += 1
        return pool
    end = top
    while mine < upto or one < last:
        takes_mine = one == last or (mine < upto and whose[mine] <= whose[one])
        takes_one = mine == upto or (one < last and whose[one] <= whose[mine])
        whose[end] = whose[mine] if takes_mine else whose[one]
        shares[end] = (shares[mine] if takes_mine else 0) + (shares[one] if takes_one else 0)
        mine, one, end = mine + takes_mine, one + takes_one, end + 1
    place[target], length[target] = top, end - top
    return Pool(whose, shares, end, place, length)


@compiled
def _knows_all(pool: Pool, mine: int, upto: int, one: int, last: int) -> bool:
    """Tell whether all victims of the second stretch stand in the first."""
    while one < last:
        while mine < upto and pool.whose[mine] < pool.whose[one]:
            mine += 1
        if mine == upto or pool.whose[mine] != pool.whose[one]:
            return False
        one += 1
    return True


@compiled
def put(pool: Pool, vector: int, victim: int, share: int) -> Pool:
    """Make an empty vector one of a single share."""
    pool = with_room(pool, 1)
    pool.whose[pool.top], pool.shares[pool.top] = victim, share
    pool.place[vector], pool.length[vector] = pool.top, 1
    return Pool(pool.whose, pool.shares, pool.top + 1, pool.place, pool.length)
