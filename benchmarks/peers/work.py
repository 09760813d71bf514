"""`python -m benchmarks.peers.work NAME SOURCE FOLDER ACCOUNT`: one piece of work, as a process.

It prints, as JSON, the seconds until it was `ready` (files read, graphs built), the seconds of the
`answer`, how much was `found`, and the `peak` memory in GB, of a server that it started too.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from benchmarks.peers import chains, features, neo4j, ours, reach
from benchmarks.peers.watch import READY, Task, Watch

Work = Callable[[Task], dict[str, Any]]

#: The work by its name.
WORKS: Final[dict[str, Work]] = {
    "our load": ours.load,
    "our findings": ours.findings,
    "our chains": ours.chains,
    "our reach": ours.reach,
    "our trace of a payment": ours.trace_payment,
    "our trace of an account": ours.trace_account,
    "our trace of the busiest": ours.trace_busiest,
    "GFP": features.gfp,
    "GFP, windows of a day": features.gfp_day,
    "DuckDB, two payments": chains.duckdb_two,
    "DuckDB, three payments": chains.duckdb_three,
    "DuckDB, three, by stretch": chains.duckdb_slots,
    "pandas, two payments": chains.pandas_two,
    "pandas, three payments": chains.pandas_three,
    "Neo4j, two payments": neo4j.two,
    "Neo4j, three payments": neo4j.three,
    "Raphtory": reach.raphtory,
    "networkx": reach.networkx,
    "Neo4j": neo4j.reach,
}


def main() -> None:
    """Do one piece of work and print what it took."""
    name, source, folder, account = sys.argv[1:]
    Watch.told = Path(folder) / READY
    done = WORKS[name](Task(Path(source), Path(folder), account))
    used = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    done["peak"] = sum(resource.getrusage(who).ru_maxrss for who in used) / 1e6
    print(json.dumps(done))


if __name__ == "__main__":
    main()
