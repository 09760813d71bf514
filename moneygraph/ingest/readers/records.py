"""Splits a text table into records, one after another, whatever state it is in.

First the dialect is sniffed: what separates and quotes the cells. Python's csv module reads
them. A quote that is never closed would swallow the rows after it; where that shows, its line is
taken literally, with its quotes.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple, TextIO

from moneygraph.ingest.readers.refusal import AGAIN, LINE, RECORD_LINES, refusal

#: In this order where two fit equally.
_SEPARATORS = (";", "\t", "|")
#: Beside another separator this comma is no reason to prefer the comma.
_NUMBER_COMMA = re.compile(r"(?<=\d),(?=\d)")
_SEP_LINE = re.compile(r"\s*\"?sep=(.)\"?\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Dialect:
    """How a text table is written: separator, quote, usual cells a row, blanks before quotes."""

    delimiter: str
    quote: str = '"'
    width: int = 1
    padded: bool = False


def sniff_dialect(text: str, *, whole: bool) -> Dialect:
    """Return the dialect of a table that begins with `text`; `whole` when that is all of it."""
    lines = list(io.StringIO(text, newline=""))  # splits at line ends alone
    if not whole and len(lines) > 1:
        lines.pop()
    lines = lines[:RECORD_LINES]
    quote = _quote(lines)
    sep_line = _SEP_LINE.match(lines[0]) if lines else None
    stated = sep_line.group(1) if sep_line else quote
    delimiter = stated if stated != quote else _delimiter(lines, quote)
    padded = f"{delimiter} {quote}" in "".join(lines)
    return Dialect(delimiter, quote, _fit(lines, delimiter, quote)[1], padded)


def _delimiter(lines: list[str], quote: str) -> str:
    """Return the separator that fits best, by strict rules for quotes or else by any."""
    without = [_NUMBER_COMMA.sub("", line) for line in lines]
    for strict in (True, False):
        fits = {one: _fit(lines, one, quote, strict=strict)[0] for one in _SEPARATORS}
        fits[","] = _fit(without, ",", quote, strict=strict)[0]
        best = max(fits, key=lambda one: fits[one])
        if fits[best] > 0:
            return best
    return ","


def _fit(
    lines: list[str], delimiter: str, quote: str, *, strict: bool = False
) -> tuple[float, int]:
    """Return how well a separator explains the lines, and the cells that rows then have.

    Strictly, a closing quote that no separator follows ends the reading.
    """
    rows = csv.reader(iter(lines), delimiter=delimiter, quotechar=quote, strict=strict)
    widths: Counter[int] = Counter()
    with suppress(csv.Error):
        widths.update(len(row) for row in rows if row)
    read = rows.line_num / max(len(lines), 1)
    total = widths.total()
    scored = [(read * count / total * math.log2(width), width) for width, count in widths.items()]
    return max(scored, default=(0.0, 1))


def _quote(lines: list[str]) -> str:
    """Return the single quote only where it encloses cells and the double one never occurs."""
    if any('"' in line for line in lines):
        return '"'
    inside = [re.search(r"^'[^']*'[;,\t|]|[;,\t|]'[^']*'\s*$", line) for line in lines]
    return "'" if sum(map(bool, inside)) * 2 > len(lines) else '"'


# The module's own limit is 128 KB a cell; lines are limited here before it sees them.
csv.field_size_limit(max(csv.field_size_limit(), 2 * LINE))


class Record(NamedTuple):
    """One row: its cells, and the text it was read from with its line ends."""

    cells: list[str]
    text: str


#: How many lines may be read again at first, and how many more for each line that is read: quotes
#: that never close, line after line, then cost no more than so many times a line.
_CREDIT, _EARNED = 20 * RECORD_LINES, 4
#: How many lines a record may have where that is used up.
_FEW_LINES = 8


class _RunawayError(Exception):
    """The record has grown too long for the open quote in it to be one."""


class _Lines:
    """The lines of a stream for ``csv.reader``, which can be taken back."""

    def __init__(self, stream: TextIO, name: str) -> None:
        self.held: list[str] = []  # lines of the record that is being read
        self._size = 0
        self._credit = _CREDIT
        self._again: deque[str] = deque()
        self._stream = stream
        self._name = name
        self._number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._read()
        self._size += len(line)
        if self.held and (len(self.held) >= self._most() or self._size > LINE):
            self._again.appendleft(line)
            raise _RunawayError
        self.held.append(line)
        return line

    def _most(self) -> int:
        """Return how many lines a record may have: few where many had to be read again."""
        return RECORD_LINES if self._credit > 0 else _FEW_LINES

    def start(self) -> None:
        """Begin another record."""
        self.held = []
        self._size = 0

    def take_back(self) -> str:
        """Return the record's first line; the others will be read again."""
        self._credit -= len(self.held)
        self._again.extendleft(reversed(self.held[1:]))
        del self.held[1:]
        return self.held[0]

    def _read(self) -> str:
        line = self._stream.readline(LINE + 1)
        if not line:
            raise StopIteration
        self._number += 1
        self._credit += _EARNED
        if len(line) > LINE and not line.endswith("\n"):
            raise refusal(
                self._name,
                "cannot be read: line {line} is longer than 1 MB",
                f"{AGAIN}.",
                line=self._number,
            )
        return line.replace("\0", "")


def records(stream: TextIO, dialect: Dialect, name: str) -> Iterator[Record]:
    """Yield every record of `stream`, which must have been opened with ``newline=""``.

    A blank line is a record without cells. Raises `UnreadableFile` at a line longer than
    1 MB and `UnicodeDecodeError` at bytes that are no text in the stream's encoding.
    """
    lines = _Lines(stream, name)
    reader = _reader(lines, dialect)
    while True:
        lines.start()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (_RunawayError, csv.Error):
            cells, reader = _literal(lines.take_back(), dialect), _reader(lines, dialect)
        if _is_broken(lines.held, cells, dialect):
            cells, reader = _literal(lines.take_back(), dialect), _reader(lines, dialect)
        yield Record(cells, "".join(lines.held))


def _reader(lines: _Lines, dialect: Dialect) -> Iterator[list[str]]:
    return csv.reader(
        lines,
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        skipinitialspace=dialect.padded,
    )


def _is_broken(held: list[str], cells: list[str], dialect: Dialect) -> bool:
    """Tell whether quotes have joined what is in truth several records or several cells.

    Several lines: the quotes do not pair, or each line by itself has the usual number of cells and
    the whole has not, or a quote in it ends where no cell does. One line: it has that number by
    itself, and a quote ends where no cell does.
    """
    if len(held) == 1:
        return (
            len(cells) < dialect.width
            and dialect.quote in held[0]
            and len(_literal(held[0], dialect)) == dialect.width
            and not _is_strict(held, dialect)
        )
    if sum(line.count(dialect.quote) for line in held) % 2:
        return True
    widths = {len(_literal(line, dialect)) for line in held}
    if widths != {dialect.width}:
        return False
    return len(cells) != dialect.width or not _is_strict(held, dialect)


def _is_strict(lines: list[str], dialect: Dialect) -> bool:
    """Tell whether every quote that ends is followed by a separator."""
    try:
        next(
            csv.reader(
                iter(lines),
                delimiter=dialect.delimiter,
                quotechar=dialect.quote,
                skipinitialspace=dialect.padded,
                strict=True,
            )
        )
    except csv.Error:
        return False
    return True


def _literal(line: str, dialect: Dialect) -> list[str]:
    return line.rstrip("\r\n").split(dialect.delimiter)
