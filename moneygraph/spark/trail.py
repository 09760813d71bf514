"""Follows money over hops on a cluster: what it reaches is found there and walked here.

Tiyn are followed from hop to hop as a frontier, which the cluster joins with the hops round by
round. The hops that were crossed come here, and the walk of `flow.trails` over them is exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import TYPE_CHECKING, Final

from moneygraph.flow.trails import traced_amounts
from moneygraph.spark.local import part_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from moneygraph.spark.cluster import Cluster

#: Money that was exchanged, or of which a fee was deducted, is followed as the whole transfer.
_NEXT: Final = """
select h.in_transfer, h.out_transfer, h.account, h.amount, h.dwell_s, h.in_offset, h.out_offset,
    case when whole then 0 else greatest(p.lo, h.in_offset) - h.in_offset + h.out_offset end as lo,
    case when whole then o.amount
        else least(p.hi, h.in_offset + h.amount) - h.in_offset + h.out_offset end as hi
from (
    select p.transfer, p.lo, p.hi, t.to_amount <> t.amount or t.currency <> t.to_currency as whole
    from frontier as p join transfer as t on t.id = p.transfer) as p
join hop as h on h.in_transfer = p.transfer
    and (whole or (p.lo < h.in_offset + h.amount and p.hi > h.in_offset))
join transfer as o on o.id = h.out_transfer
"""
#: The frontier's tiyn of each transfer, as runs that do not touch; none is crossed twice.
_MERGED: Final = """
with edge as (
    select out_transfer as transfer, lo, hi,
        max(hi) over (partition by out_transfer order by lo, hi
            rows between unbounded preceding and 1 preceding) as before
    from reached),
run as (
    select *, sum(case when lo <= before then 0 else 1 end) over (
        partition by transfer order by lo, hi) as no
    from edge)
select r.transfer, min(r.lo) as lo, max(r.hi) as hi from run as r group by r.transfer, r.no
"""
_FRESH: Final = """
select m.* from merged as m
left anti join seen as s on s.transfer = m.transfer and s.lo <= m.lo and s.hi >= m.hi
"""
_HOP: Final = "in_transfer, out_transfer, account, amount, dwell_s, in_offset, out_offset"


def hops_from(cluster: Cluster, pieces: Sequence[tuple[int, int, int]]) -> DataFrame | None:
    """Return the hops (lifo) that pieces (transfer, lo, hi) cross; None without pieces."""
    if not pieces:
        return None
    spark = cluster.spark
    schema = "transfer bigint, lo bigint, hi bigint"
    spark.createDataFrame([tuple(one) for one in pieces], schema).createOrReplaceTempView(
        "frontier"
    )
    seen: DataFrame = spark.table("frontier")
    crossed: list[DataFrame] = []
    while True:
        reached = cluster.kept.view("reached", spark.sql(_NEXT))
        crossed.append(reached.selectExpr(*_HOP.split(", ")))
        cluster.kept.view("merged", spark.sql(_MERGED), kept=False)
        cluster.kept.view("seen", seen, kept=False)
        frontier = cluster.kept.view("frontier", spark.sql(_FRESH))
        if frontier.isEmpty():
            break
        seen = seen.union(frontier)
    return reduce(lambda one, other: one.union(other), crossed).distinct()


def traced_on(cluster: Cluster, pieces: Sequence[tuple[int, int, int]]) -> dict[int, int]:
    """Return how much of each transfer pieces (transfer, lo, hi) are, followed forward (lifo)."""
    crossed = hops_from(cluster, pieces)
    return {} if crossed is None else _walked(cluster, crossed, pieces)


def _walked(
    cluster: Cluster, crossed: DataFrame, pieces: Sequence[tuple[int, int, int]]
) -> dict[int, int]:
    """Walk over the hops that were crossed; only they, and their transfers, come here."""
    spark = cluster.spark
    cluster.kept.view("crossed", crossed)
    schema = "id bigint"
    spark.createDataFrame([(one,) for one, _, _ in pieces], schema).createOrReplaceTempView("begun")
    cluster.kept.view(
        "touched",
        spark.sql(
            "select t.* from transfer as t left semi join ("
            " select in_transfer as id from crossed union select out_transfer from crossed"
            " union select id from begun) as x on x.id = t.id"
        ),
    )
    accounts = spark.sql(
        "select a.* except (id) from account as a left semi join ("
        " select from_account as id from touched union select to_account from touched) as x"
        " on x.id = a.id"
    )
    tables = {
        "transfer": spark.table("touched").toArrow(),
        "account": accounts.toArrow(),
        "hop": spark.table("crossed").toArrow(),
    }
    with part_of(**tables) as part:
        own = [
            (number, lo, hi)
            for number, (_, lo, hi) in zip(
                part.numbers([one for one, _, _ in pieces]), pieces, strict=True
            )
        ]
        found = traced_amounts(part.con, "lifo", own)
        ids = part.ids[found["transfer"]]
        return dict(zip(ids.tolist(), found["amount"].tolist(), strict=True))
