"""The network of victims and droppers: its graph is read on the cluster, and judged here.

Who is asked at all is few beside all accounts, so messages go between them on one machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from moneygraph.detect.network.case import BEGUN, parameters
from moneygraph.detect.network.graph import read_graph
from moneygraph.detect.network.judged import judge
from moneygraph.detect.network.relations import read_relations
from moneygraph.detect.queries.query import for_spark

if TYPE_CHECKING:
    from moneygraph.spark.cluster import Cluster


def make_network(cluster: Cluster, params: Mapping[str, Any]) -> None:
    """Make the view ``judged``; the views of what `droppers` and `victims` weigh must be there."""
    import pyarrow as pa

    ((begun,),) = cluster.sql(BEGUN).collect()
    known = parameters(params, begun)

    def make(name: str, sql: str) -> Mapping[str, Any]:
        used = {key: value for key, value in known.items() if f"${key}" in sql}
        cluster.kept.view(name, cluster.sql(for_spark(sql), **used))
        table = cluster.spark.table(name).toArrow()
        return {key: table[key].to_numpy() for key in table.column_names if key != "transfers"}

    judged = judge(read_graph(make, read_relations(cluster.data, begun)))
    frame = cluster.spark.createDataFrame(pa.table({key: pa.array(judged[key]) for key in judged}))
    cluster.kept.view("judged", frame)
