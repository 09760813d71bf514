"""The assignment of transfers to demands: one transfer to one complaint row, best fits first.

A demand for `n` transfers (from n equal complaint rows) gets those that fit it best once no more
than `n` of them are left. Demands that share transfers get them in the order of time where
together they need all of them; otherwise the choice would be a guess, and they stay undecided.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

#: (demand, transfer, score in hundredths); ids of demands and of transfers follow time.
Fit = tuple[int, int, int]


@dataclass
class Assignment:
    """The transfers assigned so far, and the demands that cannot be decided yet.

    `capacity` is how many transfers each demand still needs, `assigned` those it has.
    `undecided` holds the demands that wait, each with the transfers that fit it equally well.
    """

    capacity: dict[int, int]
    assigned: dict[int, list[int]] = field(default_factory=dict)
    undecided: dict[int, set[int]] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)
    _demanded_by: dict[int, set[int]] = field(default_factory=dict)

    def offer(self, demand: int, transfers: Iterable[int]) -> None:
        """Let a demand with capacity wait for those of the transfers that are left."""
        left = set(transfers) - self.taken
        if not left or not self.capacity[demand] or demand in self.undecided:
            return
        self.undecided[demand] = left
        for transfer in left:
            self._demanded_by.setdefault(transfer, set()).add(demand)

    def assign_certain(self) -> None:
        """Assign all transfers that can be assigned without a guess."""
        self._assign_sole(self.undecided)
        while shared := [
            group
            for group in self._groups()
            if sum(self.capacity[demand] for demand in group)
            >= len(set().union(*(self.undecided[demand] for demand in group)))
        ]:
            for group in shared:
                self._assign_sole(self._assign(min(group)))

    def _assign_sole(self, demands: Iterable[int]) -> None:
        """Assign all that fits a demand, where that is within its capacity, the fewest first."""
        queue = [
            (len(self.undecided[demand]), demand) for demand in demands if demand in self.undecided
        ]
        heapify(queue)
        while queue:
            size, demand = heappop(queue)
            if len(self.undecided.get(demand, ())) == size <= self.capacity[demand]:
                for other in self._assign(demand):
                    heappush(queue, (len(self.undecided[other]), other))

    def _assign(self, demand: int) -> set[int]:
        """Assign the earliest transfers to a demand; return the demands that can have fewer now."""
        chosen = sorted(self.undecided[demand])[: self.capacity[demand]]
        self._withdraw(demand)
        self.assigned.setdefault(demand, []).extend(chosen)
        self.capacity[demand] -= len(chosen)
        touched = set()
        for transfer in chosen:
            self.taken.add(transfer)
            for other in self._demanded_by.pop(transfer, set()):
                self.undecided[other].discard(transfer)
                touched.add(other)
        for other in [other for other in touched if not self.undecided[other]]:
            del self.undecided[other]
            touched.discard(other)
        return touched

    def _withdraw(self, demand: int) -> None:
        for transfer in self.undecided.pop(demand):
            self._demanded_by[transfer].discard(demand)

    def _groups(self) -> Iterator[set[int]]:
        """Yield the undecided demands in groups that share transfers."""
        seen: set[int] = set()
        for start in sorted(self.undecided):
            group, edge = set(), [start]
            while edge:
                demand = edge.pop()
                if demand in seen:
                    continue
                seen.add(demand)
                group.add(demand)
                edge += [
                    other
                    for one in self.undecided[demand]
                    for other in self._demanded_by[one] - seen
                ]
            if group:
                yield group


def assign(capacity: dict[int, int], fits: Iterable[Fit]) -> Assignment:
    """Return which transfers each demand gets; `capacity` is how many each needs.

    Transfers that fit best are assigned first, each of them once.
    """
    tiers: dict[int, dict[int, list[int]]] = {}
    for demand, transfer, score in fits:
        tiers.setdefault(score, {}).setdefault(demand, []).append(transfer)
    state = Assignment(dict(capacity))
    before = -1
    # again, as an undecided demand may still get a transfer that fits it less well
    while before != len(state.taken):
        before = len(state.taken)
        for score in sorted(tiers, reverse=True):
            for demand, transfers in tiers[score].items():
                state.offer(demand, transfers)
            state.assign_certain()
    return state
