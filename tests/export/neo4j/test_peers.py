"""Cypher of `python -m benchmarks peers` gives what the others give."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.made import make_csv
from benchmarks.peers import chains, neo4j, reach
from benchmarks.peers.run import busiest_account
from benchmarks.peers.watch import Task
from tests.neo4j_server import server as servers

pytestmark = [
    pytest.mark.turns(of="neo4j"),
    pytest.mark.skipif(bool(servers.why_none_of_ours()), reason=servers.why_none_of_ours()),
]


@pytest.mark.parametrize(
    ("cypher", "other"),
    [
        (neo4j.two, chains.duckdb_two),
        (neo4j.three, chains.duckdb_three),
        (neo4j.reach, reach.networkx),
    ],
)
def test_cypher_answers_the_same(cypher: Any, other: Any, tmp_path: Path) -> None:
    source = tmp_path / "made.csv"
    make_csv(source, 3_000, heavy=True)
    task = Task(source, tmp_path, busiest_account(source))
    asked, known = cypher(task), other(task)
    assert known["found"] > 10
    assert {name: asked[name] for name in ("found", "amount") if name in known} == {
        name: known[name] for name in ("found", "amount") if name in known
    }
