"""Payments of which it is not sure that they were undone: they may have moved money after all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from moneygraph.flow.matching.kernel import Int32s, Int64s
from moneygraph.store.sqltext import rows_of, sql_text

if TYPE_CHECKING:
    import duckdb

#: A payment that is taken back with a lower score may have happened, and so may what takes it back.
UNSURE_UNDONE: Final = 0.8
_IS_ANY: Final = "select 1 from undone where score < $1::float limit 1"


@dataclass(frozen=True)
class Undone:
    """Parallel arrays: the slots, the amount in minor units, when in microseconds, FILE:ROW."""

    from_slot: Int32s
    to_slot: Int32s
    amount: Int64s
    us: Int64s
    place: NDArray[Any]


def is_any_unsure(con: duckdb.DuckDBPyConnection) -> bool:
    """Return whether the case has a payment of which it is not sure that it was undone."""
    return bool(rows_of(con, _IS_ANY, UNSURE_UNDONE))


def read_undone(
    con: duckdb.DuckDBPyConnection, slot_of: Callable[[int, int], int | None]
) -> Undone:
    """Read those of a case; `slot_of` gives the slot of an account and a currency's code."""
    rows = []
    if is_any_unsure(con):
        rows = con.execute(
            sql_text("flow/matching/undone.sql"), {"unsure": UNSURE_UNDONE}
        ).fetchall()
    found = [
        (payer, payee, *rest)
        for paid, received, currency, *rest in rows
        for payer, payee in [(slot_of(paid, currency), slot_of(received, currency))]
        if payer is not None and payee is not None
    ]
    columns = list(zip(*found, strict=True)) or [()] * 5
    return Undone(
        np.array(columns[0], np.int32),
        np.array(columns[1], np.int32),
        np.array(columns[2], np.int64),
        np.array(columns[3], np.int64),
        np.array(columns[4], object),
    )
