"""`moneygraph load`: exports into a case."""

from __future__ import annotations

import click

from moneygraph.cli.progress import progress
from moneygraph.cli.settings import Settings
from moneygraph.cli.shared import Command
from moneygraph.cli.stopping import opened_case


@click.command(cls=Command)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--loader", metavar="NAME", help="Read every file as this layout.")
@click.option(
    "--covers",
    metavar="WHAT",
    help="Of which accounts the files hold everything: all, none, bank:722, or account"
    " numbers with commas. Without it, that follows from the rows.",
)
@click.pass_obj
@click.pass_context
def load(
    ctx: click.Context,
    settings: Settings,
    paths: tuple[str, ...],
    loader: str | None,
    covers: str | None,
) -> None:
    """Load exports, complaints and links: files, folders, globs, .zip archives.

    The case is made if it is not there. A file that is refused does not stop the others;
    the exit status is then 1, as it is where a complaint finds no transfer. Loading the
    same files again changes nothing.

    \b
    Example:
      moneygraph load exports/ 'march/*.xlsx' --case robbery.duckdb
    """
    from moneygraph.outputs.complaints import missed_words
    from moneygraph.outputs.load import load_json, print_load, sections_by_sha256
    from moneygraph.outputs.masked_load import masked_report

    with (
        opened_case(settings.case, create=True, masked=False) as case,
        progress(quiet=settings.mask) as tell,
    ):
        report = case.load(*paths, loader=loader, covers=covers, progress=tell)
    with opened_case(settings.case, read_only=True) as case:
        if settings.mask:
            report = masked_report(case.con, report)
        missed = case.complaints([file.sha256 for file in report.files if file.sha256]).missed
        if settings.json:
            settings.print_json(load_json(report))
        else:
            sections = sections_by_sha256(case.con)
            print_load(settings.terminal(), settings.texts, report, sections)
    for row in missed:
        click.echo(missed_words(settings.texts, row), err=True)
    if report.refused_anything or missed:
        ctx.exit(1)
