"""`find` gives the same rows on Spark as in a case, to the last column."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest

from moneygraph.api import Case
from moneygraph.detect.find import FindOptions
from moneygraph.detect.queries import read_queries
from moneygraph.store.data import OURS
from moneygraph.store.errors import CallError, Notice, QueryError, UnknownStart
from moneygraph.store.sqltext import rows_of
from tests.cli.conftest import Run, parsed

from .conftest import EngineOf

pytestmark = [
    pytest.mark.filterwarnings("ignore:PySpark does not yet:FutureWarning"),
    pytest.mark.turns(of="spark"),  # minutes each: CI runs one a day
]
SAMPLES = Path(__file__).parents[1] / "detect" / "queries"
_BUSIEST = """
select a.number from transfer as t join account as a on a.id = t.from_account
group by a.number order by count(*) desc, a.number limit 1
"""


def test_the_best_of_a_region(demo_case: Path, exported: Path, engine_of: EngineOf) -> None:
    with Case.open(demo_case, read_only=True) as case:
        engine = engine_of(exported)
        best = engine.find(FindOptions("droppers", limit=2))
        assert best.rows == case.find("droppers", limit=2).rows
        assert best.thresholds == case.find("droppers").thresholds
        with pytest.raises(CallError, match="does not score droppers by a model"):
            engine.find(FindOptions("droppers", model="model.json"))


def test_what_an_account_forwards(demo_case: Path, exported: Path, engine_of: EngineOf) -> None:
    with Case.open(demo_case, read_only=True) as case:
        engine = engine_of(exported)
        ((account,),) = rows_of(case.con, _BUSIEST)
        asked = {"account": account, "min_amount": "0", "within": "30d"}
        here = case.find("forward", min_score=0, **asked)
        assert here.rows
        assert engine.find(FindOptions("forward", min_score=0, params=asked)).rows == here.rows
        with pytest.raises(UnknownStart, match="no account KZ00 among the transfers"):
            engine.find(FindOptions("forward", params={"account": "KZ00"}))


def test_limits_and_goods_on_credit(case: Case, tmp_path: Path, engine_of: EngineOf) -> None:
    """What statements state below zero, and loans that shops are paid, are the sample's."""
    case.load(SAMPLES / "victims.csv", covers="all")
    case.export("parquet", tmp_path / "sample")
    here = case.find("victims", min_score=0).rows
    assert {"card-limit", "goods-loans"} <= {kind for row in here for kind in row["kinds"]}
    there = engine_of(tmp_path / "sample").find(FindOptions("victims", min_score=0))
    assert there.rows == here


def test_it_says_that_it_converts_nothing(case: Case, tmp_path: Path, engine_of: EngineOf) -> None:
    header = "ts,from_account,to_account,amount,currency\n"
    rows = "2026-03-01 10:00:00,A,B,500,KZT\n2026-03-01 11:00:00,B,C,400,KZT\n"
    (tmp_path / "a.csv").write_text(f"{header}{rows}2026-03-01 12:00:00,C,D,300,USD\n")
    case.load(tmp_path / "a.csv", covers="all")
    case.export("parquet", tmp_path / "parquet")
    engine = engine_of(tmp_path / "parquet")
    with pytest.warns(Notice, match="Spark counts all amounts as they are"):
        engine.find(FindOptions("busy-accounts", min_score=0))
    engine.find(FindOptions("structuring", min_score=0))  # takes each currency for itself


def test_a_query_that_spark_does_not_run(exported: Path, engine_of: EngineOf) -> None:
    engine = engine_of(exported)
    query = read_queries(OURS)["mule-chains"]
    object.__setattr__(wrong := type(query)(**vars(query)), "text", "select nothing from nowhere")
    object.__setattr__(wrong, "card", None)
    with pytest.raises(QueryError, match=r"Spark does not run the query mule-chains: .*nowhere"):
        engine.find(FindOptions(wrong))


def test_the_command(run: Run, exported: Path, demo_case: Path, tmp_path: Path) -> None:
    asked = ("find", "droppers", "loan-then-transfer", "--json")
    on_spark = ("--engine", "spark", "--master", "local[2]", "--from", exported)
    kept = ("--out", tmp_path / "found", "--into", tmp_path / "found.duckdb")
    there = run(*asked, *on_spark, *kept)
    here = parsed(run(*asked, "--case", demo_case))
    assert parsed(there) == here
    shown = run("find", "droppers", *on_spark)
    assert shown.exit_code == 0
    text = run("find", "droppers", "--case", demo_case).stdout
    assert shown.stdout.strip() == text.partition("\nNext")[0].strip()
    found = duckdb.sql(f"select query, accounts from '{tmp_path}/found/finding.parquet'").fetchall()
    assert len(found) == sum(map(len, here.values()))
    assert (tmp_path / "found" / "finding.parquet").stat().st_mode & 0o777 == 0o600
    with Case.open(tmp_path / "found.duckdb") as case:
        accounts = {one for (one,) in rows_of(case.con, "select number from account")}
        assert {one for _, named in found for one in named} <= accounts
        numbers = [row["account"] for row in here["droppers"]]
        assert numbers[0] in [row["account"] for row in case.find("droppers").rows]
        with Case.open(demo_case, read_only=True) as whole:
            for account in numbers[:3]:  # all that the account did is there
                count = (
                    "select count(*) from transfer join account as a"
                    " on a.id in (from_account, to_account) where a.number = ?"
                )
                assert rows_of(case.con, count, account) == rows_of(whole.con, count, account)
                ends = sum(end.amount for end in case.trace(account).ends)
                assert ends == whole.trace(account).traced


def test_columns_alone(tmp_path: Path, spark: Any, engine_of: EngineOf) -> None:
    """Four columns are enough; transfers are numbered in the order of time and content."""
    rows = [
        ("2026-03-01 10:00:00", "A", "B", 150_000_00),
        ("2026-03-01 10:20:00", "B", "C", 149_000_00),
        ("2026-03-01 10:40:00", "C", "D", 148_000_00),
    ]
    Random(1).shuffle(rows)
    names = "ts string, from_account string, to_account string, amount bigint"
    frame = spark.createDataFrame(rows, names).selectExpr(
        "cast(ts as timestamp_ntz) as ts", "from_account", "to_account", "amount"
    )
    frame.write.parquet(str(tmp_path / "plain.parquet"))
    engine = engine_of(tmp_path / "plain.parquet")
    (row,) = engine.find(FindOptions("mule-chains", min_score=0)).rows
    assert row["accounts"] == ["B", "C"] and row["transfers"] == [1, 2, 3]
    frame.createOrReplaceTempView("kept_elsewhere")
    assert engine_of(Path("kept_elsewhere")).find(FindOptions("mule-chains")).rows is not None
    frame.selectExpr("ts", "from_account", "to_account", "cast(amount as double) / 100 as amount")
    bad = tmp_path / "float.parquet"
    frame.withColumn("amount", frame.amount.cast("double")).write.parquet(str(bad))
    with pytest.raises(CallError, match="amount as double, which cannot hold money exactly"):
        engine_of(bad)
    frame.drop("to_account").write.parquet(str(tmp_path / "short.parquet"))
    with pytest.raises(CallError, match="has no column to_account"):
        engine_of(tmp_path / "short.parquet")
    with pytest.raises(CallError, match="there are no transfers in"):
        engine_of(tmp_path / "nothing")
