"""The one :Case node of a database: whose graph it holds, and how far a push came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moneygraph.detect.derived import made_with
from moneygraph.export.neo4j.server import Graph, Statement
from moneygraph.store.errors import GraphError
from moneygraph.store.message import Message
from moneygraph.store.sqltext import rows_of, sql_text
from moneygraph.store.version import __version__

if TYPE_CHECKING:
    import duckdb

    from moneygraph.store.data import DataFiles

#: Counts the forms of the graph: what queries need of it that an earlier one lacks.
_FORM = 3
_CASE_NODE = "match (c:Case) return c.fingerprint, c.version, properties(c)"
_SET_PROPERTIES = "match (c:Case {fingerprint: $fingerprint}) set c += $properties"
_LABELS = ("Transfer", "Account", "Owner", "Link", "Undone", "Case")
_DELETE = "match (n:{label}) call (n) {{ detach delete n }} in transactions of 5000 rows"


def fingerprint(con: duckdb.DuckDBPyConnection, data: DataFiles) -> str:
    """Return a hash that differs for another case, and for this one after a load.

    It also differs with other traders, hops or stolen money, which are derived by data files, and
    for a graph of another form.
    """
    made = f"{_FORM} {made_with(data)['stolen']}"
    ((found,),) = rows_of(con, sql_text("export/neo4j/fingerprint.sql"), made)
    return str(found)


def part_key(con: duckdb.DuckDBPyConnection) -> str:
    """Return a key that differs for another part than the chosen one."""
    ((found,),) = rows_of(con, sql_text("export/neo4j/part_key.sql"))
    return str(found)


def check_database(graph: Graph, fingerprint: str) -> None:
    """Raise `GraphError` where the database holds anything but the graph of this case."""
    stored = graph.read(_CASE_NODE)
    if not stored:
        [(nodes,)] = graph.read("match (n) return count(n)")
        if nodes:
            raise GraphError(
                Message("the database holds data that moneygraph did not push"),
                Message("Name an empty one with NEO4J_DATABASE."),
            )
    for found, version, _ in stored:
        if found != fingerprint:
            raise GraphError(
                Message(
                    "the database holds the graph of another case, or of this one as it was before"
                    " more was loaded or with other data files"
                ),
                Message(
                    "Name another with NEO4J_DATABASE, or say --replace to take that graph away."
                ),
            )
        if version != __version__:
            raise GraphError(
                Message(
                    "the graph was pushed by moneygraph {version}, this is {ours}",
                    version=version,
                    ours=__version__,
                ),
                Message("Say --replace to push it anew."),
            )


def stored_fingerprint(graph: Graph) -> str | None:
    """Return the fingerprint of the case whose graph the database holds, None without one."""
    stored = graph.read(_CASE_NODE)
    return str(stored[0][0]) if stored else None


def is_whole(con: duckdb.DuckDBPyConnection) -> bool:
    """Return whether the chosen part is the whole case."""
    ((found,),) = rows_of(con, sql_text("export/neo4j/is_whole.sql"))
    return bool(found)


def start_push(graph: Graph, fingerprint: str, part: str) -> dict[str, Any]:
    """Return the :Case properties: how far an earlier push of this part came.

    With `is_whole`, all of the case is in the database already.
    """
    ((found,),) = graph.write(
        (
            "merge (c:Case {fingerprint: $fingerprint})"
            " on create set c.version = $version, c.is_whole = false return properties(c)",
            {"fingerprint": fingerprint, "version": __version__},
        )
    )
    if found["is_whole"] or found.get("part") == part:
        return dict(found)
    fresh: dict[str, Any] = {name: None for name in found if name.startswith("done_")}
    graph.write(case_properties(fingerprint, part=part, **fresh))
    return {name: one for name, one in found.items() if name not in fresh}


def case_properties(fingerprint: str, **properties: Any) -> Statement:
    """Return the statement that sets properties of the :Case node."""
    return _SET_PROPERTIES, {"fingerprint": fingerprint, "properties": properties}


def delete_graph(graph: Graph) -> None:
    """Delete the graph that moneygraph pushed, its :Case node last.

    The fingerprint is cleared first, so that the rest of an interrupted call belongs to no case.
    """
    if not graph.read(_CASE_NODE):
        return
    graph.write(("match (c:Case) set c.fingerprint = ''", {}))
    for label in _LABELS:
        graph.write_in_parts(_DELETE.format(label=label))
