"""Judges findings by labels: each query at its own score and over its whole curve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moneygraph.scoring.curve import Point, average_precision, curve_of, point_at
from moneygraph.scoring.judged import named_things
from moneygraph.scoring.known import Known
from moneygraph.scoring.patterns import PatternScore, score_patterns

if TYPE_CHECKING:
    import pandas as pd

    from moneygraph.finding import Findings


@dataclass(frozen=True)
class QueryScore:
    """One query: what its findings at or above `min_score` are worth, and its whole `curve`.

    `patterns` are judged at `min_score` too.
    """

    query: str
    min_score: float
    at: Point
    average_precision: float
    curve: list[Point]
    patterns: list[PatternScore]


@dataclass(frozen=True)
class Scores:
    """What the labels say of each query."""

    known: Known
    queries: list[QueryScore]

    @property
    def df(self) -> pd.DataFrame:
        """The curves as a frame: a row for each query and distinct score."""
        import pandas as pd

        names = ("score", "findings", "alerted", "judged", "found", "guilty")
        rows = [
            [one.query, *(getattr(point, name) for name in names), point.precision, point.recall]
            for one in self.queries
            for point in one.curve
        ]
        return pd.DataFrame(rows, columns=["query", *names, "precision", "recall"])


def score_findings(
    found: Mapping[str, Findings], known: Known, min_score: float | None = None
) -> Scores:
    """Judge what queries found; the findings must be all candidates, down to the score 0.

    `min_score` takes the place of each query's own.
    """
    return Scores(known, [_score(name, one, known, min_score) for name, one in found.items()])


def _score(name: str, found: Findings, known: Known, min_score: float | None) -> QueryScore:
    least = found.query.min_score if min_score is None else min_score
    things = named_things(found, known.of)
    curve = curve_of([row["score"] for row in found.rows], things, known)
    at = point_at(curve, least, known)
    return QueryScore(
        query=name,
        min_score=least,
        at=at,
        average_precision=average_precision(curve),
        curve=curve,
        patterns=score_patterns(things[: at.findings], known),
    )
