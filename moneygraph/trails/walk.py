"""The walk over hops from pieces of transfers, forward or back, in arrays.

Every tiyn is in at most one hop on either side, so a piece that is followed can come back
only to where the walk began, and there it stops: it is money that is traced already. That
also bounds the walk, whatever cycles the money makes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from moneygraph.trails.exchange import Exchanged
from moneygraph.trails.lookup import HopLookup, HopRows
from moneygraph.trails.pieces import PIECE, Cuts, Int64s, Pieces, Ranges, cut

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Walk:
    """What a walk met: all pieces by number, and the parts that no hop takes on.

    ``batches`` are the bounds [first, last) of pieces that were met together: a piece's
    parent stands in an earlier batch. ``rest_piece`` (numbers) and ``rest_share`` are the
    parts where the walk ended.
    """

    pieces: Pieces
    batches: list[tuple[int, int]]
    rest_piece: Int64s
    rest_share: Int64s


def walk(con: duckdb.DuckDBPyConnection, rule: str, starts: Ranges, *, back: bool = False) -> Walk:
    """Follow ``starts`` over the hops of a rule to where no hop takes them on.

    ``starts`` are ranges of what transfers debited (credited, when tracing back) and are in
    its units; all of it is one currency, or only the pieces' ``amount`` means anything.
    """
    exchanged = Exchanged.read(con, back)
    lookup = HopLookup(con, rule, back)
    new = np.zeros(len(starts.transfer), PIECE)
    new["transfer"], new["lo"], new["hi"] = starts.transfer, starts.lo, starts.hi
    new["amount"] = new["share"] = starts.hi - starts.lo
    new["parent"] = -1
    new["root"] = np.arange(len(new))
    pending = np.zeros(0, PIECE)
    met: list[Pieces] = []
    batches: list[tuple[int, int]] = []
    rests: list[tuple[Int64s, Int64s]] = []
    count = 0
    while True:
        new["number"] = np.arange(count, count + len(new))
        batches.append((count, count + len(new)))
        count += len(new)
        exchanged.carry_over(new)
        met.append(new)
        pending = np.concatenate([pending, new[~new["returned"]]])
        if not len(pending):
            break
        chosen, hops = lookup.hops_of_some(pending["transfer"])
        now, pending = pending[chosen], pending[~chosen]
        paying, place, rest = cut(now, hops.near)
        rest = rest.only(rest.share > 0)
        rests.append((now["number"][rest.piece], rest.share))
        new = _split_at_starts(_beyond(now, paying, hops, place), starts)
    empty = np.zeros(0, np.int64)
    numbers, shares = zip(*rests, strict=True) if rests else ((empty,), (empty,))
    return Walk(np.concatenate(met), batches, np.concatenate(numbers), np.concatenate(shares))


def _beyond(now: Pieces, parts: Cuts, hops: HopRows, place: Int64s) -> Pieces:
    """Return the pieces that hops make of parts of pieces, as they enter their transfers."""
    new = np.zeros(len(place), PIECE)
    new["parent"] = now["number"][parts.piece]
    new["root"] = now["root"][parts.piece]
    new["transfer"] = hops.far_transfer[place]
    new["lo"] = parts.lo - hops.near.lo[place] + hops.far_lo[place]
    new["hi"] = new["lo"] + parts.hi - parts.lo
    new["share"] = parts.share
    new["depth"] = now["depth"][parts.piece] + 1
    return new


def _split_at_starts(pieces: Pieces, starts: Ranges) -> Pieces:
    """Split pieces where they run into a start, and mark the parts that do."""
    inside, _, outside = cut(pieces, starts)
    split = [pieces[inside.piece], pieces[outside.piece]]
    for new, parts in zip(split, (inside, outside), strict=True):
        new["lo"], new["hi"], new["share"] = parts.lo, parts.hi, parts.share
        new["amount"] = parts.hi - parts.lo
    split[0]["returned"] = True
    return np.concatenate(split)
