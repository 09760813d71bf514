"""`moneygraph export`: a part of a case as a file for another tool."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from moneygraph.cli.part import choice_of, part_options
from moneygraph.cli.progress import progress
from moneygraph.cli.settings import Settings
from moneygraph.cli.shared import Command
from moneygraph.cli.stopping import opened_case
from moneygraph.formats import FORMATS


@click.command(cls=Command)
@click.argument("target", metavar="TARGET")
@click.option(
    "--format", "name", type=click.Choice(tuple(FORMATS)), required=True, help="What to write."
)
@part_options
@click.option("--force", is_flag=True, help="Write over files that are there.")
@click.pass_obj
def export(settings: Settings, /, target: str, name: str, force: bool, **options: Any) -> None:
    """Write the case, or a part of it, to a file (or folder) that another tool reads.

    Without a choice all of the case is written; what several choices give is taken together.
    TARGET is made private to you. docs/formats.md says what each format holds.

    \b
    Examples:
      moneygraph export --format csv case.csv
      moneygraph export --format csv --around KZ86125KZT5004100100 near.csv
      moneygraph export --format csv --finding droppers:1 dropper.csv
      moneygraph export --format csv --complaints traced.csv
    """
    from moneygraph.formats import check_target, export
    from moneygraph.formats.part import choose
    from moneygraph.formats.told import export_json, print_export

    choice = choice_of(**options)
    check_target(name, Path(target), force=force)
    with opened_case(settings.case) as case, progress() as tell:
        tell("choosing")
        part = choose(case, choice)
        tell("writing")
        done = export(case, part, name, Path(target), force=force, lang=settings.lang)
    if settings.json:
        settings.print_json(export_json(done))
    else:
        print_export(settings.terminal(), settings.texts, done)
