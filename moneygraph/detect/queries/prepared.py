"""What a query needs beside the case: what other queries weigh, and what its step computes."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from moneygraph.detect.net import net_of_refunds
from moneygraph.detect.queries.background import query_here
from moneygraph.detect.queries.query import Query, query_named
from moneygraph.detect.queries.run import asking, defaults_of, execute
from moneygraph.detect.queries.steps import run_step

if TYPE_CHECKING:
    import duckdb

    from moneygraph.detect.queries.units import Value
    from moneygraph.store.data import DataFiles


def prepare(
    con: duckdb.DuckDBPyConnection,
    data: DataFiles,
    query: Query,
    values: Mapping[str, Value],
    started: Future[Any] | None = None,
) -> None:
    """Make the temporary tables of a query; `started` is its step where that runs already.

    Raises `QueryError` as `find`, of a query that it weighs too.
    """
    if query.weighs:
        with net_of_refunds(con):
            for name, columns in query.weighs.items():
                _keep_weighed(con, query_named(data, name), columns)
    if query.step is not None:
        run_step(con, data, query.step, values, started)


def _keep_weighed(con: duckdb.DuckDBPyConnection, other: Query, columns: str) -> None:
    """Make the table ``weighed_NAME`` of what another query weighs, with its defaults."""
    other, params = query_here(
        other, {**defaults_of(other), "least_score_": 0.0}, asking(con, other)
    )
    made = f"create or replace temp table weighed_{table_name(other)} as "
    execute(con, other, made + other.rows_sql(columns), params).fetchall()


def table_name(query: Query) -> str:
    """Return the name of a query as a part of the name of a table."""
    return query.name.replace("-", "_")
