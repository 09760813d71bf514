"""Reach by others: which accounts payments one later than the other lead to from one account."""

from __future__ import annotations

from typing import Any

from benchmarks.peers.watch import HOPS, Task, Watch, edges


def raphtory(task: Task) -> dict[str, Any]:
    """Ask Raphtory's own algorithm, over at most six payments.

    Its bound is not sharp: a few accounts that lie further off are told too.
    """
    import pandas as pd
    from raphtory import Graph, algorithms

    watch = Watch()
    read = edges(task.source)
    graph = Graph()
    table = pd.DataFrame({"at": read["at"], "from": read["from"], "to": read["to"]})
    graph.load_edges(table, time="at", src="from", dst="to")
    ready = watch.lap()
    seed = int(read["number"].get_loc(task.account))
    found = algorithms.temporally_reachable_nodes(graph, HOPS, 0, [seed])
    answer = watch.lap()
    reached = sum(bool(state["reachable_nodes"]) for _, state in found.items())
    return {"ready": ready, "answer": answer, "found": reached}


def networkx(task: Task) -> dict[str, Any]:
    """Expand a networkx graph payment by payment, earliest arrivals first."""
    import networkx as nx

    watch = Watch()
    read = edges(task.source)
    graph = nx.MultiDiGraph()
    columns = (read[name].tolist() for name in ("from", "to", "at"))
    graph.add_edges_from((a, b, {"at": at}) for a, b, at in zip(*columns, strict=True))
    ready = watch.lap()
    seed = int(read["number"].get_loc(task.account))
    found = len(arrivals(graph, seed, HOPS))
    return {"ready": ready, "answer": watch.lap(), "found": found}


def arrivals(graph: Any, seed: int, hops: int) -> dict[int, int]:
    """Return when money of one account can first have come to each, over so many payments."""
    first = {seed: -1}
    found = dict(first)
    for _ in range(hops):
        reached: dict[int, int] = {}
        for node, since in first.items():
            for _, other, at in graph.out_edges(node, data="at"):
                if at > since and at < min(found.get(other, at + 1), reached.get(other, at + 1)):
                    reached[other] = at
        found |= reached
        first = reached
    return found
