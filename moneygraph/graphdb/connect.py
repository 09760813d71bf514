"""A connection to a Neo4j server: statements in transactions that are retried."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from moneygraph.errors import GraphError, QueryError
from moneygraph.graphdb.address import Address
from moneygraph.graphdb.failures import explained
from moneygraph.printable import printable

if TYPE_CHECKING:
    from neo4j import ManagedTransaction, Session

#: The oldest server whose Cypher has all that is used here: ``call (n) {...}``.
OLDEST: Final = (5, 23)
_VERSION = re.compile(r"Neo4j/v?(\d+)\.(\d+)")

Statement = tuple[str, dict[str, Any]]
Row = tuple[Any, ...]


class Graph:
    """The graph in one database of a server."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def read(self, cypher: str, **values: Any) -> list[Row]:
        """Return the rows of a statement that only reads."""
        return self._session.execute_read(_run_all, [(cypher, values)])

    def ask(self, cypher: str, values: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
        """Return the rows of a query of a file, by column; times are those of Python.

        Raises `QueryError`, naming the file, when the server does not understand it.
        """
        from neo4j.exceptions import ClientError

        try:
            return self._session.execute_read(_run_named, cypher, values)
        except ClientError as error:
            if not str(error.code).startswith("Neo.ClientError.Statement"):
                raise
            told = printable(error.message or str(error))
            raise QueryError(f"{name} does not run: {told}", f"Mend {name}.") from error

    def write(self, *statements: Statement) -> list[Row]:
        """Run statements in one transaction, again where it fails for a passing reason.

        Returns the rows of the last.
        """
        return self._session.execute_write(_run_all, statements)

    def write_in_parts(self, cypher: str, **values: Any) -> None:
        """Run one statement that makes transactions of its own (``in transactions``)."""
        self._session.run(cypher, values).consume()


def _run_all(transaction: ManagedTransaction, statements: Sequence[Statement]) -> list[Row]:
    rows: list[Row] = []
    for cypher, values in statements:
        rows = [tuple(record.values()) for record in transaction.run(cypher, values)]
    return rows


def _run_named(
    transaction: ManagedTransaction, cypher: str, values: Mapping[str, Any]
) -> list[dict[str, Any]]:
    result = transaction.run(cypher, dict(values))
    names = result.keys()
    return [dict(zip(names, map(_native, record.values()), strict=True)) for record in result]


def _native(value: Any) -> Any:
    return value.to_native() if hasattr(value, "to_native") else value


@contextmanager
def connected(address: Address) -> Iterator[Graph]:
    """Give the graph at an address for a block of code.

    Raises `GraphError` when the server cannot be reached, does not let us in or is too old, and
    for whatever the driver raises in the block.
    """
    import neo4j
    from neo4j.exceptions import DriverError, Neo4jError

    logging.getLogger("neo4j").addHandler(logging.NullHandler())  # else it writes to stderr
    try:
        with neo4j.GraphDatabase.driver(
            address.uri,
            auth=(address.username, address.password),
            user_agent="moneygraph",
            notifications_min_severity="OFF",
        ) as driver:
            check_version(driver.get_server_info().agent)
            with driver.session(database=address.database) as session:
                yield Graph(session)
    except (DriverError, Neo4jError, OSError) as error:
        raise explained(error, address) from error


def check_version(agent: str) -> None:
    """Raise `GraphError` for a server older than `OLDEST`, or one that is no Neo4j."""
    found = _VERSION.match(agent)
    if found is None or (int(found[1]), int(found[2])) < OLDEST:
        major, minor = OLDEST
        raise GraphError(
            f"the server is {printable(agent) or 'of an unknown kind'}, which is too old",
            f"Use Neo4j {major}.{minor} or later.",
        )
