"""`moneygraph neo4j`: a case as a graph in a Neo4j server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from moneygraph.cli.failures import is_stop
from moneygraph.cli.neo4j_server import asked_address, server_options
from moneygraph.cli.part import choice_of, part_options
from moneygraph.cli.progress import progress_bar
from moneygraph.cli.settings import Settings
from moneygraph.cli.shared import Command, Group
from moneygraph.cli.stopping import opened_case


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
    asked for, the database from NEO4J_DATABASE. What was stopped goes on where it was when
    called again; pushing again what is there changes nothing. docs/neo4j.md shows the graph
    and what to ask it.

    \b
    Examples:
      moneygraph neo4j push
      moneygraph neo4j push --uri neo4j+s://graph.example --username team
      moneygraph neo4j push --complaints
      moneygraph neo4j push --around KZ86125KZT5004100100 --hops 2
    """
    from moneygraph.graphdb import connected, push_case
    from moneygraph.graphdb.told import print_pushed, pushed_json

    choice = choice_of(**options)
    address = asked_address(uri, username)
    with (
        _told_to_go_on(),
        opened_case(settings.case) as case,
        progress_bar() as tell,
        connected(address) as graph,
    ):
        pushed = push_case(case, graph, choice, lang=settings.lang, replace=replace, progress=tell)
    if settings.json:
        settings.print_json(pushed_json(pushed))
    else:
        print_pushed(settings.terminal(), settings.texts, pushed)


@contextmanager
def _told_to_go_on() -> Iterator[None]:
    """Say after Ctrl-C that what was pushed stays."""
    try:
        yield
    except BaseException as error:
        if is_stop(error):
            click.echo("what was pushed stays there; call it again to go on", err=True)
        raise
