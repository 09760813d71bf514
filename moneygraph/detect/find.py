"""What the library does for a query: reads what it is asked with, and runs it where it is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from moneygraph.detect.derived import ensure_findings
from moneygraph.detect.learn import kept_model, read_model_file, use_model
from moneygraph.detect.queries import find, profile_named, read_queries, thresholds_of, values_of
from moneygraph.detect.queries.run import check_accounts
from moneygraph.detect.queries.steps import step_beside
from moneygraph.store.errors import CallError

if TYPE_CHECKING:
    import duckdb

    from moneygraph.detect.learn import Model
    from moneygraph.detect.queries import Findings, Query
    from moneygraph.export.neo4j import Graph


@dataclass(frozen=True)
class Asked:
    """A query by name and what it is asked with; see `Case.find`."""

    name: str
    min_score: float | None
    limit: int | None
    profile: str | None
    model: str | Path | None
    params: Mapping[str, str | float]


def find_case(con: duckdb.DuckDBPyConnection, asked: Asked, graph: Graph | None) -> Findings:
    """Run a query over the case, or in the graph of it where there is one."""
    query = _named(asked)
    given = {key: str(value) for key, value in asked.params.items()}
    named = profile_named(asked.profile) if asked.profile else None
    thresholds = thresholds_of(query, given, named)
    values = values_of(thresholds)
    check_accounts(con, query, values)
    model = _model(con, asked.model) if query.takes_model else None
    least, limit = asked.min_score, asked.limit
    if graph is None:
        with step_beside(con, query.step, values) as step:
            ensure_findings(con)
            use_model(con, model)
            found = find(con, query, values, min_score=least, limit=limit, step=step)
    else:
        _check_no_model(query, model)
        from moneygraph.export.neo4j import find_in_graph

        found = find_in_graph(con, graph, query, values, min_score=least, limit=limit)
    return replace(found, thresholds=thresholds)


def _named(asked: Asked) -> Query:
    queries = read_queries()
    if asked.name not in queries:
        raise CallError(f"there is no query '{asked.name}'", f"There are: {', '.join(queries)}.")
    query = queries[asked.name]
    unknown = sorted(set(asked.params) - set(query.params))
    if unknown:
        raise CallError(
            f"the query {query.name} has no parameter '{unknown[0]}'",
            f"It has: {', '.join(query.params) or 'none'}.",
        )
    return query


def _model(con: duckdb.DuckDBPyConnection, named: str | Path | None) -> Model | None:
    """Return the model in the file named, the case's own where none is; None for "none"."""
    if named is None:
        return kept_model(con)
    return None if named == "none" else read_model_file(Path(named))


def _check_no_model(query: Query, model: Model | None) -> None:
    if model is not None:
        raise CallError(
            f"a Neo4j server does not score {query.name} by a model",
            "Leave out --engine, or say --model none.",
        )
