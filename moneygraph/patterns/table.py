"""Puts the shapes of a case into temporary tables, where a query reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from moneygraph.patterns.found import Asked, find_shapes
from moneygraph.patterns.meetings import Meetings, first_meetings
from moneygraph.patterns.payments import read_payments
from moneygraph.patterns.shapes import NUMBERS, PATTERNS, Shapes, told_once
from moneygraph.sqltext import run_file

if TYPE_CHECKING:
    import duckdb


def fill(con: duckdb.DuckDBPyConnection, asked: Asked) -> None:
    """Create or replace the temporary tables `shape` and `shape_transfer`."""
    met = first_meetings(read_payments(con), asked.past)
    shapes = find_shapes(met, asked)
    told = told_once(shapes, len(met.ids))
    con.register("shapes_told", _shapes(shapes, told))
    con.register("meetings_told", _meetings(shapes, told, met))
    try:
        run_file(con, "patterns/tables.sql", patterns=list(PATTERNS))
    finally:
        con.unregister("shapes_told")
        con.unregister("meetings_told")


def _shapes(shapes: Shapes, told: np.ndarray) -> dict[str, np.ndarray]:
    numbers = {name: shapes.numbers[name][told] for name in NUMBERS}
    no = np.arange(len(told), dtype=np.int32)
    return {"no": no, "pattern": shapes.pattern[told], "surprise": shapes.surprise[told], **numbers}


def _meetings(shapes: Shapes, told: np.ndarray, met: Meetings) -> dict[str, np.ndarray]:
    lists = shapes.meetings.picked(told)
    return {"no": lists.numbers().astype(np.int32), "transfer": met.ids[lists.values]}
