"""`moneygraph demo`: a made-up region to try everything on."""

from __future__ import annotations

from pathlib import Path

import click

from moneygraph.cli.progress import progress
from moneygraph.cli.settings import Settings
from moneygraph.cli.shared import Command


@click.command(cls=Command)
@click.argument("target", metavar="DIR")
@click.option(
    "--seed", type=int, default=1, show_default=True, help="Another seed, another region."
)
@click.option("--people", type=int, default=3000, show_default=True, help="How many live there.")
@click.option("--rings", type=int, help="Rings of droppers (default: one for about 330 people).")
@click.option("--days", type=int, default=30, show_default=True, help="How many days they live.")
@click.pass_obj
def demo(
    settings: Settings, target: str, seed: int, people: int, rings: int | None, days: int
) -> None:
    """Write a made-up region into DIR: exports of five banks, and the truth beside them.

    Wages, shops, loans, and scams that take the loans and the savings. The same seed and
    sizes give the same bytes.

    \b
    Example:
      moneygraph demo region --seed 7 --people 5000
    """
    from moneygraph.demo import write_demo
    from moneygraph.outputs.demo import demo_json, print_demo

    with progress() as tell:
        summary = write_demo(
            Path(target), seed=seed, people=people, rings=rings, days=days, progress=tell
        )
    if settings.json:
        settings.print_json(demo_json(summary))
    else:
        print_demo(settings.terminal(), settings.texts, summary, days)
