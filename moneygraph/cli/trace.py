"""`moneygraph trace`: where money went, or whose money it is."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from moneygraph.cli import completing
from moneygraph.cli.command import Command, Settings, manifest_option, record_call
from moneygraph.cli.progress import progress_of
from moneygraph.cli.stopping import opened_case
from moneygraph.store.message import Message
from moneygraph.store.schema import CURRENCIES, RULES

if TYPE_CHECKING:
    from moneygraph.api import Case
    from moneygraph.audit.report import ReportWritten
    from moneygraph.casework.trace import Numbers
    from moneygraph.flow.trails import RulesTrace, Trace
    from moneygraph.store.progress import Progress

_WORST = "loan-then-transfer"


@click.command(cls=Command)
@click.argument("starts", nargs=-1, metavar="START...", shell_complete=completing.accounts)
@click.option(
    "--rule",
    type=click.Choice((*RULES, "all")),
    default="lifo",
    show_default=True,
    help="How what came in pays for what goes out; all: side by side.",
)
@click.option("--complaints", is_flag=True, help="Start from what all complaints claim.")
@click.option(
    "--complaint",
    "numbers",
    metavar="N",
    multiple=True,
    shell_complete=completing.complaints,
    help="Start from a complaint.",
)
@click.option("--back", is_flag=True, help="Follow the money back to where it came from.")
@click.option("--since", metavar="TS", help="Start from transfers at or after this day or time.")
@click.option("--until", metavar="TS", help="Start from transfers up to this day or time.")
@click.option("--amount", metavar="A", help="Follow only the first of it, such as 150000 or 99.50.")
@click.option(
    "--currency",
    metavar="C",
    shell_complete=completing.words(*CURRENCIES),
    help="Start from transfers in this currency, such as KZT.",
)
@click.option("--worst", is_flag=True, help=f"Start from the best-scored {_WORST} finding.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    default=15,
    show_default=True,
    help="How many branches and ends are shown; the others are summed up.",
)
@click.option(
    "--picture",
    metavar="TARGET",
    shell_complete=completing.files,
    help="Draw the trail by layers, to TARGET.svg or TARGET.png.",
)
@click.option("--force", is_flag=True, help="Write over a picture that is there.")
@manifest_option
@click.pass_obj
def trace(
    settings: Settings,
    /,
    starts: tuple[str, ...],
    worst: bool,
    limit: int,
    picture: str | None,
    force: bool,
    manifest: str | None,
    **options: Any,
) -> None:
    """Follow money from START to where it is now; the ends add up to what was traced.

    START is an account's number, an owner's IIN or BIN, a transfer's id, or FILE:ROW. Of an
    account or owner, what left it for others is followed (with --back, what came to it).

    \b
    Examples:
      moneygraph trace 900101300123 --since 2026-03-02 --until 2026-03-03
      moneygraph trace KZ86125KZT5004100100 --back --amount 150000
      moneygraph trace --worst
      moneygraph trace --complaints --rule all
    """
    from moneygraph.flow.trails.names import days_of

    options["complaints"] = _claimed(options.pop("complaints"), options.pop("numbers"))
    _check_start(starts, worst, options["complaints"])
    if picture is not None:
        _check_picture(picture, options["rule"], force=force)
    with opened_case(settings, shared=True) as case, progress_of(case) as report_progress:
        if worst:
            starts, options = _worst(case, options)
        found = _followed(case, starts, options, report_progress)
        record_call(case, manifest, "trace", starts=starts, **options)
        days = None if _has_traced(found) else days_of(case.con, starts, back=options["back"])
        drawn = _draw(settings, case, picture, starts, options, force=force) if picture else None
    if worst:
        mask = "--mask " if settings.mask else ""
        click.echo(f"moneygraph trace {mask}{_as_typed(starts, options)}\n", err=settings.json)
    _print(settings, found, limit, drawn)
    if days is not None and not settings.json:
        first, last = days
        settings.terminal().paragraph(settings.texts("trace.days", first=first, last=last))


def _claimed(every: bool, numbers: tuple[str, ...]) -> Numbers | None:
    return "all" if every else list(numbers) or None


def _check_start(starts: tuple[str, ...], worst: bool, complaints: Numbers | None) -> None:
    from moneygraph.store.errors import CallError

    given = [bool(starts), worst, complaints is not None]
    if sum(given) != 1:
        raise CallError(
            Message("trace takes a START, --worst or complaints, not more")
            if any(given)
            else Message("trace takes a START, --worst or complaints"),
            Message("Name an account, an IIN or BIN or a transfer: moneygraph trace START..."),
        )


def _followed(
    case: Case, starts: tuple[str, ...], options: dict[str, Any], progress: Progress
) -> Trace | RulesTrace:
    if options["rule"] != "all":
        return case.trace(*starts, **options, progress=progress)
    if options["back"]:
        from moneygraph.store.errors import CallError

        raise CallError(
            Message("--rule all cannot trace money back"), Message("Choose --rule lifo or fifo.")
        )
    chosen = {name: value for name, value in options.items() if name not in ("rule", "back")}
    return case.trace_all(*starts, **chosen, progress=progress)


def _check_picture(target: str, rule: str, *, force: bool) -> None:
    """Raise `CallError`, before anything is followed, where no picture can be drawn."""
    from moneygraph.audit.report import check_report_target
    from moneygraph.casework.laid import check_layers

    check_layers(rule)
    check_report_target(Path(target), picture=True, force=force)


def _draw(
    settings: Settings,
    case: Case,
    target: str,
    starts: tuple[str, ...],
    options: dict[str, Any],
    *,
    force: bool,
) -> ReportWritten:
    from moneygraph.audit.report import write_trail
    from moneygraph.casework.trace import TraceOptions

    bounds = {name: value for name, value in options.items() if name != "rule"}
    asked = TraceOptions(starts, **bounds)
    rule, lang = options["rule"], settings.lang
    return write_trail(case, Path(target), asked, rule=rule, lang=lang, force=force)


def _has_traced(found: Trace | RulesTrace) -> bool:
    from moneygraph.flow.trails import RulesTrace

    traces = found.rules.values() if isinstance(found, RulesTrace) else [found]
    return any(trace.traced for trace in traces)


#: What is asked for next where some of the money has such an end.
_AFTER: Final = {"held": "freeze", "unseen": "requests"}


def _print(
    settings: Settings, found: Trace | RulesTrace, limit: int, drawn: ReportWritten | None
) -> None:
    from moneygraph.flow.trails import RulesTrace
    from moneygraph.report.terminal.rules import print_rules
    from moneygraph.report.terminal.trace import print_trace
    from moneygraph.report.values.trace import rules_json, trace_json

    if settings.json:
        values = rules_json(found) if isinstance(found, RulesTrace) else trace_json(found)
        settings.print_json(values | ({"picture": drawn.json} if drawn else {}))
    elif isinstance(found, RulesTrace):
        print_rules(settings.terminal(), settings.texts, found, limit)
        _print_next(settings, {bound.end for bound in found.bounds})
    else:
        print_trace(settings.terminal(), settings.texts, found, limit)
        if drawn:
            settings.terminal().line()
            settings.terminal().paragraph(drawn.says(settings.texts))
        if not found.back:
            _print_next(settings, {end.end for end in found.ends})


def _print_next(settings: Settings, ends: set[str]) -> None:
    """Print the commands that go on from where the money is."""
    if steps := [(name, name) for end, name in _AFTER.items() if end in ends]:
        settings.print_next(*steps)


def _worst(case: Case, options: dict[str, Any]) -> tuple[tuple[str, ...], dict[str, Any]]:
    """Return the owner of the best finding, and the time in which the money left."""
    from moneygraph.report.text.numbers import iso
    from moneygraph.store.errors import CallError

    rows = case.find(_WORST).rows
    if not rows:
        raise CallError(
            Message("{worst} finds nothing in this case", worst=_WORST),
            Message("Name a START instead."),
        )
    worst = max(rows, key=lambda row: (row["score"], row["moved_amount"]))
    span = {"since": iso(worst["first_ts"]), "until": iso(worst["last_ts"])}
    return (worst["owner"],), options | span


def _as_typed(starts: tuple[str, ...], options: dict[str, Any]) -> str:
    """Return the call as one would type it."""
    from moneygraph.store.printable import printable

    words = [shlex.quote(printable(start)) for start in starts]
    for name, value in options.items():
        if value is True:
            words.append(f"--{name}")
        elif value and (name, value) != ("rule", "lifo"):
            words += [f"--{name}", shlex.quote(str(value))]
    return " ".join(words)
