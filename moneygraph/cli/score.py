"""`moneygraph score`: how true findings are, by labels of one's own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from moneygraph.cli.find import check_params, split_words
from moneygraph.cli.progress import progress
from moneygraph.cli.settings import Settings
from moneygraph.cli.shared import Command
from moneygraph.cli.stopping import opened_case

if TYPE_CHECKING:
    from moneygraph.scoring import Scores


@click.command(
    cls=Command, context_settings={"ignore_unknown_options": True, "allow_extra_args": True}
)
@click.argument("labels")
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[QUERY...] [--KEY VALUE...]")
@click.option(
    "--of",
    type=click.Choice(["account", "owner", "transfer"]),
    help="Which column names what is labelled, where there are several.",
)
@click.option(
    "--label", metavar="COLUMN", default="label", show_default=True, help="The column of labels."
)
@click.option("--all-guilty", is_flag=True, help="No labels: all that LABELS lists is guilty.")
@click.option(
    "--unlabelled",
    type=click.Choice(["innocent", "ignore"]),
    help="How what has no label counts (default: ignore where innocent ones are labelled).",
)
@click.option(
    "--min-score",
    type=click.FloatRange(0, 1),
    help="Least score that is judged beside the curve (default: the query's own).",
)
@click.option("--picture", metavar="FILE", help="Write the curves to an SVG file too.")
@click.option("--force", is_flag=True, help="Write over the picture that is there.")
@click.pass_obj
def score(
    settings: Settings,
    labels: str,
    words: tuple[str, ...],
    of: str | None,
    label: str,
    all_guilty: bool,
    unlabelled: str | None,
    min_score: float | None,
    picture: str | None,
    force: bool,
) -> None:
    """Judge what queries find by LABELS: a CSV of accounts, owners or transfers.

    Its columns: `account`, `owner` or `transfer` (an id or FILE:ROW); `label` (1 or 0, or the
    pattern's name; empty is innocent); optionally `pattern` and `instance`. Without a QUERY,
    all that are about such things run.

    \b
    Examples:
      moneygraph score labels.csv
      moneygraph score labels.csv droppers --within 6h --picture curve.svg
      moneygraph score truth/droppers.csv droppers --of account --all-guilty
    """
    from moneygraph.finding import read_queries
    from moneygraph.outputs.score import score_json
    from moneygraph.outputs.score_print import print_scores

    names, given = split_words(words)
    queries = read_queries()
    check_params([queries[name] for name in names or queries if name in queries], given)
    if picture is not None:
        _check_target(Path(picture), force)
    with opened_case(settings.case) as case, progress() as tell:
        tell("finding all candidates")
        scores = case.score(
            labels,
            *names,
            of=of,
            label=label,
            all_guilty=all_guilty,
            unlabelled=unlabelled,
            min_score=min_score,
            **given,
        )
    if picture is not None:
        _write_picture(settings, scores, Path(picture))
    if settings.json:
        settings.print_json(score_json(scores))
    else:
        print_scores(settings.terminal(), settings.texts, scores)


def _check_target(path: Path, force: bool) -> None:
    from moneygraph.errors import CallError
    from moneygraph.printable import printable

    shown = printable(str(path))
    if not path.parent.is_dir():
        raise CallError(
            f"there is no folder {printable(str(path.parent))}", "Make it, or name another."
        )
    if path.is_dir():
        raise CallError(f"{shown} is a folder", "Name a file with --picture.")
    if os.path.lexists(path) and not force:
        raise CallError(f"{shown} is there already", "Name another, or say --force.")


def _write_picture(settings: Settings, scores: Scores, path: Path) -> None:
    from moneygraph.errors import CallError
    from moneygraph.outputs.private import write_whole
    from moneygraph.outputs.score_plot import picture
    from moneygraph.printable import printable

    try:
        write_whole(path, picture(settings.texts, scores))
    except OSError as error:
        raise CallError(
            f"the picture {printable(str(path))} cannot be written: {error.strerror}",
            "Name another file with --picture.",
        ) from error
