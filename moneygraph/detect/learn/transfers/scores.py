"""Scores the transfers of a case by a model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from moneygraph.detect.learn.features import names_of
from moneygraph.detect.learn.model import LEAST_POINTS, Model, check_features
from moneygraph.detect.learn.transfers.features import transfer_features

if TYPE_CHECKING:
    from moneygraph.detect.learn.measured import Floats
    from moneygraph.store.file import CaseFile

#: A score below this is kept without its points.
_LEAST_SCORE: Final = 0.01


def score_transfers(case: CaseFile, model: Model) -> None:
    """Fill `transfer_score` (see ``detect/views.sql``) by a model of transfers.

    What findings stand on must be made. The view ``transfer_feature`` has what was measured.
    """
    from moneygraph.detect.learn.fit import predict
    from moneygraph.detect.learn.transfers.measured import in_batches, measure_transfers

    names = names_of(transfer_features(case.data))
    check_features(model, names)
    measure_transfers(case)
    case.con.execute("delete from transfer_score").fetchall()
    for ids, values in in_batches(case):
        score = predict(model.trees, values, names, with_points=False).score
        high = np.flatnonzero(score >= _LEAST_SCORE)
        answer = predict(model.trees, values[high], names)
        points = np.column_stack([answer.points, np.full(len(high), answer.base)])
        _keep(case, ids, score)
        _keep_points(case, ids[high], points, [*names, "begun"])


def _keep(case: CaseFile, ids: np.ndarray, score: Floats) -> None:
    case.con.register("scores_to_keep", {"id": ids, "score": score})
    try:
        case.con.execute(
            "insert into transfer_score select id, score, map() from scores_to_keep"
        ).fetchall()
    finally:
        case.con.unregister("scores_to_keep")


def _keep_points(case: CaseFile, ids: np.ndarray, points: Floats, names: list[str]) -> None:
    """Keep the points of each transfer by the names of features."""
    row, column = np.nonzero(np.abs(points) >= LEAST_POINTS)
    columns = {"id": ids[row], "feature": column, "points": points[row, column]}
    case.con.register("points_to_keep", columns)
    try:
        case.con.execute(
            "update transfer_score as s set points = p.points from ("
            " select id, map_from_entries(list((($names)[feature + 1], points) order by feature))"
            " as points from points_to_keep group by id) as p where p.id = s.transfer",
            {"names": names},
        ).fetchall()
    finally:
        case.con.unregister("points_to_keep")
