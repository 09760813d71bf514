"""`find` gives the same rows on Spark as in a case, to the last column."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest

from moneygraph.api import Case
from moneygraph.detect.find import FindOptions
from moneygraph.detect.queries import read_queries
from moneygraph.spark.cluster import Cluster
from moneygraph.spark.engine import SparkEngine
from moneygraph.spark.source import read_source
from moneygraph.store.data import OURS
from moneygraph.store.errors import CallError, QueryError, UnknownStart
from moneygraph.store.sqltext import rows_of
from tests.cli.conftest import Run, parsed

from .conftest import EngineOf, set_small

pytestmark = [
    pytest.mark.filterwarnings("ignore:PySpark does not yet:FutureWarning"),
    pytest.mark.turns,  # minutes each: CI runs one a day
]
#: Of random transfers; by hand MONEYGRAPH_SPARK_TRANSFERS=1000000 compares a million, as CI does.
COUNT = int(
    os.environ.get(
        "MONEYGRAPH_SPARK_TRANSFERS", "1000000" if "MONEYGRAPH_CI" in os.environ else "20000"
    )
)
#: All that run with nothing but the case.
QUERIES = sorted(name for name, query in read_queries(OURS).items() if query.is_ready)
SAMPLES = Path(__file__).parents[1] / "detect" / "queries"
#: Nothing of the kind is among random transfers.
UNSEEN = ("patterns", "busy-accounts", "structuring")
_BUSIEST = """
select a.number from transfer as t join account as a on a.id = t.from_account
group by a.number order by count(*) desc, a.number limit 1
"""


#: A case, and the same transfers on Spark.
Region = tuple[Case, SparkEngine]


@pytest.fixture(scope="module")
def region(demo_case: Path, exported: Path, spark: Any) -> Iterator[Region]:
    """Give a region as a case, and on Spark in a session of its own, as views are a session's."""
    one = spark.newSession()
    set_small(one)
    cluster = Cluster(one, read_source(one, str(exported)), OURS)
    with Case.open(demo_case, read_only=True) as case:
        yield case, SparkEngine(cluster)
    cluster.kept.forget()


@pytest.mark.parametrize("name", QUERIES)
def test_the_same_rows_in_a_region(region: Region, name: str) -> None:
    """Every row of a query, rings and all."""
    case, engine = region
    here = case.find(name, min_score=0)
    there = engine.find(FindOptions(name, min_score=0))
    assert here.rows
    assert there.rows == here.rows
    assert there.rings == here.rings


def test_the_best_in_a_region(region: Region) -> None:
    case, engine = region
    best = engine.find(FindOptions("droppers", limit=2))
    assert best.rows == case.find("droppers", limit=2).rows
    assert best.thresholds == case.find("droppers").thresholds


def test_the_same_rows_of_an_account_in_a_region(region: Region) -> None:
    case, engine = region
    ((account,),) = rows_of(case.con, _BUSIEST)
    asked = {"account": account, "min_amount": "0", "within": "30d"}
    here = case.find("forward", min_score=0, **asked)
    assert here.rows
    assert engine.find(FindOptions("forward", min_score=0, params=asked)).rows == here.rows
    with pytest.raises(UnknownStart, match="no account KZ00 among the transfers"):
        engine.find(FindOptions("forward", params={"account": "KZ00"}))


def test_no_model_scores_on_spark(region: Region) -> None:
    with pytest.raises(CallError, match="does not score droppers by a model"):
        region[1].find(FindOptions("droppers", model="model.json"))


def test_limits_and_goods_on_credit(case: Case, tmp_path: Path, engine_of: EngineOf) -> None:
    """What statements state below zero, and loans that shops are paid, are the sample's."""
    case.load(SAMPLES / "victims.csv", covers="all")
    case.export("parquet", tmp_path / "sample")
    here = case.find("victims", min_score=0).rows
    assert {"card-limit", "goods-loans"} <= {kind for row in here for kind in row["kinds"]}
    there = engine_of(tmp_path / "sample").find(FindOptions("victims", min_score=0))
    assert there.rows == here


