"""`moneygraph queries`: what `find` can look for."""

from __future__ import annotations

import click

from moneygraph.cli.settings import Settings
from moneygraph.cli.shared import Command, Group


@click.group(cls=Group, invoke_without_command=True)
@click.pass_context
def queries(ctx: click.Context) -> None:
    """List the queries: what each finds, its parameters, its innocent explanations.

    A file NAME.sql in the folder `queries` of your own folder (--folder) is a query too.

    \b
    Example:
      moneygraph queries
      moneygraph queries show droppers
    """
    if ctx.invoked_subcommand is not None:
        return
    from moneygraph.finding import read_queries
    from moneygraph.outputs.catalogue import print_queries, query_json

    settings: Settings = ctx.obj
    found = read_queries()
    if settings.json:
        settings.print_json({"queries": [query_json(query) for query in found.values()]})
    else:
        print_queries(settings.terminal(), settings.texts, list(found.values()))


@queries.command("show", cls=Command)
@click.argument("name")
@click.pass_obj
def show_query(settings: Settings, name: str) -> None:
    """Show one query: its head and its SQL.

    \b
    Example:
      moneygraph queries show mule-chains
    """
    from moneygraph.errors import CallError
    from moneygraph.finding import read_queries
    from moneygraph.outputs.catalogue import print_query, query_json
    from moneygraph.printable import printable

    found = read_queries()
    if name not in found:
        raise CallError(f"there is no query '{printable(name)}'", f"There are: {', '.join(found)}.")
    if settings.json:
        settings.print_json(
            query_json(found[name]) | {"sql": found[name].sql, "cypher": found[name].cypher}
        )
    else:
        print_query(settings.terminal(), settings.texts, found[name])
