"""What a query found: the rows an engine returned as plain values, best first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from moneygraph.errors import QueryError
from moneygraph.finding.query import Query
from moneygraph.finding.thresholds import Threshold
from moneygraph.frames import frame_of_findings

if TYPE_CHECKING:
    import pandas as pd

#: Columns every query returns beside its own.
ALWAYS = ("score", "transfers")
SCORE_DIGITS = 4
POINTS_DIGITS = 2


@dataclass(frozen=True)
class Findings:
    """What a query found, best first.

    Each row has the query's columns (money in tiyn), `score`, `transfers` (ids) and
    `indicators`: the numbers of those that fired, by name; `points`: what each of them and the
    beginning (`begun`) weigh in the score, where the query says so, in the unit that
    `finding.query` names. Where a model gave the score (`scored_by` is "model"), they are its
    own, by feature. `thresholds` are the values the query was asked with, where that is known.
    """

    query: Query
    rows: list[dict[str, Any]]
    thresholds: dict[str, Threshold] = field(default_factory=dict)

    @property
    def df(self) -> pd.DataFrame:
        """The findings as a frame, a row a finding; money in whole minor units."""
        return frame_of_findings([column.name for column in self.query.columns], self.rows)


def findings_of(
    query: Query,
    rows: Iterable[dict[str, Any]],
    *,
    min_score: float | None = None,
    limit: int | None = None,
) -> Findings:
    """Make findings of what an engine returned: those at or above the least score, best first.

    Scores are compared as they are shown, so that what an engine adds up in another order
    makes no difference.
    """
    least = query.min_score if min_score is None else min_score
    found = (_row(query, values) for values in rows)
    kept = [row for row in found if row["score"] >= least]
    names = [column.name for column in query.columns]
    kept.sort(key=lambda row: (-row["score"], [_nulls_last(row[name]) for name in names]))
    return Findings(query, kept[:limit])


def _nulls_last(value: Any) -> tuple[Any, ...]:
    if isinstance(value, list):
        return (False, [_nulls_last(one) for one in value])
    return (True,) if value is None else (False, value)


def _row(query: Query, values: dict[str, Any]) -> dict[str, Any]:
    missing = [name for name in (*(c.name for c in query.columns), *ALWAYS) if name not in values]
    if missing:
        raise QueryError(
            f"the query {query.name} returns no column {missing[0]}", f"Mend {query.path.name}."
        )
    row = {column.name: values[column.name] for column in query.columns}
    row["score"] = round(float(values["score"]), SCORE_DIGITS)
    row["transfers"] = sorted(values["transfers"] or [])
    row["indicators"] = _named("i_", values)
    by_model = values.get("model_points")
    points = _named("p_", values) if by_model is None else by_model
    rounded = {name: round(float(value), POINTS_DIGITS) for name, value in points.items()}
    row["points"] = {name: value for name, value in rounded.items() if value}
    if by_model is not None:
        row["scored_by"] = "model"
    return row


def _named(prefix: str, values: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of one kind by what follows their prefix; nulls are left out."""
    return {
        name.removeprefix(prefix): value
        for name, value in values.items()
        if name.startswith(prefix) and value is not None
    }
