"""Runs a query in the graph of a case: the ``.cypher`` beside its ``.sql``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from moneygraph.detect.counted import counted
from moneygraph.detect.derived import ensure_findings
from moneygraph.detect.queries import Findings, Query, findings_of, read_queries
from moneygraph.detect.queries.background import compared, query_here
from moneygraph.detect.queries.execute import asking
from moneygraph.export.neo4j.database import fingerprint, stored_fingerprint
from moneygraph.export.neo4j.server import Graph
from moneygraph.export.neo4j.stages import key_number
from moneygraph.store.errors import GraphError, QueryError
from moneygraph.store.message import Message
from moneygraph.store.sqltext import rows_of

if TYPE_CHECKING:
    from moneygraph.detect.queries.units import Value
    from moneygraph.store.data import DataFiles
    from moneygraph.store.file import CaseFile

_PUSH = Message("Push the whole case with `moneygraph neo4j push`.")


@dataclass(frozen=True)
class GraphEngine:
    """Runs queries in the graph of a case: an `Engine` for `detect.find.find_case`."""

    graph: Graph

    def find(
        self,
        case: CaseFile,
        query: Query,
        values: Mapping[str, Value],
        *,
        min_score: float | None = None,
        limit: int | None = None,
    ) -> Findings:
        """Return the same rows as the query returns from the case itself."""
        return find_in_graph(case, self.graph, query, values, min_score=min_score, limit=limit)


def find_in_graph(
    case: CaseFile,
    graph: Graph,
    query: Query,
    values: Mapping[str, Value],
    *,
    min_score: float | None = None,
    limit: int | None = None,
) -> Findings:
    """Run a query in the graph pushed of this case; its rows are those of the case itself.

    Raises `QueryError` where there is no Cypher, or the server does not understand it, and
    `GraphError` where the database does not hold the graph of the whole case.
    """
    check_cypher(case.data, query)
    _check_whole(case, graph)
    keys = {name for name, param in query.params.items() if param.unit == "account"}
    parameters = {
        name: key_number(str(value)) if name in keys else value for name, value in values.items()
    }
    query, parameters = _against_case(case, query, parameters)
    assert query.cypher is not None
    rows = graph.run_query(query.cypher, parameters, query)
    return findings_of(query, rows, min_score=min_score, limit=limit)


def _against_case(
    case: CaseFile, query: Query, parameters: dict[str, Any]
) -> tuple[Query, dict[str, Any]]:
    """Compare the card with the background of the case, which the graph is of."""
    if query.card is None or not compared(query.card):
        return query, parameters
    ensure_findings(case, query)
    with counted(case.con, converted=query.is_converted):
        return query_here(query, parameters, asking(case.con, query))


def check_cypher(data: DataFiles, query: Query) -> None:
    """Raise `QueryError`, naming the queries that have Cypher, for one without it."""
    if query.cypher is None:
        able = [name for name, one in read_queries(data).items() if one.cypher is not None]
        raise QueryError(
            Message(
                "the query {name} has no {stem}.cypher, which Neo4j could run",
                name=query.name,
                stem=query.path.stem,
            ),
            Message("Those that have one: {names}.", names=able),
        )


def _check_whole(case: CaseFile, graph: Graph) -> None:
    stored = stored_fingerprint(graph)
    if stored is None:
        raise GraphError(Message("the database holds no graph of a case"), _PUSH)
    if stored != fingerprint(case.con, case.data):
        raise GraphError(
            Message(
                "the database holds the graph of another case, or of this one as it was before"
                " more was loaded or with other data files"
            ),
            Message(
                "Push this one with `moneygraph neo4j push --replace`, or name another database"
                " with NEO4J_DATABASE."
            ),
        )
    ((expected,),) = rows_of(case.con, "select count(*) from transfer")
    [(there, is_whole)] = graph.read(
        "match (c:Case) call () { match (t:Transfer) return count(t) as there }"
        " return there, c.is_whole"
    )
    if there != expected or not is_whole:
        raise GraphError(
            Message(
                "the database holds {there} of the {expected} transfers of the case, or a push"
                " was not finished",
                there=there,
                expected=expected,
            ),
            _PUSH,
        )
