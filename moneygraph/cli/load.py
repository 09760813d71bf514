"""`moneygraph load`: statement files into a case; `moneygraph demo`: a made-up region."""

from __future__ import annotations

from pathlib import Path

import click

from moneygraph.cli import completing
from moneygraph.cli.command import Command, Settings
from moneygraph.cli.progress import progress
from moneygraph.cli.stopping import opened_case


@click.command(cls=Command)
@click.argument(
    "paths", nargs=-1, required=True, metavar="PATH...", shell_complete=completing.files
)
@click.option(
    "--loader",
    metavar="NAME",
    shell_complete=completing.data_names("loaders", ".toml"),
    help="Read every file with this loader.",
)
@click.option(
    "--covers",
    metavar="WHAT",
    shell_complete=completing.words("all", "none"),
    help="Of which accounts the files hold everything: all, none, bank:722, or account"
    " numbers with commas. Without it, that follows from the rows.",
)
@click.option(
    "--account",
    metavar="NUMBER",
    shell_complete=completing.accounts,
    help="Whose the statements are that do not say so in a column, a line above, or a name.",
)
@click.option(
    "--password-file",
    metavar="FILE",
    shell_complete=completing.files,
    help="A file with the passwords of locked files, one a line; each is tried in turn.",
)
@click.pass_obj
@click.pass_context
def load(
    ctx: click.Context,
    settings: Settings,
    paths: tuple[str, ...],
    loader: str | None,
    covers: str | None,
    account: str | None,
    password_file: str | None,
) -> None:
    """Load statement files, complaints and links: files, folders, globs, archives, messages.

    The case is made if it is not there. A file that is refused does not stop the others;
    the exit status is then 1, as it is where a complaint finds no transfer, or something in
    a folder or an archive is passed over. Loading the same files again changes nothing.

    \b
    Example:
      moneygraph load exports/ 'march/*.xlsx' --case robbery.duckdb
    """
    from moneygraph.ingest.readers.passwords import read_passwords
    from moneygraph.report.terminal.load import print_load
    from moneygraph.report.values.casework import missed_words
    from moneygraph.report.values.load import load_json, masked_report, sections_by_sha256

    passwords = read_passwords(password_file) if password_file else []
    with (
        opened_case(settings, create=True, masked=False) as case,
        progress(quiet=settings.mask) as report_progress,
    ):
        report = case.load(
            *paths,
            loader=loader,
            covers=covers,
            account=account,
            passwords=passwords,
            progress=report_progress,
        )
    if not Path(settings.case).exists():  # nothing could be loaded into a new one
        report = masked_report(None, report) if settings.mask else report
        if settings.json:
            settings.print_json(load_json(report))
        else:
            print_load(settings.terminal(), settings.texts, report, {}, has_case=False)
        ctx.exit(1)
    with opened_case(settings, looks=True) as case:
        if settings.mask:
            report = masked_report(case.con, report)
        complaints = case.complaints([file.sha256 for file in report.files if file.sha256])
        if settings.json:
            settings.print_json(load_json(report))
        else:
            sections = sections_by_sha256(case.con)
            print_load(settings.terminal(), settings.texts, report, sections)
            settings.print_next(("", "overview"), ("find", "find"))
    if report.one_sided:
        click.echo(settings.texts("status.one_sided", n=report.one_sided), err=True)
    for row in (*complaints.undone, *complaints.missed):
        click.echo(missed_words(settings.texts, row), err=True)
    if report.refused_anything or complaints.missed:
        ctx.exit(1)


@click.command(cls=Command)
@click.argument("target", metavar="DIR", shell_complete=completing.folders)
@click.option(
    "--seed",
    type=int,
    metavar="N",
    default=1,
    show_default=True,
    help="Another seed, another region.",
)
@click.option(
    "--people", type=int, metavar="N", default=3000, show_default=True, help="How many live there."
)
@click.option(
    "--rings", type=int, metavar="N", help="Rings of droppers (default: one for about 330 people)."
)
@click.option(
    "--days", type=int, metavar="N", default=30, show_default=True, help="How many days they live."
)
@click.option(
    "--messy/--tidy",
    default=True,
    show_default=True,
    help="As messy as real banks: wrong clocks, fees, stornos, copies and more, or tidy.",
)
@click.option(
    "--mess",
    multiple=True,
    metavar="KIND",
    shell_complete=completing.mess,
    help="Only this kind of mess; repeatable.",
)
@click.option(
    "--form",
    metavar="FORM",
    shell_complete=completing.forms,
    help="Write all statement files in one form, tidy:"
    " canonical, statutory-ru, ods, camt and others.",
)
@click.pass_obj
def demo(
    settings: Settings,
    target: str,
    seed: int,
    people: int,
    rings: int | None,
    days: int,
    messy: bool,
    mess: tuple[str, ...],
    form: str | None,
) -> None:
    """Write a made-up region into DIR: statement files of five banks, and the truth.

    Wages, shops, loans, and scams that take the loans and the savings. The same seed and
    sizes give the same bytes.

    \b
    Example:
      moneygraph demo region --seed 7 --people 5000
    """
    from moneygraph.demo import KINDS, write_demo
    from moneygraph.report.terminal.demo import demo_json, print_demo

    with progress() as report_progress:
        summary = write_demo(
            Path(target),
            seed=seed,
            people=people,
            rings=rings,
            days=days,
            mess=mess or (KINDS if messy and not form else ()),
            form=form or "",
            progress=report_progress,
        )
    if settings.json:
        settings.print_json(demo_json(summary))
    else:
        print_demo(settings.terminal(), settings.texts, summary, days)
