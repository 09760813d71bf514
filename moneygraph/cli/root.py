"""The command `moneygraph` and what it does around every command of its own."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import click

from moneygraph.cli import (
    casework,
    catalogue,
    completion,
    decide,
    evaluate,
    export,
    find,
    letters,
    load,
    loaders,
    look,
    neo4j,
    report,
    serve,
    trace,
    watch,
)
from moneygraph.cli.command import Group, Settings
from moneygraph.cli.stopping import aborted, exit_code_of, told_apart, warnings_in
from moneygraph.cli.wording import language_in
from moneygraph.report.terminal.legible import errors_of
from moneygraph.report.text.catalogues import click_speaks

#: How many new objects Python lets pass before it looks for cycles among them. Answers are
#: hundreds of thousands of rows without any, and looking at each 700 costs more than making them.
_OBJECTS: Final = 100_000
#: All that a command writes is for its user alone.
_PRIVATE: Final = 0o077


class Root(Group):
    """Runs a command; whatever it raises becomes a message and an exit status."""

    def main(self, args: Sequence[str] | None = None, *more: Any, **extra: Any) -> Any:
        """Run the command line; near ones stand for characters that the terminal lacks."""
        for stream in (sys.stdout, sys.stderr):
            with suppress(AttributeError, LookupError, ValueError):
                stream.reconfigure(errors=errors_of(stream.encoding))  # type: ignore[union-attr]
        gc.set_threshold(_OBJECTS)
        os.umask(_PRIVATE)  # also for what the database spills, whenever that is
        words = sys.argv[1:] if args is None else args
        with click_speaks(Settings(requested_lang=language_in(words)).known_lang):
            return super().main(args, *more, **extra)

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Begin a call, with the language that it asks for."""
        settings = Settings(requested_lang=language_in(args))
        return super().make_context(info_name, args, parent, obj=settings, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was called."""
        settings = ctx.ensure_object(Settings)
        try:
            with warnings_in(settings), settings.bounds():
                result = super().invoke(ctx)
            sys.stdout.flush()
        except (click.ClickException, click.exceptions.Exit):
            raise
        except click.Abort:
            ctx.exit(aborted(settings.known_lang))
        except (Exception, KeyboardInterrupt) as raised:
            error = told_apart(raised, Path(settings.case))
            ctx.exit(exit_code_of(error, masked=settings.mask, lang=settings.known_lang))
        return result


@click.group(
    cls=Root, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.pass_context
def main(ctx: click.Context) -> None:
    """Follow stolen money through bank accounts.

    Load statement files of banks into a case, trace money from where it was taken to where
    it is now, and find those who passed it on. Without a COMMAND, what is known of the case is
    printed in one screen.

    \b
    moneygraph load exports/
    moneygraph find
    moneygraph trace KZ86125KZT5004100100 --since 2026-03-02
    """
    settings = ctx.ensure_object(Settings)
    if ctx.invoked_subcommand is None:
        look.show_overview(settings, ctx)


for _command in (
    load.load,
    watch.watch,
    look.status,
    trace.trace,
    find.find,
    evaluate.score,
    evaluate.learn,
    decide.same,
    decide.not_same,
    decide.undone,
    decide.clock,
    decide.frozen,
    casework.complaints,
    casework.freeze,
    casework.requests,
    casework.series,
    report.report,
    serve.serve,
    letters.letters,
    look.show,
    export.export,
    neo4j.neo4j,
    look.check,
    look.verify,
    catalogue.queries,
    catalogue.profiles,
    loaders.loaders,
    load.demo,
    completion.completion,
):
    main.add_command(_command)
