"""Shapes of all types, laid one after the other, and which of them are told."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moneygraph.hops.kernel import Bools, Int32s, Int64s, compiled
from moneygraph.patterns.payments import Floats
from moneygraph.patterns.ragged import Lists, chained

#: Types of shape; in a tie of surprise the earlier is told first.
PATTERNS = ("cycle", "fan-in", "fan-out", "gather-scatter", "run", "scatter-gather")
#: In nats; what surprises less is not told, whatever is asked for.
LEAST = -24.0
#: What is said of a shape, by number; which of them depends on its type.
NUMBERS = ("senders", "receivers", "usual", "middles", "circle", "run")


@dataclass(frozen=True)
class Shapes:
    """Shapes with their meetings; ``pattern`` is a place in `PATTERNS`.

    ``surprise``, in nats, is how unlikely chance is to make one. ``numbers`` has an array for
    each of `NUMBERS`; nan where it says nothing of a shape.
    """

    pattern: Int32s
    meetings: Lists
    surprise: Floats
    numbers: dict[str, Floats]


def shapes_of(
    pattern: str, meetings: Lists, surprise: Floats, **numbers: Floats | Int32s
) -> Shapes:
    """Make shapes of one type."""
    code = np.full(len(meetings), PATTERNS.index(pattern), np.int32)
    unsaid = np.full(len(meetings), np.nan)
    said = {name: numbers.get(name, unsaid).astype(np.float64) for name in NUMBERS}
    return Shapes(code, meetings, surprise, said)


def joined(*parts: Shapes) -> Shapes:
    """Lay shapes after shapes."""
    return Shapes(
        np.concatenate([part.pattern for part in parts]),
        chained(*(part.meetings for part in parts)),
        np.concatenate([part.surprise for part in parts]),
        {name: np.concatenate([part.numbers[name] for part in parts]) for name in NUMBERS},
    )


def told_once(shapes: Shapes, meetings: int) -> Int64s:
    """Return the places of shapes to tell, the most surprising first, down to `LEAST`.

    One that mostly (more than half) lies in those told before it is not told again.
    """
    order = np.lexsort((shapes.meetings.first, shapes.pattern, -shapes.surprise))
    order = order[shapes.surprise[order] > LEAST]
    return order[mostly_new(order, shapes.meetings.start, shapes.meetings.values, meetings)]


@compiled
def mostly_new(order: Int64s, start: Int32s, members: Int32s, meetings: int) -> Bools:
    """Say of each shape in order whether at least half of it stands in none told before it."""
    told = np.zeros(meetings, np.bool_)
    is_new = np.zeros(len(order), np.bool_)
    for at in range(len(order)):
        begin, end = start[order[at]], start[order[at] + 1]
        known = 0
        for place in range(begin, end):
            known += told[members[place]]
        if 2 * known <= end - begin:
            is_new[at] = True
            for place in range(begin, end):
                told[members[place]] = True
    return is_new
