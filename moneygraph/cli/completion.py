"""`moneygraph completion`: the script with which a shell completes our commands."""

from __future__ import annotations

import os
import re
from typing import Any, Final

import click
from click.shell_completion import (
    CompletionItem,
    FishComplete,
    PowerShellComplete,
    add_completion_class,
    get_completion_class,
)

from moneygraph.cli.command import Command, Settings

#: How the script of each shell is installed.
INSTALL: Final = {
    "bash": "moneygraph completion bash >> ~/.bashrc",
    "zsh": "moneygraph completion zsh >> ~/.zshrc",
    "fish": "moneygraph completion fish > ~/.config/fish/completions/moneygraph.fish",
    "powershell": "moneygraph completion powershell | Add-Content $PROFILE",
}
_NAME: Final = "moneygraph"
_ASKED: Final = "_MONEYGRAPH_COMPLETE"
#: A word of PowerShell: quoted (a quote is doubled inside), or with a backtick before a character.
_PART: Final = r"""'(?P<single>(?:[^']|'')*)'?|"(?P<double>(?:[^"`]|`.)*)"?|`(?P<one>.)"""
_WORD: Final = re.compile(rf"(?:{re.sub(r'[(][?]P<[a-z]+>', '(?:', _PART)}|[^\s'\"`])+")


@add_completion_class
class Fish(FishComplete):
    """click's, but for help with a comma, which it would cut off there."""

    source_template = FishComplete.source_template.replace('split ","', 'split --max 1 ","')


@add_completion_class
class PowerShell(PowerShellComplete):
    r"""click's, but for what Windows needs: a backslash there is a part of a path.

    Texts of help go through the code page of the console, which is not known here: only plain
    letters arrive.
    """

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the one that is begun, and that one."""
        every = split_words(os.environ["COMP_WORDS"])
        place = int(os.environ["COMP_CWORD"])
        return every[1:place], every[place] if place < len(every) else ""

    def format_completion(self, item: CompletionItem[str]) -> str:
        """Return the three lines of an item."""
        if item.help and not item.help.isascii():
            item = CompletionItem(item.value, item.type)
        return super().format_completion(item)


def split_words(line: str) -> list[str]:
    r"""Return the words of a line of PowerShell without their quotes.

    >>> split_words("moneygraph --case 'C:\\my cases\\a.duckdb' show")
    ['moneygraph', '--case', 'C:\\my cases\\a.duckdb', 'show']
    """
    return [re.sub(_PART, _unquoted, word.group()) for word in _WORD.finditer(line)]


def _unquoted(part: re.Match[str]) -> str:
    if part["single"] is not None:
        return part["single"].replace("''", "'")
    return part["one"] or re.sub("`(.)", r"\1", part["double"])


@click.command(cls=Command)
@click.argument("shell", type=click.Choice(tuple(INSTALL)))
@click.pass_obj
def completion(settings: Settings, shell: str) -> None:
    """Print the script with which a shell completes commands, queries, accounts and complaints.

    Its last line says how to install it. Accounts, owners and complaints are those of the case
    that --case or MONEYGRAPH_CASE names, which is only read; with --mask none are offered.

    \b
    Example:
      moneygraph completion bash
    """
    made = get_completion_class(shell)
    assert made is not None  # the choice allows no other
    root: Any = click.get_current_context().find_root().command
    script = f"{made(root, {}, _NAME, _ASKED).source().strip()}\n# {INSTALL[shell]}\n"
    if settings.json:
        settings.print_json({"shell": shell, "script": script})
    else:
        click.echo(script, nl=False)
