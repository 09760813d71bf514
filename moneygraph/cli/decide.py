"""`moneygraph same`, `not-same`, `undone`, `clock`, `frozen`: what a person decides of a case."""

from __future__ import annotations

import getpass
from datetime import datetime
from typing import Any

import click

from moneygraph.cli import completing
from moneygraph.cli.command import Command, Settings, current_language
from moneygraph.cli.stopping import opened_case
from moneygraph.report.text.messages import in_language
from moneygraph.store.schema import CURRENCIES

_DAY = click.DateTime(["%Y-%m-%d"])


class Span(click.ParamType[int]):
    """How far a clock is ahead: +1h, -7m, +1h30m; in seconds."""

    name = "span"

    def convert(self, value: Any, param: Any, ctx: Any) -> int:
        """Return the seconds, or fail with what is right."""
        from moneygraph.ingest.loading.decisions import ahead_of
        from moneygraph.store.errors import CallError

        try:
            return ahead_of(str(value))
        except CallError as error:
            self.fail(in_language(error.message, current_language()), param, ctx)


def _options(command: Any) -> Any:
    for option in (
        click.option("--undo", is_flag=True, help="Take this decision back."),
        click.option("--by", metavar="NAME", help="Who decides (default: your user name)."),
        click.option("--why", metavar="TEXT", default="", help="The reason, kept with it."),
    ):
        command = option(command)
    return click.pass_obj(command)


def _decide(
    settings: Settings, kind: str, *names: str, undo: bool, by: str | None, **others: Any
) -> None:
    from moneygraph.ingest.loading.decisions import Wanted
    from moneygraph.report.terminal.status import print_decisions

    with opened_case(settings) as case:
        who = getpass.getuser() if by is None else by
        case.decide(Wanted(kind, names, who=who, **others), undo=undo)
        found = case.status(settings.lang)
    if settings.json:
        settings.print_json(found)
    else:
        print_decisions(settings.terminal(), settings.texts, found)


def _of_two_rows(kind: str, text: str, example: str) -> click.Command:
    """Return the command that decides something about two rows."""

    @click.argument("first", metavar="FILE:ROW")
    @click.argument("second", metavar="FILE:ROW")
    @_options
    def command(settings: Settings, first: str, second: str, **others: Any) -> None:
        _decide(settings, kind, first, second, **others)

    command.__doc__ = f"{text}\n\n\b\nExample:\n  moneygraph {kind} {example}"
    return click.command(kind, cls=Command)(command)


same = _of_two_rows(
    "same",
    "Decide that two rows are of one transfer, or that the second repeats the first.",
    'halyk.csv:12 kaspi.xlsx:40 --why "letter of 3 March"',
)
not_same = _of_two_rows(
    "not-same", "Decide that two rows are of two transfers.", "halyk.csv:12 kaspi.xlsx:40"
)
undone = _of_two_rows(
    "undone",
    "Decide that the second row takes the first row's payment back: neither moves money.",
    "kaspi.xlsx:40 kaspi.xlsx:44",
)


@click.command(cls=Command, context_settings={"ignore_unknown_options": True})
@click.argument("bank", metavar="BANK", shell_complete=completing.banks)
@click.argument("ahead", metavar="SPAN", type=Span())
@click.option("--from", "first", metavar="DAY", type=_DAY, help="From this day on.")
@click.option("--until", "last", metavar="DAY", type=_DAY, help="Up to this day.")
@_options
def clock(
    settings: Settings,
    bank: str,
    ahead: int,
    first: datetime | None,
    last: datetime | None,
    **others: Any,
) -> None:
    """Decide how far a bank's clock is ahead of that of the case; it replaces what is learnt.

    \b
    Example:
      moneygraph clock 601 +1h --until 2024-02-29
    """
    others |= {"first_day": first and first.date(), "last_day": last and last.date()}
    _decide(settings, "clock", bank, seconds=ahead, **others)


@click.command(cls=Command)
@click.argument("account", metavar="ACCOUNT", shell_complete=completing.accounts)
@click.argument("amount", metavar="[AMOUNT]", required=False)
@click.option(
    "--currency",
    metavar="C",
    default="KZT",
    show_default=True,
    shell_complete=completing.words(*CURRENCIES),
    help="The currency that is frozen.",
)
@_options
def frozen(
    settings: Settings, account: str, amount: str | None, currency: str, **others: Any
) -> None:
    """Mark that a bank has frozen an account, or AMOUNT on it.

    `freeze` then says what is left to freeze, letters leave out accounts that are wholly frozen,
    and reports show what is frozen in its own colour.

    \b
    Examples:
      moneygraph frozen KZ86125KZT5004100100 --why "letter of 3 March"
      moneygraph frozen KZ86125KZT5004100100 150000
    """
    _decide(settings, "frozen", account, amount=amount, currency=currency, **others)
