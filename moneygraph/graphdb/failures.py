"""What a failure of the driver or the server means to the user."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from moneygraph.errors import GraphError
from moneygraph.graphdb.address import Address
from moneygraph.printable import printable

_AGAIN = "What was pushed stays there; call it again to go on."

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
        f"Give it more (server.memory.heap.max_size). {_AGAIN}",
    ),
}


def explained(error: Exception, address: Address) -> GraphError:
    """Return the error that says what happened and what to do."""
    from neo4j.exceptions import Neo4jError

    code = str(error.code) if isinstance(error, Neo4jError) else ""
    for end, (meaning, remedy) in _MEANINGS.items():
        if code.endswith(end):
            database = printable(address.database) if address.database else "of the server's choice"
            user = printable(address.username)
            return GraphError(
                meaning.format(uri=address.shown, user=user, database=database), remedy
            )
    if isinstance(error, Neo4jError):
        told = printable(error.message or str(error))
        return GraphError(f"{address.shown} refused it: {told} ({printable(code)})", _AGAIN)
    return _unreachable(error, address)


def _unreachable(error: Exception, address: Address) -> GraphError:
    told = printable(" ".join(str(error).split()))
    if _caused_by(error, lambda one: type(one).__name__.startswith("SSL")) or "SSL" in told:
        return GraphError(
            f"{address.shown} does not speak TLS, or its certificate is not one that this"
            f" machine trusts: {told}",
            "Without TLS write bolt://; for a certificate of the server's own, bolt+ssc://.",
        )
    hint = "" if address.is_encrypted else " Where the server demands TLS, write bolt+s://."
    return GraphError(
        f"no answer from {address.shown}: {told}",
        f"Check that the server runs, and its host and port.{hint} {_AGAIN}",
    )


def _caused_by(error: BaseException | None, is_it: Callable[[BaseException], bool]) -> bool:
    while error is not None:
        if is_it(error):
            return True
        error = error.__cause__ or error.__context__
    return False
