"""The same questions in Cypher, to the server that the tests start (`make neo4j-server`)."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from benchmarks.peers.watch import HOPS, LEAST, SHARE, WITHIN_S, Task, Watch, edges

_IMPORT: Final = [
    "java",
    "-Xmx2g",
    "org.neo4j.cli.AdminTool",
    "database",
    "import",
    "full",
    "neo4j",
]
_CONSTRAINT: Final = "create constraint account for (a:Account) require a.id is unique"
_TWO: Final = """
match ()-[a:PAID {kind: 'transfer'}]->()-[b:PAID {kind: 'transfer'}]->()
where a.amount >= $least and b.amount >= $least
    and b.at > a.at and b.at <= a.at + $within and a.amount >= $share * b.amount
return count(*), sum(case when a.amount < b.amount then a.amount else b.amount end)
"""
_THREE: Final = """
match ()-[a:PAID {kind: 'transfer'}]->()-[b:PAID {kind: 'transfer'}]->()
where a.amount >= $least and b.amount >= $least
    and b.at > a.at and b.at <= a.at + $within and a.amount >= $share * b.amount
match (m)-[c:PAID {kind: 'transfer'}]->() where m = endNode(b) and c.amount >= $least
    and c.at > b.at and c.at <= b.at + $within and b.amount >= $share * c.amount
with case when a.amount < b.amount then a.amount else b.amount end as two, c.amount as third
return count(*), sum(case when two < third then two else third end)
"""
_NEXT: Final = """
unwind $front as one
match (:Account {id: one[0]})-[p:PAID]->(b) where p.at > one[1]
return b.id, min(p.at)
"""
#: What a server of its own would have; the tests' is made for little.
_SETTINGS: Final = {"server.memory.pagecache.size": "1g"}
_HEAP: Final = "4g"


def two(task: Task) -> dict[str, Any]:
    """Match two payments."""
    return _chains(task, _TWO)


def three(task: Task) -> dict[str, Any]:
    """Match three payments."""
    return _chains(task, _THREE)


def _chains(task: Task, cypher: str) -> dict[str, Any]:
    def ask(session: Any, _seed: int) -> dict[str, Any]:
        values = {"within": WITHIN_S, "least": LEAST, "share": SHARE}
        found, amount = session.run(cypher, values).single()
        return {"found": found, "amount": amount}

    return _asked(task, ask)


def reach(task: Task) -> dict[str, Any]:
    """Expand payment by payment, earliest arrivals first, one statement each."""

    def ask(session: Any, seed: int) -> dict[str, Any]:
        found, front = {seed: -1}, {seed: -1}
        for _ in range(HOPS):
            rows = session.run(_NEXT, {"front": [list(one) for one in front.items()]})
            best: dict[int, int] = {}
            for node, at in rows:
                if at < min(found.get(node, at + 1), best.get(node, at + 1)):
                    best[node] = at
            found |= best
            front = best
        return {"found": len(found)}

    return _asked(task, ask)


def _asked(task: Task, ask: Callable[[Any, int], dict[str, Any]]) -> dict[str, Any]:
    """Fill a new database, start the server, ask once."""
    from tests.neo4j_server.server import started, why_none_of_ours

    if why_none_of_ours():
        raise ModuleNotFoundError(why_none_of_ours())
    watch = Watch()
    read = edges(task.source)
    home = (task.folder / "neo4j").resolve()
    _fill(home, read)
    with (
        started(home, _SETTINGS, heap=_HEAP) as server,
        server.driver() as driver,
        driver.session() as session,
    ):
        session.run(_CONSTRAINT).consume()
        session.run("call db.awaitIndexes()").consume()
        ready = watch.lap()
        found = ask(session, int(read["number"].get_loc(task.account)))
        return {"ready": ready, "answer": watch.lap(), **found}


def _fill(home: Path, read: dict[str, Any]) -> None:
    """Make a database by the server's own import of CSV files."""
    import pandas as pd

    from tests.neo4j_server.server import CLASSPATH

    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    accounts, payments = home / "accounts.csv", home / "payments.csv"
    pd.DataFrame(
        {"key:ID": range(len(read["number"])), "id:long": range(len(read["number"]))}
    ).to_csv(accounts, index=False)
    names = {":START_ID": "from", ":END_ID": "to", "at:long": "at", "amount:long": "amount"}
    columns = {name: read[column] for name, column in {**names, "kind": "kind"}.items()}
    pd.DataFrame(columns).to_csv(payments, index=False)
    (home / "neo4j.conf").touch()
    subprocess.run(
        [*_IMPORT, f"--nodes=Account={accounts}", f"--relationships=PAID={payments}"],
        env={
            **os.environ,
            "CLASSPATH": CLASSPATH.read_text(encoding="utf-8").strip(),
            "NEO4J_HOME": str(home),
            "NEO4J_CONF": str(home),
        },
        cwd=home,  # where the import leaves its report
        check=True,
        capture_output=True,
    )
