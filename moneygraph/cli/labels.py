"""The options of commands that take a file of labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

_LABEL = click.option(
    "--label", metavar="COLUMN", default="label", show_default=True, help="The column of labels."
)
_ALL_GUILTY = click.option(
    "--all-guilty", is_flag=True, help="No labels: all that LABELS lists is guilty."
)
_UNLABELLED = click.option(
    "--unlabelled",
    type=click.Choice(["innocent", "ignore"]),
    help="How what has no label counts (default: ignore where innocent ones are labelled).",
)


def label_options(subjects: Sequence[str]) -> Callable[[Decorated], Decorated]:
    """Give a command the options that say how its LABELS are read, and of which subjects."""
    of = click.option(
        "--of",
        type=click.Choice(subjects),
        help="Which column names what is labelled, where there are several.",
    )
    return lambda command: of(_LABEL(_ALL_GUILTY(_UNLABELLED(command))))
