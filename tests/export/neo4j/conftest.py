"""A made-up region, its case, and how to push it into the server and look at what is there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from moneygraph.api import Case
from moneygraph.demo import write_demo
from moneygraph.export.neo4j import Address, Graph, connected
from moneygraph.store.data import DataFiles
from tests.cli.conftest import Run, loaded, loaded_case, run
from tests.neo4j_server import server as neo4j_servers
from tests.neo4j_server.server import Server

__all__ = ["loaded", "loaded_case", "run"]

Dump = dict[str, list[Any]]


@pytest.fixture(scope="session")
def demo_case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a loaded case that no test changes."""
    folder = tmp_path_factory.mktemp("region")
    write_demo(folder, seed=7, people=100, rings=2, days=30)
    path = folder / "case.duckdb"
    with Case.open(path, create=True) as case:
        case.load(folder / "exports", folder / "complaints.csv", folder / "links.csv")
        case.find("droppers")  # makes hops, once for all tests
    return path


@pytest.fixture
def region(demo_case: Path, tmp_path: Path) -> Iterator[Case]:
    """Give a copy of that case, open."""
    path = tmp_path / "region.duckdb"
    shutil.copy(demo_case, path)
    with Case.open(path) as case:
        yield case


@pytest.fixture
def graph(neo4j_database: Server) -> Iterator[Graph]:
    """Give the empty graph of the server."""
    with connected(address_of(neo4j_database)) as graph:
        yield graph


@pytest.fixture
def call(run: Run, neo4j_database: Server, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run ``moneygraph ARGS...`` in an environment that names the server."""
    for name, value in neo4j_database.environment.items():
        monkeypatch.setenv(name, value)
    return run


@pytest.fixture(scope="session")
def read_only_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Give a second server, whose database can only be read and that soon refuses guesses."""
    why = neo4j_servers.why_none_of_ours()
    if why:
        pytest.fail(why) if neo4j_servers.IS_NEEDED else pytest.skip(why)
    settings = {
        "server.databases.read_only": "neo4j",
        "dbms.security.auth_max_failed_attempts": "3",
    }
    home = tmp_path_factory.mktemp("neo4j") / "home"
    with neo4j_servers.started(home):
        pass  # makes the database
    with neo4j_servers.started(home, settings) as server:
        yield server


def beside(case: Case, folder: Path) -> Case:
    """Return the same open case, read with the data files of a user's folder."""
    return Case(replace(case.file, data=DataFiles.beside(folder)))


def address_of(server: Server) -> Address:
    return Address(server.uri, server.username, server.password)


def dump(graph: Graph) -> Dump:
    """Return all that is in a graph, in an order of its own; not how far a push came."""
    nodes = graph.read("match (n) where not n:Case return labels(n), properties(n)")
    ties = graph.read("match (a)-[r]->(b) return a.id, type(r), properties(r), b.id")
    return {"nodes": sorted(map(repr, nodes)), "ties": sorted(map(repr, ties))}
