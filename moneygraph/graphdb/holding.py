"""Whose graph a database holds and how far a push came: its one :Case node."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moneygraph import __version__
from moneygraph.errors import GraphError
from moneygraph.graphdb.connect import Graph, Statement
from moneygraph.sqltext import rows_of, sql_text

if TYPE_CHECKING:
    import duckdb

_HELD = "match (c:Case) return c.fingerprint, c.version, properties(c)"
_NOTE = "match (c:Case {fingerprint: $fingerprint}) set c += $properties"
_LABELS = ("Transfer", "Account", "Owner", "Link", "Case")
_TAKE_AWAY = "match (n:{label}) call (n) {{ detach delete n }} in transactions of 5000 rows"


def fingerprint(con: duckdb.DuckDBPyConnection) -> str:
    """Return what tells a case as it is now from another, and from itself after a load."""
    ((found,),) = rows_of(con, sql_text("graphdb/fingerprint.sql"))
    return str(found)


def part_key(con: duckdb.DuckDBPyConnection) -> str:
    """Return what tells the part that was chosen from others."""
    ((found,),) = rows_of(con, sql_text("graphdb/part_key.sql"))
    return str(found)


def check_holding(graph: Graph, mark: str) -> None:
    """Raise `GraphError` where the database holds anything but the graph of this case."""
    held = graph.read(_HELD)
    if not held:
        [(nodes,)] = graph.read("match (n) return count(n)")
        if nodes:
            raise GraphError(
                "the database holds data that moneygraph did not push",
                "Name an empty one with NEO4J_DATABASE.",
            )
    for found, version, _ in held:
        if found != mark:
            raise GraphError(
                "the database holds the graph of another case, or of this one as it was before"
                " more was loaded",
                "Name another with NEO4J_DATABASE, or say --replace to take that graph away.",
            )
        if version != __version__:
            raise GraphError(
                f"the graph was pushed by moneygraph {version}, this is {__version__}",
                "Say --replace to push it anew.",
            )


def held_fingerprint(graph: Graph) -> str | None:
    """Return the fingerprint of the case whose graph the database holds, None without one."""
    held = graph.read(_HELD)
    return str(held[0][0]) if held else None


def is_all(con: duckdb.DuckDBPyConnection) -> bool:
    """Tell whether the part that was chosen is the whole case."""
    ((found,),) = rows_of(con, sql_text("graphdb/is_all.sql"))
    return bool(found)


def begin(graph: Graph, mark: str, part: str) -> dict[str, Any]:
    """Return how far an earlier push of this part came, after noting that this one goes on.

    `is_whole` tells that all of the case is there already.
    """
    ((found,),) = graph.write(
        (
            "merge (c:Case {fingerprint: $fingerprint})"
            " on create set c.version = $version, c.is_whole = false return properties(c)",
            {"fingerprint": mark, "version": __version__},
        )
    )
    if found["is_whole"] or found.get("part") == part:
        return dict(found)
    fresh: dict[str, Any] = {name: None for name in found if name.startswith("done_")}
    graph.write(noted(mark, part=part, **fresh))
    return {name: one for name, one in found.items() if name not in fresh}


def noted(mark: str, **properties: Any) -> Statement:
    """Return the statement that notes properties on the :Case node."""
    return _NOTE, {"fingerprint": mark, "properties": properties}


def take_away(graph: Graph) -> None:
    """Delete the graph that moneygraph pushed, its :Case node last.

    Its fingerprint goes first, so that what an interrupted call leaves is nobody's graph.
    """
    if not graph.read(_HELD):
        return
    graph.write(("match (c:Case) set c.fingerprint = ''", {}))
    for label in _LABELS:
        graph.write_in_parts(_TAKE_AWAY.format(label=label))
