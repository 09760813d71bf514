"""Lists of different lengths as two arrays: list ``n`` is ``values[start[n]:start[n + 1]]``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moneygraph.hops.kernel import Bools, Int32s, Int64s


@dataclass(frozen=True)
class Lists:
    """Lists of places of meetings; ``start`` has one more element than there are lists."""

    start: Int32s
    values: Int32s

    def __len__(self) -> int:
        return len(self.start) - 1

    @property
    def sizes(self) -> Int32s:
        """How long each list is."""
        return np.diff(self.start)

    @property
    def first(self) -> Int32s:
        """The first value of each; none may be empty."""
        return self.values[self.start[:-1]]

    @property
    def last(self) -> Int32s:
        """The last value of each; none may be empty."""
        return self.values[self.start[1:] - 1]

    def picked(self, places: NDArray[np.integer]) -> Lists:
        """Return the lists at these places, in that order."""
        return sliced(self.values, self.start[:-1][places], self.sizes[places])

    def only(self, kept: Bools) -> Lists:
        """Return the lists without the values that ``kept``, an array by value, says no of."""
        stay = kept[self.values]
        start = np.concatenate([[0], np.cumsum(stay)])[self.start].astype(np.int32)
        return Lists(start, self.values[stay])

    def numbers(self) -> Int64s:
        """Return for each value the number of its list."""
        return np.repeat(np.arange(len(self)), self.sizes)

    def distinct(self, of: NDArray[Any]) -> Int64s:
        """Return how many different numbers ``of`` gives to the values of each list."""
        number, given = self.numbers(), of[self.values]
        order = np.lexsort((given, number))
        number, given = number[order], given[order]
        is_new = np.ones(len(order), np.bool_)
        is_new[1:] = (number[1:] != number[:-1]) | (given[1:] != given[:-1])
        return np.bincount(number[is_new], minlength=len(self))

    def sums(self, of: NDArray[Any]) -> NDArray[np.float64]:
        """Return what ``of`` gives to the values of each list, added up."""
        return np.bincount(self.numbers(), of[self.values], len(self)).astype(np.float64)


def sliced(values: Int32s, begin: NDArray[np.integer], sizes: NDArray[np.integer]) -> Lists:
    """Return slices of an array as lists."""
    start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    inner = np.arange(start[-1]) + np.repeat(begin - start[:-1], sizes)
    return Lists(start, values[inner])


def chained(*parts: Lists) -> Lists:
    """Lay lists after lists."""
    sizes = np.concatenate([part.sizes for part in parts])
    start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    return Lists(start, np.concatenate([part.values for part in parts]))


def side_by_side(one: Lists, other: Lists) -> Lists:
    """Join each list of one with the list of the other at the same place."""
    count = len(one)
    woven = np.arange(2 * count).reshape(2, count).T.ravel()
    both = chained(one, other).picked(woven)
    return Lists(both.start[::2], both.values)
