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

#: A smaller share counts as this.
_TINY: Final = 1e-6
#: The decibans of an account of which nothing is known: one in 2500 where none is weighed.
BEGUN: Final = "select coalesce(min(begun), -34e0) from weighed_droppers"


def judge_case(
    con: duckdb.DuckDBPyConnection, data: DataFiles, values: Mapping[str, int | float]
) -> dict[str, Any]:
    """Return a row for each account and owner that is judged, as columns; see `judge`."""
    ((begun,),) = rows_of(con, BEGUN)
    known = parameters(values, begun)

    def make(name: str, sql: str) -> Mapping[str, Any]:
        (statement,) = con.extract_statements(f"create or replace temp table {name} as {sql}")
        used = {key: known[key] for key in statement.named_parameters}
        con.execute(statement, used).fetchall()
        return con.execute(f"select * from {name}").fetchnumpy()

    return judge(read_graph(make, read_relations(data, begun)))


def parameters(values: Mapping[str, int | float], begun: float) -> dict[str, int | float]:
    """Return what ``graph.sql`` takes: the query's values, and decibans."""
    share = min(1 - _TINY, max(_TINY, values["least_alone"]))
    return {**values, "begun": begun, "least_points": 10 * math.log10(share / (1 - share))}


def keep(con: duckdb.DuckDBPyConnection, judged: Mapping[str, Any]) -> None:
    """Create or replace the temporary table `judged`."""
    con.register("judged_found", {name: np.asarray(values) for name, values in judged.items()})
    try:
        run_file(con, "detect/network/judged.sql")
    finally:
        con.unregister("judged_found")
