"""`moneygraph complaints`: which transfer each complaint complains of."""

from __future__ import annotations

import click

from moneygraph.cli.manifest import manifest_option, record_call
from moneygraph.cli.settings import Settings
from moneygraph.cli.shared import Command
from moneygraph.cli.stopping import opened_case


@click.command(cls=Command)
@manifest_option
@click.pass_obj
@click.pass_context
def complaints(ctx: click.Context, settings: Settings, manifest: str | None) -> None:
    """Say of every complaint which transfer it complains of, or why none is found.

    Complaints are loaded like exports, from a file with the columns number, registered,
    victim, account, amount, ts. The exit status is 1 if any of them is not found.

    \b
    Example:
      moneygraph complaints
    """
    from moneygraph.outputs.complaints import complaints_json
    from moneygraph.outputs.complaints_print import print_complaints

    with opened_case(settings.case) as case:
        found = case.complaints()
        record_call(case, manifest, "complaints", lang=settings.lang)
    if settings.json:
        settings.print_json(complaints_json(settings.texts, found))
    else:
        print_complaints(settings.terminal(), settings.texts, found)
    if found.missed:
        ctx.exit(1)
