"""Which column of a trail's picture each node stands in, in which order, and how far down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from moneygraph.report.pages.order import ordered
from moneygraph.report.pages.writing import units

_BETWEEN: Final = 14  # px between two cards of a column

#: The neighbours of each node in a column beside it, each with an amount.
Neighbours = Mapping[int, Sequence[tuple[int, int]]]


def columns_of(trail: Mapping[str, Any]) -> list[list[int]]:
    """Return the nodes of each layer, from above; what folds others stands at the bottom.

    A node that stands for all further layers has a column of its own, the last.
    """
    nodes = trail["nodes"]
    columns: dict[int, list[int]] = defaultdict(list)
    for index, node in enumerate(nodes):
        columns[trail["layers"] + 1 if node["beyond"] else node["layer"]].append(index)
    by_amount = [
        sorted(columns[one], key=lambda n: (-units(nodes[n]["amount"]), n))
        for one in sorted(columns)
    ]
    edges = [(flow["from"], flow["to"], units(flow["amount"])) for flow in trail["flows"]]
    return [
        sorted(column, key=lambda node: nodes[node]["account"] is None)
        for column in ordered(by_amount, edges)
    ]


def tops_of(
    columns: Sequence[Sequence[int]], heights: Sequence[float], flows: Sequence[Mapping[str, Any]]
) -> dict[int, float]:
    """Return where each node begins, in px from the top: near its neighbours, none on another."""
    total = max(
        sum(heights[n] for n in column) + _BETWEEN * (len(column) - 1) for column in columns
    )
    sources: dict[int, list[tuple[int, int]]] = defaultdict(list)
    targets: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for flow in flows:
        amount = units(flow["amount"])
        sources[flow["to"]].append((flow["from"], amount))
        targets[flow["from"]].append((flow["to"], amount))
    tops: dict[int, float] = {}
    for column in columns:
        _settle(column, sources, heights, total, tops)
    for column in reversed(columns[:-1]):
        _settle(column, targets, heights, total, tops)
    return tops


def _settle(
    column: Sequence[int],
    neighbours: Neighbours,
    heights: Sequence[float],
    total: float,
    tops: dict[int, float],
) -> None:
    """Place a column in its order within `total` px, each node as near as can be to neighbours."""
    bottom = 0.0
    left = sum(heights[n] + _BETWEEN for n in column) - _BETWEEN
    for node in column:
        wanted = _wanted(node, neighbours.get(node, ()), heights, tops)
        tops[node] = max(bottom, min(wanted, total - left))
        bottom = tops[node] + heights[node] + _BETWEEN
        left -= heights[node] + _BETWEEN


def _wanted(
    node: int,
    neighbours: Sequence[tuple[int, int]],
    heights: Sequence[float],
    tops: Mapping[int, float],
) -> float:
    weight = sum(amount for _, amount in neighbours)
    if not weight:
        return tops.get(node, 0.0)
    middles = sum((tops[n] + heights[n] / 2) * amount for n, amount in neighbours)
    return middles / weight - heights[node] / 2
