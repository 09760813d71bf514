"""`moneygraph queries`, `profiles` and `loaders`: what `find` and `load` can use."""

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


@click.group(cls=Group, invoke_without_command=True)
@click.pass_context
def loaders(ctx: click.Context) -> None:
    """List the loaders: one for each form of statement file that can be loaded.

    A file NAME.toml in the folder `loaders` of your own folder (--folder) is a loader too.

    \b
    Example:
      moneygraph loaders
      moneygraph loaders show kaspi
    """
    if ctx.invoked_subcommand is not None:
        return
    from moneygraph.ingest.loading.loader import read_loaders
    from moneygraph.report.terminal.catalogue import loader_json, print_loaders

    settings: Settings = ctx.obj
    found = list(read_loaders(settings.data).values())
    if settings.json:
        settings.print_json({"loaders": [loader_json(loader) for loader in found]})
    else:
        print_loaders(settings.terminal(), settings.texts, found)


@loaders.command("show", cls=Command)
@click.argument("name", shell_complete=completing.data_names("loaders", ".toml"))
@click.pass_obj
def show_loader(settings: Settings, name: str) -> None:
    """Explain one loader: its columns field by field, and what follows from it.

    \b
    Example:
      moneygraph loaders show halyk
    """
    from moneygraph.ingest.loading.loader import loader_named
    from moneygraph.report.terminal.catalogue import loader_json, print_loader

    found = loader_named(settings.data, name)
    if settings.json:
        settings.print_json(loader_json(found))
    else:
        print_loader(settings.terminal(), settings.texts, found)
