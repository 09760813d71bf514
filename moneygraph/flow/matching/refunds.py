"""Refunds: money that went into an account where trails end, and is proven to leave it again.

What a shop or an exchange does with money is not followed, but what it gives back to whoever paid
it is the payer's own money: the table ``reversal`` ties the two transfers, and so a hop leads from
the one to the other. Where money travels on anyway (a person who gives some back), a refund is a
payment like any other. What an acquirer received and paid on under one reference is followed
in the same way.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from moneygraph.flow.matching.kernel import Bools, Int32s, Int64s
from moneygraph.store.sqltext import rows_of, sql_text

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Refunds:
    """Which tiyn of an earlier transfer a refund gives back; parallel arrays, by ``paid``.

    ``paid`` and ``refund`` count transfers from 0, in the order of their ids. The first ``amount``
    of what ``paid`` credited and no earlier refund has given back are tiyn [offset, offset +
    amount) of what ``refund`` debits.
    """

    paid: Int32s
    refund: Int32s
    amount: Int64s
    offset: Int64s


_NOTHING = np.empty(0, np.int64)
NO_REFUNDS = Refunds(_NOTHING.astype(np.int32), _NOTHING.astype(np.int32), _NOTHING, _NOTHING)


def read_refunds(
    con: duckdb.DuckDBPyConnection, ids: Int32s, ends: Bools, begins: Bools
) -> Refunds:
    """Read the refunds through closed accounts.

    ``ends`` tells of each transfer (``ids``, in order) whether it goes into an account where
    trails end, ``begins`` whether it comes from one. No refund gives back more than was credited
    or more than it debits. Left out is one in another currency than the closed account received:
    what it gives back was converted there at a rate that is not known.
    """
    rows = rows_of(con, sql_text("flow/matching/refunds.sql"))
    given_back: dict[int, int] = defaultdict(int)
    explained: dict[int, int] = defaultdict(int)
    found = []
    if rows:
        places = np.searchsorted(ids, np.array([row[:2] for row in rows], np.int64)).tolist()
        for (paid, refund), (_, _, amount, credited, debited) in zip(places, rows, strict=True):
            if not (ends[paid] and begins[refund]):
                continue
            offset = explained[refund]
            part = min(amount, credited - given_back[paid], debited - offset)
            if part > 0:
                found.append((paid, refund, part, offset))
                given_back[paid] += part
                explained[refund] += part
    columns = np.array(found, np.int64).reshape(-1, 4).T
    return Refunds(columns[0].astype(np.int32), columns[1].astype(np.int32), *columns[2:])
