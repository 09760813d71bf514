"""How much of each type of pattern is found, and in how many findings."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

from moneygraph.detect.evaluate.known import Known, Thing


@dataclass(frozen=True)
class PatternScore:
    """One type of pattern: its positive `things` in the case and how many are `found`.

    `instances` are the patterns of this type, `touched` those of which anything is found,
    `whole` those that lie in one finding with all their things. `findings` is how many
    findings what was found of them needs, each instance by itself.
    """

    pattern: str
    things: int
    found: int
    instances: int
    touched: int
    whole: int
    findings: int

    @property
    def recall(self) -> float:
        """The share of the things that is found."""
        return self.found / self.things


def score_patterns(things: Sequence[frozenset[Thing]], known: Known) -> list[PatternScore]:
    """Return each type's figures, by name; `things` are what each finding names, best first."""
    findings_of: dict[Thing, list[int]] = {}
    positive = known.positive
    for place, named in enumerate(things):
        for thing in named & positive:
            findings_of.setdefault(thing, []).append(place)
    return [
        _score(pattern, instances, findings_of) for pattern, instances in known.patterns.items()
    ]


def _score(
    pattern: str,
    instances: dict[str, frozenset[Thing]],
    findings_of: dict[Thing, list[int]],
) -> PatternScore:
    covers = {name: _held(things, findings_of) for name, things in instances.items()}
    needed = {name: fewest(list(held.values())) for name, held in covers.items()}
    every = frozenset().union(*instances.values())
    return PatternScore(
        pattern=pattern,
        things=len(every),
        found=sum(thing in findings_of for thing in every),
        instances=len(instances),
        touched=sum(count > 0 for count in needed.values()),
        whole=sum(
            any(len(held) == len(instances[name]) for held in covers[name].values())
            for name in instances
        ),
        findings=sum(needed.values()),
    )


def _held(
    things: frozenset[Thing], findings_of: dict[Thing, list[int]]
) -> dict[int, frozenset[Thing]]:
    """Return which of the things each finding holds, for those that hold any."""
    held: dict[int, set[Thing]] = {}
    for thing in things:
        for place in findings_of.get(thing, ()):
            held.setdefault(place, set()).add(thing)
    return {place: frozenset(held[place]) for place in sorted(held)}


def fewest(sets: Sequence[frozenset[Thing]]) -> int:
    """Return how many of the sets it takes to hold what they hold together.

    Always the set that adds most is taken, the first of equals; a better choice can save some
    at times, and looking for it would take for ever.
    """
    left = set().union(*sets)
    queue = [(-len(one), place) for place, one in enumerate(sets)]
    heapq.heapify(queue)
    taken = 0
    while left:
        _, place = heapq.heappop(queue)
        adds = len(sets[place] & left)
        if queue and (-adds, place) > queue[0]:
            heapq.heappush(queue, (-adds, place))  # it has less to add by now
            continue
        left -= sets[place]
        taken += 1
    return taken
