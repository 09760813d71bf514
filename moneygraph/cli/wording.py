"""What click itself prints, in the language of the call: help, lines of usage, errors of usage."""

from __future__ import annotations

import inspect
import re
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import IO, Any

import click

from moneygraph.report.text.texts import LANGUAGES


def language_in(words: Sequence[str]) -> str | None:
    """Return the language that a call asks for, wherever it does; None where it is none of ours.

    Help and errors of usage are written before click has read all of a call.
    """
    requested = None
    for word, after in pairwise([*words, ""]):
        if word == "--":
            break
        name, sign, value = word.partition("=")
        if name == "--lang":
            requested = value if sign else after
    return requested if requested in LANGUAGES else None


class Formatter(click.HelpFormatter):
    """Writes help in a language."""

    lang = "en"

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line of usage; names of parameters are the same in every language."""
        from moneygraph.report.text.usage import usage_in

        head = usage_in("Usage:", self.lang)
        for words in ("[OPTIONS]", "[COMMAND] [ARGS]...", "COMMAND [ARGS]..."):
            args = args.replace(words, usage_in(words, self.lang))
        super().write_usage(prog, args, prefix or f"{head} ")

    def write_heading(self, heading: str) -> None:
        """Write what is above a list."""
        from moneygraph.report.text.usage import usage_in

        super().write_heading(usage_in(heading, self.lang))

    def write_text(self, text: str) -> None:
        """Write the help of a command."""
        from moneygraph.report.text.usage import help_in

        super().write_text(help_in(text, self.lang))

    def write_dl(self, rows: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        """Write options or commands, each with its help."""
        from moneygraph.report.text.usage import option_in

        shown = [(name, option_in(text, self.lang)) for name, text in rows]
        super().write_dl(shown, *args, **kwargs)


def short_help(text: str, lang: str, limit: int) -> str:
    """Return the first sentence of a help text in a language, at most `limit` characters long.

    What follows its colon or semicolon is left out where there is no room for it.
    """
    from moneygraph.report.text.usage import help_in

    first = help_in(inspect.cleandoc(text).split("\n\n")[0], lang)
    sentence = re.split(r"(?<=\.)\s", " ".join(first.split()))[0].rstrip(".")
    fits = sentence if len(sentence) <= limit else re.split("[:;]", sentence)[0]
    return textwrap.shorten(fits, limit, placeholder="...")


class _Wrong(click.UsageError):
    """An error of usage in a language."""

    def __init__(self, error: click.UsageError, lang: str) -> None:
        from moneygraph.report.text.usage import usage_in

        super().__init__(usage_in(error.format_message(), lang), error.ctx)
        self.lang = lang

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the line of usage, where there is help, and what is wrong."""
        from moneygraph.report.text.usage import usage_in

        lines = [usage_in(f"Error: {self.message}", self.lang)]
        if self.ctx is not None:
            hint = f"Try '{self.ctx.command_path} --help' for help."
            lines = [self.ctx.get_usage(), usage_in(hint, self.lang), "", *lines]
        click.echo("\n".join(lines), file=file or sys.stderr)


@contextmanager
def usage_errors_in(lang: str) -> Iterator[None]:
    """Put the errors of usage of a block into a language."""
    try:
        yield
    except click.UsageError as error:
        if lang == "en" or type(error).show is not click.UsageError.show:  # such as help itself
            raise
        raise _Wrong(error, lang) from error
