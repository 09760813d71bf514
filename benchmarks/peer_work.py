"""The work of each peer on the transfers of one canonical CSV, each run in a process of its own.

A piece of work gets the CSV, a folder to work in and an account; it returns the seconds until it
was `ready`, the seconds of the `answer`, and how much was `found`.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

#: As the query mule-chains has it.
WITHIN_S: Final = 6 * 3600
SHARE: Final = 0.5
HOPS: Final = 6

Work = Callable[[Path, Path, str], dict[str, Any]]


class Watch:
    """Counts seconds from when it is made, and again from each time that it is asked."""

    def __init__(self) -> None:
        self._since = time.perf_counter()

    def lap(self) -> float:
        """Return the seconds since the last time."""
        before, self._since = self._since, time.perf_counter()
        return self._since - before


def our_findings(source: Path, folder: Path, account: str) -> dict[str, Any]:
    """Load, then all queries, with the hops and features that they need."""
    from moneygraph.api import Case

    watch = Watch()
    with Case.open(folder / "all.duckdb", create=True) as case:
        case.load(source)
        ready = watch.lap()
        found = {name: len(case.find(name).rows) for name in _QUERIES}
        return {"ready": ready, "answer": watch.lap(), "found": sum(found.values())}


_QUERIES: Final = ("loan-then-transfer", "droppers", "mule-chains", "crypto-exits")


def our_chains(source: Path, folder: Path, account: str) -> dict[str, Any]:
    """Load, then the chains of passing accounts with their amounts, hops included."""
    from moneygraph.api import Case

    watch = Watch()
    with Case.open(folder / "chains.duckdb", create=True) as case:
        case.load(source)
        ready = watch.lap()
        return {"ready": ready, "found": len(case.find("mule-chains").rows), "answer": watch.lap()}


def our_trace(source: Path, folder: Path, account: str) -> dict[str, Any]:
    """Where the money of one account went, to the last tiyn, from an open case with hops."""
    return _trace(source, folder, account, "lifo")


def our_reach(source: Path, folder: Path, account: str) -> dict[str, Any]:
    """All that the money of one account can have reached, over any number of payments."""
    return _trace(source, folder, account, "poison")


def _trace(source: Path, folder: Path, account: str, rule: str) -> dict[str, Any]:
    from moneygraph.api import Case

    watch = Watch()
    path = folder / "chains.duckdb"
    with Case.open(path) if path.exists() else Case.open(path, create=True) as case:
        if case.is_new:
            case.load(source)
        case.trace(account, rule=rule)  # makes what a trace needs, and compiles
        ready = watch.lap()
        answers = []
        for _ in range(5):
            found = case.trace(account, rule=rule)
            answers.append(watch.lap())
        return {"ready": ready, "answer": sorted(answers)[2], "found": len(found.ends)}


_TABLE: Final = """
create table t as
select row_number() over () as id, epoch(ts)::bigint as at, from_account, to_account,
    (amount * 100)::bigint as amount
from read_csv('{source}') where kind = 'transfer'
"""
_HOP: Final = """join t as {b} on {b}.from_account = {a}.to_account and {b}.at > {a}.at
    and {b}.at <= {a}.at + {within} and {b}.amount between {a}.amount * {share} and {a}.amount"""


def duckdb_two(source: Path, folder: Path, account: str) -> dict[str, Any]:
    """Pass-through in two hops: each payment with the next one out of the payee's account."""
    return _joined(source, 2)


def duckdb_three(source: Path, folder: Path, account: str) -> dict[str, Any]:
    """Pass-through in three hops, with the least amount of each chain."""
    return _joined(source, 3)


def _joined(source: Path, hops: int) -> dict[str, Any]:
    import duckdb

    watch = Watch()
    with duckdb.connect() as con:
        con.execute(_TABLE.format(source=str(source).replace("'", "''"))).fetchall()
        ready = watch.lap()
        names = "abc"[:hops]
        joins = " ".join(
            _HOP.format(a=a, b=b, within=WITHIN_S, share=SHARE) for a, b in pairwise(names)
        )
        ids = ", ".join(f"{name}.id as id_{name}" for name in names)
        amount = "least(" + ", ".join(f"{name}.amount" for name in names) + ")"
        con.execute(f"create table chain as select {ids}, {amount} as amount from t as a {joins}")
        found = con.execute("select count(*) from chain").fetchall()[0][0]
        return {"ready": ready, "answer": watch.lap(), "found": found}


