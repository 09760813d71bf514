"""A trace as a tree of transfers small enough to read.

The hops of a trace make a graph: money can come to a transfer by several ways. Each
transfer's own branches are shown once, where it occurs first from the top; elsewhere it is
only named. Of a big trail the largest branches are shown and the others are summed up.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from moneygraph.flow.trails.trail import Hop, Trace


@dataclass(frozen=True)
class Branch:
    """Traced money that enters a transfer: at a start (`hop` is None) or over a hop.

    `amount` is what comes this way, `arrived` what comes to the transfer by all ways.
    `again`: the transfer's branches are shown elsewhere, higher up; otherwise
    `branches` are its largest ones in time order, `folded` and `folded_amount` count the
    others, and `rest` is what goes no further.
    """

    transfer: int
    hop: Hop | None
    amount: int
    arrived: int
    again: bool
    branches: tuple[Branch, ...] = ()
    folded: int = 0
    folded_amount: int = 0
    rest: int = 0


@dataclass(frozen=True)
class Tree:
    """The starts that are shown, how many and how much are not; `every`: branches at all depths."""

    branches: tuple[Branch, ...]
    folded: int
    folded_amount: int
    every: int


@dataclass(frozen=True)
class _Edge:
    transfer: int
    amount: int
    hop: Hop | None


def tree_of(trace: Trace, most: int) -> Tree:
    """Return the trace as a tree of at most `most` branches, the largest ones."""
    starts = [_Edge(transfer, amount, None) for transfer, amount in trace.starts.items() if amount]
    onward: dict[int, list[_Edge]] = defaultdict(list)
    for hop in trace.hops:
        near, far = hop.in_transfer, hop.out_transfer
        if trace.back:
            near, far = far, near
        onward[near].append(_Edge(far, hop.amount, hop))
    return _Grower(trace, starts, onward, most).grow()


class _Grower:
    def __init__(
        self, trace: Trace, starts: list[_Edge], onward: dict[int, list[_Edge]], most: int
    ) -> None:
        self.trace = trace
        self.starts = starts
        self.onward = onward
        self.chosen = self._choose(most)
        self.shown: set[int] = set()

    def _choose(self, most: int) -> set[int]:
        """Return the chosen edges by identity: largest first among those that are reached."""
        waiting = [
            (-edge.amount, edge.transfer, order, edge) for order, edge in enumerate(self.starts)
        ]
        heapq.heapify(waiting)
        order = len(waiting)
        chosen: set[int] = set()
        reached: set[int] = set()
        while waiting and len(chosen) < most:
            *_, edge = heapq.heappop(waiting)
            chosen.add(id(edge))
            if edge.transfer in reached:
                continue
            reached.add(edge.transfer)
            for after in self.onward.get(edge.transfer, ()):
                order += 1
                heapq.heappush(waiting, (-after.amount, after.transfer, order, after))
        return chosen

    def grow(self) -> Tree:
        branches, folded, folded_amount = self._branches(self.starts)
        every = len(self.starts) + sum(map(len, self.onward.values()))
        return Tree(branches, folded, folded_amount, every)

    def _branches(self, edges: list[_Edge]) -> tuple[tuple[Branch, ...], int, int]:
        kept = sorted(
            (edge for edge in edges if id(edge) in self.chosen),
            key=lambda edge: (self.trace.transfers[edge.transfer].ts, edge.transfer),
            reverse=self.trace.back,
        )
        branches = tuple(self._branch(edge) for edge in kept)
        amount = sum(edge.amount for edge in edges) - sum(edge.amount for edge in kept)
        return branches, len(edges) - len(kept), amount

    def _branch(self, edge: _Edge) -> Branch:
        arrived = self.trace.transfers[edge.transfer].traced
        if edge.transfer in self.shown:
            return Branch(edge.transfer, edge.hop, edge.amount, arrived, again=True)
        self.shown.add(edge.transfer)
        onward = self.onward.get(edge.transfer, [])
        branches, folded, folded_amount = self._branches(onward)
        return Branch(
            transfer=edge.transfer,
            hop=edge.hop,
            amount=edge.amount,
            arrived=arrived,
            again=False,
            branches=branches,
            folded=folded,
            folded_amount=folded_amount,
            rest=arrived - sum(one.amount for one in onward),
        )
