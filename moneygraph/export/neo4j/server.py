"""A Neo4j server: its address, a connection whose transactions are retried, and its errors."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import SplitResult, urlsplit

from moneygraph.store.errors import CallError, GraphError, QueryError
from moneygraph.store.message import Message
from moneygraph.store.printable import printable

if TYPE_CHECKING:
    from neo4j import ManagedTransaction, Session

    from moneygraph.detect.queries import Query

SCHEMES: Final = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
_EXAMPLE = Message(
    "Write it like bolt://localhost:7687, or neo4j+s://HOST where the server has TLS."
)


@dataclass(frozen=True)
class Address:
    """A server's URI, who logs in, and the database (None: the server's own choice).

    Raises `CallError` for a URI that names no server, and for one with a password in it.
    """

    uri: str
    username: str = "neo4j"
    password: str = field(default="", repr=False)
    database: str | None = None

    def __post_init__(self) -> None:
        parts = _split(self.uri)
        if parts is None or parts.scheme not in SCHEMES or not parts.hostname:
            raise CallError(
                Message("{uri} is no server's URI", uri=_without_user(self.uri)),
                _EXAMPLE,
            )
        if "@" in parts.netloc:
            raise CallError(
                Message("a server's URI holds a name or a password"),
                Message("Leave them out of it: set NEO4J_USERNAME and NEO4J_PASSWORD."),
            )

    @property
    def is_encrypted(self) -> bool:
        """Whether the URI demands TLS."""
        return self.uri.partition(":")[0].endswith(("+s", "+ssc"))

    @property
    def shown(self) -> str:
        """The URI, safe to print."""
        return printable(self.uri)


def _split(uri: str) -> SplitResult | None:
    try:
        parts = urlsplit(uri)
        _ = parts.port  # reading it raises for a wrong port
    except ValueError:
        return None
    return parts


def _without_user(uri: str) -> str:
    before, at, after = uri.rpartition("@")
    return f"{before.partition('//')[0]}//{after}" if at else uri


_AGAIN = Message("What was pushed stays there; call it again to go on.")

#: Ends of the server's codes (Neo.ClientError.Security.Unauthorized), what each means and what
#: to do. ``{user}``, ``{database}`` and ``{uri}`` are put in.
_MEANINGS: Final = {
    "Security.Unauthorized": (
        "{uri} does not let {user} in with this password",
        "Check NEO4J_USERNAME and NEO4J_PASSWORD.",
    ),
    "Security.AuthenticationRateLimit": (
        "{uri} lets {user} try no more for now: there were too many wrong passwords",
        "Wait a little, then try again with the right one.",
    ),
    "Security.CredentialsExpired": (
        "the password of {user} at {uri} must be changed first",
        "Log in with Neo4j Browser or cypher-shell, which ask for a new one.",
    ),
    "Security.Forbidden": (
        "{user} may not do this in the database {database} at {uri}",
        "Ask for the right to write data, labels and constraints there.",
    ),
    "General.ForbiddenOnReadOnlyDatabase": (
        "the database {database} at {uri} can only be read",
        "Name one that can be written with NEO4J_DATABASE, or ask who runs the server.",
    ),
    "General.WriteOnReadOnlyAccessDatabase": (
        "the database {database} at {uri} can only be read",
        "Name one that can be written with NEO4J_DATABASE, or ask who runs the server.",
    ),
    "Cluster.NotALeader": (
        "{uri} is a member of a cluster that cannot be written to",
        "Write the URI with neo4j:// in place of bolt://.",
    ),
    "Database.DatabaseNotFound": (
        "there is no database {database} at {uri}",
        "Name another with NEO4J_DATABASE, or none for the server's own.",
    ),
    "General.MemoryPoolOutOfMemoryError": (
        "the server at {uri} has too little memory",
        "Give it more (server.memory.heap.max_size), then push again: what is there stays.",
    ),
}


def explained(error: Exception, address: Address) -> GraphError:
    """Return the error to show: what happened and what to do about it."""
    from neo4j.exceptions import Neo4jError

    code = str(error.code) if isinstance(error, Neo4jError) else ""
    for end, (meaning, remedy) in _MEANINGS.items():
        if code.endswith(end):
            database = address.database or Message("of the server's choice")
            values = {"uri": address.uri, "user": address.username, "database": database}
            return GraphError(Message(meaning, **values), Message(remedy))
    if isinstance(error, Neo4jError):
        what = error.message or str(error)
        return GraphError(
            Message("{uri} refused it: {what} ({code})", uri=address.uri, what=what, code=code),
            _AGAIN,
        )
    return _unreachable(error, address)


def _unreachable(error: Exception, address: Address) -> GraphError:
    message = " ".join(str(error).split())
    if _caused_by(error, lambda one: type(one).__name__.startswith("SSL")) or "SSL" in message:
        return GraphError(
            Message(
                "{uri} does not speak TLS, or its certificate is not one that this machine"
                " trusts: {what}",
                uri=address.uri,
                what=message,
            ),
            Message(
                "Without TLS write bolt://; for a certificate of the server's own, bolt+ssc://."
            ),
        )
    return GraphError(
        Message("no answer from {uri}: {what}", uri=address.uri, what=message),
        Message("Check that the server runs, and its host and port. {again}", again=_AGAIN)
        if address.is_encrypted
        else Message(
            "Check that the server runs, and its host and port. Where the server demands TLS, write"
            " bolt+s://. {again}",
            again=_AGAIN,
        ),
    )


def _caused_by(error: BaseException | None, is_it: Callable[[BaseException], bool]) -> bool:
    while error is not None:
        if is_it(error):
            return True
        error = error.__cause__ or error.__context__
    return False


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

    def run_query(
        self, cypher: str, values: Mapping[str, Any], query: Query
    ) -> list[dict[str, Any]]:
        """Return the rows of a query of a file, by column; times are those of Python.

        Raises `QueryError`, naming the file, when the server does not understand it.
        """
        from neo4j.exceptions import ClientError

        try:
            return self._session.execute_read(_run_named, cypher, values)
        except ClientError as error:
            if not str(error.code).startswith("Neo.ClientError.Statement"):
                raise
            message = error.message or str(error)
            name, files = query.path.with_suffix(".cypher").name, query.files(".cypher")
            raise QueryError(
                Message("{name} does not run: {message}", name=name, message=message),
                Message("Mend {files}.", files=files),
            ) from error

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
    """Open the graph at an address for a block of code.

    Raises `GraphError` when the server cannot be reached, refuses the login or is too old, and
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
            Message(
                "the server is {agent}, which is too old",
                agent=agent or Message("of an unknown kind"),
            ),
            Message("Use Neo4j {major}.{minor} or later.", major=major, minor=minor),
        )
