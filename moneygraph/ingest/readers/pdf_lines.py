"""The lines of a PDF: words on one height, without what every page has at its head and foot."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

#: Words on one line are at most so far apart in height, as a share of it.
_LEVEL: Final = 0.5
#: So many letters that stand alone beside each other, or more, are of a text that is letter-spaced.
_SPACED: Final = 4
#: Their gaps are at most so wide, as a share of the height; a gap that is so many times as wide as
#: the usual one parts two words.
_WIDE: Final = 0.9
_PARTS: Final = 1.55
#: How much higher than a line the gap is that sets a head or a foot apart from the table.
_APART: Final = 0.8


class Word(NamedTuple):
    """A word and its box, in points from the left and the top of its page."""

    text: str
    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True)
class Line:
    """Words from left to right, on page `page` (from 0).

    `band` counts the rules above it; `posts` are where upright rules of the page are.
    """

    page: int
    words: tuple[Word, ...]
    band: int
    posts: tuple[float, ...] = ()

    @property
    def text(self) -> str:
        """All words with a blank between."""
        return " ".join(word.text for word in self.words)

    @property
    def top(self) -> float:
        """Where its highest word begins."""
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        """Where its lowest word ends."""
        return max(word.bottom for word in self.words)

    @property
    def height(self) -> float:
        """The height of a usual word in it."""
        return median(word.bottom - word.top for word in self.words)


class Page(NamedTuple):
    """The lines of a page, and whether it is a picture without text."""

    lines: list[Line]
    is_picture: bool


def read_pages(path: Path) -> Iterator[Page]:
    """Yield the pages of what ``pdf_child.py`` wrote."""
    with path.open(encoding="utf-8") as file:
        for number, said in enumerate(map(json.loads, file)):
            words = [Word(*word) for word in said["words"]]
            posts = tuple(said["posts"])
            lines = [
                Line(number, tuple(_joined(line)), _band(line, said["rules"]), posts)
                for line in _levels(words)
            ]
            yield Page(lines, said["is_picture"])


def _levels(words: Iterable[Word]) -> Iterator[list[Word]]:
    """Yield the words of each line, the highest line first."""
    line: list[Word] = []
    for word in sorted(words, key=lambda word: (word.top + word.bottom, word.left)):
        if line:
            apart = (word.top + word.bottom - line[-1].top - line[-1].bottom) / 2
            first = (word.top + word.bottom - line[0].top - line[0].bottom) / 2
            least = min(word.bottom - word.top, line[0].bottom - line[0].top)
            if max(apart, first / 2) > _LEVEL * max(least, 1.0):
                yield sorted(line, key=lambda word: word.left)
                line = []
        line.append(word)
    if line:
        yield sorted(line, key=lambda word: word.left)


def _band(line: Sequence[Word], rules: Sequence[float]) -> int:
    middle = median((word.top + word.bottom) / 2 for word in line)
    return bisect_left(rules, middle)


def _joined(words: Sequence[Word]) -> Iterator[Word]:
    """Yield the words of a line, those that are letter-spaced put together."""
    run: list[Word] = []
    for word in words:
        height = word.bottom - word.top
        if run and (len(word.text) > 1 or word.left - run[-1].right > _WIDE * 3 * height):
            yield from _unspaced(run)
            run = []
        if len(word.text) > 1:
            yield word
        else:
            run.append(word)
    yield from _unspaced(run)


def _unspaced(run: list[Word]) -> Iterator[Word]:
    """Yield the words that letters with gaps between make; the letters where they make none."""
    gaps = [after.left - word.right for word, after in pairwise(run)]
    usual = median(gaps) if gaps else 0.0
    if len(run) < _SPACED or usual > _WIDE * (run[0].bottom - run[0].top):
        yield from run
        return
    word = run[0]
    for gap, after in zip(gaps, run[1:], strict=True):
        if gap > _PARTS * max(usual, 0.1):
            yield word
            word = after
        else:
            word = Word(word.text + after.text, word.left, after.right, word.top, word.bottom)
    yield word


@dataclass(frozen=True)
class Furniture:
    """What is at the head and the foot of each page: see `without`.

    `is_number` tells whether a text is the number of a page; `is_row` and `is_header` tell lines
    that belong to a table whatever they repeat.
    """

    is_number: Callable[[str], bool]
    is_row: Callable[[Line], bool]
    is_header: Callable[[Line], bool]

    def without(self, pages: Sequence[Sequence[Line]]) -> list[Line]:
        """Return the lines of all pages but those that each page has at its head or its foot.

        That is what says the number of the page, and what stands on several pages at one height
        with the same words, numbers aside, apart from what is between. The head of the first page
        is kept, as it says whose the statement is.
        """
        repeated = Counter(key for page in pages for key in {_place(line) for line in page})
        kept: list[Line] = []
        for number, page in enumerate(pages):
            foot = self._run(page[::-1], repeated)
            rest = page[: len(page) - foot]
            kept += rest[self._run(rest, repeated) if number else 0 :]
        return kept

    def _run(self, lines: Sequence[Line], repeated: Counter[tuple[str, int]]) -> int:
        """Return how many lines, from the edge of a page on, are furniture."""
        run = 0
        while run < len(lines) and self._is_any(lines[run], repeated):
            run += 1
        while run and run < len(lines) and not self._is_apart(lines[run - 1], lines[run]):
            run -= 1
        return run

    def _is_any(self, line: Line, repeated: Counter[tuple[str, int]]) -> bool:
        if self.is_row(line) or self.is_header(line):
            return False
        return repeated[_place(line)] > 1 or self.is_number(line.text)

    def _is_apart(self, line: Line, beside: Line) -> bool:
        gap = max(beside.top - line.bottom, line.top - beside.bottom)
        is_wide = gap > _APART * line.height
        return is_wide or self.is_number(line.text) or self.is_header(beside)


def _place(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "0", line.text), round(line.top / 3)
