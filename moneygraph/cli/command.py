"""Options of every command, before its name or after it, and --manifest for repeatable answers."""

from __future__ import annotations

import os
import sys
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from moneygraph.cli import completing
from moneygraph.cli.wording import Formatter, short_help
from moneygraph.report.text.catalogues import by_english
from moneygraph.report.text.texts import LANGUAGES, default_language
from moneygraph.store.errors import CallError
from moneygraph.store.message import Message
from moneygraph.store.version import __version__

if TYPE_CHECKING:
    from moneygraph.api import Case
    from moneygraph.report.terminal.terminal import Terminal
    from moneygraph.report.text.texts import Texts
    from moneygraph.store.data import DataFiles

DEFAULT_CASE = "case.duckdb"


@dataclass
class Settings:
    """The options that every command takes; given anywhere in the call."""

    case: str = field(default_factory=lambda: os.environ.get("MONEYGRAPH_CASE") or DEFAULT_CASE)
    json: bool = False
    mask: bool = False
    folder: str | None = field(default_factory=lambda: os.environ.get("MONEYGRAPH_FOLDER"))
    requested_lang: str | None = None
    memory: str | None = None
    threads: int | None = None

    def bounds(self) -> AbstractContextManager[None]:
        """Bound memory and threads as the call asks for."""
        from moneygraph.store.resources import bounded

        return bounded(memory=self.memory, threads=self.threads)

    @property
    def is_case_named(self) -> bool:
        """Whether the call names its case with --case."""
        return self.case != (os.environ.get("MONEYGRAPH_CASE") or DEFAULT_CASE)

    @property
    def call(self) -> str:
        """How moneygraph is called on this case: ``moneygraph --case FILE`` where it was named."""
        from shlex import quote

        from moneygraph.store.printable import safe

        case = "FILE" if self.mask else quote(safe(self.case))
        named = [f"--case {case}"] if self.is_case_named else []
        if self.folder and self.folder != os.environ.get("MONEYGRAPH_FOLDER"):
            named.append(f"--folder {quote(safe(self.folder))}")
        return " ".join(["moneygraph", *named, *(["--mask"] if self.mask else [])])

    def print_next(self, *steps: tuple[str, str]) -> None:
        """Print what to go on with: commands, each with the key of what it does."""
        from moneygraph.report.terminal.overview import print_next

        print_next(self.terminal(), self.texts, self.call, steps)

    @property
    def lang(self) -> str:
        """The language of --lang, else that of the environment."""
        return self.requested_lang or default_language()

    @property
    def known_lang(self) -> str:
        """The language; English where the environment names one that there is not."""
        try:
            return self.lang
        except CallError:
            return "en"

    @property
    def data(self) -> DataFiles:
        """Our data files, with those of the folder named."""
        from moneygraph.store.data import DataFiles

        return DataFiles.beside(self.folder)

    @property
    def texts(self) -> Texts:
        """The labels of the language."""
        from moneygraph.report.text.texts import texts_of

        return texts_of(self.lang, self.data)

    def terminal(self) -> Terminal:
        """Return standard output as a terminal."""
        from moneygraph.report.terminal.terminal import Terminal

        return Terminal(sys.stdout)

    def print_json(self, data: Any) -> None:
        """Write plain values to standard output as JSON, in UTF-8 whatever the terminal's."""
        from moneygraph.report.values.json import json_pieces

        sys.stdout.flush()
        sys.stdout.buffer.writelines(json_pieces(data))
        sys.stdout.buffer.write(b"\n")


def current_language() -> str:
    """Return the language of the call that runs, English outside of one."""
    context = click.get_current_context(silent=True)
    settings = context.find_object(Settings) if context else None
    return settings.known_lang if settings else "en"


class Context(click.Context):
    """The context of a command, whose help is in the language of the call."""

    def make_formatter(self) -> click.HelpFormatter:
        """Return what writes help and lines of usage."""
        lang = self.ensure_object(Settings).known_lang
        if lang == "en":
            return super().make_formatter()
        made = Formatter(width=self.terminal_width, max_width=self.max_content_width)
        made.lang = lang
        return made


SHARED = (
    *("case", "json", "mask", "folder", "requested_lang", "memory", "threads", "version", "help"),
)


def _keep(context: click.Context, param: click.Parameter, value: Any) -> None:
    if value is not None and value is not False:
        setattr(context.ensure_object(Settings), str(param.name), value)


