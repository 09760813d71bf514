"""Precision and recall at every distinct score, and the average precision."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from moneygraph.scoring.known import Known
from moneygraph.scoring.things import Thing


@dataclass(frozen=True)
class Point:
    """What findings at or above a score alert.

    `alerted` counts distinct things: the alert budget. `judged` are those of them that count as
    right or wrong, `found` those that are guilty, of `guilty` in the case.
    """

    score: float
    findings: int
    alerted: int
    judged: int
    found: int
    guilty: int

    @property
    def precision(self) -> float | None:
        """The share of judged alerts that are right; None where nothing was judged."""
        return self.found / self.judged if self.judged else None

    @property
    def recall(self) -> float:
        """The share of the guilty that is found."""
        return self.found / self.guilty


def curve_of(
    scores: Sequence[float], things: Sequence[frozenset[Thing]], known: Known
) -> list[Point]:
    """Return a point for each distinct score, the highest first.

    `scores` of the findings fall; `things` are what each of them names. Findings of one score
    are taken together, so that their order makes no difference.
    """
    points: list[Point] = []
    alerted: set[Thing] = set()
    judged = found = 0
    for place, score in enumerate(scores):
        new = things[place] - alerted
        alerted |= new
        judged += sum(map(known.is_judged, new))
        found += len(new & known.guilty)
        if place + 1 == len(scores) or scores[place + 1] != score:
            guilty = len(known.guilty)
            points.append(Point(score, place + 1, len(alerted), judged, found, guilty))
    return points


def point_at(points: Sequence[Point], min_score: float, known: Known) -> Point:
    """Return what findings at or above a score alert, also where there are none."""
    at = Point(min_score, 0, 0, 0, 0, len(known.guilty))
    for point in points:
        if point.score >= min_score:
            at = point
    return at


def average_precision(points: Sequence[Point]) -> float:
    """Return the sum of each point's precision times the recall that it adds, 0 to 1.

    What no finding names adds nothing, whatever its label.
    """
    before = 0
    parts = []
    for point in points:
        if point.found > before:
            parts.append((point.found - before) * point.found / (point.judged * point.guilty))
        before = point.found
    return math.fsum(parts)
