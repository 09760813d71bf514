"""Shapes of first meetings: who meets whom is found on the cluster, shapes among them here.

Of payments only the first of each payer to each payee counts, and that the cluster finds, pair by
pair. What is unusual depends on all meetings, and a circle can lead through any account: so these
few columns of numbers come here, and the loops of `detect.patterns` run over them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from moneygraph.detect.patterns.found import FoundShapes, options_of, search
from moneygraph.detect.patterns.meetings import NUMBERS, PATTERNS
from moneygraph.detect.patterns.payments import Payments
from moneygraph.detect.queries.steps import STEPS
from moneygraph.spark.chunks import codes
from moneygraph.spark.features import codes_of_two
from moneygraph.store.sqltext import named_sql

if TYPE_CHECKING:
    import pyarrow as pa

    from moneygraph.spark.cluster import Cluster

_SECOND_US = 1_000_000


def make_shapes(cluster: Cluster, params: Mapping[str, Any]) -> None:
    """Make the views ``shape`` and ``shape_transfer`` that the query `patterns` reads."""
    values = {name: params[name] for name in STEPS["patterns"].takes}
    payments, ids = _payments(cluster, int(values["past"]) * _SECOND_US)
    found = search(payments, options_of(**values))
    spark = cluster.spark
    spark.createDataFrame(_shapes(found)).createOrReplaceTempView("shape")
    spark.createDataFrame(_transfers(found, ids)).createOrReplaceTempView("shape_transfer")


def _payments(cluster: Cluster, past_us: int) -> tuple[Payments, np.ndarray]:
    """Return the first payments after the past, numbered from 0, and the ids of these."""
    sql = named_sql("spark/shapes.sql")

    def text(name: str) -> str:
        return sql[name].rstrip().rstrip(";")

    ((first_us, last_us),) = cluster.sql(text("span")).collect()
    first_us, last_us = first_us or 0, last_us or 0
    cluster.kept.view("taking_part", cluster.sql(text("taking_part")), kept=False)
    cluster.kept.view("payment", cluster.sql(text("payments")), kept=False)
    begin = first_us + min(past_us, (last_us - first_us) // 3)
    rows = cluster.sql(text("first")).where(f"ts >= {begin}").toArrow().sort_by("id")
    payer, payee = codes_of_two(rows["payer"], rows["payee"])
    column = {
        name: rows[name].to_numpy() for name in ("id", "ts", "credit_ts", "amount", "to_amount")
    }
    size_out, size_in = np.log(column["amount"]), np.log(column["to_amount"])
    if has_several_currencies(cluster):
        worth: dict[str, float] = dict(map(tuple, cluster.sql(text("worth")).collect()))
        size_out = size_out - _worth_of(rows["currency"], worth)
        size_in = size_in - _worth_of(rows["to_currency"], worth)
    accounts = int(max(payer.max(initial=-1), payee.max(initial=-1))) + 1
    payments = Payments(
        ids=np.arange(rows.num_rows, dtype=np.int32), ts=column["ts"],
        credit_ts=column["credit_ts"], payer=payer.astype(np.int32), payee=payee.astype(np.int32),
        size_out=size_out, size_in=size_in, takes_part=np.ones(accounts, np.bool_),
        first_ts=first_us, last_ts=last_us,
    )  # fmt: skip
    return payments, column["id"]


def has_several_currencies(cluster: Cluster) -> bool:
    """Tell whether transfers are in several currencies."""
    ((several,),) = cluster.sql(named_sql("spark/shapes.sql")["are_currencies"]).collect()
    return bool(several)


def _worth_of(column: pa.ChunkedArray, worth: Mapping[str, float]) -> np.ndarray:
    numbers, currencies = codes(column)
    known = np.array([worth.get(one, np.nan) for one in currencies.to_pylist()], np.float64)
    found: np.ndarray = known[numbers]
    return found


def _shapes(found: FoundShapes) -> pa.Table:
    import pyarrow as pa

    columns: dict[str, Any] = {
        "no": pa.array(found.shapes["no"], pa.int64()),
        "pattern": pa.array([PATTERNS[one] for one in found.shapes["pattern"]], pa.string()),
        "surprise": pa.array(found.shapes["surprise"], pa.float64()),
    }
    for name in NUMBERS:
        values = pa.array(found.shapes[name], pa.float64(), from_pandas=True)
        columns[name] = values if name == "usual" else values.cast(pa.int64())
    return pa.table(columns)


def _transfers(found: FoundShapes, ids: np.ndarray) -> pa.Table:
    import pyarrow as pa

    meetings = found.meetings
    return pa.table(
        {
            "no": pa.array(meetings["no"], pa.int64()),
            "transfer": pa.array(ids[meetings["transfer"]], pa.int64()),
        }
    )
