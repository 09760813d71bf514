"""Where a Neo4j server is and who asks it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import SplitResult, urlsplit

from moneygraph.errors import CallError
from moneygraph.printable import printable

SCHEMES: Final = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
_EXAMPLE = "Write it like bolt://localhost:7687, or neo4j+s://HOST where the server has TLS."


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
            raise CallError(f"{printable(_without_user(self.uri))} is no server's URI", _EXAMPLE)
        if "@" in parts.netloc:
            raise CallError(
                "a server's URI holds a name or a password",
                "Leave them out of it: set NEO4J_USERNAME and NEO4J_PASSWORD.",
            )

    @property
    def is_encrypted(self) -> bool:
        """Tell whether the URI asks for TLS."""
        return self.uri.partition(":")[0].endswith(("+s", "+ssc"))

    @property
    def shown(self) -> str:
        """The URI, safe to print."""
        return printable(self.uri)


def _split(uri: str) -> SplitResult | None:
    try:
        parts = urlsplit(uri)
        _ = parts.port  # a wrong port is only found when it is asked for
    except ValueError:
        return None
    return parts


def _without_user(uri: str) -> str:
    before, at, after = uri.rpartition("@")
    return f"{before.partition('//')[0]}//{after}" if at else uri