def _version(context: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        click.echo(f"moneygraph {__version__}")
        context.exit()


def shared_options() -> list[click.Parameter]:
    """Return the options, each setting its part of `Settings` and passing nothing on."""
    return [
        click.Option(
            ["--case"],
            metavar="FILE",
            shell_complete=completing.files,
            callback=_keep,
            expose_value=False,
            help="The case file (or MONEYGRAPH_CASE; default case.duckdb).",
        ),
        click.Option(
            ["--json"],
            is_flag=True,
            callback=_keep,
            expose_value=False,
            help="Write JSON to standard output and nothing else.",
        ),
        click.Option(
            ["--mask"],
            is_flag=True,
            callback=_keep,
            expose_value=False,
            help="Write pseudonyms for people's names and numbers, the same each time.",
        ),
        click.Option(
            ["--folder"],
            metavar="DIR",
            shell_complete=completing.folders,
            callback=_keep,
            expose_value=False,
            help="Your own loaders, queries and tables (or MONEYGRAPH_FOLDER).",
        ),
        click.Option(
            ["--lang", "requested_lang"],
            type=click.Choice(LANGUAGES),
            callback=_keep,
            expose_value=False,
            help="Language of the output (or MONEYGRAPH_LANG, or the locale's).",
        ),
        click.Option(
            ["--memory"],
            metavar="SIZE",
            callback=_keep,
            expose_value=False,
            help="Most memory to use, such as 8GB (or MONEYGRAPH_MEMORY; default 80% of all).",
        ),
        click.Option(
            ["--threads"],
            type=click.IntRange(min=1),
            metavar="N",
            callback=_keep,
            expose_value=False,
            help="Most threads to use (default: one a processor).",
        ),
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            callback=_version,
            expose_value=False,
            help="Print the version and stop.",
        ),
    ]


def _in_language(item: CompletionItem[str]) -> CompletionItem[str]:
    lang = current_language()
    if item.help is None or lang == "en":
        return item
    from moneygraph.report.text.help import option_in

    return CompletionItem(item.value, item.type, option_in(item.help, lang))


class _Shares(click.Command):
    """A command that also takes the shared options and lists them apart in its help."""

    context_class = Context

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.extend(shared_options())

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first sentence of the help, in the language of the call."""
        lang = current_language()
        if lang == "en":
            return super().get_short_help_str(limit)
        return short_help(self.help or "", lang, limit)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        """Return the commands or options that begin so, with help in the language of the call."""
        with ctx.scope(cleanup=False):
            found = super().shell_complete(ctx, incomplete)
            return [_in_language(item) for item in found]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the command's own options first, then those that every command takes."""
        own: list[tuple[str, str]] = []
        shared: list[tuple[str, str]] = []
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record is not None and isinstance(param, click.Option):
                (shared if param.name in SHARED else own).append(record)
        lang = ctx.ensure_object(Settings).known_lang
        for title, records in (("Options", own), ("Everywhere", shared)):
            if records:
                with formatter.section(by_english("help", title, lang)):
                    formatter.write_dl(records)


#: Words of earlier calls, which are still understood.
_EARLIER = {("--all-guilty",): "--all-positive", ("--unlabelled", "innocent"): "negative"}


def _renamed(args: list[str]) -> list[str]:
    pairs = zip(["", *args], args, strict=False)
    return [_EARLIER.get((one,)) or _EARLIER.get((before, one)) or one for before, one in pairs]


class Command(_Shares):
    """A command of moneygraph."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words of a call, also such as have other names now."""
        return super().parse_args(ctx, _renamed(args))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, unless --mask is given for what cannot be masked."""
        if ctx.ensure_object(Settings).mask and ctx.params.get("manifest"):
            raise CallError(
                Message(
                    "a record holds the names of statement files and the call, so that it can be"
                    " repeated; it cannot be masked"
                ),
                Message("Leave out --mask or --manifest."),
            )
        with ctx.ensure_object(Settings).bounds():  # which may stand behind the command's name
            return super().invoke(ctx)


class Group(_Shares, click.Group):
    """A command that has commands of its own; without one it runs itself."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the commands."""
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)


def _checked(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """Check before the work is done that the file may be written."""
    if value is not None:
        from pathlib import Path

        from moneygraph.audit import check_target

        check_target(Path(value))
    return value


manifest_option = click.option(
    "--manifest",
    metavar="FILE",
    shell_complete=completing.files,
    callback=_checked,
    help="Write a record of the call, its statement files and its answer; see `verify`.",
)


def record_call(case: Case, manifest: str | None, command: str, **parameters: Any) -> None:
    """Write the record of a call if --manifest is given; `parameters` are all it takes."""
    if manifest is not None:
        from moneygraph.audit import write_manifest

        write_manifest(case, manifest, command, parameters)
