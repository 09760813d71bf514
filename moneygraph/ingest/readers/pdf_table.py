"""Makes rows of the lines of a table: one that begins with a day begins a row, others go on.

A line between the head and the foot of a table is a row, or goes on with one, or is a row of
itself that no load reads: nothing is left out, and nothing is made of what was not understood.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from moneygraph.ingest.readers.pdf_cells import split
from moneygraph.ingest.readers.pdf_header import Header
from moneygraph.ingest.readers.pdf_layouts import DAY, Known, begins
from moneygraph.ingest.readers.pdf_lines import Line
from moneygraph.store.words import fold

_ROW: Final = re.compile(rf"\W{{0,2}}{DAY}(?![\d])", re.IGNORECASE)
_CLOCK: Final = re.compile(r"[\s,]*\d{1,2}:\d\d(:\d\d)?")
#: What of a day and a time can stand below a day in its cell.
_REST: Final = re.compile(r"(\d{4})?( ?\d{1,2}:\d\d(:\d\d)?)?")
_SUM: Final = re.compile(r"\d[\d ]{0,20}[.,]\d\d(?!\d)(?![.,]\d)")
_DIGIT: Final = re.compile(r"\d")
#: A line further below another than so many of its heights does not go on with it.
_NEAR: Final = 0.9
#: A line goes with the row below it that is so many times as far from the line above as from that.
_NEARER: Final = 1.5
#: Lines that a row can have above the one with its day.
_MOST: Final = 30


@dataclass
class Row:
    """The cells of a row as lists of texts, one for each line; `is_known`: a day begins it."""

    cells: list[list[str]]
    is_known: bool

    @property
    def texts(self) -> list[str]:
        """The text of each cell."""
        return [" ".join(filter(None, cell)) for cell in self.cells]

    def add(self, cells: Sequence[str]) -> None:
        """Go on with a line."""
        for cell, text in zip(self.cells, cells, strict=True):
            cell.append(text)


@dataclass
class Rows:
    """Takes the lines of one table, part after part with a header of their own."""

    known: Known
    header: Header
    rows: list[Row] = field(default_factory=list)
    _parts: list[tuple[Header, Sequence[Line]]] = field(default_factory=list)
    _last: Row | None = None
    _waiting: list[tuple[Line, list[str]]] = field(default_factory=list)

    def take(self, header: Header, lines: Sequence[Line]) -> None:
        """Take the lines below a header, whose columns are those of the first by their names."""
        self._parts.append((header, lines))

    def finish(self) -> None:
        """Make rows of all that was taken.

        Below headers that stand at the same places the columns are the same: a page of short
        texts does not show where they are parted.
        """
        below: dict[tuple[object, ...], list[Line]] = {}
        for header, lines in self._parts:
            below.setdefault(header.places, []).extend(lines)
        cuts: dict[tuple[object, ...], list[float]] = {}
        for header, lines in self._parts:
            if header.places not in cuts:
                cuts[header.places] = header.cuts(below[header.places])
            self._make(header, cuts[header.places], lines)
        self._parts = []

    def _make(self, header: Header, cuts: Sequence[float], lines: Sequence[Line]) -> None:
        order = _order(self.header.names, header.names)
        cells = [_arranged(split(line, cuts), order, len(self.header.names)) for line in lines]
        bands = self._bands(lines, cells)
        for place, line in enumerate(lines):
            band = (line.page, line.band)
            if band in bands and self._is_of_band(lines, place, bands[band]):
                self._in_band(cells[place], is_first=bands[band] == place)
            else:
                self._one(lines, cells, place)
        self._give_up()

    def is_whole(self, header: Header, cuts: Sequence[float], line: Line) -> bool:
        """Tell whether a line below a header is a row: it has a day and an amount."""
        order = _order(self.header.names, header.names)
        cells = _arranged(split(line, cuts), order, len(self.header.names))
        if not self._is_start(cells):
            return False
        return any(_DIGIT.search(cells[place]) for place in self._amounts)

    def _bands(
        self, lines: Sequence[Line], cells: Sequence[Sequence[str]]
    ) -> dict[tuple[int, int], int]:
        """Return the bands between rules that are one row each, and the first line in each.

        There are none on a page on which rules do not part the rows.
        """
        starts = Counter(
            (line.page, line.band)
            for line, some in zip(lines, cells, strict=True)
            if self._is_start(some)
        )
        on_page = Counter(page for page, _ in starts)
        many = {page for (page, _), count in starts.items() if count > 1}
        first: dict[tuple[int, int], int] = {}
        for place, line in enumerate(lines):
            is_ruled = on_page[line.page] > 1 and line.page not in many
            if is_ruled and (line.page, line.band) in starts:
                first.setdefault((line.page, line.band), place)
        return first

    def _is_of_band(self, lines: Sequence[Line], place: int, first: int) -> bool:
        """Tell whether a line is of the row between two rules: below the last there may be more."""
        is_total = self.known.is_total(lines[place].text)
        goes_on = self._last is not None and not self._waiting and self._is_near(lines, place)
        return place == first or (goes_on and not is_total)

    def _in_band(self, cells: list[str], *, is_first: bool) -> None:
        if is_first or self._last is None:
            self._give_up()
            self._last = Row([[] for _ in cells], is_known=True)
            self.rows.append(self._last)
        self._last.add(cells)

    def _one(self, lines: Sequence[Line], cells: Sequence[list[str]], place: int) -> None:
        line, some = lines[place], cells[place]
        if self._is_start(some):
            self._begin(some)
        elif self.known.is_total(line.text) or not self._can_go_on(line, some):
            self._give_up()
            self._unknown(line, some)
        elif self._waiting or self._goes_below(lines, cells, place):
            self._waiting.append((line, some))
        elif self._last is not None and self._is_near(lines, place):
            self._last.add(some)
        else:
            self._unknown(line, some)

    def _begin(self, cells: list[str]) -> None:
        row = Row([[] for _ in cells], is_known=True)
        for _, above in self._waiting:
            row.add(above)
        self._waiting = []
        row.add(cells)
        self.rows.append(row)
        self._last = row

    def _unknown(self, line: Line, cells: Sequence[str]) -> None:
        """Add a row of a line that was not understood: its text is where a day would be.

        What looks like a sum is where an amount would be, so that the load refuses the row.
        """
        self._last = None
        if self.known.is_total(line.text) and not begins(line.text, self.known.balances):
            texts = list(cells)
            texts[self._day] = texts[self._day] or line.text
        else:
            texts = [""] * len(cells)
            texts[self._day] = line.text
            sums = {place: cells[place] for place in self._amounts if _DIGIT.search(cells[place])}
            found = None if begins(line.text, self.known.balances) else _SUM.search(line.text)
            if found:
                for place, text in (sums or {self._amounts[0]: found[0]}).items():
                    texts[place] = text
        self.rows.append(Row([[text] for text in texts], is_known=False))

    def _give_up(self) -> None:
        """Add the lines that wait for a row that does not come."""
        for line, cells in self._waiting:
            self._unknown(line, cells)
        self._waiting = []

    @property
    def _day(self) -> int:
        layout, names = self.header.layout, self.header.names
        if layout:
            return names.index(layout.day)
        times = (place for place, name in enumerate(names) if self.known.is_time(fold(name)))
        return next(times, 0)

    @property
    def _amounts(self) -> list[int]:
        layout = self.header.layout
        return [
            place
            for place, name in enumerate(self.header.names)
            if (name in layout.amounts if layout else self.known.is_amount(fold(name)))
        ]

    def _is_start(self, cells: Sequence[str]) -> bool:
        day = cells[self._day]
        found = _ROW.match(day)
        if not found:
            return False
        rest = " ".join([day[found.end() :], *cells[self._day + 1 :]])
        return not begins(_CLOCK.sub("", rest, count=1), self.known.balances)

    def _can_go_on(self, line: Line, cells: Sequence[str]) -> bool:
        """Tell whether nothing in a line is where a day or an amount of a row would be."""
        if _names_account(self.known, line):
            return False
        day = _REST.fullmatch(re.sub(r"[^\w:]+", " ", cells[self._day]).strip())
        return bool(day) and not any(_DIGIT.search(cells[place]) for place in self._amounts)

    def _is_near(self, lines: Sequence[Line], place: int) -> bool:
        """Tell whether a line is near the one above, or that is on the page before."""
        line = lines[place]
        if place == 0 or lines[place - 1].page != line.page:
            return True
        return line.top - lines[place - 1].bottom <= _NEAR * line.height

    def _goes_below(
        self, lines: Sequence[Line], cells: Sequence[Sequence[str]], place: int
    ) -> bool:
        """Tell whether a line is nearer to a row that begins below than to the one above."""
        page = lines[place].page
        end = place
        while end < len(lines) and lines[end].page == page and not self._is_start(cells[end]):
            if end - place > _MOST or not self._can_go_on(lines[end], cells[end]):
                return False
            end += 1
        if end == len(lines) or lines[end].page != page:
            return False
        below = max(two.top - one.bottom for one, two in pairwise(lines[place : end + 1]))
        if below > _NEAR * lines[place].height:
            return False
        if place and lines[place - 1].page == page:
            above = lines[place].top - lines[place - 1].bottom
            return above > max(_NEARER * below, below + 1)
        return self._last is None


def _names_account(known: Known, line: Line) -> bool:
    return bool(known.accounts.match(line.text))


def _order(names: Sequence[str], others: Sequence[str]) -> list[int]:
    """Return where columns of another header go: by their names, else by their places."""
    if set(names) >= set(others) and len(set(others)) == len(others):
        return [names.index(name) for name in others]
    return list(range(len(others)))


def _arranged(cells: Sequence[str], order: Sequence[int], width: int) -> list[str]:
    made = [""] * width
    for text, place in zip(cells, order, strict=True):
        where = min(place, width - 1)
        made[where] = f"{made[where]} {text}".strip()
    return made
