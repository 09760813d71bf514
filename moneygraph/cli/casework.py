"""`moneygraph complaints`, `freeze`, `requests` and `series`: the work on complaints of a case."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from moneygraph.cli import completing
from moneygraph.cli.command import Command, Settings, manifest_option, record_call
from moneygraph.cli.letters import letter_options, wanted_letters
from moneygraph.cli.progress import progress_of
from moneygraph.cli.stopping import opened_case
from moneygraph.store.message import Message
from moneygraph.store.schema import CURRENCIES, SHARING_RULES

_currency_option = click.option(
    "--currency",
    metavar="C",
    shell_complete=completing.words(*CURRENCIES),
    help="Only what was complained of in this currency.",
)


@click.command(cls=Command)
@manifest_option
@click.pass_obj
@click.pass_context
def complaints(ctx: click.Context, settings: Settings, manifest: str | None) -> None:
    """List the complaints, each with its transfer or why none is found.

    Complaints are loaded like statement files, from a file with the columns number, registered,
    victim, account, amount, ts. The exit status is 1 if any of them is not found.

    \b
    Example:
      moneygraph complaints
    """
    from moneygraph.report.terminal.casework import print_complaints
    from moneygraph.report.values.casework import complaints_json

    with opened_case(settings, shared=True) as case:
        found = case.complaints()
        record_call(case, manifest, "complaints", lang=settings.lang)
    if settings.json:
        settings.print_json(complaints_json(settings.texts, found))
    else:
        print_complaints(settings.terminal(), settings.texts, found)
    if found.missed:
        ctx.exit(1)


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
    metavar="N",
    help=f"How many accounts (default {_SHOWN}; all in JSON).",
)
@click.option(
    "--complaint",
    metavar="N",
    multiple=True,
    shell_complete=completing.complaints,
    help="Only this complaint; may be repeated.",
)
@_currency_option
@letter_options
@manifest_option
@click.pass_obj
def freeze(
    settings: Settings,
    /,
    rule: str,
    now: str | None,
    limit: int | None,
    complaint: tuple[str, ...],
    currency: str | None,
    manifest: str | None,
    **letter: Any,
) -> None:
    """List the accounts where stolen money still lies, and the bank to call for each.

    The largest amount comes first, then what came last. No more than the last balance that
    a statement gives is counted. Letters name all accounts, whatever --limit.

    \b
    Examples:
      moneygraph freeze
      moneygraph freeze --complaint 251900001 --now 2025-09-05T12:00
      moneygraph freeze --letters letters
    """
    from moneygraph.export.written import letters_json, print_letters
    from moneygraph.report.terminal.casework import print_freeze
    from moneygraph.report.values.casework import freeze_json

    wanted = wanted_letters(settings, "freeze", **letter)
    with opened_case(settings, shared=True) as case, progress_of(case) as report_progress:
        report_progress(Message("following the money"))
        options: dict[str, Any] = {"rule": rule, "complaints": list(complaint) or None, "now": now}
        options["currency"] = currency
        found = case.freeze(**options)
        record_call(case, manifest, "freeze", **options, limit=limit)
        made = wanted.write(case, found, report_progress, options["complaints"]) if wanted else None
    if settings.json:
        settings.print_json(freeze_json(found, limit) | letters_json(made))
    else:
        print_freeze(settings.terminal(), settings.texts, found, _SHOWN if limit is None else limit)
        print_letters(settings.terminal(), settings.texts, made)


@click.command(cls=Command)
@click.option(
    "--rule",
    type=click.Choice(SHARING_RULES),
    default="lifo",
    show_default=True,
    help="How what came in pays for what goes out.",
)
@click.option(
    "--write",
    metavar="DIR",
    shell_complete=completing.folders,
    help="Write each bank's request as plain text here.",
)
@_currency_option
@letter_options
@manifest_option
@click.pass_obj
def requests(
    settings: Settings,
    /,
    rule: str,
    write: str | None,
    currency: str | None,
    manifest: str | None,
    **letter: Any,
) -> None:
    """List the accounts at which trails go out of sight, and write the requests to banks.

    Without --letters, one short text a bank is printed, in the language of --lang. What a letter
    must have and nobody but you knows is left open in it: number, date, legal ground, signature.

    \b
    Examples:
      moneygraph requests --lang ru
      moneygraph requests --letters letters
    """
    from moneygraph.export.written import letters_json, print_letters
    from moneygraph.report.terminal.casework import print_requests
    from moneygraph.report.terminal.letters import letters, write_letters
    from moneygraph.report.values.casework import requests_json

    wanted = wanted_letters(settings, "requests", **letter)
    with opened_case(settings, shared=True) as case, progress_of(case) as report_progress:
        report_progress(Message("following the money"))
        found = case.requests(rule=rule, currency=currency)
        record_call(case, manifest, "requests", rule=rule, currency=currency)
        made = wanted.write(case, found, report_progress) if wanted else None
    written = write_letters(Path(write), letters(settings.texts, found)) if write else []
    if settings.json:
        settings.print_json(requests_json(found) | letters_json(made))
    else:
        are_written = write is not None or made is not None
        print_requests(settings.terminal(), settings.texts, found, written if are_written else None)
        print_letters(settings.terminal(), settings.texts, made)


@click.command(cls=Command)
@click.option(
    "--link-most",
    type=click.IntRange(min=2),
    metavar="N",
    default=20,
    show_default=True,
    help="A phone or device of more accounts than this is no bond.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    metavar="N",
    help=f"How many series (default {_SHOWN}; all in JSON).",
)
@_currency_option
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
    from moneygraph.report.terminal.casework import print_series
    from moneygraph.report.values.casework import series_json

    with opened_case(settings, shared=True) as case, progress_of(case) as report_progress:
        report_progress(Message("following the money"))
        found = case.series(link_most=link_most, currency=currency)
        options = {"link_most": link_most, "currency": currency, "limit": limit}
        record_call(case, manifest, "series", **options, lang=settings.lang)
    if settings.json:
        settings.print_json(series_json(settings.texts, found, limit))
    else:
        print_series(settings.terminal(), settings.texts, found, _SHOWN if limit is None else limit)
