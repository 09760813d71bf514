"""Gives transfers out to those who ask for them: one transfer to one row, best fits first.

A wish that asks for `n` transfers (n rows that say the same) gets what fits it best once no
more than `n` are left of those. Wishes that share transfers get them in the order of time
when they ask for all of them together; else nobody can say whose is whose, and they are torn.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

#: (wish, transfer, score); ids of wishes and of transfers follow time.
Fit = tuple[int, int, int]


@dataclass
class Desk:
    """What is still asked for and what is still there to give.

    `room` says how many transfers each wish still asks for, `given` what it got. `torn` has
    the wishes that wait, each with the transfers that fit it equally well.
    """

    room: dict[int, int]
    given: dict[int, list[int]] = field(default_factory=dict)
    torn: dict[int, set[int]] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)
    _wanted: dict[int, set[int]] = field(default_factory=dict)

    def offer(self, wish: int, transfers: Iterable[int]) -> None:
        """Let a wish that has room wait for those of the transfers that are left."""
        left = set(transfers) - self.taken
        if not left or not self.room[wish] or wish in self.torn:
            return
        self.torn[wish] = left
        for transfer in left:
            self._wanted.setdefault(transfer, set()).add(wish)

    def give_out(self) -> None:
        """Give all that can be given without a guess."""
        self._give_sole(self.torn)
        while shared := [
            group
            for group in self._groups()
            if sum(self.room[wish] for wish in group)
            >= len(set().union(*(self.torn[wish] for wish in group)))
        ]:
            for group in shared:
                self._give_sole(self._give(min(group)))

    def _give_sole(self, wishes: Iterable[int]) -> None:
        """Give to those whose transfers are no more than they ask for, the fewest first."""
        queue = [(len(self.torn[wish]), wish) for wish in wishes if wish in self.torn]
        heapify(queue)
        while queue:
            size, wish = heappop(queue)
            if len(self.torn.get(wish, ())) == size <= self.room[wish]:
                for other in self._give(wish):
                    heappush(queue, (len(self.torn[other]), other))

    def _give(self, wish: int) -> set[int]:
        """Give a wish the first of its transfers; return the others that have fewer now."""
        chosen = sorted(self.torn[wish])[: self.room[wish]]
        self._close(wish)
        self.given.setdefault(wish, []).extend(chosen)
        self.room[wish] -= len(chosen)
        touched = set()
        for transfer in chosen:
            self.taken.add(transfer)
            for other in self._wanted.pop(transfer, set()):
                self.torn[other].discard(transfer)
                touched.add(other)
        for other in [other for other in touched if not self.torn[other]]:
            del self.torn[other]
            touched.discard(other)
        return touched

    def _close(self, wish: int) -> None:
        for transfer in self.torn.pop(wish):
            self._wanted[transfer].discard(wish)

    def _groups(self) -> Iterator[set[int]]:
        """Yield the wishes that wait, those together that share transfers."""
        seen: set[int] = set()
        for start in sorted(self.torn):
            group, edge = set(), [start]
            while edge:
                wish = edge.pop()
                if wish in seen:
                    continue
                seen.add(wish)
                group.add(wish)
                edge += [other for one in self.torn[wish] for other in self._wanted[one] - seen]
            if group:
                yield group


def assign(room: dict[int, int], fits: Iterable[Fit]) -> Desk:
    """Return who gets what; `room` says how many transfers each wish asks for."""
    tiers: dict[int, dict[int, list[int]]] = {}
    for wish, transfer, score in fits:
        tiers.setdefault(score, {}).setdefault(wish, []).append(transfer)
    desk = Desk(dict(room))
    before = -1
    # again, as a wish that waited in vain may still get what fits it less well
    while before != len(desk.taken):
        before = len(desk.taken)
        for score in sorted(tiers, reverse=True):
            for wish, transfers in tiers[score].items():
                desk.offer(wish, transfers)
            desk.give_out()
    return desk
