"""`moneygraph serve`: the case as pages, on this machine alone unless told otherwise."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

import click

from moneygraph.cli.command import Command, Settings

_LOOPBACK: Final = "127.0.0.1"


@click.command(cls=Command)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    metavar="N",
    help="Port (default: a free one).",
)
@click.option(
    "--host",
    default=_LOOPBACK,
    metavar="ADDRESS",
    show_default=True,
    help="Address to listen on; with another, who reaches it and has the token sees the case.",
)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.pass_obj
def serve(settings: Settings, port: int, host: str, no_browser: bool) -> None:
    """Show the case as pages in a browser, for those who do not type commands.

    Drop statement files on a page, see what became of each row, search, trace, decide, and get the
    report. The address holds a token: give it to nobody. Ctrl-C stops it. Files that are dropped
    are kept in a folder beside the case.

    \b
    Examples:
      moneygraph serve
      moneygraph serve --case robbery.duckdb --port 8000 --no-browser
    """
    from moneygraph.report.text.messages import in_language
    from moneygraph.serve.guard import is_loopback
    from moneygraph.serve.jobs import Place
    from moneygraph.serve.server import listen
    from moneygraph.store.message import Message

    place = Place(Path(settings.case), settings.folder, settings.mask)
    server = listen(place, host=host, port=port, lang=settings.lang)
    if settings.json:
        settings.print_json({"address": server.address})
        sys.stdout.flush()
    else:
        settings.terminal().paragraph(settings.texts("serve.address", address=server.address))
        sys.stdout.flush()
    if not is_loopback(host):
        warning = Message("everybody who reaches {host} can ask for pages, unencrypted", host=host)
        click.echo(in_language(warning, settings.lang), err=True)
    if not (no_browser or settings.json) and sys.stdout.isatty():
        import webbrowser

        webbrowser.open(server.address)
    with suppress(KeyboardInterrupt):
        server.run()
