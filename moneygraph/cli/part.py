"""The options that choose a part of a case."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from moneygraph.schema import RULES

if TYPE_CHECKING:
    from moneygraph.formats.part import Choice

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--around", metavar="ACCOUNT", help="What lies around an account or an owner's accounts."
    ),
    click.option(
        "--hops",
        type=click.IntRange(min=0),
        default=1,
        show_default=True,
        help="How many transfers away --around goes.",
    ),
    click.option(
        "--finding",
        "findings",
        metavar="QUERY[:N]",
        multiple=True,
        help="What the findings of a query touch, or its Nth.",
    ),
    click.option(
        "--trace", "starts", metavar="START", multiple=True, help="What a trace from START touches."
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
    """Give a command the options; it gets the words that `choice_of` takes."""
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
    from moneygraph.errors import CallError
    from moneygraph.formats.part import Choice
    from moneygraph.tracing import Asked

    if starts and complaints:
        raise CallError("--trace and --complaints are two traces", "Choose one of them.")
    if not starts and not complaints:
        if since or until or back:
            raise CallError(
                "--since, --until and --back say how money is traced",
                "Say from where, with --trace or --complaints.",
            )
        return Choice(around, hops, findings)
    asked = Asked(starts, "all" if complaints else None, back, since, until)
    return Choice(around, hops, findings, asked, rule)
