"""Judges the network of a case: reads its graph from the database, and keeps what was judged."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from moneygraph.detect.network.graph import read_graph
from moneygraph.detect.network.judged import judge
from moneygraph.detect.network.relations import read_relations
from moneygraph.store.sqltext import rows_of, run_file

if TYPE_CHECKING:
    import duckdb

    from moneygraph.store.data import DataFiles

#: The least share that is told from nothing.
_TINY: Final = 1e-6
BEGUN: Final = "select coalesce(min(begun), -34e0) from weighed_droppers"


def judge_case(
    con: duckdb.DuckDBPyConnection, data: DataFiles, values: Mapping[str, int | float]
) -> dict[str, Any]:
    """Return a row for each account and owner that is judged, as columns; see `judge`."""
    known = {**values, "least_points": points_of(values["least_alone"])}

    def make(name: str, sql: str) -> Mapping[str, Any]:
        (statement,) = con.extract_statements(f"create or replace temp table {name} as {sql}")
        used = {key: known[key] for key in statement.named_parameters}
        con.execute(statement, used).fetchall()
        return con.execute(f"select * from {name}").fetchnumpy()

    ((begun,),) = rows_of(con, BEGUN)
    return judge(read_graph(make, read_relations(data, begun)))


def points_of(score: float) -> float:
    """Return the decibans of a score."""
    share = min(1 - _TINY, max(_TINY, score))
    return 10 * math.log10(share / (1 - share))


def keep(con: duckdb.DuckDBPyConnection, judged: Mapping[str, Any]) -> None:
    """Create or replace the temporary table `judged`."""
    con.register("judged_found", {name: np.asarray(values) for name, values in judged.items()})
    try:
        run_file(con, "detect/network/judged.sql")
    finally:
        con.unregister("judged_found")
