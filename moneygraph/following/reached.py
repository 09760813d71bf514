"""Which transfers the money of each complaint went through, under a rule with hops."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from moneygraph.following.followed import Followed
from moneygraph.trails.pieces import Int64s
from moneygraph.trails.walk import walk

if TYPE_CHECKING:
    import duckdb

_BITS = 32


def reached(con: duckdb.DuckDBPyConnection, followed: Followed) -> dict[str, Int64s]:
    """Return parallel arrays ``transfer`` (ids), ``victim`` (places) and ``amount``.

    The amount is what of that complaint's money entered the transfer, in the traced currency;
    money that ran into another start is left out. Ordered by transfer and victim.
    """
    begun = followed.begun
    met = walk(con, followed.trace.rule, begun.ranges).pieces
    met = met[~met["returned"]]
    keys = met["transfer"] << _BITS | begun.victim[met["root"]]
    distinct, place = np.unique(keys, return_inverse=True)
    amount = np.zeros(len(distinct), np.int64)
    np.add.at(amount, place, met["share"])
    victim = distinct & (1 << _BITS) - 1
    return {"transfer": distinct >> _BITS, "victim": victim, "amount": amount}
