"""Transfers in which money was exchanged: where a tiyn of the one side is on the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from moneygraph.trails.pieces import Int64s, Pieces

if TYPE_CHECKING:
    import duckdb

_EXCHANGED = """
select id, amount, to_amount from transfer where amount <> to_amount and amount > 0 order by id
"""


@dataclass(frozen=True)
class Exchanged:
    """The transfers whose two amounts differ, by id: what comes in at a side, what goes on."""

    transfer: Int64s
    entering: Int64s
    leaving: Int64s

    @classmethod
    def read(cls, con: duckdb.DuckDBPyConnection, back: bool) -> Exchanged:
        """Read them; money that is traced back enters at the side that was credited."""
        read = con.execute(_EXCHANGED).fetchnumpy()
        amount, to_amount = read["amount"], read["to_amount"]
        entering, leaving = (to_amount, amount) if back else (amount, to_amount)
        return cls(read["id"].astype(np.int64), entering, leaving)

    def carry_over(self, pieces: Pieces) -> None:
        """Move the bounds of pieces, in place, from the side they entered to the other.

        A bound moves to the whole tiyn below its exact place, so that pieces that did not
        overlap do not overlap after it either.
        """
        if not len(self.transfer):
            return
        place = np.searchsorted(self.transfer, pieces["transfer"])
        place[place == len(self.transfer)] = 0
        rows = np.flatnonzero(self.transfer[place] == pieces["transfer"])
        entering = self.entering[place[rows]]
        leaving = self.leaving[place[rows]].astype(object)  # products outgrow 64 bits
        for bound in ("lo", "hi"):
            pieces[bound][rows] = pieces[bound][rows] * leaving // entering
