"""Spark: matches, measures and searches on a cluster what one machine cannot hold.

The same compiled loops and the same queries as in a case; see docs/explanation/spark.md. Nothing
here is imported, nor PySpark, before a cluster is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from moneygraph.spark.engine import SparkEngine
    from moneygraph.store.data import DataFiles

__all__ = ["connected"]


@contextmanager
def connected(master: str, source: str, data: DataFiles) -> Iterator[SparkEngine]:
    """Give an engine over the transfers that a Spark master can read at `source`.

    `master` is as Spark has it: ``local[2]``, ``spark://HOST:7077``, ``sc://HOST``, ``yarn``; see
    `source.read_source` for what can be read. Raises `CallError` where PySpark or Java is missing,
    the master does not answer, or there are no transfers.
    """
    from moneygraph.spark.session import spark_session

    with spark_session(master) as spark:
        from moneygraph.spark.cluster import Cluster
        from moneygraph.spark.engine import SparkEngine
        from moneygraph.spark.source import read_source

        cluster = Cluster(spark, read_source(spark, source), data)
        try:
            yield SparkEngine(cluster)
        finally:
            cluster.kept.forget()
