"""`moneygraph series`: which complaints belong together."""

from __future__ import annotations

import click

from moneygraph.cli.manifest import manifest_option, record_call
from moneygraph.cli.progress import progress
from moneygraph.cli.settings import Settings
from moneygraph.cli.shared import Command
from moneygraph.cli.stopping import opened_case

_SHOWN = 20


@click.command(cls=Command)
@click.option(
    "--link-most",
    type=click.IntRange(min=2),
    default=20,
    show_default=True,
    help="A phone or device of more accounts than this ties nothing.",
)
@click.option(
    "--limit", type=click.IntRange(min=0), help=f"How many series (default {_SHOWN}; all in JSON)."
)
@click.option("--currency", metavar="C", help="Only what was complained of in this currency.")
@manifest_option
@click.pass_obj
def series(
    settings: Settings,
    link_most: int,
    limit: int | None,
    currency: str | None,
    manifest: str | None,
) -> None:
    """Join complaints into series by the droppers, phones, devices and exits they share.

    \b
    Example:
      moneygraph series --link-most 10
    """
    from moneygraph.outputs.following import series_json
    from moneygraph.outputs.series_print import print_series

    with opened_case(settings.case) as case, progress() as tell:
        tell("following the money")
        found = case.series(link_most=link_most, currency=currency)
        asked = {"link_most": link_most, "currency": currency, "limit": limit}
        record_call(case, manifest, "series", **asked, lang=settings.lang)
    if settings.json:
        settings.print_json(series_json(settings.texts, found, limit))
    else:
        print_series(settings.terminal(), settings.texts, found, _SHOWN if limit is None else limit)
