"""What a query needs beside the case: what other queries weigh, and what its step computes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from moneygraph.detect.counted import counted
from moneygraph.detect.queries.background import query_here
from moneygraph.detect.queries.execute import asking, defaults_of, execute, failing_as
from moneygraph.detect.queries.query import Query, read_queries
from moneygraph.detect.queries.steps import run_step
from moneygraph.store.errors import QueryError
from moneygraph.store.message import Message

if TYPE_CHECKING:
    import duckdb

    from moneygraph.detect.queries.once import Once
    from moneygraph.detect.queries.units import Value
    from moneygraph.store.data import DataFiles


def prepare(
    con: duckdb.DuckDBPyConnection,
    data: DataFiles,
    query: Query,
    values: Mapping[str, Value],
    started: Future[Any] | None = None,
    once: Once | None = None,
) -> None:
    """Make the temporary tables of a query; `started` is its step where that runs already.

    `once` has what several queries measure.

    Raises `QueryError` as `find`, of a query that it weighs too.
    """
    if query.weighs:
        for other, columns in weighed_by(query, read_queries(data)):
            with counted(con, converted=other.is_converted):
                params = weighing_params(other)
                ask, apart = asking(con, other), once.apart if once else None
                here, params = query_here(other, params, ask, apart=apart)
                made = f"create or replace temp table {weighed_table(other)} as "
                execute(con, here, made + here.rows_sql(columns), params).fetchall()
    if query.step is not None:
        with failing_as(query):
            run_step(con, data, query.step, values, started)


def weighed_by(query: Query, queries: Mapping[str, Query]) -> Iterator[tuple[Query, str]]:
    """Yield each query that another weighs, and the columns of it; raises `QueryError`."""
    for name, columns in query.weighs.items():
        if name not in queries or not queries[name].is_weighable:
            raise QueryError(
                Message("the query {name} cannot weigh '{other}'", name=query.name, other=name),
                Message(
                    "There are: {names}.",
                    names=sorted(one for one, it in queries.items() if it.is_weighable),
                ),
            )
        yield queries[name], columns


def weighing_params(other: Query) -> dict[str, Any]:
    """Return the values with which a query is weighed for another: its defaults, any score."""
    return {**defaults_of(other), "least_score_": 0.0}


def weighed_table(other: Query) -> str:
    """Return the name of the table of what a query weighs."""
    return f"weighed_{other.name.replace('-', '_')}"
