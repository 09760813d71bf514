"""A masked push names nobody, and only a masked call asks its graph."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from moneygraph.export.neo4j import Graph
from tests.cli.conftest import Run
from tests.export.neo4j.conftest import dump
from tests.store.masking.conftest import folder, made
from tests.store.masking.secrets import leaked, secrets_of

pytestmark = pytest.mark.rare

__all__ = ["folder", "made"]


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path / "masked.duckdb"))


def test_a_masked_push_names_nobody(call: Run, graph: Graph, made: Path, path: Path) -> None:
    pushed = call("neo4j", "push", "--mask", "--case", path)
    assert pushed.exit_code == 0, pushed.stderr
    case_node = graph.read("match (c:Case) return properties(c)")
    everything = f"{dump(graph)} {case_node} {pushed.stdout} {pushed.stderr}"
    assert "ACC-" in everything
    assert not leaked(everything, secrets_of(made))
    asked = ("find", "droppers", "crypto-exits", "--min-score", "0", "--json", "--case", path)
    plain, there = call(*asked, "--mask"), call(*asked, "--mask", "--engine", "neo4j")
    assert (there.exit_code, there.stdout) == (0, plain.stdout), there.stderr
    unmasked = call(*asked, "--engine", "neo4j")
    assert unmasked.exit_code == 2
    assert "another case" in unmasked.stderr


def test_a_masked_call_does_not_ask_a_graph_that_names_people(
    call: Run, graph: Graph, path: Path
) -> None:
    assert call("neo4j", "push", "--case", path).exit_code == 0
    refused = call("find", "droppers", "--engine", "neo4j", "--mask", "--case", path)
    assert refused.exit_code == 2
    assert "another case" in refused.stderr
