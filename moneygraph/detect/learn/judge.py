"""How well scores separate positives from negatives, on accounts that were held out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from moneygraph.detect.evaluate.curves import Point, average_precision, curve_of
from moneygraph.detect.evaluate.known import Known
from moneygraph.detect.learn.features import UNTRAINED, ModelFeature
from moneygraph.detect.learn.measured import Bools, Floats, Measured

BUDGETS: Final = (10, 50, 100)
_DIGITS: Final = 4
#: Between these, scores are compared with the share of positives.
_EDGES: Final = (0.0, 0.01, 0.05, 0.2, 0.5, 0.8, 1.0)


def judge(scores: Mapping[str, Floats], held_out: Measured) -> dict[str, Any]:
    """Return the average precision of each score, and its precision at budgets of alerts.

    Of accounts with equal scores, the mean share counts as positive: they have no order.
    """
    curves = {name: curve(score, held_out.positive) for name, score in scores.items()}
    return {
        "average_precision": {
            name: round(average_precision(points), _DIGITS) for name, points in curves.items()
        },
        "precision": [
            {"alerts": budget}
            | {
                name: round(precision_at(points, budget), _DIGITS)
                for name, points in curves.items()
            }
            for budget in BUDGETS
            if budget <= len(held_out.numbers)
        ],
    }


def curve(score: Floats, positive: Bools) -> list[Point]:
    """Return the curve of scores of accounts, NaN being the lowest of all."""
    known_score = np.where(np.isnan(score), -np.inf, score)
    order = np.argsort(-known_score, kind="stable").tolist()
    named = [frozenset((index,)) for index in order]
    right, wrong = (frozenset(np.flatnonzero(one).tolist()) for one in (positive, ~positive))
    known = Known("account", len(positive), 0, right, wrong, {}, "ignore")
    return curve_of(known_score[order].tolist(), named, known)


def precision_at(points: list[Point], budget: int) -> float:
    """Return the share of the positives among so many alerts, the highest scores first."""
    alerted = found = 0.0
    for point in points:
        if point.alerted >= budget:
            share = (budget - alerted) / (point.alerted - alerted)
            return (found + share * (point.found - found)) / budget
        alerted, found = point.alerted, point.found
    return found / budget


def best_feature(early: Measured, features: Sequence[ModelFeature]) -> int:
    """Return the index of the feature that alone does best on what is learnt from.

    The score without a model, a sum of many, is none of them.
    """
    indices = [index for index, one in enumerate(features) if not one.column.endswith(UNTRAINED)]
    return max(
        indices,
        key=lambda index: average_precision(
            curve(oriented(early.values, index, features), early.positive)
        ),
    )


def oriented(values: Floats, index: int, features: Sequence[ModelFeature]) -> Floats:
    """Return one feature's values so that more is more suspicious."""
    column: Floats = values[:, index] * (features[index].direction or 1)
    return column


def calibrate(score: Floats, positive: Bools, of: str) -> list[dict[str, Any]]:
    """Return, between edges of the score, its mean and the share that is positive.

    `of`: what is judged, "account" or "transfer".
    """
    index = np.clip(np.searchsorted(_EDGES, score, side="right") - 1, 0, len(_EDGES) - 2)
    return [
        {
            "least": _EDGES[one],
            "most": _EDGES[one + 1],
            f"{of}s": int(among.sum()),
            "predicted": round(float(score[among].mean()), _DIGITS),
            "seen": round(float(positive[among].mean()), _DIGITS),
        }
        for one in range(len(_EDGES) - 1)
        if (among := index == one).any()
    ]


def weights_of(
    values: Floats, points: Floats, features: Sequence[ModelFeature]
) -> list[dict[str, Any]]:
    """Return the features by their mean weight in scores, in points, the largest first.

    Where a feature has no declared direction, it is that of the model: 1, -1, or 0 for neither.
    """
    weight = np.abs(points).mean(axis=0)
    return [
        {
            "feature": features[index].name,
            "direction": features[index].direction
            or _direction(values[:, index], points[:, index]),
            "points": round(float(weight[index]), 2),
        }
        for index in np.argsort(-weight, kind="stable").tolist()
        if round(float(weight[index]), 2) > 0
    ]


def _direction(value: Floats, points: Floats) -> int:
    there = ~np.isnan(value)
    ranks = np.argsort(np.argsort(value[there], kind="stable"), kind="stable")
    if len(ranks) < 2 or points[there].std() == 0:
        return 0
    agreement = float(np.corrcoef(ranks, points[there])[0, 1])
    return int(np.sign(agreement)) if abs(agreement) > 0.3 else 0
