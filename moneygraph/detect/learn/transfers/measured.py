"""Measures the features of transfers: all of a case, or those of one window of its time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from moneygraph.detect.counted import counted
from moneygraph.detect.learn.features import make_model_features, model_features
from moneygraph.detect.learn.measured import Floats, matrix, measure_for_models
from moneygraph.detect.learn.transfers.features import ENDS, transfer_features
from moneygraph.detect.learn.transfers.runs import runs_of_transfers
from moneygraph.detect.learn.transfers.shapes import surprises_of_transfers
from moneygraph.store.sqltext import named_sql, rows_of, run_sql

if TYPE_CHECKING:
    import duckdb

    from moneygraph.detect.features.inputs import Window
    from moneygraph.store.file import CaseFile

_SQL: Final = "detect/learn/transfers/measured.sql"
_EVER: Final = (-(1 << 62), 1 << 62)
#: Transfers whose features are in memory at once.
_AT_ONCE: Final = 200_000
#: Columns of ``side`` that are no measure.
_PLAIN: Final = ("id", "is_credit")


def measure_transfers(case: CaseFile, table: str = "measure", window: Window | None = None) -> None:
    """Make the table ``measured_transfer`` and the macro ``transfer_features()``.

    Of the transfers debited in a window, by these alone; `table` holds the features of accounts
    in that window, which must be made. What findings stand on must be made too.
    """
    con = case.con
    measure_for_models(case, table, window)
    make_model_features(con, model_features(case.data))
    first_us, end_us = window or _EVER
    sql = named_sql(_SQL)
    with counted(con, converted=False):  # each currency is looked at for itself
        for name in ("moved", "sides", "pairs", "equals", "hops"):
            run_sql(con, sql[name], first_us=first_us, end_us=end_us)
        with _registered(con, "run_of_transfer", runs_of_transfers(con)):
            shapes = surprises_of_transfers(con, window)
            with _registered(con, "shape_of_transfer", shapes):
                con.execute(sql["whole"].format(sides=_sides(con))).fetchall()
    _make_macro(case, table)


def _sides(con: duckdb.DuckDBPyConnection) -> str:
    """Return the columns of both ends, named after them."""
    names = [row[0] for row in rows_of(con, "describe side") if row[0] not in _PLAIN]
    return ", ".join(f'{end}."{name}" as {end}_{name}' for end in ENDS for name in names)


def _make_macro(case: CaseFile, table: str) -> None:
    features = transfer_features(case.data)
    columns = ", ".join(f"{one.sql} as {one.column}" for one in features)
    case.con.execute(
        f"create or replace temp table account_end as from model_features('{table}')"
    ).fetchall()
    case.con.execute(
        f"create or replace temp view transfer_feature as select t.id, {columns}"
        " from measured_transfer as t"
        " left join account_end as payer on payer.account = t.from_account"
        " left join account_end as payee on payee.account = t.to_account"
    ).fetchall()


def read_transfers(
    case: CaseFile, chosen: str = "", columns: str = "f.*"
) -> dict[str, NDArray[np.generic]]:
    """Return the features of measured transfers as columns, by id; `chosen` joins or filters."""
    return case.con.execute(
        f"select {columns} from transfer_feature as f {chosen} order by f.id"
    ).fetchnumpy()


def in_batches(case: CaseFile) -> Iterator[tuple[NDArray[np.generic], Floats]]:
    """Yield the ids of measured transfers, some at a time, and their features as a matrix."""
    features = transfer_features(case.data)
    ids = case.con.execute("select id from measured_transfer order by id").fetchnumpy()["id"]
    for first in range(0, len(ids), _AT_ONCE):
        some = ids[first : first + _AT_ONCE]
        read = read_transfers(case, f"where f.id between {int(some[0])} and {int(some[-1])}")
        yield read["id"], matrix(read, features)


@contextmanager
def _registered(
    con: duckdb.DuckDBPyConnection, name: str, columns: dict[str, NDArray[np.generic]]
) -> Iterator[None]:
    """Let SQL read columns of numbers as a table; where they are NaN it reads null."""
    con.register(f"{name}_columns", columns)
    known = ", ".join(
        f'if(isnan("{one}"), null, "{one}") as "{one}"' if values.dtype.kind == "f" else f'"{one}"'
        for one, values in columns.items()
    )
    try:
        con.execute(
            f"create or replace temp table {name} as select {known} from {name}_columns"
        ).fetchall()
    finally:
        con.unregister(f"{name}_columns")
    yield
