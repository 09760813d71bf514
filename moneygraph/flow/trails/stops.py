"""Tiyn of transfers at which a walk stops for a reason that no account's kind gives.

Forward: the fee that was deducted on the way, and what repaid a debt to the payee's bank. Back:
what the payer's bank lent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from moneygraph.flow.trails.pieces import PIECE, Cuts, Int64s, Pieces, Ranges, cut
from moneygraph.store.sqltext import sql_text

if TYPE_CHECKING:
    import duckdb

#: The ends; of the first the account's kind decides.
WORDS = ("", "fee", "repaid", "loan", "returned")
_FEE, _RETURNED = 1, 4


@dataclass(frozen=True)
class Stops:
    """Ranges that no hop takes on, and the index of the end of each in `WORDS`."""

    ranges: Ranges
    word: Int64s

    @classmethod
    def read(cls, con: duckdb.DuckDBPyConnection, rule: str, back: bool) -> Stops:
        """Read them; they are in the units of the side that pieces leave a transfer by."""
        if back:
            read = con.execute(sql_text("flow/trails/stops_back.sql"), {"rule": rule}).fetchnumpy()
        else:
            read = con.execute(sql_text("flow/trails/stops.sql")).fetchnumpy()
        transfer, lo, hi, word = (read[key].astype(np.int64) for key in ("id", "lo", "hi", "word"))
        return cls(Ranges(transfer, lo, hi), word)

    def words_of(self, pieces: Pieces, rest: Cuts) -> tuple[Int64s, Int64s, Int64s]:
        """Cut the parts where a walk ends by the words of their ends.

        Returns the index of the piece, the share and the index of the word of each; parts
        without a share are left out.
        """
        rest = rest.only(rest.share > 0)
        if not len(self.word):
            return rest.piece, rest.share, np.zeros(len(rest.piece), np.int64)
        parts = np.zeros(len(rest.piece), PIECE)
        parts["transfer"] = pieces["transfer"][rest.piece]
        parts["lo"], parts["hi"], parts["share"] = rest.lo, rest.hi, rest.share
        inside, index, outside = cut(parts, self.ranges)
        piece = np.concatenate([rest.piece[inside.piece], rest.piece[outside.piece]])
        share = np.concatenate([inside.share, outside.share])
        word = np.concatenate([self.word[index], np.zeros(len(outside.piece), np.int64)])
        some = share > 0
        return piece[some], share[some], word[some]

    def words_of_returned(self, pieces: Pieces) -> tuple[Int64s, Int64s, Int64s]:
        """Do the same for whole pieces that came back to their victim, less a fee on the way."""
        whole = Cuts(np.arange(len(pieces)), pieces["lo"], pieces["hi"], pieces["share"])
        piece, share, word = self.words_of(pieces, whole)
        return piece, share, np.where(word == _FEE, _FEE, _RETURNED)
