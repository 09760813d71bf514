"""Looks up the hops of transfers, some at a time.

Hops of transfers that lie close in time are read as a block of neighbouring transfers: a
walk that stays there, to and fro a thousand times if it must, reads the block once.
Forward that is a slice of the table, which stands in the order of in_transfer. Transfers
that are spread are asked for by name, all at once; that reads a whole column, so that after
some such steps the walk goes on by blocks, in the order of time.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from moneygraph.hops import hop_table
from moneygraph.trails.pieces import Bools, Int64s, Ranges

if TYPE_CHECKING:
    import duckdb

#: How many transfers a block has (as a power of two), forward and back.
BLOCK_BITS = (16, 18)
#: How many blocks are kept at a time.
KEPT = 4
#: How often hops are looked up by name, and for how many transfers at most.
PATIENCE = 48
MOST_NAMES = 20_000
#: In how many blocks transfers still lie close.
CLOSE = (2, 0)

_COLUMNS = {
    False: "in_transfer as near, in_offset as near_lo, out_transfer as far, out_offset as far_lo",
    True: "out_transfer as near, out_offset as near_lo, in_transfer as far, in_offset as far_lo",
}


@dataclass(frozen=True)
class HopRows:
    """Hops as the walk meets them: the near side in order, and the far side of each."""

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
        self._by_name_left = PATIENCE
        self._blocks: OrderedDict[int, HopRows] = OrderedDict()

    def hops_of_some(self, transfers: Int64s) -> tuple[Bools, HopRows]:
        """Choose some of the transfers (at least one); return which, and all hops of those.

        The rows may hold hops of other transfers too.
        """
        blocks = transfers >> self._bits
        if self._by_name_left and len(transfers) <= MOST_NAMES:
            self._by_name_left -= 1
            if len(np.unique(blocks)) > self._close:
                return np.ones(len(transfers), np.bool_), self._by_name(np.unique(transfers))
        block = int(blocks.max() if self._back else blocks.min())
        if block not in self._blocks:
            self._blocks[block] = self._slice(block << self._bits, (block + 1) << self._bits)
        self._blocks.move_to_end(block)
        if len(self._blocks) > KEPT:
            self._blocks.popitem(last=False)
        return blocks == block, self._blocks[block]

    def _by_name(self, transfers: Int64s) -> HopRows:
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
