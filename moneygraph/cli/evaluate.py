"""`moneygraph score` and `learn`: evaluate findings by a file of labels, and learn from one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from moneygraph.cli import completing
from moneygraph.cli.command import Command, Settings
from moneygraph.cli.find import QueryCommand, check_params, split_words
from moneygraph.cli.progress import progress_of
from moneygraph.cli.stopping import opened_case
from moneygraph.store.message import Message

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

_LABEL = click.option(
    "--label", metavar="COLUMN", default="label", show_default=True, help="The column of labels."
)
_ALL_POSITIVE = click.option(
    "--all-positive", is_flag=True, help="No labels: all that LABELS lists is positive."
)
_UNLABELLED = click.option(
    "--unlabelled",
    type=click.Choice(["negative", "ignore"]),
    help="How what has no label counts (default: ignore where negatives are labelled).",
)


def label_options(subjects: Sequence[str]) -> Callable[[Decorated], Decorated]:
    """Give a command the options for reading its LABELS, and of which subjects."""
    of = click.option(
        "--of",
        type=click.Choice(subjects),
        help="Which column names what is labelled, where there are several.",
    )
    return lambda command: of(_LABEL(_ALL_POSITIVE(_UNLABELLED(command))))


@click.command(
    cls=QueryCommand, context_settings={"ignore_unknown_options": True, "allow_extra_args": True}
)
@click.argument("labels", shell_complete=completing.files)
@click.argument(
    "words",
    nargs=-1,
    type=click.UNPROCESSED,
    metavar="[QUERY...] [--KEY VALUE...]",
    shell_complete=completing.queries_and_values,
)
@label_options(["account", "owner", "transfer"])
@click.option(
    "--min-score",
    type=click.FloatRange(0, 1),
    metavar="X",
    help="Least score that is judged beside the curve (default: the query's own).",
)
@click.option(
    "--model",
    metavar="FILE",
    shell_complete=completing.files,
    default="none",
    help="Judge this model in place of the query's score.",
)
@click.option(
    "--picture",
    metavar="FILE",
    shell_complete=completing.files,
    help="Write the curves to an SVG file too.",
)
@click.option("--force", is_flag=True, help="Write over the picture that is there.")
@click.pass_obj
def score(
    settings: Settings,
    labels: str,
    words: tuple[str, ...],
    of: str | None,
    label: str,
    all_positive: bool,
    unlabelled: str | None,
    min_score: float | None,
    model: str,
    picture: str | None,
    force: bool,
) -> None:
    """Judge what queries find by LABELS: a CSV of accounts, owners or transfers.

    Its columns: `account`, `owner` or `transfer` (an id or FILE:ROW); `label` (1 or 0, or the
    pattern's name; empty is negative); optionally `pattern` and `instance`. Without a QUERY,
    all that are about such things run.

    \b
    Examples:
      moneygraph score labels.csv
      moneygraph score labels.csv droppers --within 6h --picture curve.svg
      moneygraph score truth/droppers.csv droppers --of account --all-positive
    """
    from moneygraph.detect.queries import read_queries
    from moneygraph.report.terminal.evaluation import print_evaluation
    from moneygraph.report.terminal.plot import picture as draw
    from moneygraph.report.values.evaluation import evaluation_json
    from moneygraph.store.private import check_new, write_new

    names, given = split_words(words)
    queries = read_queries(settings.data)
    check_params([queries[name] for name in names or queries if name in queries], given)
    if picture is not None:
        check_new(Path(picture), "--picture", force=force)
    with opened_case(settings, shared=True) as case, progress_of(case) as report_progress:
        report_progress(Message("finding all candidates"))
        scores = case.score(
            labels,
            *names,
            of=of,
            label=label,
            all_positive=all_positive,
            unlabelled=unlabelled,
            min_score=min_score,
            model=model,
            **given,
        )
    if picture is not None:
        write_new(Path(picture), draw(settings.texts, scores), "--picture")
    if settings.json:
        settings.print_json(evaluation_json(scores))
    else:
        print_evaluation(settings.terminal(), settings.texts, scores)


@click.command(cls=Command)
@click.argument("labels", shell_complete=completing.files)
@label_options(["account", "owner", "transfer"])
@click.option(
    "--until",
    metavar="TIME",
    help="Learn up to this time or day, judge by what is later (default: 60% of the positives).",
)
@click.option(
    "--out",
    metavar="FILE",
    shell_complete=completing.files,
    help="Keep the model in this file, not in the case.",
)
@click.option("--force", is_flag=True, help="Write over the file that is there.")
@click.pass_obj
def learn(
    settings: Settings,
    labels: str,
    of: str | None,
    label: str,
    all_positive: bool,
    unlabelled: str | None,
    until: str | None,
    out: str | None,
    force: bool,
) -> None:
    """Learn from LABELS of your closed cases which accounts pass money on, or which transfers do.

    LABELS is a CSV as for `moneygraph score`, of accounts or owners, or of transfers. What is
    learnt from earlier transfers is judged on later ones, of other people; then it is learnt
    from all and kept in the case, where `moneygraph find droppers` uses it, or
    `moneygraph find suspicious-transfers` where it is of transfers.

    \b
    Examples:
      moneygraph learn labels.csv
      moneygraph learn labels.csv --until 2026-03-31 --out model.json
      moneygraph learn truth/droppers.csv --of account --all-positive
      moneygraph learn stolen.csv --of transfer --all-positive --out model.json
    """
    from moneygraph.report.terminal.evaluation import print_learnt
    from moneygraph.report.values.evaluation import learnt_json

    shared = out is not None  # else what is learnt is kept in the case
    with opened_case(settings, shared=shared) as case, progress_of(case) as report_progress:
        report_progress(Message("learning"))
        learnt = case.learn(
            labels,
            of=of,
            label=label,
            all_positive=all_positive,
            unlabelled=unlabelled,
            until=until,
            out=out,
            force=force,
        )
    if settings.json:
        settings.print_json(learnt_json(learnt, out))
    else:
        print_learnt(settings.terminal(), settings.texts, learnt, out)
