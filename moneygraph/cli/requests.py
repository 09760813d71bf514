"""`moneygraph requests`: whom to ask next, and the letters that ask."""

from __future__ import annotations

from pathlib import Path

import click

from moneygraph.cli.manifest import manifest_option, record_call
from moneygraph.cli.progress import progress
from moneygraph.cli.settings import Settings
from moneygraph.cli.shared import Command
from moneygraph.cli.stopping import opened_case
from moneygraph.schema import SHARING_RULES


@click.command(cls=Command)
@click.option(
    "--rule",
    type=click.Choice(SHARING_RULES),
    default="lifo",
    show_default=True,
    help="How what came in pays for what goes out.",
)
@click.option("--write", metavar="DIR", help="Write each bank's letter to a file in this folder.")
@click.option("--currency", metavar="C", help="Only what was complained of in this currency.")
@manifest_option
@click.pass_obj
def requests(
    settings: Settings, rule: str, write: str | None, currency: str | None, manifest: str | None
) -> None:
    """List the accounts at which trails go out of sight, and write the requests to banks.

    One letter a bank, in the language of --lang; number, date and signature are left open.

    \b
    Examples:
      moneygraph requests --lang ru
      moneygraph requests --write letters
    """
    from moneygraph.outputs.following import requests_json
    from moneygraph.outputs.letters import letters, write_letters
    from moneygraph.outputs.requests_print import print_requests

    with opened_case(settings.case) as case, progress() as tell:
        tell("following the money")
        found = case.requests(rule=rule, currency=currency)
        record_call(case, manifest, "requests", rule=rule, currency=currency)
    written = write_letters(Path(write), letters(settings.texts, found)) if write else []
    if settings.json:
        settings.print_json(requests_json(found))
    else:
        print_requests(settings.terminal(), settings.texts, found, written)
