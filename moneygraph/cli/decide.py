"""`moneygraph same`, `not-same`, `undone`, `clock`: what a person decides of a case's rows."""

from __future__ import annotations

import getpass
import re
from datetime import datetime
from typing import Any

import click

from moneygraph.cli.command import Command, Settings
from moneygraph.cli.stopping import opened_case

_SPAN = re.compile(r"(?P<sign>[+-]?)(?:(?P<hours>\d{1,2})h)?(?:(?P<minutes>\d{1,3})m)?")
_MOST = 14 * 3600
_DAY = click.DateTime(["%Y-%m-%d"])


class Span(click.ParamType[int]):
    """How far a clock is ahead: +1h, -7m, +1h30m; in seconds."""

    name = "span"

    def convert(self, value: Any, param: Any, ctx: Any) -> int:
        """Return the seconds, or fail with what is right."""
        found = _SPAN.fullmatch(str(value))
        seconds = 0
        if found:
            hours, minutes = int(found["hours"] or 0), int(found["minutes"] or 0)
            seconds = (hours * 60 + minutes) * 60 * (-1 if found["sign"] == "-" else 1)
        if not seconds or abs(seconds) > _MOST:
            self.fail(
                f"{value!r} is no span: write it like +1h, -7m or +1h30m, up to 14h", param, ctx
            )
        return seconds


def _options(command: Any) -> Any:
    for option in (
        click.option("--undo", is_flag=True, help="Take this decision back."),
        click.option("--by", metavar="NAME", help="Who decides (default: your user name)."),
        click.option("--why", metavar="TEXT", default="", help="The reason, kept with it."),
    ):
        command = option(command)
    return command


def _decide(
    settings: Settings, kind: str, names: tuple[str, ...], undo: bool, by: str | None, why: str,
    **others: Any,
) -> None:  # fmt: skip
    from moneygraph.report.terminal.status import print_decisions
    from moneygraph.report.values.status import status

    with opened_case(settings) as case:
        who = getpass.getuser() if by is None else by
        case.decide(kind, *names, undo=undo, who=who, why=why, **others)
        found = status(case.con, settings.lang)
    if settings.json:
        settings.print_json(found)
    else:
        print_decisions(settings.terminal(), settings.texts, found)


@click.command(cls=Command)
@click.argument("first", metavar="FILE:ROW")
@click.argument("second", metavar="FILE:ROW")
@_options
@click.pass_obj
def same(settings: Settings, first: str, second: str, undo: bool, by: str | None, why: str) -> None:
    """Decide that two rows are of one transfer, or that the second repeats the first.

    \b
    Example:
      moneygraph same halyk.csv:12 kaspi.xlsx:40 --why "letter of 3 March"
    """
    _decide(settings, "same", (first, second), undo, by, why)


@click.command("not-same", cls=Command)
@click.argument("first", metavar="FILE:ROW")
@click.argument("second", metavar="FILE:ROW")
@_options
@click.pass_obj
def not_same(
    settings: Settings, first: str, second: str, undo: bool, by: str | None, why: str
) -> None:
    """Decide that two rows are of two transfers.

    \b
    Example:
      moneygraph not-same halyk.csv:12 kaspi.xlsx:40
    """
    _decide(settings, "not-same", (first, second), undo, by, why)


@click.command(cls=Command)
@click.argument("first", metavar="FILE:ROW")
@click.argument("second", metavar="FILE:ROW")
@_options
@click.pass_obj
def undone(
    settings: Settings, first: str, second: str, undo: bool, by: str | None, why: str
) -> None:
    """Decide that the first row's payment was taken back by the second row: neither moves money.

    \b
    Example:
      moneygraph undone kaspi.xlsx:40 kaspi.xlsx:44
    """
    _decide(settings, "undone", (first, second), undo, by, why)


@click.command(cls=Command, context_settings={"ignore_unknown_options": True})
@click.argument("bank", metavar="BANK")
@click.argument("ahead", metavar="SPAN", type=Span())
@click.option(
    "--from", "first", metavar="DAY", type=click.DateTime(["%Y-%m-%d"]), help="From this day on."
)
@click.option(
    "--until", "last", metavar="DAY", type=click.DateTime(["%Y-%m-%d"]), help="Up to this day."
)
@_options
@click.pass_obj
def clock(
    settings: Settings, bank: str, ahead: int, first: datetime | None, last: datetime | None,
    undo: bool, by: str | None, why: str,
) -> None:  # fmt: skip
    """Decide how far a bank's clock is ahead of that of the case; it replaces what is learnt.

    \b
    Example:
      moneygraph clock 601 +1h --until 2024-02-29
    """
    days = (first.date() if first else None, last.date() if last else None)
    _decide(settings, "clock", (bank,), undo, by, why, seconds=ahead, days=days)
