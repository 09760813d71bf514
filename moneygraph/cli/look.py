"""`status`, `show`, `check` and `verify`: what a case holds, and whether it and answers stand."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from moneygraph.cli import completing
from moneygraph.cli.command import Command, Settings
from moneygraph.cli.progress import progress
from moneygraph.cli.stopping import opened_case
from moneygraph.store.message import Message

if TYPE_CHECKING:
    from moneygraph.api import Case


@click.command(cls=Command)
@click.option("--rows", is_flag=True, help="List every row that was refused or has a warning.")
@click.option(
    "--one-sided",
    is_flag=True,
    help="List every transfer that one side alone reports though the other's statement is held.",
)
@click.option(
    "--accounts",
    is_flag=True,
    help="List every account of which a statement is held: days, gaps, whether it balances.",
)
@click.pass_obj
def status(settings: Settings, rows: bool, one_sided: bool, accounts: bool) -> None:
    """Show what is in the case: files, what they cover, sums, and what was refused and why.

    \b
    Example:
      moneygraph status --rows
    """
    from moneygraph.report.terminal.status import (
        print_one_sided,
        print_rows,
        print_statements,
        print_status,
    )

    with opened_case(settings, looks=True) as case:
        summary = case.status(settings.lang, one_sided=one_sided, accounts=accounts)
        listed = case.remarks(settings.lang) if rows else []
    if settings.json:
        settings.print_json(summary | {"rows": listed} if rows else summary)
        return
    if rows:
        print_rows(settings.terminal(), settings.texts, listed)
    if one_sided:
        print_one_sided(settings.terminal(), settings.texts, summary["one_sided_transfers"])
    if accounts:
        print_statements(settings.terminal(), settings.texts, summary["statements"])
    if not rows and not one_sided and not accounts:
        print_status(settings.terminal(), settings.texts, summary)


def show_overview(settings: Settings, ctx: click.Context) -> None:
    """Print what is known of the case in one screen; help where there is none."""
    from pathlib import Path

    from moneygraph.report.terminal.overview import print_overview

    if not settings.is_case_named and not Path(settings.case).exists():
        click.echo(ctx.get_help(), err=True)
        ctx.exit(2)
    with opened_case(settings, shared=True) as case:
        known = case.overview(settings.lang)
    if settings.json:
        settings.print_json(known)
    else:
        print_overview(settings.terminal(), settings.texts, known, settings.call)


_SHOWN = 20


@click.command(cls=Command)
@click.argument("what", shell_complete=completing.accounts)
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    metavar="N",
    help=f"How many rows of an account's statement (default {_SHOWN}; all in JSON).",
)
@click.option("--explain", is_flag=True, help="Give the findings it is in, with all reasons.")
@click.pass_obj
def show(settings: Settings, what: str, limit: int | None, explain: bool) -> None:
    """Show all that is held on a transfer, an account, an owner, or a row of a file.

    WHAT is a transfer's id, an account's number, an IIN or BIN, or FILE:ROW. For a transfer
    that is both sides as they are in the statement files, how they were found to be one, and which
    complaints' money it moved; for an account its statement with running balances, the stolen
    money on it, and what it shares with other accounts.

    \b
    Examples:
      moneygraph show 1205
      moneygraph show KZ86125KZT5004100100 --limit 100
      moneygraph show 880505400222 --explain
      moneygraph show kaspi.xlsx:311
    """
    from moneygraph.report.terminal.show import print_show

    most = _SHOWN if limit is None and not settings.json else limit
    with opened_case(settings, shared=True) as case:
        shown = case.show(what, limit=most, lang=settings.lang, explain=explain)
    if settings.json:
        settings.print_json(shown)
    else:
        print_show(settings.terminal(), settings.texts, shown)


@click.command(cls=Command)
@click.argument("path", metavar="[CASE]", required=False, shell_complete=completing.files)
@click.pass_context
@click.pass_obj
def check(settings: Settings, ctx: click.Context, path: str | None) -> None:
    """Check that a case file is whole, and tell what of a damaged one can still be read.

    Every row is read, and the tables are compared with each other: each row of a statement file
    ended once, the accounts and rows of every transfer are there, and no hop takes more than
    was there. Nothing is written. The exit status is 0 if the case is whole, else 1.

    \b
    Example:
      moneygraph check case.duckdb
    """
    if settings.mask:
        from moneygraph.store.errors import CallError

        raise CallError(
            Message("a check names statement files and cannot be masked"),
            Message("Leave out --mask."),
        )
    from moneygraph.report.terminal.check import print_check
    from moneygraph.report.values.check import check_json
    from moneygraph.store.check import check_case

    case = path or settings.case
    with progress() as report_progress:
        shown = check_json(check_case(case, report_progress))
    if settings.json:
        settings.print_json(shown)
    else:
        print_check(settings.terminal(), settings.texts, shown, case)
    if not shown["whole"]:
        ctx.exit(1)


@click.command(cls=Command)
@click.argument("file", metavar="FILE", shell_complete=completing.files)
@click.option(
    "--exports",
    "folders",
    multiple=True,
    metavar="DIR",
    shell_complete=completing.folders,
    help="Where to look for statement files that have moved; again for another.",
)
@click.pass_obj
@click.pass_context
def verify(ctx: click.Context, settings: Settings, file: str, folders: tuple[str, ...]) -> None:
    """Repeat the call that FILE records, on the same statement files, and compare the answers.

    FILE is what --manifest wrote, or a page that `report` wrote, which is then drawn anew and
    compared too. Statement files are known by their SHA-256, so they may have moved (--exports),
    also into an archive. The exit status is 0 if the answer is the same byte for byte, 1 if it is
    not or files are missing, 2 if FILE is no such record.

    \b
    Example:
      moneygraph verify trace.json --exports evidence/
    """
    if settings.mask:
        from moneygraph.store.errors import CallError

        raise CallError(
            Message("what differs in a record cannot be masked"), Message("Leave out --mask.")
        )
    from moneygraph.audit import read_manifest, verdict_json
    from moneygraph.audit import verify as verify_record
    from moneygraph.audit.report import page_state
    from moneygraph.report.terminal.verify import print_verdict

    record = read_manifest(file)

    def opening(path: Path) -> AbstractContextManager[Case]:
        return opened_case(replace(settings, case=str(path)), create=True)

    with progress() as report_progress:
        verdict = verify_record(record, folders, opening, report_progress, settings.data)
        if verdict.is_repeated and record.command == "report":
            verdict.page = page_state(Path(file))
    shown = verdict_json(verdict)
    if settings.json:
        settings.print_json(shown)
    else:
        print_verdict(settings.terminal(), settings.texts, shown)
    if not verdict.same:
        ctx.exit(1)
