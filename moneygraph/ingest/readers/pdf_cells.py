"""The cells of a line: texts that are apart, and the columns in which words stand."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from moneygraph.ingest.readers.pdf_lines import Line, Word

#: A gap that parts two cells, as a share of the height of its line.
_GAP: Final = 0.45
_HEADER_WEIGHT: Final = 1000


@dataclass(frozen=True)
class Cell:
    """A text of a header, and from where to where it reaches."""

    text: str
    left: float
    right: float

    @property
    def middle(self) -> float:
        """The middle of it."""
        return (self.left + self.right) / 2


def split(line: Line, cuts: Sequence[float]) -> list[str]:
    """Return what stands in each column of a line."""
    cells: list[list[str]] = [[] for _ in range(len(cuts) + 1)]
    for word in line.words:
        cells[bisect_right(cuts, (word.left + word.right) / 2)].append(word.text)
    return [" ".join(cell) for cell in cells]


def cut_between(one: Cell, two: Cell, words: Iterable[Word], posts: Iterable[float] = ()) -> float:
    """Return where two columns are parted, between the middles of what their header says.

    That is at an upright rule, where there is one; else where the fewest words stand, and in the
    middle of the widest such place.
    """
    between = [post for post in posts if one.right - 1 <= post <= two.left + 1]
    if between:
        return between[len(between) // 2]
    first = round(one.middle)
    size = max(round(two.middle) - first, 1)
    steps = [0] * (size + 1)

    def add(left: float, right: float, weight: int) -> None:
        start, end = max(round(left) - first, 0), min(round(right) - first, size)
        if start < end:
            steps[start] += weight
            steps[end] -= weight

    for cell in (one, two):
        add(cell.left, cell.right, _HEADER_WEIGHT)
    for word in words:
        add(word.left, word.right, 1)
    return first + _emptiest(steps[:size])


def _emptiest(steps: Sequence[int]) -> float:
    """Return the middle of the longest stretch in which the fewest words stand."""
    heights, height = [], 0
    for step in steps:
        height += step
        heights.append(height)
    least = min(heights)
    best = (0, 0)
    start = 0
    for place, height in enumerate([*heights, least + 1]):
        if height != least:
            best = max(best, (place - start, -start))
            start = place + 1
    return -best[1] + best[0] / 2


def segments(line: Line) -> list[str]:
    """Return the texts of a line that are apart."""
    return [cell_of(words).text for words in apart(line)]


def apart(line: Line) -> Iterator[list[Word]]:
    """Yield the words of a line, those without a gap between together."""
    part: list[Word] = []
    for word in line.words:
        if part and word.left - part[-1].right > _GAP * line.height:
            yield part
            part = []
        part.append(word)
    yield part


def cell_of(words: Sequence[Word]) -> Cell:
    """Return the cell that words are."""
    return Cell(" ".join(word.text for word in words), words[0].left, words[-1].right)


def stacked(above: Sequence[Cell], below: Sequence[Cell]) -> list[Cell]:
    """Return cells of lines of a header with those of the line below.

    A text goes to what it stands below; what stands above several is a part of each.
    """
    made: list[Cell] = []
    best = [max(above, key=lambda one: _shared(one, two), default=None) for two in below]
    pairs = [
        (one if one and _shared(one, two) > 0 else None, two)
        for one, two in zip(best, below, strict=True)
    ]
    under = Counter(id(one) for one, _ in pairs)
    for one, two in pairs:
        if one is None:
            made.append(two)
            continue
        wide = (two,) if under[id(one)] > 1 else (one, two)
        left, right = min(cell.left for cell in wide), max(cell.right for cell in wide)
        made.append(Cell(f"{one.text} {two.text}", left, right))
    return made + [one for one in above if id(one) not in under]


def _shared(one: Cell, two: Cell) -> float:
    return min(one.right, two.right) - max(one.left, two.left)
