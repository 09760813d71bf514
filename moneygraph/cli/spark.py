"""`moneygraph find --engine spark`: the queries on a cluster, without a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from moneygraph.cli import completing
from moneygraph.cli.command import Settings
from moneygraph.store.errors import CallError
from moneygraph.store.message import Message

if TYPE_CHECKING:
    from moneygraph.detect.find import FindOptions
    from moneygraph.detect.queries import Findings
    from moneygraph.spark.cluster import Cluster

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def spark_options(command: Decorated) -> Decorated:
    """Give a command the options of --engine spark."""
    for option in (
        click.option(
            "--into",
            metavar="FILE",
            shell_complete=completing.files,
            help="With Spark: make a case of all that the findings touch.",
        ),
        click.option(
            "--out",
            metavar="FOLDER",
            shell_complete=completing.folders,
            help="With Spark: write the findings into this folder, as Parquet.",
        ),
        click.option(
            "--from",
            "source",
            metavar="PATH",
            shell_complete=completing.files,
            help="With Spark: the transfers, a folder of Parquet or a table of its catalogue.",
        ),
        click.option(
            "--master",
            metavar="URL",
            help="With Spark: local[2], spark://HOST:7077, sc://HOST or another master.",
        ),
    ):
        command = option(command)
    return command


def check_spark_options(engine: str, **given: str | None) -> None:
    """Refuse options of --engine spark without it, and it without what it needs."""
    if engine != "spark":
        named = [f"--{name}" for name, value in given.items() if value is not None]
        if named:
            raise CallError(
                Message("{option} is for Spark", option=named[0]),
                Message("Say --engine spark too."),
            )
        return
    for name, remedy in (
        (
            "master",
            Message("Say --master local[2] for this machine, spark://HOST:7077 for a cluster."),
        ),
        ("from", Message("Say --from with a folder of Parquet files or a table of Spark.")),
    ):
        if given[name] is None:
            raise CallError(Message("--engine spark needs --{option}", option=name), remedy)
    for name in ("out", "into"):
        where = given[name]
        if where is not None and not Path(where).absolute().parent.is_dir():
            raise CallError(
                Message("there is no folder {parent}", parent=str(Path(where).parent)),
                Message("Make it, or name another."),
            )
    if given["into"] is not None and Path(given["into"]).exists():
        raise CallError(
            Message("{file} is there already", file=given["into"]),
            Message("Name another case with --into."),
        )


def find_on_spark(
    settings: Settings,
    options: Mapping[str, FindOptions],
    shown: int,
    *,
    master: str,
    source: str,
    out: str | None,
    into: str | None,
    explain: bool,
) -> None:
    """Run queries on a cluster, print what they find, and keep it where that is asked."""
    from moneygraph.report.terminal.findings import print_findings
    from moneygraph.report.values.findings import findings_json
    from moneygraph.spark import connected

    if settings.mask:
        raise CallError(
            Message("Spark answers with the names and numbers that it reads; it cannot mask them"),
            Message("Leave out --mask, or find in a case."),
        )
    with connected(master, source, settings.data) as engine:
        from moneygraph.spark.found import write_findings
        from moneygraph.spark.local import part_of

        found = {name: engine.find(one) for name, one in options.items()}
        if out is not None:
            write_findings(found, Path(out))
        if into is not None:
            _keep_as_case(settings, engine.cluster, found, Path(into))
        if settings.json:
            settings.print_json(findings_json(found, settings.texts, explain=explain))
            return
        with part_of(account=engine.names(found)) as part:
            print_findings(
                settings.terminal(), settings.texts, found, part.con, shown, explain=explain
            )


def _keep_as_case(
    settings: Settings, cluster: Cluster, found: Mapping[str, Findings], case: Path
) -> None:
    """Make a case of what findings touch: everything of those accounts, loaded as ever."""
    from moneygraph.api import open_case
    from moneygraph.spark.found import write_touched
    from moneygraph.store.sandbox import private_folder

    with private_folder(None, "moneygraph-into-") as folder:
        rows = folder / "from-spark.csv"
        known = write_touched(cluster, found, rows)
        with open_case(case, create=True, folder=settings.folder) as made:
            made.load(rows, covers=",".join(known) or "none")
