"""`moneygraph report`: one page on a case, complaints, a series, an account or an owner."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from moneygraph.cli import completing
from moneygraph.cli.command import Command, Settings
from moneygraph.cli.progress import progress_of
from moneygraph.cli.stopping import opened_case
from moneygraph.report.pages import PICTURES
from moneygraph.store.message import Message
from moneygraph.store.schema import CURRENCIES, HOP_RULES

if TYPE_CHECKING:
    from moneygraph.api import Case
    from moneygraph.audit.report import ReportWritten


@click.command(cls=Command)
@click.argument("target", metavar="TARGET", shell_complete=completing.files)
@click.option(
    "--complaint",
    "complaints",
    metavar="N",
    multiple=True,
    shell_complete=completing.complaints,
    help="On a complaint.",
)
@click.option(
    "--series", metavar="N", type=click.IntRange(min=1), help="On a series, by its place."
)
@click.option(
    "--account", metavar="A", shell_complete=completing.accounts, help="On an account: a dossier."
)
@click.option(
    "--owner",
    metavar="IIN",
    shell_complete=completing.accounts,
    help="On all accounts of an owner, by IIN or BIN.",
)
@click.option(
    "--rule",
    type=click.Choice(HOP_RULES),
    default="lifo",
    show_default=True,
    help="How what came in pays for what goes out.",
)
@click.option(
    "--currency",
    metavar="C",
    shell_complete=completing.words(*CURRENCIES),
    help="Only money in this currency, such as KZT.",
)
@click.option(
    "--picture",
    type=click.Choice(PICTURES),
    help="Write one picture, to TARGET.svg or TARGET.png.",
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.pass_obj
def report(
    settings: Settings,
    /,
    target: str,
    complaints: tuple[str, ...],
    series: int | None,
    account: str | None,
    owner: str | None,
    rule: str,
    currency: str | None,
    picture: str | None,
    force: bool,
) -> None:
    """Write a report on the case, or on a part of it, as one page that any browser opens.

    The page needs no network and no other file. It holds the record of its call: `moneygraph
    verify TARGET.html` repeats that. Amounts follow the rule of the report; where other rules say
    otherwise, the page says so.

    \b
    Examples:
      moneygraph report case.html
      moneygraph report --complaint 251900001 complaint.html
      moneygraph report --account KZ86125KZT5004100100 dossier.html
      moneygraph report --series 1 --picture trail slide.svg
    """
    from moneygraph.audit.report import check_report_target

    kind, names = _scope(complaints, series, account, owner)
    path = Path(target)
    check_report_target(path, picture=picture is not None, force=force)
    parameters = {"kind": kind, "names": names, "rule": rule, "currency": currency}
    with opened_case(settings, shared=True) as case, progress_of(case) as report_progress:
        report_progress(Message("following the money"))
        done = _write(case, path, picture, parameters | {"lang": settings.lang}, force=force)
    if settings.json:
        about = {key: done.result[key] for key in ("title", "sentences")}
        settings.print_json(done.json | about)
        return
    _print(settings, done)
    if picture is None and not settings.mask:
        settings.print_next((f"verify {shlex.quote(target)}", "verify"))


def _print(settings: Settings, done: ReportWritten) -> None:
    terminal = settings.terminal()
    terminal.paragraph(done.result["title"], "bold")
    for sentence in done.result["sentences"]:
        terminal.paragraph(sentence, hang=2)
    terminal.line()
    terminal.paragraph(done.says(settings.texts))


def _scope(
    complaints: tuple[str, ...], series: int | None, account: str | None, owner: str | None
) -> tuple[str, list[str]]:
    """Return the kind and names of a report's scope; raises `CallError` where it is several."""
    chosen: dict[str, list[str]] = {
        "complaints": list(complaints),
        "series": [] if series is None else [str(series)],
        "account": [] if account is None else [account],
        "owner": [] if owner is None else [owner],
    }
    given = [(kind, names) for kind, names in chosen.items() if names]
    if len(given) > 1:
        from moneygraph.store.errors import CallError

        raise CallError(
            Message("a report is on one thing: {names}", names=[kind for kind, _ in given]),
            Message("Give one of --complaint, --series, --account and --owner."),
        )
    return given[0] if given else ("case", [])


def _write(
    case: Case, path: Path, picture: str | None, parameters: dict[str, Any], *, force: bool
) -> ReportWritten:
    from moneygraph.audit.report import write_picture, write_report

    if picture is not None:
        return write_picture(case, path, picture, parameters, force=force)
    return write_report(case, path, parameters, force=force)
