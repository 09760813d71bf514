"""`moneygraph status`: what is in a case."""

from __future__ import annotations

import click

from moneygraph.cli.settings import Settings
from moneygraph.cli.shared import Command
from moneygraph.cli.stopping import opened_case


@click.command(cls=Command)
@click.option("--rows", is_flag=True, help="List every row that was refused or has a warning.")
@click.pass_obj
def status(settings: Settings, rows: bool) -> None:
    """Say what is in the case: files, what they cover, sums, and what was refused and why.

    \b
    Example:
      moneygraph status --rows
    """
    from moneygraph.outputs import status as statuses
    from moneygraph.outputs.status_print import print_rows, print_status

    with opened_case(settings.case, read_only=True) as case:
        data = statuses.status(case.con, settings.lang)
        listed = statuses.remark_rows(case.con, settings.lang) if rows else []
    if settings.json:
        settings.print_json(data | {"rows": listed} if rows else data)
    elif rows:
        print_rows(settings.terminal(), settings.texts, listed)
    else:
        print_status(settings.terminal(), settings.texts, data)
