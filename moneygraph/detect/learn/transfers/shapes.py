"""How surprising the shapes of first meetings are that a transfer is part of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from moneygraph.detect.patterns.found import find_shapes
from moneygraph.detect.patterns.meetings import PATTERNS, first_meetings
from moneygraph.detect.patterns.members import OPTIONS, payments_within
from moneygraph.detect.patterns.payments import read_payments

if TYPE_CHECKING:
    import duckdb
    from numpy.typing import NDArray

    from moneygraph.detect.features.inputs import Window


def surprises_of_transfers(
    con: duckdb.DuckDBPyConnection, window: Window | None
) -> dict[str, NDArray[np.generic]]:
    """Return the ids of transfers by which two accounts first met, and a column for each pattern.

    It is the surprise of the most surprising shape that the transfer is part of, in nats; NaN
    where there is none.
    """
    payments = read_payments(con)
    if window is not None:
        payments = payments_within(payments, *window)
    meetings = first_meetings(payments, OPTIONS.past)
    shapes = find_shapes(meetings, OPTIONS)
    columns: dict[str, NDArray[np.generic]] = {"id": meetings.ids}
    for code, pattern in enumerate(PATTERNS):
        chosen = np.flatnonzero(shapes.pattern == code)
        lists = shapes.meetings.picked(chosen)
        most = np.full(len(meetings.ids), -np.inf)
        np.maximum.at(most, lists.values, shapes.surprise[chosen][lists.numbers()])
        columns[pattern.replace("-", "_")] = np.where(np.isinf(most), np.nan, most)
    return columns
