"""Features against plain Python in small random cases, and what must hold of them anywhere."""

from __future__ import annotations

from random import Random
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.detect.counted import counted
from moneygraph.detect.features import make_features
from moneygraph.detect.features.records import FEATURE
from moneygraph.flow.matching.match import read_events
from moneygraph.flow.matching.sides import read_sides
from moneygraph.store.schema import tables
from tests.detect.features.crowded import fill_crowded
from tests.detect.features.plain import Plain, features, rows
from tests.export.neo4j.lively import fill_lively
from tests.laws import laws
from tests.small_case import empty_tables


def _made(con: duckdb.DuckDBPyConnection, seed: int) -> None:
    fill_lively(con, Random(seed))
    make_features(con, "lifo")


def _made_crowded(con: duckdb.DuckDBPyConnection, seed: int) -> None:
    fill_crowded(con, Random(seed))


@laws(50)
@given(seed=st.integers(0, 1 << 32), made=st.sampled_from([_made, _made_crowded]))
def test_features_are_those_of_plain_python(seed: int, made: Any) -> None:
    with empty_tables() as con:
        made(con, seed)
        with counted(con, converted=True):
            events = read_events(con, read_sides(con)).tolist()
            wanted = features(Plain(con, events))
        found = {row.pop("account"): row for row in rows(con, "select * from measure")}
        assert found.keys() == wanted.keys()
        for account, row in found.items():
            for name, value in row.items():
                assert value == pytest.approx(wanted[account][name], abs=1e-9), (account, name)


@laws(25)
@given(seed=st.integers(0, 1 << 32), made=st.sampled_from([_made, _made_crowded]))
def test_parts_are_no_more_than_wholes(seed: int, made: Any) -> None:
    with empty_tables() as con:
        made(con, seed)
        for row in rows(con, "select * from measure"):
            windows = ("minute", "hour", "day", "days", "week")
            assert (
                row["crowd_passed"] <= row["crowd_received"] and row["crowd_usual"] <= row["payers"]
            )
            assert max(row["whole_passes"], row["stranger_passes"], row["crowd"]) <= row["payers"]
            assert row["kept_passed"] <= row["large_passed"] <= row["week_passed"]
            assert row["gone_received"] <= row["received"]
            assert row["gone_wholes"] <= row["whole_passes"]
            passed = [row[f"{name}_passed"] for name in windows]
            assert passed == sorted(passed) and row["alike_passed"] <= row["days_passed"]
            for name, value in row.items():
                if name.endswith("_given") and name != "people_received":
                    assert 0 <= value <= row["received"], name
                if name.endswith("_share"):
                    assert 0 <= value <= 1, name


@laws(25)
@given(seed=st.integers(0, 1 << 32))
def test_the_views_say_given_and_sent_of_the_same_transfers(seed: int) -> None:
    sums = (
        (
            "received",
            "select to_account, sum(to_amount)::bigint from received_transfer group by all",
        ),
        ("paid", "select from_account, sum(amount)::bigint from paid_transfer group by all"),
    )
    with empty_tables() as con:
        _made(con, seed)
        for name, sql in sums:
            with counted(con, converted=True):
                in_views = dict(con.execute(sql).fetchall())
            for row in rows(con, "select * from measure"):
                assert row[name] == in_views.get(row["account"], 0), name


def test_the_table_has_a_column_for_each_feature() -> None:
    with duckdb.connect() as con:
        con.execute(tables())
        columns = rows(con, "select * from (describe measure)")
    assert [row["column_name"] for row in columns] == ["account", *(FEATURE.names or ())]
    # a masked case takes it as it is
    assert {row["column_type"] for row in columns} == {"INTEGER", "BIGINT", "DOUBLE"}
