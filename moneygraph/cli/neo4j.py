"""`moneygraph neo4j`: a case as a graph in a Neo4j server, named by options or the environment."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from moneygraph.cli.command import Command, Group, Settings, current_language
from moneygraph.cli.export import choice_of, part_options
from moneygraph.cli.progress import progress_bar
from moneygraph.cli.stopping import is_stop, opened_case
from moneygraph.report.text.messages import in_language
from moneygraph.store.message import Message

if TYPE_CHECKING:
    from moneygraph.export.neo4j import Address

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


def server_address(uri: str | None, username: str | None) -> Address:
    """Return the address of the server; the user is prompted for a password that is not set.

    NEO4J_URI, NEO4J_USERNAME, NEO4J_PASSWORD and NEO4J_DATABASE hold what options do not.
    """
    from moneygraph.export.neo4j import Address
    from moneygraph.store.errors import CallError

    uri = uri or os.environ.get("NEO4J_URI")
    if not uri:
        raise CallError(
            Message("no Neo4j server is named"),
            Message("Set NEO4J_URI or say --uri, such as bolt://localhost:7687."),
        )
    username = username or os.environ.get("NEO4J_USERNAME") or "neo4j"
    database = os.environ.get("NEO4J_DATABASE") or None
    Address(uri, username)  # a wrong URI is refused before anybody types a password
    return Address(uri, username, _password(username), database)


def _password(username: str) -> str:
    from moneygraph.store.errors import CallError

    given = os.environ.get("NEO4J_PASSWORD")
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise CallError(
            Message("no password of {username} is set", username=username),
            Message("Set NEO4J_PASSWORD in the environment."),
        )
    prompt = in_language(Message("Password of {username}", username=username), current_language())
    return str(click.prompt(prompt, hide_input=True, err=True))


@click.group(cls=Group)
def neo4j() -> None:
    """Share a case as a graph in a Neo4j server.

    \b
    Example:
      moneygraph neo4j push --uri bolt://localhost:7687
    """


@neo4j.command("push", cls=Command)
@server_options
@part_options
@click.option(
    "--replace", is_flag=True, help="Take away the graph of another case that is there first."
)
@click.pass_obj
def push(
    settings: Settings, /, uri: str | None, username: str | None, replace: bool, **options: Any
) -> None:
    """Push the case, or a part of it, into a Neo4j database.

    The server is named by NEO4J_URI or --uri. The password comes from NEO4J_PASSWORD or is
    prompted for, the database from NEO4J_DATABASE. What was stopped goes on where it was when
    called again; pushing again what is there changes nothing. docs/reference/neo4j.md shows the
    graph and queries for it.

    \b
    Examples:
      moneygraph neo4j push
      moneygraph neo4j push --uri neo4j+s://graph.example --username team
      moneygraph neo4j push --complaints
      moneygraph neo4j push --around KZ86125KZT5004100100 --hops 2
    """
    from moneygraph.export.neo4j import connected
    from moneygraph.export.written import print_pushed, pushed_json

    choice = choice_of(**options)
    address = server_address(uri, username)
    _make_findings(settings)
    with (
        _note_when_stopped(),
        opened_case(settings, shared=True) as case,
        progress_bar() as report_progress,
        connected(address) as graph,
    ):
        pushed = case.push(
            graph, choice, lang=settings.lang, replace=replace, progress=report_progress
        )
    if settings.json:
        settings.print_json(pushed_json(pushed))
    else:
        print_pushed(settings.terminal(), settings.texts, pushed)


def _make_findings(settings: Settings) -> None:
    """Make all that is pushed beforehand, so that the push, which may take long, only reads."""
    from moneygraph.detect.derived import ensure_findings

    with opened_case(settings, shared=True) as case, case.file.scratch() as file:
        if not file.is_read_only and not settings.mask:
            ensure_findings(file)


@contextmanager
def _note_when_stopped() -> Iterator[None]:
    """Print after Ctrl-C that what was pushed stays."""
    try:
        yield
    except BaseException as error:
        if is_stop(error):
            note = Message("what was pushed stays there; call it again to go on")
            click.echo(in_language(note, current_language()), err=True)
        raise