def gfp(source: Path, folder: Path, account: str) -> dict[str, Any]:
    """IBM's Graph Feature Preprocessor: all its features of each transfer, over its own windows."""
    import numpy as np
    import snapml

    watch = Watch()
    edges = _edges(source)
    every = dict.fromkeys(("fan", "degree", "scatter-gather", "temp-cycle", "lc-cycle"), True)
    made = snapml.GraphFeaturePreprocessor()
    made.set_params(
        {**made.get_params(), **every, "num_threads": len(os.sched_getaffinity(0)),
         "vertex_stats_cols": [4]}
    )  # fmt: skip
    rows = np.column_stack([edges["id"], edges["from"], edges["to"], edges["at"], edges["amount"]])
    ready = watch.lap()
    found = made.fit_transform(np.ascontiguousarray(rows, np.float64))
    return {"ready": ready, "answer": watch.lap(), "found": int(found.shape[1])}


def raphtory_reach(source: Path, folder: Path, account: str) -> dict[str, Any]:
    """Temporal reachability from one account, over at most six payments."""
    import pandas as pd
    from raphtory import Graph, algorithms

    watch = Watch()
    edges = _edges(source)
    graph = Graph()
    table = pd.DataFrame({"at": edges["at"], "from": edges["from"], "to": edges["to"]})
    graph.load_edges(table, time="at", src="from", dst="to")
    ready = watch.lap()
    seed = int(edges["number"].get_loc(account))
    found = algorithms.temporally_reachable_nodes(graph, HOPS, 0, [seed])
    return {"ready": ready, "answer": watch.lap(), "found": len(found)}


def networkx_reach(source: Path, folder: Path, account: str) -> dict[str, Any]:
    """The same reachability over a networkx graph, earliest arrivals first."""
    import networkx as nx

    watch = Watch()
    edges = _edges(source)
    graph = nx.MultiDiGraph()
    columns = (edges[name].tolist() for name in ("from", "to", "at"))
    graph.add_edges_from((a, b, {"at": at}) for a, b, at in zip(*columns, strict=True))
    ready = watch.lap()
    first = {int(edges["number"].get_loc(account)): -1}
    found = dict(first)
    for _ in range(HOPS):
        reached: dict[int, int] = {}
        for node, since in first.items():
            for _, other, at in graph.out_edges(node, data="at"):
                if at > since and at < min(found.get(other, at + 1), reached.get(other, at + 1)):
                    reached[other] = at
        found |= reached
        first = reached
    return {"ready": ready, "answer": watch.lap(), "found": len(found)}


def pandas_two(source: Path, folder: Path, account: str) -> dict[str, Any]:
    """Pass-through in two hops as an analyst would write it: a merge, then a filter."""
    import pandas as pd

    watch = Watch()
    every = pd.read_csv(source, parse_dates=["ts"])
    every = every[every["kind"] == "transfer"][["ts", "from_account", "to_account", "amount"]]
    ready = watch.lap()
    pairs = every.merge(every, left_on="to_account", right_on="from_account", suffixes=("", "_2"))
    dwell = (pairs["ts_2"] - pairs["ts"]).dt.total_seconds()
    near = (dwell > 0) & (dwell <= WITHIN_S)
    alike = (pairs["amount_2"] <= pairs["amount"]) & (pairs["amount_2"] >= pairs["amount"] * SHARE)
    return {"ready": ready, "found": int((near & alike).sum()), "answer": watch.lap()}


def _edges(source: Path) -> dict[str, Any]:
    """Return the transfers as arrays: accounts as numbers, moments in seconds, amounts in tiyn."""
    import pandas as pd

    every = pd.read_csv(source, usecols=["ts", "from_account", "to_account", "amount"])
    every = every.sort_values("ts", kind="stable", ignore_index=True)
    both = pd.concat([every["from_account"], every["to_account"]], ignore_index=True)
    codes, numbers = pd.factorize(both)
    moments = pd.to_datetime(every["ts"]).astype("datetime64[s]").astype("int64")
    return {
        "id": every.index.to_numpy(),
        "from": codes[: len(every)],
        "to": codes[len(every) :],
        "at": moments.to_numpy(),
        "amount": (every["amount"] * 100).round().to_numpy("int64"),
        "number": pd.Index(numbers),
    }


#: The work by its name.
WORKS: Final[dict[str, Work]] = {
    "our findings": our_findings,
    "gfp": gfp,
    "our chains": our_chains,
    "duckdb, two hops": duckdb_two,
    "duckdb, three hops": duckdb_three,
    "pandas, two hops": pandas_two,
    "our trace": our_trace,
    "our reach": our_reach,
    "raphtory": raphtory_reach,
    "networkx": networkx_reach,
}


def main() -> None:
    """Do one piece of work and print what it took, as JSON."""
    name, source, folder, account = sys.argv[1:]
    print(json.dumps(WORKS[name](Path(source), Path(folder), account)))


if __name__ == "__main__":
    main()
