"""The walk over hops from pieces of transfers, forward or back, in arrays.

Every tiyn is in at most one hop on either side, so a piece that is followed can come back
only to where the walk started, and there it stops: it is money that is traced already. That
also bounds the walk, whatever cycles the money makes.

Hops are looked up for some transfers at a time. Those of transfers close in time are read as a
block of neighbouring transfers: a walk that stays in a block, to and fro a thousand times if it
must, reads it once. Forward that is a slice of the table, which is ordered by in_transfer.
Transfers far apart are looked up by id, all at once; that reads a whole column, so that after
some such steps the walk goes on by blocks, in the order of time.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from moneygraph.flow.matching.hops import hop_table
from moneygraph.flow.trails.pieces import PIECE, Bools, Cuts, Exchanged, Int64s, Pieces, Ranges, cut
from moneygraph.flow.trails.stops import Stops
from moneygraph.flow.trails.victims import Returns

if TYPE_CHECKING:
    import duckdb

#: How many transfers a block has (as a power of two), forward and back.
BLOCK_BITS = (16, 18)
#: How many blocks are kept at a time.
KEPT = 4
#: How often hops are looked up by id, and for how many transfers at most.
MOST_LOOKUPS = 48
MOST_IDS = 20_000
#: In how many blocks transfers are still close, forward and back.
CLOSE = (2, 0)

_COLUMNS = {
    False: "in_transfer as near, in_offset as near_lo, out_transfer as far, out_offset as far_lo",
    True: "out_transfer as near, out_offset as near_lo, in_transfer as far, in_offset as far_lo",
}


@dataclass(frozen=True)
class HopRows:
    """Hops as the walk goes: the near side in order, and the far side of each."""

    near: Ranges
    far_transfer: Int64s
    far_lo: Int64s


class HopLookup:
    """The hops of one rule, from the near side (in_transfer; out_transfer when going back)."""

    def __init__(self, con: duckdb.DuckDBPyConnection, rule: str, back: bool) -> None:
        self._con = con
        self._back = back
        self._select = f"select {_COLUMNS[back]}, amount from {hop_table(rule)}"
        self._near = "out_transfer" if back else "in_transfer"
        self._bits = BLOCK_BITS[back]
        self._close = CLOSE[back]
        self._lookups_left = MOST_LOOKUPS
        self._blocks: OrderedDict[int, HopRows] = OrderedDict()

    def hops_of_some(self, transfers: Int64s) -> tuple[Bools, HopRows]:
        """Choose some of the transfers (at least one); return which, and all hops of those.

        The rows may hold hops of other transfers too.
        """
        blocks = transfers >> self._bits
        if self._lookups_left and len(transfers) <= MOST_IDS:
            self._lookups_left -= 1
            if len(np.unique(blocks)) > self._close:
                return np.ones(len(transfers), np.bool_), self._by_id(np.unique(transfers))
        block = int(blocks.max() if self._back else blocks.min())
        if block not in self._blocks:
            self._blocks[block] = self._slice(block << self._bits, (block + 1) << self._bits)
        self._blocks.move_to_end(block)
        if len(self._blocks) > KEPT:
            self._blocks.popitem(last=False)
        return blocks == block, self._blocks[block]

    def _by_id(self, transfers: Int64s) -> HopRows:
        return self._rows(f"{self._near} in (select unnest($1::integer[]))", transfers.tolist())

    def _slice(self, first: int, end: int) -> HopRows:
        return self._rows(f"{self._near} >= $1 and {self._near} < $2", first, end)

    def _rows(self, condition: str, *values: object) -> HopRows:
        """Read the hops on a condition, which is our own text; the values are parameters."""
        read = self._con.execute(f"{self._select} where {condition}", list(values)).fetchnumpy()
        near, near_lo = read["near"].astype(np.int64), read["near_lo"]
        if not _in_order(near, near_lo):
            order = np.lexsort((near_lo, near))
            near, near_lo = near[order], near_lo[order]
            read = {name: column[order] for name, column in read.items()}
        return HopRows(
            Ranges(near, near_lo, near_lo + read["amount"]),
            read["far"].astype(np.int64),
            read["far_lo"],
        )


def _in_order(first: Int64s, second: Int64s) -> bool:
    steps = first[1:] - first[:-1]
    return bool(((steps > 0) | ((steps == 0) & (second[1:] > second[:-1]))).all())


@dataclass(frozen=True)
class Walk:
    """What a walk found: all pieces by number, and the parts that no hop takes on.

    ``batches`` are the bounds [first, last) of pieces that were found together: a piece's
    parent is in an earlier batch. ``rest_piece`` (numbers) and ``rest_share`` are the
    parts where the walk ended, ``rest_word`` the index of their end in `stops.WORDS`.
    """

    pieces: Pieces
    batches: list[tuple[int, int]]
    rest_piece: Int64s
    rest_share: Int64s
    rest_word: Int64s


def walk(
    con: duckdb.DuckDBPyConnection,
    rule: str,
    starts: Ranges,
    *,
    back: bool = False,
    returns: Returns | None = None,
) -> Walk:
    """Follow ``starts`` over the hops of a rule to where no hop takes them on.

    ``starts`` are ranges of what transfers debited (credited, when tracing back) and are in
    its units; all of it is one currency, or only the pieces' ``amount`` means anything. With
    ``returns`` it ends where money came back to its victim.
    """
    exchanged = Exchanged.read(con, back)
    stops = Stops.read(con, rule, back)
    lookup = HopLookup(con, rule, back)
    new = np.zeros(len(starts.transfer), PIECE)
    new["transfer"], new["lo"], new["hi"] = starts.transfer, starts.lo, starts.hi
    new["amount"] = new["share"] = starts.hi - starts.lo
    new["parent"] = -1
    new["root"] = np.arange(len(new))
    pending = np.zeros(0, PIECE)
    found: list[Pieces] = []
    batches: list[tuple[int, int]] = []
    rests: list[tuple[Int64s, Int64s, Int64s]] = []
    count = 0
    while True:
        new["number"] = np.arange(count, count + len(new))
        batches.append((count, count + len(new)))
        count += len(new)
        exchanged.spread_over(new)
        found.append(new)
        going = new[~new["returned"]]
        if returns is not None and len(returns.keys):
            is_back = returns.of(going)
            piece, share, word = stops.words_of_returned(going[is_back])
            rests.append((going["number"][is_back][piece], share, word))
            going = going[~is_back]
        pending = np.concatenate([pending, going])
        if not len(pending):
            break
        chosen, hops = lookup.hops_of_some(pending["transfer"])
        now, pending = pending[chosen], pending[~chosen]
        paying, hop_index, rest = cut(now, hops.near)
        piece, share, word = stops.words_of(now, rest)
        rests.append((now["number"][piece], share, word))
        new = _split_at_starts(_beyond(now, paying, hops, hop_index), starts)
    empty = np.zeros(0, np.int64)
    columns = zip(*rests, strict=True) if rests else [(empty,)] * 3
    return Walk(np.concatenate(found), batches, *(np.concatenate(column) for column in columns))


def _beyond(now: Pieces, parts: Cuts, hops: HopRows, hop_index: Int64s) -> Pieces:
    """Return the pieces that hops make of parts of pieces, as they enter their transfers."""
    new = np.zeros(len(hop_index), PIECE)
    new["parent"] = now["number"][parts.piece]
    new["root"] = now["root"][parts.piece]
    new["transfer"] = hops.far_transfer[hop_index]
    new["lo"] = parts.lo - hops.near.lo[hop_index] + hops.far_lo[hop_index]
    new["hi"] = new["lo"] + parts.hi - parts.lo
    new["share"] = parts.share
    new["depth"] = now["depth"][parts.piece] + 1
    return new


def _split_at_starts(pieces: Pieces, starts: Ranges) -> Pieces:
    """Split pieces where they run into a start, and set ``returned`` for the parts that do."""
    inside, _, outside = cut(pieces, starts)
    split = [pieces[inside.piece], pieces[outside.piece]]
    for new, parts in zip(split, (inside, outside), strict=True):
        new["lo"], new["hi"], new["share"] = parts.lo, parts.hi, parts.share
        new["amount"] = parts.hi - parts.lo
    split[0]["returned"] = True
    return np.concatenate(split)
