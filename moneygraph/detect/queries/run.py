"""Runs a query over a case and makes findings of its rows, best first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from moneygraph.detect.counted import counted
from moneygraph.detect.queries.background import query_here
from moneygraph.detect.queries.execute import asking, defaults_of, execute
from moneygraph.detect.queries.profile import Threshold
from moneygraph.detect.queries.query import Query
from moneygraph.detect.queries.units import Value
from moneygraph.store.errors import QueryError
from moneygraph.store.message import Message
from moneygraph.store.rows import frame_of_findings

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from moneygraph.detect.queries.once import Once
    from moneygraph.detect.rings import Ring
    from moneygraph.detect.worth import Worth

#: Columns every query returns beside its own.
ALWAYS = ("score", "transfers")
SCORE_DIGITS = 4
POINTS_DIGITS = 2
#: The grade of an account whose money goes where nothing is held; see droppers.sql.
PASSES_ON: Final = "passes_on"


@dataclass(frozen=True)
class Findings:
    """What a query found, best first.

    Each row has the query's columns (money in tiyn), `score`, `transfers` (ids) and
    `indicators`: the numbers of those that fired, by name; `points`: what each of them and the
    beginning (`begun`) weigh in the score, where the query gives points, in the unit that
    `finding.query` names. Where a model gave the score (`scored_by` is "model"), they are its
    own, by feature. `thresholds` are the values the query was run with, where they are known.
    `rings` are the droppers who work together, where that was asked; rows name theirs by its
    number, from 1 on, in `ring`. `worths` say what other currencies count as, where the query
    counts all amounts in the main one.
    """

    query: Query
    rows: list[dict[str, Any]]
    thresholds: dict[str, Threshold] = field(default_factory=dict)
    rings: tuple[Ring, ...] = ()
    worths: tuple[Worth, ...] = ()

    @property
    def df(self) -> pd.DataFrame:
        """The findings as a frame, a row a finding; money in whole minor units."""
        return frame_of_findings([column.name for column in self.query.columns], self.rows)


def findings_of(
    query: Query,
    rows: Iterable[dict[str, Any]],
    *,
    min_score: float | None = None,
    limit: int | None = None,
) -> Findings:
    """Make findings of what an engine returned: those at or above the least score, best first.

    Scores are compared as they are shown, so that what an engine adds up in another order
    makes no difference.
    """
    least = query.min_score if min_score is None else min_score
    found = (finding_row(query, values) for values in rows)
    kept = [row for row in found if row["score"] >= least]
    names = [column.name for column in query.columns]
    kept.sort(key=lambda row: (-row["score"], [_nulls_last(row[name]) for name in names]))
    return Findings(query, kept[:limit])


def _nulls_last(value: Any) -> tuple[Any, ...]:
    if isinstance(value, list):
        return (False, [_nulls_last(one) for one in value])
    return (True,) if value is None else (False, value)


def finding_row(query: Query, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `Findings` has of a row that an engine gave; raises `QueryError` as `find`."""
    missing = [name for name in (*(c.name for c in query.columns), *ALWAYS) if name not in values]
    if missing:
        raise QueryError(
            Message(
                "the query {name} returns no column {missing}", name=query.name, missing=missing[0]
            ),
            Message("Mend {files}.", files=query.files()),
        )
    row = {column.name: values[column.name] for column in query.columns}
    row["score"] = round(float(values["score"]), SCORE_DIGITS)
    row["transfers"] = sorted(values["transfers"] or [])
    weighed = {**values, **(values.get("card") or {})}
    row["indicators"] = _in_order(query, _named("i_", weighed))
    by_model = values.get("model_points")
    points = _points_in_order(query, weighed) if by_model is None else by_model
    rounded = {name: round(float(value), POINTS_DIGITS) for name, value in points.items()}
    row["points"] = {name: value for name, value in rounded.items() if value}
    if by_model is not None:
        row["scored_by"] = "model"
    return row


def _points_in_order(query: Query, weighed: Mapping[str, Any]) -> dict[str, Any]:
    """Return points in the order of the card; an engine may give a struct in another."""
    points = _named("p_", weighed)
    known = ("begun", *query.card.indicators) if query.card else ()
    return {name: points[name] for name in (*known, *points) if name in points}


def _in_order(query: Query, indicators: dict[str, Any]) -> dict[str, Any]:
    """Return indicators in the order of the card; those that it lacks come last."""
    known = query.card.names if query.card else ()
    return {name: indicators[name] for name in (*known, *indicators) if name in indicators}


def _named(prefix: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of one kind by what follows their prefix; nulls are left out."""
    return {
        name.removeprefix(prefix): value
        for name, value in values.items()
        if name.startswith(prefix) and value is not None
    }


def check_accounts(
    con: duckdb.DuckDBPyConnection, query: Query, values: Mapping[str, Value]
) -> None:
    """Raise `UnknownStart` where a value names an account that is not in the case."""
    from moneygraph.flow.trails.names import resolve

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
    once: Once | None = None,
) -> Findings:
    """Run one query and return its rows at or above the least score, best first.

    What it needs beside the case is there (`prepare`), and `once` has what several measure.
    Raises `QueryError` with DuckDB's own message when the SQL is wrong.
    """
    least = query.min_score if min_score is None else min_score
    params = {**defaults_of(query), **(values or {}), "least_score_": least - 10**-SCORE_DIGITS}
    with counted(con, converted=query.is_converted):
        done = _run(con, query, "select *", "score >= $least_score_", params, once)
        names = [column[0] for column in done.description or ()]
        given = [dict(zip(names, row, strict=True)) for row in done.fetchall()]
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

    They are NumPy arrays, by name, in no particular order; the database need not compute
    the others. Raises as `find`.
    """
    least = query.min_score if min_score is None else min_score
    params = {**defaults_of(query), "least_score_": least - 10**-SCORE_DIGITS}
    row_filter = f"round(score, {SCORE_DIGITS}) >= {least} and ({condition})"
    with counted(con, converted=query.is_converted):
        done = _run(con, query, f"select {', '.join(columns)}", row_filter, params)
        return dict(done.fetchnumpy())


def _run(
    con: duckdb.DuckDBPyConnection, query: Query, select: str, condition: str,
    params: Mapping[str, Any], once: Once | None = None,
) -> duckdb.DuckDBPyConnection:  # fmt: skip
    """Run a query's SQL with the values that it names; the rows are then to be fetched."""
    query, known = query_here(
        query, dict(params), asking(con, query), apart=once.apart if once else None
    )
    return execute(con, query, f"{select} from ({query.sql}) where {condition}", known)
