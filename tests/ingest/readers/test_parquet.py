"""Parquet files: values as text, columns by their names, damage, harm."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.api import Case
from moneygraph.ingest.readers import open_sheets
from moneygraph.ingest.readers.source import Source
from moneygraph.store.errors import FileRefused
from tests.laws import laws

AGAIN = "Ask the bank to send it again"


def parquet(sql: str, folder: Path) -> bytes:
    path = folder / "made.parquet"
    with duckdb.connect() as con:
        con.execute(f"copy ({sql}) to '{path}' (format parquet)")
    return path.read_bytes()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("12345678901234567.89::decimal(38, 2)", "12345678901234567.89"),
        ("5.50::decimal(9, 2)", "5.50"),
        ("0.1::double + 0.2::double", "0.3"),
        ("1500.25::float", "1500.25"),
        ("9223372036854775807::bigint", "9223372036854775807"),
        ("timestamp '2026-02-12 10:20:30'", "2026-02-12 10:20:30"),
        ("timestamptz '2026-02-12 10:20:30+05'", "2026-02-12 05:20:30+00"),
        ("date '2026-02-12'", "2026-02-12"),
        ("'Қарыз, \"1\"'", 'Қарыз, "1"'),
        ("null::varchar", None),
        ("true", "true"),
    ],
)
def test_values(bench, value, shown, tmp_path):
    (sheet,) = bench.sheets("bank.parquet", parquet(f"select 'a' as ts, {value} as b", tmp_path))
    assert sheet.head[0] == ["ts", "b"]
    assert bench.rows(sheet, skip=1) == [(2, "a", shown, None)]


@pytest.mark.parametrize("name", ["bank.parquet", "bank.csv"])
def test_canonical_columns(name: str, case: Case, tmp_path: Path) -> None:
    sql = (
        "select timestamp '2026-02-12 10:20:30' + to_seconds(i::int) as ts, 'KZ1' as from_account,"
        " 'KZ2' as to_account, (i + 0.25)::decimal(18, 2) as amount from range(1, 5001) t(i)"
    )
    (tmp_path / name).write_bytes(parquet(sql, tmp_path))
    (file,) = case.load(tmp_path / name).files
    assert file.error is None
    sums = case.con.execute("select count(*), sum(amount) from transfer").fetchall()
    assert sums == [(5000, sum(i * 100 + 25 for i in range(1, 5001)))]


def test_what_is_refused(bench, tmp_path):
    whole = parquet("select 1 as a", tmp_path)
    for data in (whole[:-20], b"PAR1" + b"\xff" * 100, b"PAR1"):
        assert "is broken or was cut short" in bench.refusal("bank.parquet", data)


def test_one_value_in_very_many_rows(bench, tmp_path):
    bomb = parquet("select repeat('x', 1000) as a from range(200000)", tmp_path)
    assert len(bomb) < 300_000
    assert "would unpack to far more" in bench.refusal("bank.parquet", bomb)


@laws(50)
@given(data=st.data())
def test_any_file_is_read_or_refused(data: st.DataObject, tmp_path_factory) -> None:
    folder = tmp_path_factory.mktemp("parquet")
    whole = parquet("select 1 as a, 'x' as b", folder)
    at = data.draw(st.integers(4, len(whole)))
    rest = whole[at + data.draw(st.integers(0, 9)) :]
    (folder / "a.parquet").write_bytes(whole[:at] + data.draw(st.binary(max_size=4)) + rest)
    try:
        open_sheets(Source("a.parquet", folder / "a.parquet", "", folder))
    except FileRefused as error:
        assert error.remedy
