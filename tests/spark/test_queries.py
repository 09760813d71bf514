"""Every query gives the same rows on Spark as in a case: of a region, and of random transfers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest

from moneygraph.api import Case
from moneygraph.detect.find import FindOptions
from moneygraph.detect.queries import read_queries
from moneygraph.spark.cluster import Cluster
from moneygraph.spark.engine import SparkEngine
from moneygraph.spark.source import read_source
from moneygraph.store.data import OURS

from .conftest import set_large, set_small

pytestmark = [
    pytest.mark.filterwarnings("ignore:PySpark does not yet:FutureWarning"),
    pytest.mark.turns(of="spark"),  # minutes each: CI runs one a day
]
#: Of random transfers; by hand MONEYGRAPH_SPARK_TRANSFERS=1000000 compares a million, as CI does.
COUNT = int(
    os.environ.get(
        "MONEYGRAPH_SPARK_TRANSFERS", "1000000" if "MONEYGRAPH_CI" in os.environ else "20000"
    )
)
#: All that run with nothing but the case.
QUERIES = sorted(name for name, query in read_queries(OURS).items() if query.is_ready)
#: Nothing of the kind is among random transfers, in which no account has an owner.
UNSEEN = ("patterns", "busy-accounts", "structuring", "dropper-owners")


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


class Source(NamedTuple):
    """A case, and its transfers as `moneygraph export --format parquet` writes them."""

    case: Case
    folder: Path
    is_random: bool


@pytest.fixture(scope="module", params=["region", "random"])
def source(
    request: pytest.FixtureRequest, demo_case: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Source]:
    folder = tmp_path_factory.mktemp(request.param)
    path = demo_case
    if request.param == "random":
        write_random(folder / "random.csv", COUNT, COUNT // 10)
        path = folder / "case.duckdb"
        with Case.open(path, create=True) as case:
            case.load(folder / "random.csv", covers="all")
    with Case.open(path) as case:
        case.export("parquet", folder / "parquet")
        yield Source(case, folder / "parquet", request.param == "random")


@pytest.fixture(scope="module")
def engine(source: Source, spark: Any) -> Iterator[SparkEngine]:
    """Give Spark with those transfers; for the many random ones it compiles."""
    if source.is_random:
        set_large(spark)
    cluster = Cluster(spark, read_source(spark, str(source.folder)), OURS)
    yield SparkEngine(cluster)
    cluster.kept.forget()
    set_small(spark)


@pytest.mark.parametrize("name", QUERIES)
def test_the_same_rows(source: Source, engine: SparkEngine, name: str) -> None:
    """Every row to the last column, rings and all; of a region whatever its score."""
    options = FindOptions(name, min_score=None if source.is_random else 0)
    here = source.case.find(name, min_score=options.min_score)
    there = engine.find(options)
    assert here.rows or (source.is_random and name in UNSEEN)
    assert there.rows == here.rows
    assert there.rings == here.rings
