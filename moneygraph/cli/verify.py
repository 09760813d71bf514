"""`moneygraph verify`: repeats a recorded call and compares."""

from __future__ import annotations

import click

from moneygraph.cli.progress import progress
from moneygraph.cli.settings import Settings
from moneygraph.cli.shared import Command
from moneygraph.cli.stopping import opened_case


@click.command(cls=Command)
@click.argument("file", metavar="FILE")
@click.option(
    "--exports",
    "folders",
    multiple=True,
    metavar="DIR",
    help="Where to look for exports that are not where they were; again for another.",
)
@click.pass_obj
@click.pass_context
def verify(ctx: click.Context, settings: Settings, file: str, folders: tuple[str, ...]) -> None:
    """Repeat the call that FILE records, on the same exports, and compare the answers.

    FILE is what --manifest wrote. Exports are known by their SHA-256, so they may have moved
    (--exports), also into an archive. The exit status is 0 if the answer is the same byte
    for byte, 1 if it is not or exports are missing, 2 if FILE is no such record.

    \b
    Example:
      moneygraph verify trace.json --exports evidence/
    """
    if settings.mask:
        from moneygraph.errors import CallError

        raise CallError("what differs in a record cannot be masked", "Leave out --mask.")
    from moneygraph.manifest import read_manifest, verdict_json
    from moneygraph.manifest import verify as verify_record
    from moneygraph.outputs.verify_print import print_verdict

    record = read_manifest(file)
    with progress() as tell:
        verdict = verify_record(
            record, folders, lambda path: opened_case(str(path), create=True), tell
        )
    shown = verdict_json(verdict)
    if settings.json:
        settings.print_json(shown)
    else:
        print_verdict(settings.terminal(), settings.texts, shown)
    if not verdict.same:
        ctx.exit(1)
