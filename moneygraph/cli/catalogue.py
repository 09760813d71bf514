"""`moneygraph queries` and `profiles`: what `find` can use."""

from __future__ import annotations

import click

from moneygraph.cli import completing
from moneygraph.cli.command import Command, Group, Settings
from moneygraph.store.message import Message


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
    from moneygraph.detect.queries import read_queries
    from moneygraph.report.terminal.catalogue import print_queries, query_json

    settings: Settings = ctx.obj
    found = read_queries(settings.data)
    if settings.json:
        settings.print_json({"queries": [query_json(query) for query in found.values()]})
    else:
        print_queries(settings.terminal(), settings.texts, list(found.values()))


@queries.command("show", cls=Command)
@click.argument("name", shell_complete=completing.queries)
@click.pass_obj
def show_query(settings: Settings, name: str) -> None:
    """Show one query: its head and its SQL.

    \b
    Example:
      moneygraph queries show mule-chains
    """
    from moneygraph.detect.queries import read_queries
    from moneygraph.report.terminal.catalogue import print_query, query_json
    from moneygraph.store.errors import CallError

    found = read_queries(settings.data)
    if name not in found:
        raise CallError(
            Message("there is no query '{name}'", name=name),
            Message("There are: {names}.", names=found),
        )
    if settings.json:
        settings.print_json(
            query_json(found[name]) | {"sql": found[name].sql, "cypher": found[name].cypher}
        )
    else:
        print_query(settings.terminal(), settings.texts, found[name])


@click.command(cls=Command)
@click.pass_obj
def profiles(settings: Settings) -> None:
    """List the profiles: sets of thresholds, each number with its unit and its source.

    A file NAME.toml in the folder `profiles` of your own folder (--folder) is a profile too.

    \b
    Example:
      moneygraph profiles
      moneygraph profiles --json
    """
    from moneygraph.detect.queries import read_profiles
    from moneygraph.report.terminal.catalogue import print_profiles, profile_json

    found = list(read_profiles(settings.data).values())
    if settings.json:
        settings.print_json({"profiles": [profile_json(profile) for profile in found]})
    else:
        print_profiles(settings.terminal(), settings.texts, found)
