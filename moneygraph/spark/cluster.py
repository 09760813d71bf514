"""What is derived from transfers on a cluster, each when first needed: see `detect.derived`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from moneygraph.detect.features.declared import declared
from moneygraph.detect.features.gone import LIVES_BILLS
from moneygraph.spark.features import (
    FLAGGED,
    MEASURED,
    USED,
    flag_partition,
    measuring,
    use_partition,
)
from moneygraph.spark.hops import SCHEMA as HOP
from moneygraph.spark.hops import match_partition
from moneygraph.spark.kept import Kept
from moneygraph.spark.spread import measure_neighbours, spread_shares
from moneygraph.store.schema import TERMINALS
from moneygraph.store.sqltext import named_sql, sql_text

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from moneygraph.spark.source import Source
    from moneygraph.store.data import DataFiles

_NO_LOW: Final = (
    "select cast(null as string) as account, cast(null as string) as currency,"
    " cast(0 as bigint) as lowest, cast(0 as bigint) as known where false"
)
_NO_PROVED: Final = (
    "select cast(null as bigint) as transfer, cast(null as boolean) as credit,"
    " cast(null as bigint) as tie, cast(null as bigint) as position where false"
)


class Cluster:
    """Transfers on a cluster and what is derived from them, as views that queries read.

    `find_traders` and `find_stolen` are what the queries that derive these find; they are given, as
    queries read views of this.
    """

    def __init__(self, spark: SparkSession, source: Source, data: DataFiles) -> None:
        """Make the views that need no kernel."""
        self.spark, self.data, self.kept = spark, data, Kept(spark)
        self._sql = named_sql("spark/tables.sql")
        self._features = named_sql("spark/features.sql")
        self._make_tables(source)

    def sql(self, text: str, **values: Any) -> DataFrame:
        """Run SQL of ours over the views."""
        return self.spark.sql(text, args=values) if values else self.spark.sql(text)

    def _make_tables(self, source: Source) -> None:
        for function in self._sql["functions"].rstrip().rstrip(";").split(";"):
            self.sql(function)
        self._view("read_transfer", numbered(source.transfer), kept=True)
        known = source.account
        if known is None:
            known = self.sql(
                "select cast(null as string) as number, cast(null as string) as bank,"
                " cast(null as string) as owner, cast(null as string) as name,"
                " 'unknown' as kind, cast(null as date) as covered_from,"
                " cast(null as date) as covered_to where false"
            )
        self._view("known_account", known.selectExpr("number as id", "*"))
        self._view("account", self._named("accounts"), kept=True)
        self._view("party", self.sql("select *, coalesce(owner, number) as owner_key from account"))
        self._view("whole_transfer", self._named("transfers"), kept=True)
        self._view("case_reversal", _or(source.reversal, self._named("no_reversal")))
        if source.reversal is None:
            self._view("transfer", self.spark.table("whole_transfer"))
        else:
            self._view("given_back", self._named("given_back"), kept=True)
            self._view("transfer", self._named("net"), kept=True)
        self._view("reversal", self._named("no_reversal"))
        self._view("link", _or(source.link, self._named("no_link")))
        self._view("proved", _or(source.proved, self.sql(_NO_PROVED)))
        self._view("low", _or(source.low, self.sql(_NO_LOW)))
        self._view("model_score", self._named("empty"))
        for view in sql_text("detect/views.sql").split(";"):
            if "_transfer as" in view:  # `party` is there, and what else is made is DuckDB's
                self.sql(view.replace("temp view", "temporary view"))

    def _named(self, name: str, **values: Any) -> DataFrame:
        text = self._sql.get(name) or self._features[name]
        return self.sql(text.rstrip().rstrip(";"), **values)

    def _view(self, name: str, frame: DataFrame, *, kept: bool = False) -> DataFrame:
        return self.kept.view(name, frame, kept=kept)

    def ensure(self, name: str, make: Callable[[], DataFrame], *, kept: bool = True) -> None:
        """Make a view unless it is there."""
        if name not in self.kept.names:
            self._view(name, make(), kept=kept)

    def ensure_closed(self) -> None:
        """Make ``closed``, the accounts from which money does not travel on; after ``trader``."""
        self.ensure("closed", lambda: self._named("closed", terminals=list(TERMINALS)))

    def ensure_used(self) -> None:
        """Make ``use``: what each transfer is to its parties."""
        if "use" in self.kept.names:
            return
        self.ensure_closed()
        kinds = named_sql("detect/features/parties.sql")["kinds"]
        self._view("party_kind", self.sql(kinds))
        self._view("part_of", self._named("parties"), kept=True)
        self._view("use", self._named("uses").mapInArrow(use_partition, USED), kept=True)

    def _sides(self, used: str) -> DataFrame:
        self._view("used", self._named(used))
        rows = self._named_side()
        return rows.repartition("account").sortWithinPartitions("account", "at_us", "debit", "id")

    def _named_side(self) -> DataFrame:
        return self.sql(named_sql("spark/sides.sql")["sides"])

    def ensure_hops(self) -> None:
        """Make ``hop``, by lifo; see `hops`."""
        if "hop" in self.kept.names:
            return
        self.ensure_used()
        self._view("side", self._sides("used"), kept=True)
        hops = self.spark.table("side").mapInArrow(match_partition, HOP)
        self._view("hop", hops.unionByName(self._named("passed_on")), kept=True)

    def ensure_features(self) -> None:
        """Make ``measure`` and ``feature``; see `features` and `spread`."""
        if "feature" in self.kept.names:
            return
        self.ensure_hops()
        flagged = self.spark.table("side").mapInArrow(flag_partition, FLAGGED)
        self._view("flagged", flagged, kept=True)
        ((for_all,),) = self._named("usual").collect()
        ((first_us, last_us),) = self._named("times").collect()
        measure = measuring(for_all, (first_us or 0, last_us or 0))
        self._view("lives", self._named("lives", bills=LIVES_BILLS))
        self._view("kept_payment", self._named("kept_payment"), kept=True)
        measured = self._sides("used_and_flagged").mapInArrow(measure, MEASURED)
        self._view("measured", measured, kept=True)
        spread_shares(self.spark, self.kept)
        self._view("measure", measure_neighbours(self.spark), kept=True)
        self._view("feature", self.sql(self._feature_sql()))

    def _feature_sql(self) -> str:
        features = {
            name: one.sql for name, one in declared(self.data).items() if one.sql is not None
        }
        columns = ", ".join(f"{sql} as {name}" for name, sql in features.items())
        return f"select t.account, {columns} from measure as t"


def numbered(transfers: DataFrame) -> DataFrame:
    """Number transfers in the order of time and content, from 1, unless they have numbers.

    Partitions by ranges are numbered side by side: each begins after those before it.
    """
    if "id" in transfers.columns:
        return transfers
    from pyspark.sql import functions as f
    from pyspark.sql.window import Window

    names = (
        "ts",
        "from_account",
        "to_account",
        "amount",
        "currency",
        "credit_ts",
        "kind",
        "to_amount",
    )
    ordered = transfers.repartitionByRange(*names).sortWithinPartitions(*names)
    ordered = ordered.withColumn("part_", f.spark_partition_id()).persist()
    sizes = ordered.groupBy("part_").count().orderBy("part_").collect()
    begin, before = {}, 0
    for part, size in sizes:
        begin[part] = before
        before += size
    inside = f.row_number().over(Window.partitionBy("part_").orderBy(*names))
    begins = (
        f.create_map(*[f.lit(one) for pair in begin.items() for one in pair]) if begin else None
    )
    first = begins[f.col("part_")] if begins is not None else f.lit(0)
    return ordered.withColumn("id", (first + inside).cast("bigint")).drop("part_")


def _or(frame: DataFrame | None, other: DataFrame) -> DataFrame:
    return other if frame is None else frame
