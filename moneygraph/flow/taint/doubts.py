"""Which transfers are not sure, and how often each side of one may have happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from moneygraph.flow.doubts import read_doubts
from moneygraph.flow.matching.kernel import Int32s, Int64s
from moneygraph.flow.matching.sides import Sides
from moneygraph.flow.taint.state import Records

if TYPE_CHECKING:
    import duckdb

#: The balance of a slot of which nothing is known, in minor units: more than any sum.
BLIND: Final = 1 << 60
#: How often the debit and the credit may have happened, by reason: out_least, out_most, in_least,
#: in_most. Of a pair that is none each row is a transfer of its own; what only one side reports, or
#: a status leaves open, may not have happened.
TIMES: Final = {
    "pair": (1, 2, 1, 2),
    "one-sided": (0, 1, 0, 1),
    "other-half": (0, 1, 0, 1),
    "status": (0, 1, 0, 1),
}
_FIELDS: Final = ("out_least", "out_most", "in_least", "in_most")


def set_doubts(con: duckdb.DuckDBPyConnection, sides: Sides, payments: Records) -> Int32s:
    """Mark the payments that are not sure; return the refunds that are not (counted from 0)."""
    doubts = read_doubts(con)
    position = np.searchsorted(sides.ids, doubts.transfer)
    for reason, times in TIMES.items():
        chosen = position[doubts.reason == reason]
        payments["unsure"][chosen] = True
        for field, value in zip(_FIELDS, times, strict=True):
            payments[field][chosen] = value
    refunds: Int32s = position[doubts.reason == "refund"].astype(np.int32)
    return refunds


def doubted_entries(entries: Int64s, payments: Records, *, debts: bool) -> Int64s:
    """Return entries (see `kernel`) as often as each may have happened.

    With ``debts`` debits as often as can be and credits as seldom, else the other way round.
    """
    transfer, credit = entries[:, 0], entries[:, 1] > 0
    of = payments[transfer]
    often, seldom = ("out_most", "in_least") if debts else ("out_least", "in_most")
    times = np.where(of["unsure"], np.where(credit, of[seldom], of[often]), 1)
    found = entries.copy()
    found[:, 1] *= times
    return found
