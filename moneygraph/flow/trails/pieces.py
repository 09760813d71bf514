"""Pieces of transfers, and how a piece is cut where hops begin and end.

A piece is tiyn [lo, hi) of what a transfer credited (of what it debited, when money is
traced back). Its ``share`` is how much of the traced money it is: the same number, unless
money was exchanged on the way. Shares are cut in proportion, rounded so that the cuts add
up to the whole. In a transfer that exchanged money, a piece is converted from the units of one
side to those of the other. All tables of pieces are NumPy structured arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import duckdb

Int32s: TypeAlias = NDArray[np.int32]
Int64s: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]
Pieces: TypeAlias = NDArray[Any]

#: ``number`` counts the pieces of a walk, ``parent`` is the number of the piece before it
#: (-1 at a start), ``root`` the index of its start, ``depth`` how many hops are between the
#: two. ``amount`` is its length in the units in which hops enter its transfer. ``returned``:
#: it ran into a start.
PIECE: Final = np.dtype(
    [
        ("number", np.int64),
        ("parent", np.int64),
        ("root", np.int32),
        ("transfer", np.int64),
        ("lo", np.int64),
        ("hi", np.int64),
        ("share", np.int64),
        ("amount", np.int64),
        ("depth", np.int64),
        ("returned", np.bool_),
    ]
)


@dataclass(frozen=True)
class Ranges:
    """Ranges [lo, hi) of transfers, ordered by transfer and lo, none over another."""

    transfer: Int64s
    lo: Int64s
    hi: Int64s


@dataclass(frozen=True)
class Cuts:
    """Parts [lo, hi) of pieces: the index of the piece each is of, and its share."""

    piece: Int64s
    lo: Int64s
    hi: Int64s
    share: Int64s

    def only(self, mask: Bools) -> Cuts:
        """Return some of the parts."""
        return Cuts(self.piece[mask], self.lo[mask], self.hi[mask], self.share[mask])


def cut(pieces: Pieces, ranges: Ranges) -> tuple[Cuts, Int64s, Cuts]:
    """Cut pieces where ranges of their transfers begin and end.

    Returns the parts that are in a range, the index of that range for each, and the parts
    that are in none. Parts with neither share nor length are left out. A piece of no length
    (its tiyn were lost in the rounding of an exchange) is in no range and keeps its share.
    """
    first = np.searchsorted(ranges.transfer, pieces["transfer"], "left")
    last = np.searchsorted(ranges.transfer, pieces["transfer"], "right")
    begin = _first_above(ranges.hi, first, last, pieces["lo"])
    end = _first_above(ranges.lo, begin, last, pieces["hi"] - 1)
    count = np.where(pieces["hi"] > pieces["lo"], end - begin, 0)
    piece = np.repeat(np.arange(len(pieces)), count)
    before = np.cumsum(count) - count
    index = np.arange(len(piece)) - before[piece] + begin[piece]
    lo = np.maximum(pieces["lo"][piece], ranges.lo[index])
    hi = np.minimum(pieces["hi"][piece], ranges.hi[index])
    inside = Cuts(piece, lo, hi, _shares(pieces[piece], lo, hi))
    outside = _between(pieces, inside, before, count)
    kept = _is_something(inside)
    return inside.only(kept), index[kept], outside.only(_is_something(outside))


def _is_something(parts: Cuts) -> Bools:
    """Tell which parts are money: some have no share, each being less than a tiyn."""
    return (parts.share > 0) | (parts.hi > parts.lo)


def _first_above(values: Int64s, first: Int64s, last: Int64s, bound: Int64s) -> Int64s:
    """Return for each row the first index in [first, last) with a value above its bound.

    The values rise within each stretch, but not over the whole array; all rows are bisected
    at once.
    """
    first, last = first.copy(), last.copy()
    open_rows = np.flatnonzero(first < last)
    while len(open_rows):
        middle = (first[open_rows] + last[open_rows]) // 2
        above = values[middle] > bound[open_rows]
        last[open_rows[above]] = middle[above]
        first[open_rows[~above]] = middle[~above] + 1
        open_rows = open_rows[first[open_rows] < last[open_rows]]
    return first


def _between(pieces: Pieces, inside: Cuts, before: Int64s, count: Int64s) -> Cuts:
    """Return what ``inside`` leaves of the pieces: before, between and after its parts."""
    first_of_piece = before[count > 0]
    head_hi = pieces["hi"].copy()
    head_hi[count > 0] = inside.lo[first_of_piece]
    tail_hi = np.zeros(len(inside.lo), np.int64)
    tail_hi[:-1] = inside.lo[1:]
    last_of_piece = first_of_piece + count[count > 0] - 1
    tail_hi[last_of_piece] = pieces["hi"][inside.piece[last_of_piece]]
    piece = np.concatenate([np.arange(len(pieces)), inside.piece])
    lo = np.concatenate([pieces["lo"], inside.hi])
    hi = np.concatenate([head_hi, tail_hi])
    return Cuts(piece, lo, hi, _shares(pieces[piece], lo, hi))


def _shares(pieces: Pieces, lo: Int64s, hi: Int64s) -> Int64s:
    """Return the share of the part [lo, hi) of each piece, row by row."""
    share = hi - lo
    length = pieces["hi"] - pieces["lo"]
    scaled = np.flatnonzero(pieces["share"] != length)
    if len(scaled):
        some, size = pieces[scaled], np.maximum(length[scaled], 1)
        whole = some["share"].astype(object)  # products of two amounts outgrow 64 bits
        upto_lo = (lo[scaled] - some["lo"]) * whole // size
        upto_hi = (hi[scaled] - some["lo"]) * whole // size
        share[scaled] = np.where(length[scaled] == 0, whole, upto_hi - upto_lo).astype(np.int64)
    return share


def sums(keys: Int64s, values: Int64s) -> tuple[Int64s, Int64s]:
    """Return the distinct keys in order and the sum of the values of each, exactly."""
    distinct, index = np.unique(keys, return_inverse=True)
    added = np.zeros(len(distinct), np.int64)
    np.add.at(added, index, values)
    return distinct, added


_EXCHANGED = "select transfer, amount, to_amount from uneven where not is_fee order by transfer"


@dataclass(frozen=True)
class Exchanged:
    """The transfers whose two amounts differ, by id: what enters, and what leaves.

    Not those from which a fee was deducted: what was received is the first tiyn that were paid.
    """

    transfer: Int64s
    entering: Int64s
    leaving: Int64s

    @classmethod
    def read(cls, con: duckdb.DuckDBPyConnection, back: bool) -> Exchanged:
        """Read them; money that is traced back enters at the side that was credited."""
        read = con.execute(_EXCHANGED).fetchnumpy()
        amount, to_amount = read["amount"], read["to_amount"]
        entering, leaving = (to_amount, amount) if back else (amount, to_amount)
        return cls(read["transfer"].astype(np.int64), entering, leaving)

    def spread_over(self, pieces: Pieces) -> None:
        """Move the bounds of pieces, in place, from the side they entered to the other.

        A bound moves to the whole tiyn below its exact value, so that pieces that did not
        overlap do not overlap after it either.
        """
        if not len(self.transfer):
            return
        index = np.searchsorted(self.transfer, pieces["transfer"])
        index[index == len(self.transfer)] = 0
        rows = np.flatnonzero(self.transfer[index] == pieces["transfer"])
        entering = self.entering[index[rows]]
        leaving = self.leaving[index[rows]].astype(object)  # products outgrow 64 bits
        for bound in ("lo", "hi"):
            pieces[bound][rows] = pieces[bound][rows] * leaving // entering
