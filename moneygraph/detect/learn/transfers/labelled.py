"""Labelled transfers with their features: of the whole case, or of one half of its time."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

import numpy as np

from moneygraph.detect.derived import ensure_findings
from moneygraph.detect.evaluate import Known
from moneygraph.detect.learn.measured import Floats, Measured, halves_of, make_window, matrix
from moneygraph.detect.learn.transfers.features import transfer_features
from moneygraph.detect.learn.transfers.measured import measure_transfers, read_transfers
from moneygraph.store.sqltext import named_sql, rows_of, run_sql

if TYPE_CHECKING:
    import duckdb

    from moneygraph.store.file import CaseFile

_SQL: Final = "detect/learn/transfers/labelled.sql"


def label_transfers(case: CaseFile, known: Known) -> None:
    """Measure all transfers of a case and make the table ``labelled_transfer``."""
    ensure_findings(case)
    measure_transfers(case)
    ids = [*sorted(map(int, known.positive)), *sorted(map(int, known.negative))]
    positive = [index < len(known.positive) for index in range(len(ids))]
    case.con.execute(
        "create or replace temp table label_to_keep as"
        " select unnest($1::integer[]) as id, unnest($2::boolean[]) as positive",
        [ids, positive],
    ).fetchall()
    rest = known.unlabelled == "negative"
    run_sql(case.con, named_sql(_SQL)["labelled"], rest_is_negative=rest)


def usual_cut_of_transfers(con: duckdb.DuckDBPyConnection) -> datetime | None:
    """Return where time is cut by default, see ``labelled.sql``."""
    cut: datetime | None = rows_of(con, named_sql(_SQL)["cut"])[0][0]
    return cut


def measure_all_transfers(case: CaseFile) -> Measured:
    """Return all labelled transfers over the whole case; after `label_transfers`."""
    return _read(case, "early")


def measure_transfer_halves(case: CaseFile, cut: datetime) -> tuple[Measured, Measured]:
    """Return the labelled transfers up to `cut`, to learn from, and later ones, to judge.

    Each half is measured by its own transfers alone. Nobody who took part in a positive transfer
    of the earlier half takes part in a judged one.
    """
    run_sql(case.con, named_sql(_SQL)["known"], cut=cut)
    halves = []
    for half, (table, window) in zip(("early", "late"), halves_of(cut).items(), strict=True):
        make_window(case, table, window)
        measure_transfers(case, table, window)
        halves.append(_read(case, half))
    early, late = halves
    return early, late


def _read(case: CaseFile, half: str) -> Measured:
    joined = named_sql(_SQL)[half].strip().rstrip(";")
    read = read_transfers(case, joined, "f.*, l.positive")
    values = matrix(read, transfer_features(case.data))
    return Measured(read["id"].tolist(), values, read["positive"].astype(np.bool_))


def points_of_transfers(con: duckdb.DuckDBPyConnection, ids: list[int]) -> Floats:
    """Return the larger score that `droppers` gives one of the two ends, over the whole time."""
    score = dict(
        rows_of(
            con,
            "select t.id, max(u.score) from transfer as t join untrained as u"
            " on u.account in (t.from_account, t.to_account) and u.of_table = 'measure'"
            " group by t.id",
        )
    )
    return np.array([score.get(one, np.nan) for one in ids])
