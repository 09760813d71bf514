"""The transfers of a case that are not sure: they may have happened otherwise or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from moneygraph.ingest.pairing.pass_list import HOURS
from moneygraph.store.sqltext import sql_text

if TYPE_CHECKING:
    import duckdb

#: A pair of rows with a lower score may be two transfers of which each has another side.
UNSURE: Final = 0.65
#: A refund with a lower score may be of another payment, or no refund.
UNSURE_REFUND: Final = 0.8


@dataclass(frozen=True)
class Doubts:
    """The transfers (ids, in order) that are not sure, and why: see doubts.sql."""

    transfer: NDArray[np.int64]
    reason: NDArray[Any]

    def of(self, transfers: NDArray[Any]) -> Doubts:
        """Return those of some transfers."""
        chosen = np.isin(self.transfer, transfers)
        return Doubts(self.transfer[chosen], self.reason[chosen])


def read_doubts(con: duckdb.DuckDBPyConnection) -> Doubts:
    """Read all of a case."""
    values = {"pair": UNSURE, "refund": UNSURE_REFUND, "hours": HOURS}
    read = con.execute(sql_text("flow/doubts.sql"), values).fetchnumpy()
    return Doubts(read["transfer"].astype(np.int64), np.asarray(read["reason"], object))