def test_a_query_that_spark_does_not_run(exported: Path, engine_of: EngineOf) -> None:
    engine = engine_of(exported)
    query = read_queries(OURS)["mule-chains"]
    object.__setattr__(wrong := type(query)(**vars(query)), "text", "select nothing from nowhere")
    object.__setattr__(wrong, "card", None)
    with pytest.raises(QueryError, match=r"Spark does not run the query mule-chains: .*nowhere"):
        engine.find(FindOptions(wrong))


def write_random(path: Path, count: int, accounts: int) -> None:
    """Write random transfers with a few hubs, of which some are sent on within hours."""
    con = duckdb.connect()
    con.execute("select setseed(0.4)").fetchall()
    con.execute(
        """
        copy (
            with drawn as (
                select i, floor(random() * $accounts)::int as a,
                    floor(pow(random(), 3) * $accounts)::int as b,
                    floor(exp(random() * 9) * 100)::bigint as amount,
                    floor(random() * 60 * 86400)::int as s, random() as chance
                from range($count) as t (i)),
            moved as (
                select i, case when chance < 0.3 then lag(b) over (order by i) else a end as a, b,
                    case when chance < 0.3 then lag(amount) over (order by i) else amount end
                        as amount,
                    case when chance < 0.3 then lag(s) over (order by i) + 1800 else s end as s,
                    chance
                from drawn),
            -- people whom three lenders pay, and whose money passes two accounts on its way out
            robbed as (
                select v, v * 7919 % (60 * 86400) as s, 600 * k as after, 10 + k as few
                from range($count // 2000) as of_v (v), range(3) as of_k (k)),
            led as (
                select s + after as s, 'LENDER' || (v + few) % 5 as a, 'ROBBED' || v as b, 0 as step
                from robbed
                union all select s + 1800 + few * 60, 'ROBBED' || v, 'FIRST' || v, 1 from robbed
                union all select s + 2700 + few * 60, 'FIRST' || v, 'SECOND' || v, 2 from robbed
                union all select s + 3600 + few * 60, 'SECOND' || v, 'EXCHANGE0', 3 from robbed)
            select strftime(timestamp '2026-01-01' + to_seconds(s), '%Y-%m-%dT%H:%M:%S') as ts,
                case when chance > 0.97 then 'LENDER' || a % 5 else 'A' || a end as from_account,
                case when chance between 0.3 and 0.4 then 'SHOP' || b % 50
                    when chance between 0.4 and 0.41 then 'EXCHANGE' || b % 3
                    else 'A' || b end as to_account,
                printf('%d.%02d', amount // 100, amount % 100) as amount,
                case when chance > 0.97 then 'loan' when chance between 0.3 and 0.4 then 'card'
                    else 'transfer' end as kind,
                case when chance between 0.4 and 0.41 then 'Binance' end as to_name
            from moved where a is not null
            union all
            select strftime(timestamp '2026-01-01' + to_seconds(s), '%Y-%m-%dT%H:%M:%S'),
                a, b, 1000000 - step * 10000 || '.00', if(step = 0, 'loan', 'transfer'), null
            from led)
        to '%s' (format csv, header)""".replace("%s", str(path)),
        {"count": count, "accounts": accounts},
    ).fetchall()


@pytest.mark.usefixtures("compiling")
def test_the_same_rows_of_random_transfers(case: Case, tmp_path: Path, engine_of: EngineOf) -> None:
    write_random(tmp_path / "random.csv", COUNT, COUNT // 10)
    case.load(tmp_path / "random.csv", covers="all")
    case.export("parquet", tmp_path / "parquet")
    engine = engine_of(tmp_path / "parquet")
    for name in QUERIES:
        here = case.find(name)
        assert here.rows or name in (*UNSEEN, "dropper-owners"), name  # no owner is known
        assert engine.find(FindOptions(name)).rows == here.rows, name


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
