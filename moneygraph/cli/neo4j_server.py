"""Which Neo4j server is meant and who logs in: options, the environment, a hidden question."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from moneygraph.graphdb import Address

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def server_options(command: Decorated) -> Decorated:
    """Give a command --uri and --username."""
    command = click.option(
        "--username", metavar="NAME", help="Who logs in (or NEO4J_USERNAME; default neo4j)."
    )(command)
    return click.option(
        "--uri",
        metavar="URI",
        help="The server, such as bolt://localhost:7687 or neo4j+s://HOST (or NEO4J_URI).",
    )(command)


def asked_address(uri: str | None, username: str | None) -> Address:
    """Return the server that is meant; the password is asked for where none is set.

    NEO4J_URI, NEO4J_USERNAME, NEO4J_PASSWORD and NEO4J_DATABASE say what options do not.
    """
    from moneygraph.errors import CallError
    from moneygraph.graphdb import Address

    uri = uri or os.environ.get("NEO4J_URI")
    if not uri:
        raise CallError(
            "no Neo4j server is named", "Set NEO4J_URI or say --uri, such as bolt://localhost:7687."
        )
    username = username or os.environ.get("NEO4J_USERNAME") or "neo4j"
    database = os.environ.get("NEO4J_DATABASE") or None
    Address(uri, username)  # a wrong URI is told before anybody types a password
    return Address(uri, username, _password(username), database)


def _password(username: str) -> str:
    from moneygraph.errors import CallError
    from moneygraph.printable import printable

    given = os.environ.get("NEO4J_PASSWORD")
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise CallError(
            f"no password of {printable(username)} is set", "Set NEO4J_PASSWORD in the environment."
        )
    return str(click.prompt(f"Password of {printable(username)}", hide_input=True, err=True))
