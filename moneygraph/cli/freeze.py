"""`moneygraph freeze`: where stolen money still lies."""

from __future__ import annotations

from typing import Any

import click

from moneygraph.cli.manifest import manifest_option, record_call
from moneygraph.cli.progress import progress
from moneygraph.cli.settings import Settings
from moneygraph.cli.shared import Command
from moneygraph.cli.stopping import opened_case
from moneygraph.schema import SHARING_RULES

_SHOWN = 20


@click.command(cls=Command)
@click.option(
    "--rule",
    type=click.Choice(SHARING_RULES),
    default="lifo",
    show_default=True,
    help="How what came in pays for what goes out.",
)
@click.option("--now", metavar="TS", help="Count minutes to this time (default: the case's last).")
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    help=f"How many accounts (default {_SHOWN}; all in JSON).",
)
@click.option(
    "--complaint", metavar="N", multiple=True, help="Only this complaint; may be repeated."
)
@click.option("--currency", metavar="C", help="Only what was complained of in this currency.")
@manifest_option
@click.pass_obj
def freeze(
    settings: Settings,
    rule: str,
    now: str | None,
    limit: int | None,
    complaint: tuple[str, ...],
    currency: str | None,
    manifest: str | None,
) -> None:
    """List the accounts where stolen money still lies, and the bank to call for each.

    The largest amount comes first, then what came last. No more than the last balance that
    a statement gives is said to be there.

    \b
    Examples:
      moneygraph freeze
      moneygraph freeze --complaint 251900001 --now 2025-09-05T12:00
    """
    from moneygraph.outputs.following import freeze_json
    from moneygraph.outputs.freeze_print import print_freeze

    with opened_case(settings.case) as case, progress() as tell:
        tell("following the money")
        asked: dict[str, Any] = {"rule": rule, "complaints": list(complaint) or None, "now": now}
        asked["currency"] = currency
        found = case.freeze(**asked)
        record_call(case, manifest, "freeze", **asked, limit=limit)
    if settings.json:
        settings.print_json(freeze_json(found, limit))
    else:
        print_freeze(settings.terminal(), settings.texts, found, _SHOWN if limit is None else limit)
