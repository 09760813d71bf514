"""Rings of droppers: what ties their accounts comes from the cluster, and is put together here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from moneygraph.detect.rings import LEAST_SCORE, Ring, find_rings
from moneygraph.spark.local import part_of

if TYPE_CHECKING:
    from moneygraph.spark.cluster import Cluster

_LINKED: Final = """
select l.account, l.kind, l.value from link as l left semi join (
    select kind, value from link as m left semi join chosen as c on c.account = m.account) as s
on s.kind = l.kind and s.value = l.value
"""
_PAID: Final = """
select t.* from transfer as t
left semi join stolen as s on s.transfer = t.id
left semi join chosen as c on c.account = t.to_account
"""
_ACCOUNTS: Final = """
select a.* except (id) from account as a left semi join (
    select account as id from chosen union select from_account from paid
    union select account from linked) as x on x.id = a.id
"""


def rings_on(cluster: Cluster, rows: Sequence[Mapping[str, Any]]) -> list[Ring]:
    """Return the rings among findings of droppers, as `detect.rings`; ``stolen`` must be there."""
    chosen = [(row["account"],) for row in rows if row["score"] >= LEAST_SCORE]
    if not chosen:
        return []
    spark = cluster.spark
    spark.createDataFrame(chosen, "account string").createOrReplaceTempView("chosen")
    cluster.kept.view("linked", spark.sql(_LINKED))
    cluster.kept.view("paid", spark.sql(_PAID))
    stolen = "select s.* from stolen as s left semi join paid as p on p.id = s.transfer"
    with part_of(
        transfer=spark.table("paid").toArrow(),
        account=spark.sql(_ACCOUNTS).toArrow(),
        link=spark.table("linked").toArrow(),
        stolen=spark.sql(stolen).toArrow(),
    ) as part:
        return find_rings(part.con, rows)
