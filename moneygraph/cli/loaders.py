"""`moneygraph loaders`: the export layouts that can be loaded."""

from __future__ import annotations

import click

from moneygraph.cli.settings import Settings
from moneygraph.cli.shared import Command, Group


@click.group(cls=Group, invoke_without_command=True)
@click.pass_context
def loaders(ctx: click.Context) -> None:
    """List the loaders: one for each layout of exports that can be loaded.

    A file NAME.toml in the folder `loaders` of your own folder (--folder) is a loader too.

    \b
    Example:
      moneygraph loaders
      moneygraph loaders show kaspi
    """
    if ctx.invoked_subcommand is not None:
        return
    from moneygraph.loading.layout import read_layouts
    from moneygraph.outputs.catalogue import loader_json, print_loaders

    settings: Settings = ctx.obj
    found = list(read_layouts().values())
    if settings.json:
        settings.print_json({"loaders": [loader_json(layout) for layout in found]})
    else:
        print_loaders(settings.terminal(), settings.texts, found)


@loaders.command("show", cls=Command)
@click.argument("name")
@click.pass_obj
def show_loader(settings: Settings, name: str) -> None:
    """Explain one loader: its columns field by field, and what follows from it.

    \b
    Example:
      moneygraph loaders show halyk
    """
    from moneygraph.errors import CallError
    from moneygraph.loading.layout import read_layouts
    from moneygraph.outputs.catalogue import loader_json, print_loader
    from moneygraph.printable import printable

    found = read_layouts()
    if name not in found:
        raise CallError(
            f"there is no loader '{printable(name)}'", f"There are: {', '.join(found)}."
        )
    if settings.json:
        settings.print_json(loader_json(found[name]))
    else:
        print_loader(settings.terminal(), settings.texts, found[name])
