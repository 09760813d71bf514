"""Puts the shapes of a case into temporary tables, where a query reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from moneygraph.patterns.found import Asked, find_shapes
from moneygraph.patterns.meetings import Meetings, first_meetings
from moneygraph.patterns.payments import read_payments
from moneygraph.patterns.shapes import NUMBERS, PATTERNS, Shapes, told_once
from moneygraph.sqltext import run_file

if TYPE_CHECKING:
    import duckdb

Columns: TypeAlias = dict[str, np.ndarray]


@dataclass(frozen=True)
class Seen:
    """Rows of the tables `shape` and `shape_transfer`, as columns."""

    shapes: Columns
    meetings: Columns


def look(con: duckdb.DuckDBPyConnection, asked: Asked) -> Seen:
    """Read the payments of a case and look for shapes in them."""
    met = first_meetings(read_payments(con), asked.past)
    shapes = find_shapes(met, asked)
    told = told_once(shapes, len(met.ids))
    return Seen(_shapes(shapes, told), _meetings(shapes, told, met))


def keep(con: duckdb.DuckDBPyConnection, seen: Seen) -> None:
    """Create or replace the temporary tables."""
    con.register("shapes_told", seen.shapes)
    con.register("meetings_told", seen.meetings)
    try:
        run_file(con, "patterns/tables.sql", patterns=list(PATTERNS))
    finally:
        con.unregister("shapes_told")
        con.unregister("meetings_told")


def _shapes(shapes: Shapes, told: np.ndarray) -> Columns:
    numbers = {name: shapes.numbers[name][told] for name in NUMBERS}
    no = np.arange(len(told), dtype=np.int32)
    return {"no": no, "pattern": shapes.pattern[told], "surprise": shapes.surprise[told], **numbers}


def _meetings(shapes: Shapes, told: np.ndarray, met: Meetings) -> Columns:
    lists = shapes.meetings.picked(told)
    return {"no": lists.numbers().astype(np.int32), "transfer": met.ids[lists.values]}
