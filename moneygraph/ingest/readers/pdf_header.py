"""Finds the header of a table in the lines of a PDF, and in which column a word stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from moneygraph.ingest.readers.pdf_cells import Cell, apart, cell_of, cut_between, stacked
from moneygraph.ingest.readers.pdf_layouts import Known, Layout
from moneygraph.ingest.readers.pdf_lines import Line, Word
from moneygraph.store.words import fold

#: Lines that a header can take, and columns of a loader that it has at least.
_LINES: Final = 5
_LEAST: Final = 3
_MOST: Final = 60
#: Lines of one header are at most so far from each other, as a share of their height.
_NEAR: Final = 1.2
#: Fields of which a layout of a card knows none: a table that has one is another.
_PARTIES: Final = frozenset({"counterparty_account", "from_account", "to_account"})


@dataclass(frozen=True)
class Header:
    """The cells of a header from left to right, their columns, and how many lines they take.

    `names` are what the columns are called in what is made: those of the layout, or as printed.
    `known` counts the cells that are known, `score` their columns, with more for a layout.
    """

    cells: tuple[Cell, ...]
    names: tuple[str, ...]
    lines: int
    score: int
    known: int
    layout: Layout | None
    posts: tuple[float, ...] = ()

    @property
    def places(self) -> tuple[object, ...]:
        """What is the same for headers under which columns are parted at the same places."""
        cells = [(round(one.left), round(one.right)) for one in self.cells]
        return self.names, *cells, *map(round, self.posts)

    def cuts(self, lines: Iterable[Line]) -> list[float]:
        """Return where columns are parted, by what stands below the header.

        See `cut_between`.
        """
        words = [word for line in lines for word in line.words]
        return [cut_between(one, two, words, self.posts) for one, two in pairwise(self.cells)]


class Headers:
    """Finds headers: of a layout whose marks a file has, or of columns that loaders read.

    Marks are looked for in what is above the rows of the first page, else in what is below them:
    rows name other banks.
    """

    def __init__(self, known: Known, above: str, below: str) -> None:
        self._known = known
        found = [one for one in known.layouts.values() if one.marks and one.is_marked(above)]
        found = found or [one for one in known.layouts.values() if one.is_marked(below)]
        self._layouts = [*found, *(one for one in known.layouts.values() if not one.marks)]
        texts = {
            one for layout in self._layouts for some in layout.columns.values() for one in some
        }
        self._texts = texts | set(known.fields)
        self._beginnings = {text[:end] for text in self._texts for end in range(3, len(text) + 1)}
        self._found: dict[int, Header | None] = {}

    def looks_so(self, line: Line) -> bool:
        """Tell whether a line may be one of a header: two of its texts begin a known one."""
        cells = [fold(cell.text) for cell in self._cells(line)]
        return sum(cell in self._beginnings for cell in cells) > 1

    def at(self, lines: Sequence[Line], place: int) -> Header | None:
        """Return the header that begins in a line; None where a better one begins just below."""
        found = self._best(lines, place)
        if found is None:
            return None
        below = (self._best(lines, place + more) for more in range(1, found.lines))
        return None if any(one and one.score > found.score for one in below) else found

    def _best(self, lines: Sequence[Line], place: int) -> Header | None:
        if place not in self._found:
            some = self._windows(lines, place)
            self._found[place] = max(
                filter(None, some),
                key=lambda one: (one.score, one.known - len(one.cells), one.lines),
                default=None,
            )
        return self._found[place]

    def _windows(self, lines: Sequence[Line], place: int) -> Iterator[Header | None]:
        if place >= len(lines) or not any(
            fold(cell.text) in self._beginnings for cell in self._cells(lines[place])
        ):
            return
        cells: list[Cell] = []
        for count, line in enumerate(lines[place : place + _LINES]):
            above = lines[place + count - 1] if count else line
            is_far = line.top - above.bottom > _NEAR * above.height
            if (
                line.page != above.page
                or is_far
                or len(line.words) > 8 * _MOST
                or re.match(r"\W*\d[\d.,/-]{3}", line.text)
            ):
                return
            cells = stacked(cells, list(self._cells(line)))
            if len(cells) > _MOST:
                return
            header = self._header(cells, count + 1)
            yield replace(header, posts=line.posts) if header else None

    def _cells(self, line: Line) -> Iterator[Cell]:
        """Yield the texts of a line that are apart, or that known headers part."""
        for words in apart(line):
            yield from self._parted(words) or [cell_of(words)]

    def _parted(self, words: Sequence[Word]) -> list[Cell]:
        """Return the headers that words are, one after the other; none where they are not."""
        parts: list[Cell] = []
        start = 0
        while start < len(words):
            ends = range(min(start + 8, len(words)), start, -1)
            texts = self._texts
            end = next((end for end in ends if fold(cell_of(words[start:end]).text) in texts), None)
            if end is None:
                return []
            parts.append(cell_of(words[start:end]))
            start = end
        return parts

    def _header(self, cells: Sequence[Cell], lines: int) -> Header | None:
        ordered = tuple(sorted(cells, key=lambda cell: cell.left))
        folded = [fold(cell.text) for cell in ordered]
        some = (self._of_layout(layout, ordered, folded, lines) for layout in self._layouts)
        best = max(filter(None, some), key=lambda one: one.score, default=None)
        return best or self._of_loader(ordered, folded, lines)

    def _of_layout(
        self, layout: Layout, cells: tuple[Cell, ...], folded: Sequence[str], lines: int
    ) -> Header | None:
        columns = [layout.column(text) for text in folded]
        found = {column for column in columns if column}
        if not set(layout.columns) - layout.optional <= found:
            return None
        others = (text for text, column in zip(folded, columns, strict=True) if column is None)
        if any(_PARTIES & set(self._known.fields.get(text, ())) for text in others):
            return None
        names = tuple(column or cell.text for column, cell in zip(columns, cells, strict=True))
        known = sum(column is not None for column in columns)
        return Header(cells, names, lines, 100 + len(found), known, layout)

    def _of_loader(
        self, cells: tuple[Cell, ...], folded: Sequence[str], lines: int
    ) -> Header | None:
        known = self._known
        score = len({text for text in folded if text in known.fields})
        is_one = any(map(known.is_time, folded)) and any(map(known.is_sum, folded))
        if not is_one or score < _LEAST:
            return None
        names = tuple(cell.text for cell in cells)
        return Header(cells, names, lines, score, sum(one in known.fields for one in folded), None)
