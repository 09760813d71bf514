"""Which engine answers `find`: DuckDB in the case, or a Neo4j server that holds its graph."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from moneygraph.cli.neo4j_server import asked_address, server_options

if TYPE_CHECKING:
    from moneygraph.graphdb import Graph

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

ENGINES: Final = ("duckdb", "neo4j")


def engine_options(command: Decorated) -> Decorated:
    """Give a command --engine, and the options that name the server."""
    return click.option(
        "--engine",
        type=click.Choice(ENGINES),
        default="duckdb",
        show_default=True,
        help="What runs the queries: the case itself, or the Neo4j server it was pushed to.",
    )(server_options(command))


@contextmanager
def chosen_graph(engine: str, uri: str | None, username: str | None) -> Iterator[Graph | None]:
    """Give the graph that is to be asked, or None where the case itself is."""
    from moneygraph.errors import CallError

    if engine == "neo4j":
        from moneygraph.graphdb import connected

        with connected(asked_address(uri, username)) as graph:
            yield graph
        return
    if uri or username:
        raise CallError("--uri and --username name a Neo4j server", "Say --engine neo4j too.")
    yield None
