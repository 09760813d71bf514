"""The features of labelled accounts as a matrix: of the whole case, or of one half of its time.

One feature is the score of `droppers` without a model: what is known before any label is seen,
also of loans that left at once and of shared phones, so that fewer labels are enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from moneygraph.detect.counted import counted
from moneygraph.detect.derived import FINDING_RULE, ensure_findings, ensure_views
from moneygraph.detect.evaluate import Known
from moneygraph.detect.features import make_features
from moneygraph.detect.learn.features import (
    QUERY,
    ModelFeature,
    column_of,
    make_model_features,
    model_features,
)
from moneygraph.detect.patterns import surprises_of_accounts
from moneygraph.detect.queries import read_queries
from moneygraph.detect.queries.run import find_columns
from moneygraph.store.sqltext import rows_of, run_file, sql_text

if TYPE_CHECKING:
    import duckdb

    from moneygraph.detect.features.inputs import Window
    from moneygraph.store.file import CaseFile


def score_untrained(case: CaseFile, table: str = "measure", window: Window | None = None) -> None:
    """Put the score of each candidate into ``untrained``, by its features in a table of a window.

    Empties `model_score`, so that no model counts.
    """
    run_file(case.con, "detect/learn/untrained.sql", table=table)
    with _measured_in(case, table, window):
        scores = find_columns(
            case.con, read_queries(case.data)[QUERY], ("account", "score"), min_score=0
        )
    case.con.register("scores_to_keep", scores)
    try:
        case.con.execute(
            "insert into untrained select ?, a.id, s.score from scores_to_keep as s"
            " join account as a on a.number = s.account",
            [table],
        ).fetchall()
    finally:
        case.con.unregister("scores_to_keep")


def measure_for_models(
    case: CaseFile, table: str = "measure", window: Window | None = None
) -> None:
    """Make what models know beside features: scores without a model, and surprises of shapes.

    They are of a table of features and its window; see `score_untrained`.
    """
    score_untrained(case, table, window)
    run_file(case.con, "detect/learn/shaped.sql", table=table)
    surprises = surprises_of_accounts(case.con, window)
    columns = {column_of(pattern): values for pattern, values in surprises.items()}
    known = ", ".join(f'if(isnan("{name}"), null, "{name}") as "{name}"' for name in columns)
    ids = np.arange(len(next(iter(columns.values()))))
    case.con.register("surprises_to_keep", {"account": ids, **columns})
    try:
        case.con.execute(
            "insert into shaped by name"
            f" select $1 as of_table, account, {known} from surprises_to_keep",
            [table],
        ).fetchall()
    finally:
        case.con.unregister("surprises_to_keep")


@contextmanager
def _measured_in(case: CaseFile, table: str, window: Window | None) -> Iterator[None]:
    """Let queries read the features in a table and, of stolen money, what moved in the window.

    For that time views of the same names hide the tables.
    """
    if window is None:
        yield
        return
    with counted(case.con, converted=True):  # as what is measured in the window is
        run_file(case.con, "detect/learn/stolen_in.sql", first_us=window[0], end_us=window[1])
    for view, source in (("stolen", "stolen_in"), ("measure", table)):
        case.con.execute(f"create or replace temp view {view} as from {source}").fetchall()
    case.con.execute(
        f"create or replace temp view feature as from features_of('{table}')"
    ).fetchall()
    try:
        yield
    finally:
        for view in ("stolen", "measure"):
            case.con.execute(f"drop view temp.{view}").fetchall()
        ensure_views(case)


Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]
#: Names of a table and, of accounts in one half, the condition.
_HALVES = {"measure_early": "h.is_early", "measure_late": "not h.is_early"}
_EVER_US = 1 << 62


@dataclass(frozen=True)
class Measured:
    """Accounts in the order of their numbers: `values` has a row an account, a column a feature.

    Or transfers in the order of their ids, which `numbers` are then.

    NaN is where there is nothing to measure.
    """

    numbers: Sequence[str] | Sequence[int]
    values: Floats
    positive: Bools

    @property
    def negative_count(self) -> int:
        """How many of them are negative."""
        return len(self.numbers) - int(self.positive.sum())

    @property
    def positive_count(self) -> int:
        """How many of them are positive."""
        return int(self.positive.sum())


def label_accounts(case: CaseFile, known: Known) -> None:
    """Make the table of ``labelled.sql``, and all that features depend on."""
    ensure_findings(case)
    measure_for_models(case)
    make_model_features(case.con, model_features(case.data))
    names = [*sorted(map(str, known.positive)), *sorted(map(str, known.negative))]
    positive = [index < len(known.positive) for index in range(len(names))]
    case.con.execute(
        "create or replace temp table label_to_keep as"
        " select unnest($1::varchar[]) as name, unnest($2::boolean[]) as positive",
        [names, positive],
    ).fetchall()
    rest = known.unlabelled == "negative"
    run_file(case.con, "detect/learn/labelled.sql", of=known.of, rest_is_negative=rest)


def usual_cut(con: duckdb.DuckDBPyConnection) -> datetime | None:
    """Return where time is cut by default, see ``cut.sql``."""
    cut: datetime | None = rows_of(con, sql_text("detect/learn/cut.sql"))[0][0]
    return cut


def measure_all(case: CaseFile) -> Measured:
    """Return all labelled accounts, measured over the whole case."""
    return _read(case, "measure", "")


def halves_of(cut: datetime) -> dict[str, Window]:
    """Return the windows up to a moment and after it, by the table for what is measured there."""
    after = int(np.datetime64(cut, "us").astype(np.int64)) + 1
    return {"measure_early": (-_EVER_US, after), "measure_late": (after, _EVER_US)}


def make_window(case: CaseFile, table: str, window: Window) -> None:
    """Make a table of the features of accounts by the transfers of a window."""
    case.con.execute(f"create or replace temp table {table} as from measure limit 0").fetchall()
    make_features(case.con, FINDING_RULE, table, window)


def measure_halves(case: CaseFile, cut: datetime) -> tuple[Measured, Measured]:
    """Return those to learn from, by transfers up to `cut`, and those to judge, by later ones.

    No party is in both; see ``halves.sql``.
    """
    for table, window in halves_of(cut).items():
        make_window(case, table, window)
        measure_for_models(case, table, window)
    run_file(case.con, "detect/learn/halves.sql", cut=cut)
    early, late = (
        _read(case, table, f"join half as h on h.account = l.account where {condition}")
        for table, condition in _HALVES.items()
    )
    return early, late


def _read(case: CaseFile, table: str, chosen: str) -> Measured:
    read = case.con.execute(
        f"select f.*, l.number, l.positive from model_features('{table}') as f"
        f" join labelled as l on l.account = f.account {chosen} order by l.number"
    ).fetchnumpy()
    return Measured(
        list(read["number"]),
        matrix(read, model_features(case.data)),
        read["positive"].astype(np.bool_),
    )


def matrix(read: dict[str, NDArray[np.generic]], features: Sequence[ModelFeature]) -> Floats:
    """Return the features as a matrix, NaN where a column has no value."""
    columns = [np.ma.filled(read[one.column].astype(np.float64), np.nan) for one in features]
    return np.column_stack(columns)
