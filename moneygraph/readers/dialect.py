"""Tells what separates the cells of a text table."""

from __future__ import annotations

import csv
import io
import math
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass

from moneygraph.readers.limits import RECORD_LINES

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
    said = _SEP_LINE.match(lines[0]) if lines else None
    delimiter = said.group(1) if said and said.group(1) != quote else _delimiter(lines, quote)
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
