"""Runs queries on a cluster: the SQL of `queries`, over views of transfers that are there."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from moneygraph.detect.derived import deriving
from moneygraph.detect.find import FindOptions, asked
from moneygraph.detect.queries import values_of
from moneygraph.detect.queries.background import TYPICAL, Ask, query_here
from moneygraph.detect.queries.execute import defaults_of
from moneygraph.detect.queries.prepared import weighed_by, weighed_table, weighing_params
from moneygraph.detect.queries.query import Query, read_queries
from moneygraph.detect.queries.run import SCORE_DIGITS, Findings, findings_of
from moneygraph.detect.queries.weigh import parts_weighing
from moneygraph.detect.rings import LEAST_SCORE, RINGED
from moneygraph.report.values.findings import accounts_named
from moneygraph.spark.cluster import Cluster
from moneygraph.spark.network import make_network
from moneygraph.spark.parts import by_parts
from moneygraph.spark.rings import rings_on
from moneygraph.spark.shapes import has_several_currencies, make_shapes
from moneygraph.spark.trail import traced_on
from moneygraph.store.errors import CallError, MoneygraphError, Notice, QueryError, UnknownStart
from moneygraph.store.message import Message

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

    from moneygraph.detect.queries.units import Value

#: What is derived when a query reads it, the first first.
_STOLEN: Final = "stolen"


class SparkEngine:
    """Queries over the transfers of a cluster; what they depend on is made when first needed."""

    def __init__(self, cluster: Cluster) -> None:
        """Read the queries of the cluster's data files."""
        self.cluster = cluster
        self._queries = read_queries(cluster.data)

    def find(self, options: FindOptions) -> Findings:
        """Return what `Case.find` gives of a case with the same transfers, rings and all.

        Raises `QueryError` with Spark's own message where the SQL is wrong, or not Spark's, and
        `CallError` for a model, which only a case scores by.
        """
        query, thresholds = asked(self.cluster.data, options)
        if options.model not in (None, "none") or query.model_of == "transfer":
            raise CallError(
                Message("Spark does not score {name} by a model", name=query.name),
                Message("Leave out --engine, or say --model none."),
            )
        least = query.min_score if options.min_score is None else options.min_score
        if query.name != RINGED:
            found = self.run(query, values_of(thresholds), least)
            found = replace(found, rows=found.rows[: options.limit])
        else:  # which rings there are does not depend on how many findings are asked for
            found = self.run(query, values_of(thresholds), min(least, LEAST_SCORE))
            found = self._with_rings(found, least, options.limit)
        return replace(found, thresholds=thresholds)

    def run(self, query: Query, values: Mapping[str, Value], least: float) -> Findings:
        """Run a query with values of its parameters; the rows at or above the least score."""
        params = {**defaults_of(query), **values, "least_score_": least - 10**-SCORE_DIGITS}
        self._check_accounts(query, values)
        if query.is_converted and self._has_several_currencies:
            warnings.warn(Notice(_AS_PAID, _CONVERT), stacklevel=2)
        self._derive(query, params)
        query, params = query_here(query, params, self._asking(query), spark=True)
        with self._ran(query, query.spark_sql, params, "score >= :least_score_") as frame:
            return findings_of(query, frame.toArrow().to_pylist(), min_score=least)

    def names(self, found: Mapping[str, Findings]) -> pa.Table:
        """Return the accounts that findings name, or whose owner they name."""
        rows = [row for findings in found.values() for row in findings.rows]
        named = sorted(
            {one for row in rows for one in (*accounts_named(row), row.get("owner")) if one}
        )
        spark = self.cluster.spark
        frame = spark.createDataFrame([(one,) for one in named], "name string")
        frame.createOrReplaceTempView("named_party")
        return spark.sql(_NAMED).toArrow()

    @cached_property
    def _has_several_currencies(self) -> bool:
        return has_several_currencies(self.cluster)

    def _check_accounts(self, query: Query, values: Mapping[str, Value]) -> None:
        for name, param in query.params.items():
            if param.unit == "account":
                number = str(values[name])
                if self.cluster.sql(_ACCOUNT, number=number).isEmpty():
                    raise UnknownStart(
                        Message("there is no account {number} among the transfers", number=number),
                        Message("Write its number as the transfers have it."),
                    )

    def _with_rings(self, found: Findings, least: float, limit: int | None) -> Findings:
        self._ensure_stolen()
        rings = rings_on(self.cluster, found.rows)
        number_of = {one: place for place, ring in enumerate(rings, 1) for one in ring.accounts}
        rows = [
            row | {"ring": number_of.get(row["account"])}
            for row in found.rows
            if row["score"] >= least
        ]
        return replace(found, rows=rows[:limit], rings=tuple(rings))

    def _derive(self, query: Query, given: Mapping[str, Any]) -> None:
        """Make what a query reads, by the words of its SQL."""
        words = set(re.findall(r"\w+", query.spark_sql))
        if query.step == "patterns":
            make_shapes(self.cluster, given)
        if query.weighs or words & {"hop", "measure", "feature", "trader", TYPICAL, _STOLEN}:
            self._ensure_traders()
        if "hop" in words:
            self.cluster.ensure_hops()
        if query.weighs or words & {"measure", "feature", TYPICAL}:
            self.cluster.ensure_features()
        if query.weighs or _STOLEN in words:
            self._ensure_stolen()
        for other, columns in weighed_by(query, self._queries):
            params = weighing_params(other)
            here, params = query_here(other, params, self._asking(other), spark=True)
            with self._ran(here, here.rows_sql(columns, spark=True), params) as frame:
                self.cluster.kept.view(weighed_table(other), frame)
        if query.step == "network":
            make_network(self.cluster, given)

    def _ensure_traders(self) -> None:
        query = deriving(self._queries, "trader")
        params = {**defaults_of(query), "least_score_": query.min_score - 10**-SCORE_DIGITS}
        condition = f"how = 'inferred' and round(score, {SCORE_DIGITS}) >= {query.min_score}"
        if "trader" not in self.cluster.kept.names:
            with self._ran(query, query.spark_sql, params, condition) as frame:
                self.cluster.kept.view("trader", frame.select("account"))

    def _ensure_stolen(self) -> None:
        if _STOLEN in self.cluster.kept.names:
            return
        self._ensure_traders()
        self.cluster.ensure_hops()
        query = deriving(self._queries, _STOLEN)
        found = self.run(query, {}, query.min_score)
        ids = sorted({one for row in found.rows for one in row["transfers"]})
        spark = self.cluster.spark
        spark.createDataFrame([(one,) for one in ids], "id bigint").createOrReplaceTempView("named")
        moved = self.cluster.sql(_MOVED).collect()
        amounts = traced_on(self.cluster, [(one, 0, amount) for one, amount in moved])
        frame = spark.createDataFrame(sorted(amounts.items()), "transfer bigint, amount bigint")
        self.cluster.kept.view(_STOLEN, frame)

    def _asking(self, query: Query) -> Ask:
        def ask(sql: str, params: Mapping[str, Any]) -> Sequence[Any]:
            with self._ran(query, sql, params) as frame:
                row: Sequence[Any] = frame.collect()[0]
                return row

        return ask

    @contextmanager
    def _ran(
        self, query: Query, sql: str, params: Mapping[str, Any], where: str = "true"
    ) -> Iterator[DataFrame]:
        """Give the rows of SQL of a query; they must be fetched within the block."""

        def run(text: str) -> DataFrame:
            used = set(re.findall(r":([a-z]\w*)", text))
            return self.cluster.sql(text, **{key: params[key] for key in used if key in params})

        try:
            apart = parts_weighing(query.text)
            with by_parts(self.cluster.spark, sql, run, where=where, apart=apart) as frame:
                yield frame
        except MoneygraphError:
            raise
        except Exception as error:
            raise _not_spark(query, error) from error


#: What is told where a case would convert.
_AS_PAID: Final = Message(
    "the transfers are in several currencies, and Spark counts all amounts as they are, whatever"
    " their currency"
)
_CONVERT: Final = Message(
    "Convert them beforehand, or find in a case, which counts all of them in one currency."
)
_ACCOUNT: Final = "select 1 from account where number = :number limit 1"
_NAMED: Final = """
select a.* except (id) from account as a
where a.number in (select name from named_party) or a.owner in (select name from named_party)
"""
#: As detect/moved.sql.
_MOVED: Final = """
select t.id, t.amount from transfer as t left semi join named as n on n.id = t.id
where t.kind <> 'loan' and not t.own and t.amount > 0
"""


def _not_spark(query: Query, error: Exception) -> QueryError:
    why = str(error).strip().partition("\n")[0]
    return QueryError(
        Message("Spark does not run the query {name}: {why}", name=query.name, why=why),
        Message("Mend {files}.", files=query.files()),
    )
