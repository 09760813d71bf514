"""`moneygraph export`: writes a part of a case to a file for another tool."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from moneygraph.cli import completing
from moneygraph.cli.command import Command, Settings
from moneygraph.cli.progress import progress_of
from moneygraph.cli.stopping import opened_case
from moneygraph.export.formats import FORMATS
from moneygraph.store.message import Message
from moneygraph.store.schema import RULES

if TYPE_CHECKING:
    from moneygraph.export.formats.part import Choice

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--around",
        metavar="ACCOUNT",
        shell_complete=completing.accounts,
        help="What lies around an account or an owner's accounts.",
    ),
    click.option(
        "--hops",
        type=click.IntRange(min=0),
        metavar="N",
        default=1,
        show_default=True,
        help="How many transfers away --around goes.",
    ),
    click.option(
        "--finding",
        "findings",
        metavar="QUERY[:N]",
        shell_complete=completing.queries,
        multiple=True,
        help="What the findings of a query touch, or its Nth.",
    ),
    click.option(
        "--trace",
        "starts",
        metavar="START",
        multiple=True,
        shell_complete=completing.accounts,
        help="What a trace from START touches.",
    ),
    click.option("--complaints", is_flag=True, help="What the trace of all complaints touches."),
    click.option(
        "--rule",
        type=click.Choice(RULES),
        default="lifo",
        show_default=True,
        help="How the trace is followed.",
    ),
    click.option("--since", metavar="TS", help="Trace from transfers at or after this time."),
    click.option("--until", metavar="TS", help="Trace from transfers up to this time."),
    click.option("--back", is_flag=True, help="Trace the money back."),
)


def part_options(command: Decorated) -> Decorated:
    """Give a command the options; it gets the keywords that `choice_of` takes."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def choice_of(
    *,
    around: str | None,
    hops: int,
    findings: tuple[str, ...],
    starts: tuple[str, ...],
    complaints: bool,
    rule: str,
    since: str | None,
    until: str | None,
    back: bool,
) -> Choice:
    """Return what the options choose; raises `CallError` for such as do not go together."""
    from moneygraph.casework.trace import TraceOptions
    from moneygraph.export.formats.part import Choice
    from moneygraph.store.errors import CallError

    if starts and complaints:
        raise CallError(
            Message("--trace and --complaints are two traces"), Message("Choose one of them.")
        )
    if not starts and not complaints:
        if since or until or back:
            raise CallError(
                Message("--since, --until and --back say how money is traced"),
                Message("Say from where, with --trace or --complaints."),
            )
        return Choice(around, hops, findings)
    options = TraceOptions(starts, "all" if complaints else None, back, since, until)
    return Choice(around, hops, findings, options, rule)


@click.command(cls=Command)
@click.argument("target", metavar="TARGET", shell_complete=completing.files)
@click.option(
    "--format", "name", type=click.Choice(tuple(FORMATS)), required=True, help="What to write."
)
@part_options
@click.option("--force", is_flag=True, help="Write over files that are there.")
@click.pass_obj
def export(settings: Settings, /, target: str, name: str, force: bool, **options: Any) -> None:
    """Write the case, or a part of it, to a file (or folder) that another tool reads.

    Without a choice all of the case is written; what several choices give is taken together.
    TARGET is made private to you. docs/reference/formats.md describes each format.

    \b
    Examples:
      moneygraph export --format csv case.csv
      moneygraph export --format csv --around KZ86125KZT5004100100 near.csv
      moneygraph export --format csv --finding droppers:1 dropper.csv
      moneygraph export --format csv --complaints traced.csv
    """
    from moneygraph.export.formats import check_target
    from moneygraph.export.written import export_json, print_export

    choice = choice_of(**options)
    check_target(name, Path(target), force=force)
    with opened_case(settings, shared=True) as case, progress_of(case) as report_progress:
        done = case.export_part(
            name, target, choice, force=force, lang=settings.lang, progress=report_progress
        )
    if settings.json:
        settings.print_json(export_json(done))
    else:
        print_export(settings.terminal(), settings.texts, done)
