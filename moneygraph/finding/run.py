"""Runs a query over a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from moneygraph.errors import QueryError
from moneygraph.finding.findings import SCORE_DIGITS, Findings, findings_of
from moneygraph.finding.query import Query
from moneygraph.finding.steps import run_step
from moneygraph.finding.units import Value
from moneygraph.printable import printable

if TYPE_CHECKING:
    import duckdb


def check_accounts(
    con: duckdb.DuckDBPyConnection, query: Query, values: Mapping[str, Value]
) -> None:
    """Raise `UnknownStart` where a value names an account that is not in the case."""
    from moneygraph.trails.naming import resolve

    for name, param in query.params.items():
        if param.unit == "account":
            resolve(con, f"account:{values[name]}")


def find(
    con: duckdb.DuckDBPyConnection,
    query: Query,
    values: dict[str, Value] | None = None,
    *,
    min_score: float | None = None,
    limit: int | None = None,
    step: Future[Any] | None = None,
) -> Findings:
    """Run one query and return its rows at or above the least score, best first.

    `step` is its step where that was begun before (`step_beside`).
    Raises `QueryError` with DuckDB's own words when the SQL is wrong.
    """
    least = query.min_score if min_score is None else min_score
    asked = {**_defaults(query), **(values or {}), "least_score_": least - 10**-SCORE_DIGITS}
    if query.step is not None:
        run_step(con, query.step, asked, step)
    done = _run(con, query, "select *", "score >= $least_score_", asked)
    names = [column[0] for column in done.description or ()]
    given = (dict(zip(names, row, strict=True)) for row in done.fetchall())
    return findings_of(query, given, min_score=least, limit=limit)


def find_columns(
    con: duckdb.DuckDBPyConnection,
    query: Query,
    columns: Sequence[str],
    condition: str = "true",
    *,
    min_score: float | None = None,
) -> dict[str, Any]:
    """Return columns of what a query finds with its defaults, where a condition in SQL holds.

    They are NumPy arrays, by name, in no order that means anything; the database need not work
    out the others. Raises as `find`.
    """
    least = query.min_score if min_score is None else min_score
    asked = {**_defaults(query), "least_score_": least - 10**-SCORE_DIGITS}
    wanted = f"round(score, {SCORE_DIGITS}) >= {least} and ({condition})"
    return dict(_run(con, query, f"select {', '.join(columns)}", wanted, asked).fetchnumpy())


def _run(
    con: duckdb.DuckDBPyConnection, query: Query, select: str, condition: str,
    asked: Mapping[str, Any],
) -> duckdb.DuckDBPyConnection:  # fmt: skip
    """Run a query's SQL with the values that it names; the rows are then to be fetched."""
    import duckdb

    try:
        (statement,) = con.extract_statements(f"{select} from ({query.sql}) where {condition}")
        return con.execute(statement, {name: asked[name] for name in statement.named_parameters})
    except duckdb.Error as error:
        raise QueryError(
            f"the query {query.name} does not run: {printable(str(error))}",
            f"Mend {query.path.name}.",
        ) from error


def _defaults(query: Query) -> dict[str, Value]:
    return {
        name: param.default for name, param in query.params.items() if param.default is not None
    }
