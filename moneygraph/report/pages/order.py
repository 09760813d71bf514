"""In which order nodes stand in their columns: so that few ribbons cross.

Sweeps by barycentres (Sugiyama, Tagawa and Toda 1981): a column is sorted by where the neighbours
of its nodes stand, weighted by amounts, in whole numbers; the best of all orders seen is kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

#: From a node to a node of the next column, and how much.
Edge = tuple[int, int, int]

_SWEEPS: Final = 6
_PRECISION: Final = 1000


def ordered(columns: Sequence[Sequence[int]], edges: Sequence[Edge]) -> list[list[int]]:
    """Return each column of nodes in an order with few crossings; the same for the same input."""
    best = now = [list(column) for column in columns]
    fewest = crossings(now, edges)
    for sweep in range(_SWEEPS):
        now = _swept(now, edges, onward=sweep % 2 == 0)
        count = crossings(now, edges)
        if count < fewest:
            best, fewest = now, count
    return best


def crossings(columns: Sequence[Sequence[int]], edges: Sequence[Edge]) -> int:
    """Return how many pairs of edges cross."""
    place = _places(columns)
    level = {node: number for number, column in enumerate(columns) for node in column}
    by_level: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for start, end, _ in edges:
        by_level[level[start]].append((place[start], place[end]))
    count = 0
    for pairs in by_level.values():
        pairs.sort()
        for number, (start, end) in enumerate(pairs):
            count += sum(1 for s, e in pairs[number + 1 :] if s > start and e < end)
    return count


def _swept(
    columns: Sequence[Sequence[int]], edges: Sequence[Edge], *, onward: bool
) -> list[list[int]]:
    """Sort each column by the places of its nodes' neighbours in the column before it."""
    neighbours: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for start, end, weight in edges:
        one, other = (end, start) if onward else (start, end)
        neighbours[one].append((other, weight))
    found = [list(column) for column in columns]
    numbers = range(1, len(found)) if onward else range(len(found) - 2, -1, -1)
    for number in numbers:
        before = _places([found[number - 1 if onward else number + 1]])
        here = _places([found[number]])
        found[number].sort(key=lambda node: (_centre(neighbours[node], before, here[node]), node))
    return found


def _places(columns: Sequence[Sequence[int]]) -> dict[int, int]:
    return {node: place for column in columns for place, node in enumerate(column)}


def _centre(neighbours: list[tuple[int, int]], before: dict[int, int], own: int) -> int:
    known = [(before[node], weight) for node, weight in neighbours if node in before]
    total = sum(weight for _, weight in known)
    if not total:
        return own * _PRECISION
    return sum(place * weight for place, weight in known) * _PRECISION // total
