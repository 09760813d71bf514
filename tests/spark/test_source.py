"""What no transfer can be is refused with its place, and never dropped or counted twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from moneygraph.spark.source import read_source
from moneygraph.store.errors import CallError

pytestmark = [
    pytest.mark.filterwarnings("ignore:PySpark does not yet:FutureWarning"),
    pytest.mark.turns(of="spark"),
]

COLUMNS = "ts, from_account, to_account, amount"
RIGHT = "(timestamp '2026-03-01 10:00', 'A', 'B', 15000000)"
NOON = "timestamp '2026-03-01 12:00'"
#: Rows beside a right one, and the columns of both; what is said.
WRONG = {
    "no payer": (f"({NOON}, null, 'B', 5)", COLUMNS, "whose from_account cannot be taken, 1 of"),
    "no payee": (f"({NOON}, 'A', '', 5)", COLUMNS, "whose to_account cannot be taken, 1 of"),
    "no time": ("(null, 'A', 'B', 5)", COLUMNS, "whose ts cannot be taken, 1 of them"),
    "no amount": (f"({NOON}, 'A', 'B', null)", COLUMNS, "whose amount cannot be taken, 1 of"),
    "below zero": (f"({NOON}, 'A', 'B', -5)", COLUMNS, "whose amount cannot be taken, 1 of"),
}


def written(folder: Path, rows: str, columns: str = COLUMNS, name: str = "transfer") -> Path:
    folder.mkdir(exist_ok=True)
    duckdb.sql(f"copy (from (values {rows}) as v({columns})) to '{folder / name}.parquet'")
    return folder


@pytest.mark.parametrize("kind", WRONG)
def test_a_row_that_no_transfer_can_be(spark: Any, tmp_path: Path, kind: str) -> None:
    rows, columns, said = WRONG[kind]
    folder = written(tmp_path / "in", f"{RIGHT}, {rows}", columns)
    with pytest.raises(CallError, match=said) as raised:
        read_source(spark, str(folder))
    assert str(folder) in str(raised.value)


def test_codes_of_somebody_else(spark: Any, tmp_path: Path) -> None:
    rows = f"({NOON}, 'A', 'B', 5, 'wire')"
    with pytest.raises(CallError, match="whose kind cannot be taken, 1 of them"):
        read_source(spark, str(written(tmp_path / "kind", rows, f"{COLUMNS}, kind")))
    rows = f"({NOON}, 'A', 'B', 5, 'tenge')"
    with pytest.raises(CallError, match="whose currency cannot be taken, 1 of them"):
        read_source(spark, str(written(tmp_path / "code", rows, f"{COLUMNS}, currency")))


def test_an_empty_cell_is_as_a_column_that_is_not_there(spark: Any, tmp_path: Path) -> None:
    rows = f"({NOON}, 'A', 'B', 5, null, null, null::timestamp)"
    folder = written(tmp_path / "in", rows, f"{COLUMNS}, kind, currency, credit_ts")
    (row,) = read_source(spark, str(folder)).transfer.collect()
    assert (row["kind"], row["currency"], row["credit_ts"]) == ("transfer", "KZT", row["ts"])


def test_what_stands_there_twice(spark: Any, tmp_path: Path) -> None:
    rows = f"(7, {NOON}, 'A', 'B', 5), (7, {NOON}, 'B', 'C', 5)"
    with pytest.raises(CallError, match="has the id 7 more than once"):
        read_source(spark, str(written(tmp_path / "id", rows, f"id, {COLUMNS}")))
    folder = written(tmp_path / "account", RIGHT)
    written(folder, "('A', 'person'), ('B', 'person'), ('B', 'unknown')", "number, kind", "account")
    with pytest.raises(CallError, match="has the number B more than once"):
        read_source(spark, str(folder))
    written(folder, "('A', 'somebody')", "number, kind", "account")
    with pytest.raises(CallError, match=r"account\) has rows whose kind cannot be taken"):
        read_source(spark, str(folder))


def test_times_that_are_not_local(spark: Any, tmp_path: Path) -> None:
    rows = RIGHT.replace("timestamp", "timestamptz")
    with pytest.raises(CallError, match="has ts as times with a zone"):
        read_source(spark, str(written(tmp_path / "zone", rows)))
    rows = RIGHT.replace("timestamp '2026-03-01 10:00'", "'01.03.2026'")
    with pytest.raises(CallError, match=r"cannot be read: .*01\.03\.2026"):
        read_source(spark, str(written(tmp_path / "text", rows)))
