"""What cells of a workbook hold: texts, exact amounts, times, and links to other sheets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple

#: Excel shows 15 digits of a number; whatever has more is a text.
EXACT: Final = 10**15
#: What a cell holds at the most.
LONGEST: Final = 32_767
_FIRST_YEAR: Final = 1900
#: Characters that XML cannot hold at all; other control characters are escaped in it.
_NO_XML: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")


class Money(NamedTuple):
    """An amount in minor units, and how many decimals its currency has."""

    units: int
    decimals: int = 2


class Link(NamedTuple):
    """A text that leads to the row of a `key` in the sheets of a name, if it is there."""

    sheet: str
    key: str | int
    text: str


class Share(NamedTuple):
    """A part of a whole, 0 to 1."""

    share: float


class Seconds(NamedTuple):
    """How long something took."""

    seconds: float


@dataclass(frozen=True)
class Column:
    """A column: its title, its width in characters, and if long texts are wrapped."""

    title: str
    width: int = 14
    wraps: bool = False


@dataclass(frozen=True)
class Sheet:
    """A table: its `name` (of ``[sheet]`` in the labels, or a query's) and rows of cells.

    `keys`, one a row, are what links name its rows by.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    keys: Sequence[str | int] = ()


def exact_number(money: Money) -> float | None:
    """Return an amount as the number that shows it to the last digit, or None: there is none.

    >>> exact_number(Money(-123456)), exact_number(Money(10**15))
    (-1234.56, None)
    """
    return money.units / 10**money.decimals if abs(money.units) < EXACT else None


def plain_text(money: Money) -> str:
    """Return an amount as text, exact whatever its size."""
    whole, part = divmod(abs(money.units), 10**money.decimals)
    return f"{'-' if money.units < 0 else ''}{whole}.{part:0{money.decimals}d}"


def fitting(text: str, cut: str) -> str:
    """Return a text that a cell can hold; of a longer one the beginning, and `cut` behind it."""
    clean = _NO_XML.sub("\ufffd", text)
    size = len(clean.encode("utf-16-le")) // 2
    if size <= LONGEST:
        return clean
    kept = clean.encode("utf-16-le")[: 2 * (LONGEST - len(cut))].decode("utf-16-le", "ignore")
    return kept + cut


def has_excel_date(value: date | datetime) -> bool:
    """Tell whether Excel has this day."""
    return value.year >= _FIRST_YEAR


def lines_of(columns: Sequence[Column], row: Sequence[Any]) -> int:
    """Return how many lines a row needs; LibreOffice does not find out by itself."""
    return max(
        (
            -(-len(cell) // column.width)
            for column, cell in zip(columns, row, strict=False)
            if column.wraps and isinstance(cell, str)
        ),
        default=1,
    )
