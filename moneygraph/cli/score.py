"""`moneygraph score`: how true findings are, by labels of one's own."""

from __future__ import annotations

from pathlib import Path

import click

from moneygraph.cli.find import check_params, split_words
from moneygraph.cli.labels import label_options
from moneygraph.cli.progress import progress
from moneygraph.cli.settings import Settings
from moneygraph.cli.shared import Command
from moneygraph.cli.stopping import opened_case


@click.command(
    cls=Command, context_settings={"ignore_unknown_options": True, "allow_extra_args": True}
)
@click.argument("labels")
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[QUERY...] [--KEY VALUE...]")
@label_options(["account", "owner", "transfer"])
@click.option(
    "--min-score",
    type=click.FloatRange(0, 1),
    help="Least score that is judged beside the curve (default: the query's own).",
)
@click.option(
    "--model",
    metavar="FILE",
    default="none",
    help="Judge this model in place of the query's score.",
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
    model: str,
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
    from moneygraph.outputs.private import check_new, write_new
    from moneygraph.outputs.score import score_json
    from moneygraph.outputs.score_plot import picture as draw
    from moneygraph.outputs.score_print import print_scores

    names, given = split_words(words)
    queries = read_queries()
    check_params([queries[name] for name in names or queries if name in queries], given)
    if picture is not None:
        check_new(Path(picture), "--picture", force=force)
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
            model=model,
            **given,
        )
    if picture is not None:
        write_new(Path(picture), draw(settings.texts, scores), "--picture")
    if settings.json:
        settings.print_json(score_json(scores))
    else:
        print_scores(settings.terminal(), settings.texts, scores)
