"""`moneygraph show`: all that is held on one thing."""

from __future__ import annotations

import click

from moneygraph.cli.settings import Settings
from moneygraph.cli.shared import Command
from moneygraph.cli.stopping import opened_case

_SHOWN = 20


@click.command(cls=Command)
@click.argument("what")
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    help=f"How many rows of an account's statement (default {_SHOWN}; all in JSON).",
)
@click.pass_obj
def show(settings: Settings, what: str, limit: int | None) -> None:
    """Show all that is held on a transfer, an account, an owner, or a row of a file.

    WHAT is a transfer's id, an account's number, an IIN or BIN, or FILE:ROW. For a transfer
    that is both sides as they stand in the exports, how they were found to be one, and which
    complaints' money it moved; for an account its statement with running balances, the stolen
    money on it, and what it shares with other accounts.

    \b
    Examples:
      moneygraph show 1205
      moneygraph show KZ86125KZT5004100100 --limit 100
      moneygraph show kaspi.xlsx:311
    """
    from moneygraph.finding.stolen import lacks_hops
    from moneygraph.outputs.show import show as show_what
    from moneygraph.outputs.show_print import print_show

    most = _SHOWN if limit is None and not settings.json else limit
    with opened_case(settings.case, read_only=True) as case:
        is_ready = not lacks_hops(case.con)
    with opened_case(settings.case, read_only=is_ready) as case:
        data = show_what(case.con, what, limit=most, lang=settings.lang)
    if settings.json:
        settings.print_json(data)
    else:
        print_show(settings.terminal(), settings.texts, data)
