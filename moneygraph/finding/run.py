"""Runs a query over a case and gives its rows back as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from moneygraph.errors import QueryError
from moneygraph.finding.query import Query
from moneygraph.finding.units import Number, read_value
from moneygraph.frames import frame_of_findings
from moneygraph.printable import printable

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

#: Columns every query returns beside its own.
ALWAYS = ("score", "transfers")


@dataclass(frozen=True)
class Findings:
    """What a query found, best first.

    Each row has the query's columns (money in tiyn), `score`, `transfers` (ids) and
    `indicators`: the numbers of those that fired, by name.
    """

    query: Query
    rows: list[dict[str, Any]]

    @property
    def df(self) -> pd.DataFrame:
        """The findings as a frame, a row a finding; money in whole minor units."""
        return frame_of_findings([column.name for column in self.query.columns], self.rows)


def values_of(query: Query, given: dict[str, str]) -> dict[str, Number]:
    """Return the query's parameters with what was given as text in place of defaults."""
    values = {name: param.default for name, param in query.params.items()}
    for name, text in given.items():
        if name in query.params:
            values[name] = read_value(name, text, query.params[name].unit)
    return values


def find(
    con: duckdb.DuckDBPyConnection,
    query: Query,
    values: dict[str, Number] | None = None,
    *,
    min_score: float | None = None,
    limit: int | None = None,
) -> Findings:
    """Run one query and return its rows at or above the least score, best first.

    Raises `QueryError` with DuckDB's own words when the SQL is wrong.
    """
    import duckdb

    least = query.min_score if min_score is None else min_score
    chosen = {name: param.default for name, param in query.params.items()} | (values or {})
    order = ", ".join(f'"{column.name}"' for column in query.columns)
    sql = (
        f"select * from ({query.sql}) where score >= $least_score_ "
        f"order by score desc, {order} limit $limit_rows_"
    )
    try:
        con.execute(sql, {**chosen, "least_score_": least, "limit_rows_": limit})
        names = [column[0] for column in con.description or ()]
        rows = con.fetchall()
    except duckdb.Error as error:
        raise QueryError(
            f"the query {query.name} does not run: {printable(str(error))}",
            f"Mend {query.path.name}.",
        ) from error
    return Findings(query, [_row(query, dict(zip(names, row, strict=True))) for row in rows])


def _row(query: Query, values: dict[str, Any]) -> dict[str, Any]:
    missing = [name for name in (*(c.name for c in query.columns), *ALWAYS) if name not in values]
    if missing:
        raise QueryError(
            f"the query {query.name} returns no column {missing[0]}", f"Mend {query.path.name}."
        )
    row = {column.name: values[column.name] for column in query.columns}
    row["score"] = round(float(values["score"]), 4)
    row["transfers"] = sorted(values["transfers"] or [])
    row["indicators"] = {
        name[2:]: value
        for name, value in values.items()
        if name.startswith("i_") and value is not None
    }
    return row
