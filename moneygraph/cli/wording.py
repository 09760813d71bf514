"""The help of commands in the language of a call, which is known before click has read it."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import click

from moneygraph.report.text.catalogues import by_english
from moneygraph.report.text.help import help_in, option_in
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
        for words in ("[OPTIONS]", "[COMMAND] [ARGS]...", "COMMAND [ARGS]..."):
            args = args.replace(words, by_english("help", words, self.lang))
        super().write_usage(prog, args, prefix)

    def write_text(self, text: str) -> None:
        """Write the help of a command."""
        super().write_text(help_in(text, self.lang))

    def write_dl(self, rows: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        """Write options or commands, each with its help."""
        shown = [(name, option_in(text, self.lang)) for name, text in rows]
        super().write_dl(shown, *args, **kwargs)


def short_help(text: str, lang: str, limit: int) -> str:
    """Return the first sentence of a help text in a language, at most `limit` characters long.

    What follows its colon or semicolon is left out where there is no room for it.
    """
    first = help_in(inspect.cleandoc(text).split("\n\n")[0], lang)
    sentence = re.split(r"(?<=\.)\s", " ".join(first.split()))[0].rstrip(".")
    fits = sentence if len(sentence) <= limit else re.split("[:;]", sentence)[0]
    return textwrap.shorten(fits, limit, placeholder="...")
