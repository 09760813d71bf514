"""Evaluates findings by labels: precision and recall, at a score and over the whole curve."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from moneygraph.detect.evaluate.known import Known, Thing
from moneygraph.detect.evaluate.patterns import PatternEvaluation, evaluate_patterns
from moneygraph.store.errors import CallError
from moneygraph.store.message import Message

if TYPE_CHECKING:
    import pandas as pd

    from moneygraph.detect.queries import Findings, Query


@dataclass(frozen=True)
class Point:
    """What findings at or above a score alert.

    `alerted` counts distinct things: the alert budget. `judged` are those of them that count as
    right or wrong, `found` those that are positive, of `positive` in the case.
    """

    score: float
    findings: int
    alerted: int
    judged: int
    found: int
    positive: int

    @property
    def precision(self) -> float | None:
        """The share of judged alerts that are right; None where nothing was judged."""
        return self.found / self.judged if self.judged else None

    @property
    def recall(self) -> float:
        """The share of the positives that is found."""
        return self.found / self.positive


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
    for index, score in enumerate(scores):
        new = things[index] - alerted
        alerted |= new
        judged += sum(map(known.is_judged, new))
        found += len(new & known.positive)
        if index + 1 == len(scores) or scores[index + 1] != score:
            positive = len(known.positive)
            points.append(Point(score, index + 1, len(alerted), judged, found, positive))
    return points


def point_at(points: Sequence[Point], min_score: float, known: Known) -> Point:
    """Return what findings at or above a score alert, also where there are none."""
    at = Point(min_score, 0, 0, 0, 0, len(known.positive))
    for point in points:
        if point.score >= min_score:
            at = point
    return at


def average_precision(points: Sequence[Point]) -> float:
    """Return the sum of each point's precision times the recall that it adds, 0 to 1.

    A thing that no finding names adds nothing, whatever its label.
    """
    before = 0
    parts = []
    for point in points:
        if point.found > before:
            parts.append((point.found - before) * point.found / (point.judged * point.positive))
        before = point.found
    return math.fsum(parts)


Reader = Callable[[dict[str, Any]], frozenset[Thing]]
#: Columns that name such things; the first that a query has is taken.
_COLUMNS: Final = {"account": ("account", "accounts"), "owner": ("owner",)}


def is_about(query: Query, of: str) -> bool:
    """Tell whether a query is judged by such labels without being named.

    A query is about what its first column names. Each can be judged by transfers.
    """
    return of == "transfer" or [column.name for column in query.columns[:1]] == [of]


def named_things(found: Findings, of: str) -> list[frozenset[Thing]]:
    """Return the things that each finding names, in the order of the findings.

    Raises `CallError` where the query's rows name no such things.
    """
    read = _reader(found.query, of)
    return [read(row) for row in found.rows]


def _reader(query: Query, of: str) -> Reader:
    types = {column.name: column.type for column in query.columns}
    if of == "transfer":
        if types.get("transfer") == "transfer":  # it is about one, the others are its evidence
            return lambda row: frozenset((row["transfer"],))
        return lambda row: frozenset(row["transfers"])
    column = next((name for name in _COLUMNS[of] if name in types), None)
    if column is None:
        raise CallError(
            Message(
                "the query {name} names no accounts, so that these labels cannot judge it"
                if of == "account"
                else "the query {name} names no owners, so that these labels cannot judge it",
                name=query.name,
            ),
            Message("Give labels of transfers: every query can be judged by them."),
        )
    if types[column] == "list":
        return lambda row: frozenset(row[column] or ())
    return lambda row: frozenset() if row[column] is None else frozenset((row[column],))


@dataclass(frozen=True)
class QueryEvaluation:
    """One query: its findings at or above `min_score`, and its whole `curve`.

    `patterns` are judged at `min_score` too.
    """

    query: str
    min_score: float
    at: Point
    average_precision: float
    curve: list[Point]
    patterns: list[PatternEvaluation]


@dataclass(frozen=True)
class Evaluation:
    """The evaluation of each query by labels."""

    known: Known
    queries: list[QueryEvaluation]

    @property
    def df(self) -> pd.DataFrame:
        """The curves as a frame: a row for each query and distinct score."""
        import pandas as pd

        names = ("score", "findings", "alerted", "judged", "found", "positive")
        rows = [
            [one.query, *(getattr(point, name) for name in names), point.precision, point.recall]
            for one in self.queries
            for point in one.curve
        ]
        return pd.DataFrame(rows, columns=["query", *names, "precision", "recall"])


def evaluate_findings(
    found: Mapping[str, Findings], known: Known, min_score: float | None = None
) -> Evaluation:
    """Evaluate what queries found; the findings must be all candidates, down to the score 0.

    `min_score` takes the place of each query's own.
    """
    return Evaluation(
        known, [_evaluate(name, one, known, min_score) for name, one in found.items()]
    )


def _evaluate(name: str, found: Findings, known: Known, min_score: float | None) -> QueryEvaluation:
    least = found.query.min_score if min_score is None else min_score
    things = named_things(found, known.of)
    curve = curve_of([row["score"] for row in found.rows], things, known)
    at = point_at(curve, least, known)
    return QueryEvaluation(
        query=name,
        min_score=least,
        at=at,
        average_precision=average_precision(curve),
        curve=curve,
        patterns=evaluate_patterns(things[: at.findings], known),
    )
