"""Fits trees with xgboost and predicts with them: the one module that uses the library."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from moneygraph.detect.learn.features import ModelFeature, names_of
from moneygraph.detect.learn.measured import Bools, Floats
from moneygraph.detect.learn.trees import known_part
from moneygraph.store.errors import CallError, ModelError
from moneygraph.store.message import Message

if TYPE_CHECKING:
    import xgboost

#: Few shallow trees. One thread and a fixed order of accounts: the same bytes each time. The
#: positives are not weighed up, so that three in ten accounts with a score of 0.3 are positive.
ROUNDS: Final = 100
SETTINGS: Final[dict[str, Any]] = {
    "objective": "binary:logistic",
    "tree_method": "hist",
    "max_depth": 3,
    "eta": 0.1,
    "min_child_weight": 1,
    "colsample_bynode": 0.3,  # so that a model uses several features, not the best alone
    "nthread": 1,
    "seed": 0,
}
#: Decibans in one unit of log-odds.
_DECIBANS: Final = 10 / math.log(10)


@dataclass(frozen=True)
class Prediction:
    """A model's `score` of accounts, 0 to 1, and its `points` (decibans), a column a feature.

    `base`: the points that every account starts with.
    """

    score: Floats
    points: Floats
    base: float


def _library() -> Any:
    try:
        import xgboost
    except ImportError as error:
        raise CallError(
            Message("a model needs xgboost, which is not installed"),
            Message(
                "Install it: pip install 'moneygraph[learn]'; or find without one: --model none."
            ),
        ) from error
    return xgboost


def fit(values: Floats, positive: Bools, features: Sequence[ModelFeature]) -> dict[str, Any]:
    """Return trees that separate positives from negatives, as xgboost's JSON.

    A feature's direction (see `features`) holds in every tree.
    """
    xgb = _library()
    settings = SETTINGS | {"monotone_constraints": tuple(one.direction for one in features)}
    booster = xgb.train(settings, _matrix(xgb, values, names_of(features), positive), ROUNDS)
    trees: dict[str, Any] = known_part(json.loads(bytes(booster.save_raw("json"))))
    return trees


def predict(
    trees: dict[str, Any], values: Floats, names: Sequence[str], *, with_points: bool = True
) -> Prediction:
    """Return the prediction of checked trees; raises `ModelError` where there is none."""
    xgb = _library()
    try:
        booster = xgb.Booster({"nthread": 1})
        booster.load_model(bytearray(json.dumps(trees).encode()))
        matrix = _matrix(xgb, values, names)
        score = booster.predict(matrix).astype(np.float64)
        points = np.zeros((len(values), len(names) + 1))
        if with_points and len(values):
            points = booster.predict(matrix, pred_contribs=True).astype(np.float64) * _DECIBANS
    except xgb.core.XGBoostError as error:
        raise ModelError(
            Message("xgboost does not take the model"),
            Message("Write it anew with `moneygraph learn`."),
        ) from error
    if not (np.isfinite(score).all() and np.isfinite(points).all()):
        raise ModelError(
            Message("the model gives no numbers"), Message("Write it anew with `moneygraph learn`.")
        )
    return Prediction(score, points[:, :-1], float(points[0, -1]) if len(points) else 0.0)


def _matrix(
    xgb: Any, values: Floats, names: Sequence[str], positive: Bools | None = None
) -> xgboost.DMatrix:
    label = None if positive is None else positive.astype(np.float64)
    matrix: xgboost.DMatrix = xgb.DMatrix(values, label, feature_names=list(names), nthread=1)
    return matrix
