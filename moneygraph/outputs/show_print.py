"""All that is held on something, as lines in a terminal."""

from __future__ import annotations

from typing import Any

from moneygraph.outputs.show_account_print import print_account, print_owner
from moneygraph.outputs.show_transfer_print import print_transfer
from moneygraph.outputs.terminal import Terminal, data
from moneygraph.outputs.texts import Texts
from moneygraph.outputs.words import place_words


def print_show(terminal: Terminal, texts: Texts, shown: dict[str, Any]) -> None:
    """Print what `show` returned."""
    printers = {
        "row": _row,
        "transfer": print_transfer,
        "account": print_account,
        "owner": print_owner,
    }
    for number, (key, value) in enumerate(shown.items()):
        if number:
            terminal.line()
        printers[key](terminal, texts, value)


def _row(terminal: Terminal, texts: Texts, row: dict[str, Any]) -> None:
    terminal.say(f"{place_words(row)}: {texts.word('fate', row['fate'])}", "bold", hang=2)
    for remark in row["remarks"]:
        detail = f" ({data(remark['detail'])})" if remark["detail"] else ""
        terminal.say(data(remark["what"]) + detail, indent=2, hang=2)
        if remark["remedy"]:
            terminal.say(data(remark["remedy"]), indent=2, hang=2)
