"""A table in a terminal whose numbers are never cut: only texts give way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from moneygraph.outputs.terminal import Terminal, cell_len, fitted, padded

_GAP = 2
_LEAST_TEXT = 8


@dataclass(frozen=True)
class Head:
    """The head of a column: numbers stand right and whole, texts left and may be cut.

    A text that is `whole`, such as an account's number, is not cut either.
    """

    title: str
    number: bool = False
    whole: bool = False


def print_table(
    terminal: Terminal, heads: Sequence[Head], rows: Sequence[Sequence[str]], indent: int = 0
) -> None:
    """Print rows under their heads within the terminal's width.

    Cells must be printable already. Where the numbers alone are too wide, lines run over.
    """
    widths = _widths(heads, rows, terminal.width - indent)
    terminal.line(_line(heads, [head.title for head in heads], widths, indent), "bold")
    for row in rows:
        terminal.line(_line(heads, row, widths, indent))


def _widths(heads: Sequence[Head], rows: Sequence[Sequence[str]], room: int) -> list[int]:
    widths = [
        max([cell_len(head.title), *(cell_len(row[place]) for row in rows)])
        for place, head in enumerate(heads)
    ]
    excess = sum(widths) + _GAP * (len(widths) - 1) - room
    while excess > 0:
        texts = [
            (widths[place], place)
            for place, head in enumerate(heads)
            if not (head.number or head.whole)
        ]
        widest, place = max(texts, default=(0, 0))
        if widest <= _LEAST_TEXT:
            break
        widths[place] -= 1
        excess -= 1
    return widths


def _line(heads: Sequence[Head], cells: Sequence[str], widths: Sequence[int], indent: int) -> str:
    shown = [
        padded(cell if head.number else fitted(cell, width), width, right=head.number)
        for head, cell, width in zip(heads, cells, widths, strict=True)
    ]
    return (" " * indent + (" " * _GAP).join(shown)).rstrip()
