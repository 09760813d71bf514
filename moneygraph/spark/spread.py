"""Features that follow money over several accounts: shares over quick hops, and neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from moneygraph.store.schema import feature_columns
from moneygraph.store.sqltext import named_sql

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from moneygraph.spark.kept import Kept

_ROUNDS: Final = 4


def _in_order(part: str, order: str = "id") -> str:
    """Return SQL that adds floats of a group in the order of an id, so that the sum is one."""
    return (
        f"aggregate(array_sort(array_agg(struct({order} as one, {part} as part))),"
        " 0e0, (sum, one) -> sum + one.part)"
    )


def _sql(spark: SparkSession, text: str) -> DataFrame:
    return spark.sql(text.rstrip().rstrip(";"))


def spread_shares(spark: SparkSession, kept: Kept) -> None:
    """Make ``exit_share`` and ``source_share``: of which transfers how much left or came so."""
    sql = named_sql("spark/features.sql")
    kept.view("near_hop", _sql(spark, sql["near_hop"]))
    for name, first, here, there, whole in (
        ("exit_share", "to_exit", "in_transfer", "out_transfer", "to_amount"),
        ("source_share", "from_source", "out_transfer", "in_transfer", "amount"),
    ):
        share = kept.view("first_share", _sql(spark, sql[first]))
        text = sql["spread"].format(here=here, there=there, whole=whole)
        for _ in range(_ROUNDS):
            kept.view("share", share, kept=False)
            share = _sql(spark, text)
        kept.view(name, share)


def measure_neighbours(spark: SparkSession) -> DataFrame:
    """Return ``measured`` with the features of `spread_shares` and of neighbours filled in."""
    sql = named_sql("spark/features.sql")
    for name in ("passing", "received"):
        _sql(spark, sql[name]).createOrReplaceTempView(name)
    _sql(
        spark,
        sql["paid_by"].format(
            paid=_in_order("cast(to_amount as double)"),
            weighed=_in_order("to_amount * coalesce(payee_passes, 0e0)"),
        ),
    ).createOrReplaceTempView("paid_by")
    beside = (
        "case when r.rest > 0e0 then r.to_amount"
        " * least(1e0, greatest(0e0, r.others / nullif(r.rest, 0e0))) else 0e0 end"
    )
    _sql(
        spark,
        sql["shares"].format(
            left=_in_order("r.left_part", "r.id"),
            source=_in_order("r.source_part", "r.id"),
            payers=_in_order("r.to_amount * coalesce(r.payer_passes, 0e0)", "r.id"),
            beside=_in_order(beside, "r.id"),
        ),
    ).createOrReplaceTempView("shares")
    _sql(
        spark, sql["payees"].format(payees=_in_order("t.amount * coalesce(g.passes, 0e0)", "t.id"))
    ).createOrReplaceTempView("payees")
    made = {
        "left_share": "least(1e0, coalesce(s.left_share, 0e0) / greatest(1, m.received))",
        "source_share": "least(1e0, coalesce(s.source_share, 0e0) / greatest(1, m.received))",
        "payers_pass_share": "coalesce(s.payers_part, 0e0) / greatest(1, m.received)",
        "beside_pass_share": "coalesce(s.beside_part, 0e0) / greatest(1, m.received)",
        "payees_pass_share": "coalesce(p.payees_part, 0e0) / greatest(1, m.paid)",
    }
    columns = ", ".join(f"{made.get(name, f'm.{name}')} as {name}" for name, _ in feature_columns())
    return spark.sql(
        f"select m.account, {columns} from measured as m"
        " left join shares as s on s.account = m.account"
        " left join payees as p on p.account = m.account"
    )
