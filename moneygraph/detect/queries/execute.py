"""Executes the SQL of queries over a case, with those of the parameters that a statement names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from moneygraph.detect.queries.background import Ask
from moneygraph.detect.queries.query import Query
from moneygraph.detect.queries.units import Value
from moneygraph.store.errors import QueryError
from moneygraph.store.message import Message

if TYPE_CHECKING:
    import duckdb


def execute(
    con: duckdb.DuckDBPyConnection, query: Query, sql: str, params: Mapping[str, Any]
) -> duckdb.DuckDBPyConnection:
    """Run a statement of a query; raises `QueryError` where SQL is wrong."""
    with failing_as(query):
        (statement,) = con.extract_statements(sql)
        return con.execute(statement, _of(query, statement, params))


def used_by(
    con: duckdb.DuckDBPyConnection, query: Query, sql: str, params: Mapping[str, Any]
) -> dict[str, Any]:
    """Return those of the parameters that a statement of a query names; raises `QueryError`."""
    with failing_as(query):
        (statement,) = con.extract_statements(sql)
        return _of(query, statement, params)


def _of(query: Query, statement: duckdb.Statement, params: Mapping[str, Any]) -> dict[str, Any]:
    unknown = sorted(statement.named_parameters - params.keys())
    if unknown:
        raise QueryError(
            Message(
                "the query {name} has no parameter '{param}'", name=query.name, param=unknown[0]
            ),
            Message("Mend {files}.", files=query.files()),
        )
    return {name: params[name] for name in statement.named_parameters}


def asking(con: duckdb.DuckDBPyConnection, query: Query) -> Ask:
    """Return what asks a case for one row, by which a card is compared with its background."""

    def ask(sql: str, params: Mapping[str, Any]) -> Sequence[Any]:
        row: Sequence[Any] | None = execute(con, query, sql, params).fetchone()
        return row or ()

    return ask


@contextmanager
def failing_as(query: Query) -> Iterator[None]:
    """Raise `QueryError`, naming the query, with DuckDB's own message where SQL is wrong."""
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        raise QueryError(
            Message("the query {name} does not run: {why}", name=query.name, why=str(error)),
            Message("Mend {files}.", files=query.files()),
        ) from error


def defaults_of(query: Query) -> dict[str, Value]:
    """Return the values of parameters that have a default."""
    return {
        name: param.default for name, param in query.params.items() if param.default is not None
    }
