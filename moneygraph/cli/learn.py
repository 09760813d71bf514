"""`moneygraph learn`: learns from labels of closed cases whom to look at."""

from __future__ import annotations

import click

from moneygraph.cli.labels import label_options
from moneygraph.cli.progress import progress
from moneygraph.cli.settings import Settings
from moneygraph.cli.shared import Command
from moneygraph.cli.stopping import opened_case


@click.command(cls=Command)
@click.argument("labels")
@label_options(["account", "owner"])
@click.option(
    "--until",
    metavar="TIME",
    help="Learn up to this time or day, judge by what is later (default: 60% of the guilty).",
)
@click.option("--out", metavar="FILE", help="Keep the model in this file, not in the case.")
@click.option("--force", is_flag=True, help="Write over the file that is there.")
@click.pass_obj
def learn(
    settings: Settings,
    labels: str,
    of: str | None,
    label: str,
    all_guilty: bool,
    unlabelled: str | None,
    until: str | None,
    out: str | None,
    force: bool,
) -> None:
    """Learn from LABELS of your closed cases which accounts pass money on.

    LABELS is a CSV as for `moneygraph score`, of accounts or owners. What is learnt from
    earlier transfers is judged on later ones, of other people; then it is learnt from all
    and kept in the case, where `moneygraph find droppers` uses it.

    \b
    Examples:
      moneygraph learn labels.csv
      moneygraph learn labels.csv --until 2026-03-31 --out model.json
      moneygraph learn truth/droppers.csv --of account --all-guilty
    """
    from moneygraph.outputs.learn import learnt_json
    from moneygraph.outputs.learn_print import print_learnt

    with opened_case(settings.case) as case, progress() as tell:
        tell("learning")
        learnt = case.learn(
            labels,
            of=of,
            label=label,
            all_guilty=all_guilty,
            unlabelled=unlabelled,
            until=until,
            out=out,
            force=force,
        )
    if settings.json:
        settings.print_json(learnt_json(learnt, out))
    else:
        print_learnt(settings.terminal(), settings.texts, learnt, out)
