"""Sparse vectors of victims' shares, many of them in one growing pool.

A vector is a stretch of the pool: the numbers of victims (rising) and the share of each. A vector
that outgrows its stretch moves to the pool's end; when the pool is full, the live vectors are moved
together.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from moneygraph.flow.matching.kernel import Int32s, Int64s, compiled
from moneygraph.flow.taint.state import part_of


class Pool(NamedTuple):
    """The pool, where its used part ends, and where each vector is in it."""

    victim: Int32s
    shares: Int64s
    top: int
    start: Int64s
    length: Int32s


@compiled
def empty_pool(vectors: int, room: int) -> Pool:
    """Return a pool of empty vectors."""
    start, length = np.zeros(vectors, np.int64), np.zeros(vectors, np.int32)
    return Pool(np.empty(room, np.int32), np.empty(room, np.int64), 0, start, length)


@compiled
def with_space(pool: Pool, needed: int) -> Pool:
    """Return the pool with space for ``needed`` shares at its end."""
    victim, shares, top, start, length = pool
    if top + needed <= len(victim):
        return pool
    live = 0
    for vector in range(len(length)):
        live += length[vector]
    size = max(len(victim), 2 * (live + needed))
    new_victim, new_shares = np.empty(size, np.int32), np.empty(size, np.int64)
    end = 0
    for vector in range(len(length)):
        first, count = start[vector], length[vector]
        for place in range(count):  # a slice takes seconds more to compile
            new_victim[end + place] = victim[first + place]
            new_shares[end + place] = shares[first + place]
        start[vector] = end
        end += count
    return Pool(new_victim, new_shares, end, start, length)


#: Half of what 64 bits hold, so that what a wrong guess adds to it is held too.
_HALF = 1 << 62


@compiled
def _quotient(product: int, of: int, inverse: float) -> int:
    """Return floor(product / of), guessed by ``inverse`` = 1 / of and put right."""
    guess = int(product * inverse)
    rest = product - guess * of
    while rest < 0:
        guess, rest = guess - 1, rest + of
    while rest >= of:
        guess, rest = guess + 1, rest - of
    return guess


@compiled
def split_off(pool: Pool, vector: int, part: int, total: int) -> tuple[Pool, int]:
    """Move ``part`` of a vector's ``total`` to the pool's end, every share in proportion.

    What is moved adds up to ``part``; no share loses more than it has. Returns also the
    length of what was moved: it is from the old end on.
    """
    pool = with_space(pool, pool.length[vector])
    victim, shares, top, start, length = pool
    first = start[vector]
    moved = left = upto = before = 0
    # a product below this is divided by a multiplication, which takes a fifth of the time
    plain, inverse = _HALF // part if part > 0 else 0, 1.0 / total
    for at in range(first, first + length[vector]):
        upto += shares[at]
        if upto <= plain:
            now = _quotient(part * upto, total, inverse)
        else:
            now = part_of(part, upto, total)
        gone, before = now - before, now
        if gone > 0:
            victim[top + moved], shares[top + moved] = victim[at], gone
            moved += 1
        if shares[at] > gone:
            victim[first + left], shares[first + left] = victim[at], shares[at] - gone
            left += 1
    length[vector] = left
    return Pool(victim, shares, top + moved, start, length), moved


@compiled
def move(pool: Pool, source: int, target: int) -> Pool:
    """Add one vector to another and leave it empty."""
    pool = with_space(pool, pool.length[source] + pool.length[target])
    victim, shares, top, start, length = pool
    kept, upto = start[target], start[target] + length[target]
    added, last = start[source], start[source] + length[source]
    length[source] = 0
    if _has_all(pool, kept, upto, added, last):
        while added < last:
            while victim[kept] < victim[added]:
                kept += 1
            shares[kept] += shares[added]
            added += 1
        return pool
    end = top
    while kept < upto or added < last:
        takes_kept = added == last or (kept < upto and victim[kept] <= victim[added])
        takes_added = kept == upto or (added < last and victim[added] <= victim[kept])
        victim[end] = victim[kept] if takes_kept else victim[added]
        shares[end] = (shares[kept] if takes_kept else 0) + (shares[added] if takes_added else 0)
        kept, added, end = kept + takes_kept, added + takes_added, end + 1
    start[target], length[target] = top, end - top
    return Pool(victim, shares, end, start, length)


@compiled
def _has_all(pool: Pool, kept: int, upto: int, added: int, last: int) -> bool:
    """Tell whether all victims of the second stretch are in the first."""
    while added < last:
        while kept < upto and pool.victim[kept] < pool.victim[added]:
            kept += 1
        if kept == upto or pool.victim[kept] != pool.victim[added]:
            return False
        added += 1
    return True


@compiled
def put(pool: Pool, vector: int, victim: int, share: int) -> Pool:
    """Make an empty vector one of a single share."""
    pool = with_space(pool, 1)
    pool.victim[pool.top], pool.shares[pool.top] = victim, share
    pool.start[vector], pool.length[vector] = pool.top, 1
    return Pool(pool.victim, pool.shares, pool.top + 1, pool.start, pool.length)
