"""`moneygraph loaders`: what `load` can read, and help to write what it cannot."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from moneygraph.cli import completing
from moneygraph.cli.command import Command, Group, Settings

if TYPE_CHECKING:
    from moneygraph.ingest.loading.loader import Loader

_SHOWN = 20


@click.group(cls=Group, invoke_without_command=True)
@click.pass_context
def loaders(ctx: click.Context) -> None:
    """List the loaders: one for each form of statement file that can be loaded.

    A file NAME.toml in the folder `loaders` of your own folder (--folder) is a loader too.

    \b
    Example:
      moneygraph loaders
      moneygraph loaders show kaspi
      moneygraph loaders new march.csv
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


@loaders.command("new", cls=Command)
@click.argument("file", type=click.Path(path_type=Path), shell_complete=completing.files)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    shell_complete=completing.files,
    help="Write it to this file; its folder is made.",
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.pass_obj
def new_loader(settings: Settings, file: Path, out: Path | None, force: bool) -> None:
    """Draft a loader for a table that none knows: guesses, with sample cells as comments.

    \b
    Example:
      moneygraph loaders new march.csv --out mine/loaders/altyn.toml
    """
    from moneygraph.ingest.loading.draft import draft_loader
    from moneygraph.store.private import check_new, write_new

    _refuse_mask(settings)
    if out is not None:
        with suppress(OSError):  # what is not there is said below
            out.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
        check_new(out, "--out", force=force)
    text = draft_loader(file, settings.data)
    if settings.json:
        settings.print_json({"file": str(out) if out else None, "text": text})
    elif out is None:
        click.echo(text)
    if out is not None:
        write_new(out, text, "--out")
        click.echo(settings.texts("tried.drafted", file=str(out)), err=True)


@loaders.command("check", cls=Command)
@click.argument("loader", shell_complete=completing.data_names("loaders", ".toml"))
@click.argument("file", type=click.Path(path_type=Path), shell_complete=completing.files)
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=_SHOWN,
    show_default=True,
    help="How many rows to print.",
)
@click.option(
    "--account",
    metavar="NUMBER",
    shell_complete=completing.accounts,
    help="Whose the statement is, if it does not say.",
)
@click.pass_obj
def check_loader(
    settings: Settings, loader: str, file: Path, limit: int, account: str | None
) -> None:
    """Say row by row what a loader makes of a file; nothing is kept.

    LOADER is the name of a loader, or a file NAME.toml anywhere.

    \b
    Example:
      moneygraph loaders check kaspi march.xlsx
      moneygraph loaders check mine/loaders/altyn.toml march.csv
    """
    from moneygraph.report.terminal.tried import print_tried

    _refuse_mask(settings)
    chosen = _loader(settings, loader)
    tried = _tried(settings, chosen, file, account)
    if settings.json:
        settings.print_json(tried)
    else:
        print_tried(settings.terminal(), settings.texts, tried, limit)


def _refuse_mask(settings: Settings) -> None:
    from moneygraph.store.errors import CallError
    from moneygraph.store.message import Message

    if settings.mask:
        raise CallError(
            Message("what a file holds cannot be masked before it is loaded"),
            Message("Leave out --mask."),
        )


def _loader(settings: Settings, named: str) -> Loader:
    from moneygraph.ingest.loading.loader import loader_named, read_loader

    path = Path(named)
    is_file = path.suffix == ".toml" and path.is_file()
    return read_loader(path) if is_file else loader_named(settings.data, named)


def _tried(
    settings: Settings, loader: Loader, file: Path, account: str | None
) -> dict[str, object]:
    """Load a file into a case that is thrown away, with the tables of the user's folder."""
    from shutil import copy, copytree

    from moneygraph.api import Case
    from moneygraph.ingest.loading.fitted import fitted
    from moneygraph.report.values.tried import tried_json
    from moneygraph.store.sandbox import private_folder

    sheets = fitted(file, loader, settings.data)
    with private_folder(None, "check-") as folder:
        own = folder / "own"
        (own / "loaders").mkdir(parents=True)
        copy(loader.path, own / "loaders" / f"{loader.name}.toml")
        if settings.data.own and (settings.data.own / "tables").is_dir():
            copytree(settings.data.own / "tables", own / "tables")
        with Case.open(folder / "case.duckdb", create=True, folder=own) as case:
            report = case.load(file, loader=loader.name, account=account)
            for one in report.files:
                if one.error is not None:
                    raise one.error
            with case.file.scratch() as scratch:
                return tried_json(scratch.con, sheets, settings.lang)
