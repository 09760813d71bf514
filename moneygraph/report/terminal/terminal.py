"""Lines, wrapped paragraphs and tables in a terminal, by rich.

Nothing printed is read as markup. Amounts are not broken over lines, and a table cuts only
texts, never numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from moneygraph.report.terminal.legible import legible

if TYPE_CHECKING:
    from rich.console import Console

_LEAST_WIDTH = 40
#: A blank that no line breaks at, as it stands between thousands; shown as any other.
HARD_SPACE = "\u00a0"
_CUT, _PLAIN_CUT = "…", "~"


def _console(stream: IO[str], width: int | None) -> Console:
    from rich.console import Console

    class Piped(Console):
        def on_broken_pipe(self) -> None:
            """Raise it for the command line; rich would end the process as failed."""
            raise BrokenPipeError

    return Piped(
        file=stream, width=width, markup=False, highlight=False, emoji=False, soft_wrap=True
    )


class Terminal:
    """A console of rich that prints plain lines, each with one style.

    `width` is that of the terminal unless given; colours follow the terminal and NO_COLOR.
    """

    def __init__(self, stream: IO[str], width: int | None = None) -> None:
        self._stream = stream
        self._encoding = getattr(stream, "encoding", None) or "utf-8"
        self._console = _console(stream, width)
        self.width = max(self._console.width, _LEAST_WIDTH)

    def legible(self, text: str) -> str:
        """Return a text as the terminal can show it; wanted before its columns are counted."""
        return HARD_SPACE.join(legible(one, self._encoding) for one in text.split(HARD_SPACE))

    def fitted(self, text: str, width: int) -> str:
        """Return a text cut in its middle to fit `width` columns, with a sign that there is."""
        cut = self.legible(_CUT)
        return fitted(self.legible(text), width, cut if cell_len(cut) == 1 else _PLAIN_CUT)

    def line(self, text: str = "", style: str = "") -> None:
        """Print one line as it is."""
        self.parts((text, style))

    def parts(self, *parts: tuple[str, str]) -> None:
        """Print one line made of (text, style) parts."""
        from rich.text import Text

        with self._console.capture() as rendered:
            self._console.print(Text.assemble(*parts, end=""), soft_wrap=True)
        self._stream.write(rendered.get().replace(HARD_SPACE, " "))

    def paragraph(self, text: str, style: str = "", indent: int = 0, hang: int = 0) -> None:
        """Print text wrapped to the width, indented; lines after the first `hang` further."""
        for number, part in enumerate(wrapped(self.legible(text), self.width - indent, hang)):
            self.line(" " * (indent + (hang if number else 0)) + part, style)

    def pair(self, label: str, value: str, indent: int = 2) -> None:
        """Print ``label: value`` wrapped to the width."""
        self.paragraph(f"{label}: {value}", indent=indent, hang=2)

    def pairs(self, texts: list[str], indent: int = 0) -> None:
        """Print short texts one after another; each stays whole where a line has room for it."""
        room = self.width - indent
        texts = [self.legible(one) for one in texts]
        whole = [one.replace(" ", HARD_SPACE) if cell_len(one) < room else one for one in texts]
        self.paragraph(f"{HARD_SPACE}· ".join(whole), indent=indent)


def cell_len(text: str) -> int:
    """Return how many columns a text takes."""
    from rich.cells import cell_len as measure

    return measure(text)


def wrapped(text: str, width: int, hang: int = 0) -> Iterator[str]:
    """Yield lines of at most `width` columns, later ones `hang` shorter; words stay whole.

    So do numbers, whose thousands are apart by a no-break space, where by any. A word longer than
    a line is cut into pieces.
    """
    words = text.split(" ")
    line, room = "", width
    for word in _pieces(words, max(width - hang, 8)):
        joined = f"{line} {word}" if line else word
        if line and cell_len(joined) > room:
            yield line
            line, room = word, width - hang
        else:
            line = joined
    yield line


def _pieces(words: Iterable[str], longest: int) -> Iterator[str]:
    from rich.cells import chop_cells

    for word in words:
        if cell_len(word) <= longest:
            yield word
        else:
            yield from chop_cells(word, longest)


def fitted(text: str, width: int, cut: str = _CUT) -> str:
    """Return a text cut in its middle to fit `width` columns; `cut`, of one column, shows where."""
    from rich.cells import set_cell_size

    if cell_len(text) <= width:
        return text
    if width < 2:
        return cut[:width]
    head = (width - 1) * 2 // 3
    start = set_cell_size(text, head)
    tail = text
    while cell_len(tail) > width - 1 - head:
        tail = tail[1:]
    return f"{start}{cut}{tail}"


def padded(text: str, width: int, right: bool = False) -> str:
    """Return a text filled with blanks to `width` columns; on its left with `right`."""
    blanks = " " * max(width - cell_len(text), 0)
    return blanks + text if right else text + blanks


_GAP = 2
_LEAST_TEXT = 6


@dataclass(frozen=True)
class Head:
    """The head of a column: numbers are right-aligned and whole, texts left and may be cut.

    A text that is `whole`, such as a word of ours, is not cut either. Of `accounts` no number is,
    only the words for those without.
    """

    title: str
    number: bool = False
    whole: bool = False
    accounts: bool = False


def print_table(
    terminal: Terminal, heads: Sequence[Head], rows: Sequence[Sequence[str]], indent: int = 0
) -> None:
    """Print rows under their heads within the terminal's width.

    Cells must be printable already. Where the numbers alone are too wide, lines run over.
    rich's own tables drop a text column where numbers fill the width, lose the ends of texts,
    which often differ, and take twice as long for a thousand rows.
    """
    titles, *shown = [
        [terminal.legible(cell) for cell in row] for row in ([head.title for head in heads], *rows)
    ]
    widths = _widths(heads, [titles, *shown], terminal.width - indent)
    terminal.line(_line(terminal, heads, titles, widths, indent), "bold")
    for row in shown:
        terminal.line(_line(terminal, heads, row, widths, indent))


def text_room(terminal: Terminal, heads: Sequence[Head], rows: Sequence[Sequence[str]]) -> int:
    """Return how many columns a table leaves to its first one, all others being whole."""
    titles = [head.title for head in heads]
    return terminal.width - sum(width + _GAP for width in _natural_widths([titles, *rows])[1:])


def _natural_widths(rows: Sequence[Sequence[str]]) -> list[int]:
    return [max(map(cell_len, column)) for column in zip(*rows, strict=True)]


def _least_width(head: Head, cells: Iterable[str], natural: int) -> int:
    """Return how narrow a column may become."""
    if head.number or head.whole:
        return natural
    whole = (cell_len(cell) for cell in cells if head.accounts and " " not in cell)
    return min(natural, max(_LEAST_TEXT, *whole, 0))


def _widths(heads: Sequence[Head], rows: Sequence[Sequence[str]], room: int) -> list[int]:
    widths = _natural_widths(rows)
    least = [
        _least_width(head, cells, width)
        for head, cells, width in zip(heads, zip(*rows, strict=True), widths, strict=True)
    ]
    excess = sum(widths) + _GAP * (len(widths) - 1) - room
    while excess > 0:
        wide = [(widths[at], at) for at in range(len(heads)) if widths[at] > least[at]]
        if not wide:
            break
        _, index = max(wide)
        widths[index] -= 1
        excess -= 1
    return widths


def _line(
    terminal: Terminal,
    heads: Sequence[Head],
    cells: Sequence[str],
    widths: Sequence[int],
    indent: int,
) -> str:
    shown = [
        padded(cell if head.number else terminal.fitted(cell, width), width, right=head.number)
        for head, cell, width in zip(heads, cells, widths, strict=True)
    ]
    return (" " * indent + (" " * _GAP).join(shown)).rstrip()
