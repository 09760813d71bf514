"""Complaints in a terminal: a table of those that were found, then why others were not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moneygraph.outputs.complaints import missed_words
from moneygraph.outputs.numbers import moment, money
from moneygraph.outputs.table import Head, print_table
from moneygraph.outputs.terminal import Terminal, data
from moneygraph.outputs.texts import Texts

if TYPE_CHECKING:
    from moneygraph.complaints import Complaint, Complaints


def print_complaints(terminal: Terminal, texts: Texts, found: Complaints) -> None:
    """Print every complaint row and how many of them were found."""
    if not len(found):
        terminal.say(texts("complaints.none"))
        return
    claimed = [row for row in found if row.transfer is not None]
    if claimed:
        _print_claimed(terminal, texts, claimed)
        terminal.line()
    for row in found.missed:
        terminal.say(missed_words(texts, row), "yellow", hang=2)
    if found.missed:
        terminal.line()
    terminal.say(texts("complaints.sums", found=len(claimed), missed=len(found.missed)), "bold")


def _print_claimed(terminal: Terminal, texts: Texts, rows: list[Complaint]) -> None:
    numbers = {"transfer", "amount", "score"}
    heads = [
        Head(texts(f"complaints.{name}"), number=name in numbers, whole=name == "time")
        for name in ("complaint", "transfer", "amount", "time", "score")
    ]
    print_table(
        terminal,
        heads,
        [
            [
                data(row.complaint),
                str(row.transfer),
                money(row.claimed or 0, row.claimed_currency),
                _time(row),
                f"{row.score:.2f}",
            ]
            for row in rows
        ],
    )


def _time(row: Complaint) -> str:
    ts = row.claimed_ts
    return moment(ts.date() if ts is not None and row.claimed_day_only else ts)
