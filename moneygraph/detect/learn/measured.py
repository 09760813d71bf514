"""What `droppers` says of accounts without a model: one of the features.

It holds what one should know before seeing any label, so that few labels go further, and knows of
loans that left at once and of shared phones, which traits do not.

The features of labelled accounts as a matrix: of the whole case, or of a half of its time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from moneygraph.detect.derived import FINDING_RULE, ensure_findings, ensure_views
from moneygraph.detect.evaluate import Known
from moneygraph.detect.features import make_traits
from moneygraph.detect.learn.features import NAMES
from moneygraph.detect.queries import read_queries
from moneygraph.detect.queries.run import find_columns
from moneygraph.store.sqltext import rows_of, run_file, sql_text

if TYPE_CHECKING:
    import duckdb

    from moneygraph.detect.features.inputs import Window
    from moneygraph.store.file import CaseFile

_QUERY: Final = "droppers"


def score_untrained(case: CaseFile, table: str = "trait", window: Window | None = None) -> None:
    """Put the score of each candidate into ``untrained``, by its traits in a table of a window.

    Empties `learnt`, so that no model has a say.
    """
    run_file(case.con, "detect/learn/untrained.sql", table=table)
    with _looking_at(case.con, table, window):
        told = find_columns(
            case.con, read_queries(case.data)[_QUERY], ("account", "score"), min_score=0
        )
    case.con.register("scores_to_keep", told)
    try:
        case.con.execute(
            "insert into untrained select ?, a.id, s.score from scores_to_keep as s"
            " join account as a on a.number = s.account",
            [table],
        ).fetchall()
    finally:
        case.con.unregister("scores_to_keep")


@contextmanager
def _looking_at(
    con: duckdb.DuckDBPyConnection, table: str, window: Window | None
) -> Iterator[None]:
    """Let queries see the traits in a table and, of stolen money, what moved in the window.

    Views of the same names stand before the tables meanwhile.
    """
    if window is None:
        yield
        return
    run_file(con, "detect/learn/stolen_in.sql", begun=window[0], ended=window[1])
    for view, source in (("stolen", "stolen_in"), ("trait", table)):
        con.execute(f"create or replace temp view {view} as from {source}").fetchall()
    con.execute(
        f"create or replace temp view trait_share as from trait_shares('{table}')"
    ).fetchall()
    try:
        yield
    finally:
        for view in ("stolen", "trait"):
            con.execute(f"drop view temp.{view}").fetchall()
        ensure_views(con)


Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]
#: Names of a table and, of accounts in one half, the condition.
_HALVES = {"trait_early": "h.is_early", "trait_late": "not h.is_early"}
_EVER_US = 1 << 62


@dataclass(frozen=True)
class Measured:
    """Accounts in the order of their numbers: `values` has a row an account, a column a feature.

    NaN stands where there is nothing to measure.
    """

    numbers: list[str]
    values: Floats
    guilty: Bools

    @property
    def innocent_count(self) -> int:
        """How many of them are innocent."""
        return len(self.numbers) - int(self.guilty.sum())

    @property
    def guilty_count(self) -> int:
        """How many of them are guilty."""
        return int(self.guilty.sum())


def label_accounts(case: CaseFile, known: Known) -> None:
    """Make what stands in ``labelled.sql``, and all that features stand on."""
    ensure_findings(case)
    score_untrained(case)
    run_file(case.con, "detect/learn/features.sql")
    names = [*sorted(map(str, known.guilty)), *sorted(map(str, known.innocent))]
    guilty = [place < len(known.guilty) for place in range(len(names))]
    case.con.execute(
        "create or replace temp table given_labels as"
        " select unnest($1::varchar[]) as name, unnest($2::boolean[]) as guilty",
        [names, guilty],
    ).fetchall()
    rest = known.unlabelled == "innocent"
    run_file(case.con, "detect/learn/labelled.sql", of=known.of, rest_is_innocent=rest)


def usual_cut(con: duckdb.DuckDBPyConnection) -> datetime | None:
    """Return where time is cut unless the call says it, see ``cut.sql``."""
    cut: datetime | None = rows_of(con, sql_text("detect/learn/cut.sql"))[0][0]
    return cut


def measure_all(con: duckdb.DuckDBPyConnection) -> Measured:
    """Return all labelled accounts by what is known of them in the whole case."""
    return _read(con, "trait", "")


def measure_halves(case: CaseFile, cut: datetime) -> tuple[Measured, Measured]:
    """Return those to learn from, by transfers up to `cut`, and those to judge, by later ones.

    No party stands in both; see ``halves.sql``.
    """
    after = int(np.datetime64(cut, "us").astype(np.int64)) + 1
    for table, window in (("trait_early", (-_EVER_US, after)), ("trait_late", (after, _EVER_US))):
        case.con.execute(f"create or replace temp table {table} as from trait limit 0").fetchall()
        make_traits(case.con, FINDING_RULE, table, window)
        score_untrained(case, table, window)
    run_file(case.con, "detect/learn/halves.sql", cut=cut)
    early, late = (
        _read(case.con, table, f"join half as h on h.account = l.account where {condition}")
        for table, condition in _HALVES.items()
    )
    return early, late


def _read(con: duckdb.DuckDBPyConnection, table: str, chosen: str) -> Measured:
    read = con.execute(
        f"select f.*, l.number, l.guilty from trait_features('{table}') as f"
        f" join labelled as l on l.account = f.account {chosen} order by l.number"
    ).fetchnumpy()
    return Measured(list(read["number"]), matrix(read), read["guilty"].astype(np.bool_))


def matrix(read: dict[str, NDArray[np.generic]]) -> Floats:
    """Return the features as a matrix, NaN where a column has no value."""
    columns = [np.ma.filled(read[name].astype(np.float64), np.nan) for name in NAMES]
    return np.column_stack(columns)
