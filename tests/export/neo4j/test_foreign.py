"""A graph of another case is refused or replaced, and data of others is never touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.export.neo4j import Graph
from tests.cli.conftest import Run
from tests.neo4j_server.server import Server

from .conftest import dump

pytestmark = pytest.mark.turns(of="neo4j")


def test_another_case_is_refused_and_replaced(
    region: Case, case: Case, graph: Graph, tmp_path: Path
) -> None:
    path = tmp_path / "one.csv"
    path.write_text("ts,from_account,to_account,amount\n2026-01-05,A1,B2,10.00\n", "utf-8")
    case.load(path)
    region.push(graph)
    before = dump(graph)
    with pytest.raises(Exception, match="another case") as answer:
        case.push(graph)
    assert "--replace" in str(answer.value)
    assert dump(graph) == before
    assert case.push(graph, replace=True).there["Transfer"] == 1
    (tmp_path / "two.csv").write_text(
        "ts,from_account,to_account,amount\n2026-01-06,B2,C3,10.00\n", "utf-8"
    )
    case.load(tmp_path / "two.csv")
    with pytest.raises(Exception, match="before more was loaded"):
        case.push(graph)
    graph.write(("match (c:Case) set c.fingerprint = c.fingerprint, c.version = '0.0.1'", {}))
    assert case.push(graph, replace=True).there["Transfer"] == 2
    graph.write(("match (c:Case) set c.version = '0.0.1'", {}))
    with pytest.raises(Exception, match=r"pushed by moneygraph 0\.0\.1"):
        case.push(graph)


@pytest.mark.parametrize("option", [[], ["--replace"]])
def test_other_data_is_never_touched(
    option: list[str], call: Run, demo_case: Path, neo4j_database: Server
) -> None:
    neo4j_database.drop_constraints()
    neo4j_database.run("create (:Account {number: 'not ours'})")
    result = call("neo4j", "push", "--case", demo_case, *option)
    assert result.exit_code == 2
    assert "the database holds data that moneygraph did not push" in result.stderr
    assert neo4j_database.run("match (n) return n.number") == [("not ours",)]
    assert neo4j_database.run("show constraints yield name") == []
