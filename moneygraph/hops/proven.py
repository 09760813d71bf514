"""The order within a tie where balances stated row by row prove it (see loading/proved.sql)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from moneygraph.hops.kernel import Int32s

if TYPE_CHECKING:
    import duckdb

_PROVED = "select transfer, credit, tie from proved order by tie, place"


def in_proven_order(con: duckdb.DuckDBPyConnection, ids: Int32s, events: Int32s) -> Int32s:
    """Return the events (see `kernel`) with the sides of each proven tie in their order.

    ``ids`` are the transfers' ids, ordered. The sides of a tie take the places in the order
    which they had together, so nothing else moves.
    """
    proved = con.execute(_PROVED).fetchnumpy()
    if not len(proved["tie"]):
        return events
    transfers = np.searchsorted(ids, proved["transfer"]).astype(np.int32)
    sides = np.where(proved["credit"], transfers, ~transfers)
    place_of = np.empty(2 * len(ids), np.int32)
    place_of[events] = np.arange(len(events), dtype=np.int32)  # ~i counts from the end
    places = place_of[sides]
    ordered = events.copy()
    ordered[places[np.lexsort((places, proved["tie"]))]] = sides
    return ordered
