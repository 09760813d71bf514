"""Requests to banks in a terminal: what went out of sight, then the letters."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from moneygraph.outputs.freeze_print import print_stand_in
from moneygraph.outputs.letters import letters
from moneygraph.outputs.numbers import money
from moneygraph.outputs.terminal import Terminal, data
from moneygraph.outputs.texts import Texts

if TYPE_CHECKING:
    from moneygraph.following import Requests


def print_requests(
    terminal: Terminal, texts: Texts, found: Requests, written: Sequence[Path]
) -> None:
    """Print the letters, or where they were written to."""
    print_stand_in(terminal, texts, found.stand_in)
    if not found.rows:
        terminal.say(texts("request.none"))
        return
    amount = money(sum(row.amount for row in found.rows), found.rows[0].currency)
    banks = len([bank for bank in found.by_bank if bank is not None])
    title = texts("request.title", n=len(found.rows), banks=banks, amount=amount, rule=found.rule)
    terminal.say(title, "bold")
    if written:
        for path in written:
            terminal.line(f"  {data(path)}")
        return
    for letter in letters(texts, found).values():
        terminal.line()
        terminal.line("-" * min(terminal.width, 72), "dim")
        for line in letter.splitlines():
            terminal.line(line)  # not wrapped: it is to be pasted
