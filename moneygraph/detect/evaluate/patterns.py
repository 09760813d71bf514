"""How much of each type of pattern is found, and in how many findings."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

from moneygraph.detect.evaluate.known import Known, Thing


@dataclass(frozen=True)
class PatternEvaluation:
    """One type of pattern: its positive `things` in the case and how many are `found`.

    `instances` are the patterns of this type, `touched` those of which anything is found,
    `whole` those of which one finding names all things. `findings` is how many findings it takes
    to name what was found of them, each instance by itself.
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


def evaluate_patterns(things: Sequence[frozenset[Thing]], known: Known) -> list[PatternEvaluation]:
    """Return each type's figures, by name; `things` are what each finding names, best first."""
    findings_of: dict[Thing, list[int]] = {}
    positive = known.positive
    for index, named in enumerate(things):
        for thing in named & positive:
            findings_of.setdefault(thing, []).append(index)
    return [
        _evaluate(pattern, instances, findings_of) for pattern, instances in known.patterns.items()
    ]


def _evaluate(
    pattern: str,
    instances: dict[str, frozenset[Thing]],
    findings_of: dict[Thing, list[int]],
) -> PatternEvaluation:
    covers = {name: _held(things, findings_of) for name, things in instances.items()}
    needed = {name: fewest(list(held.values())) for name, held in covers.items()}
    every = frozenset().union(*instances.values())
    return PatternEvaluation(
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
        for index in findings_of.get(thing, ()):
            held.setdefault(index, set()).add(thing)
    return {index: frozenset(held[index]) for index in sorted(held)}


def fewest(sets: Sequence[frozenset[Thing]]) -> int:
    """Return how many of the sets it takes to hold what they hold together.

    The set that adds most is taken each time, the first of equals (the greedy set cover); the
    optimum can be smaller, and finding it takes exponential time.
    """
    left = set().union(*sets)
    queue = [(-len(one), index) for index, one in enumerate(sets)]
    heapq.heapify(queue)
    taken = 0
    while left:
        _, index = heapq.heappop(queue)
        adds = len(sets[index] & left)
        if queue and (-adds, index) > queue[0]:
            heapq.heappush(queue, (-adds, index))  # it has less to add by now
            continue
        left -= sets[index]
        taken += 1
    return taken
