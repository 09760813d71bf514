"""What the options that every command takes were set to."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from moneygraph.outputs.language import default_language

if TYPE_CHECKING:
    from moneygraph.outputs.terminal import Terminal
    from moneygraph.outputs.texts import Texts

DEFAULT_CASE = "case.duckdb"


@dataclass
class Settings:
    """The case, whether JSON and masks are wanted, and the language; given anywhere in the call."""

    case: str = field(default_factory=lambda: os.environ.get("MONEYGRAPH_CASE") or DEFAULT_CASE)
    json: bool = False
    mask: bool = False
    asked_lang: str | None = None

    @property
    def lang(self) -> str:
        """The language asked for, else that of the environment."""
        return self.asked_lang or default_language()

    @property
    def texts(self) -> Texts:
        """The labels of the language."""
        from moneygraph.outputs.texts import texts_of

        return texts_of(self.lang)

    def terminal(self) -> Terminal:
        """Return standard output as a terminal."""
        from moneygraph.outputs.terminal import Terminal

        return Terminal(sys.stdout)

    def print_json(self, data: Any) -> None:
        """Write plain values to standard output as JSON, in UTF-8 whatever the terminal's."""
        from moneygraph.outputs.json_text import json_pieces

        sys.stdout.flush()
        sys.stdout.buffer.writelines(json_pieces(data))
        sys.stdout.buffer.write(b"\n")


def mask_asked() -> bool:
    """Tell whether the call that is being run asked for a mask."""
    context = click.get_current_context(silent=True)
    settings = context.find_object(Settings) if context else None
    return settings is not None and settings.mask
