"""The network of victims and droppers: its graph is read on the cluster, and judged here.

Who is asked at all is few beside all accounts, so messages go between them on one machine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from moneygraph.detect.network.case import BEGUN, points_of
from moneygraph.detect.network.graph import read_graph
from moneygraph.detect.network.judged import judge
from moneygraph.detect.network.relations import read_relations

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from moneygraph.spark.cluster import Cluster

_PARAMETER: Final = re.compile(r"\$([a-z]\w*)")
#: Runs SQL as Spark has it, with values of its parameters.
Sql = Callable[..., "DataFrame"]


def make_network(cluster: Cluster, params: Mapping[str, Any]) -> None:
    """Make the view ``judged``; the views of what `droppers` and `victims` weigh must be there."""
    import pyarrow as pa

    known = {**params, "least_points": points_of(params["least_alone"])}

    def make(name: str, sql: str) -> Mapping[str, Any]:
        used = {key: known[key] for key in _PARAMETER.findall(sql)}
        cluster.kept.view(name, cluster.sql(_PARAMETER.sub(r":\1", sql), **used))
        table = cluster.spark.table(name).toArrow()
        return {key: table[key].to_numpy() for key in table.column_names if key != "transfers"}

    ((begun,),) = cluster.sql(BEGUN).collect()
    judged = judge(read_graph(make, read_relations(cluster.data, begun)))
    frame = cluster.spark.createDataFrame(pa.table({key: pa.array(judged[key]) for key in judged}))
    cluster.kept.view("judged", frame)
