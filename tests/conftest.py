"""What all tests share: fresh cases, and the switch that writes golden files anew."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from moneygraph.api import Case
from moneygraph.store import opening
from tests.laws import not_today
from tests.neo4j_server import server as neo4j_servers

TESTS = Path(__file__).parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-golden", action="store_true", help="write golden files anew")


def pytest_configure() -> None:
    """Let processes that tests start hear Ctrl-C, also where tests run in the background.

    There a shell has it ignored, and whatever is started inherits that.
    """
    with suppress(ValueError):  # a worker whose tests do not run in its main thread
        signal.signal(signal.SIGINT, signal.default_int_handler)
    # cases of a few rows: a quarter of the time went into handing work to other threads. The
    # regions of tests/demo, and processes that tests start, have as many as there are cores.
    opening.CONFIG["threads"] = 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = set(not_today(items))
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Let tests that share what is slow to make run in one worker."""
    from tests.together import Together

    return Together(config, log)


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("MONEYGRAPH_")]:
        if name != "MONEYGRAPH_TEST_DEMO":
            monkeypatch.delenv(name)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with Case.open(tmp_path / "case.duckdb", create=True) as opened:
        yield opened


@pytest.fixture(scope="session")
def neo4j_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where a server of our own may live, or skip the test, saying why none can be had."""
    why = neo4j_servers.why_none()
    if why and neo4j_servers.IS_NEEDED:
        pytest.fail(why)
    if why:
        pytest.skip(why)
    return tmp_path_factory.mktemp("neo4j")


@pytest.fixture(scope="session")
def neo4j_server(neo4j_home: Path) -> Iterator[neo4j_servers.Server]:
    """Give the one Neo4j server of this process; see `neo4j_database`."""
    given = neo4j_servers.GIVEN_URI
    with neo4j_servers.given() if given else neo4j_servers.started(neo4j_home / "home") as server:
        yield server


@pytest.fixture
def neo4j_database(
    request: pytest.FixtureRequest, neo4j_server: neo4j_servers.Server
) -> neo4j_servers.Server:
    """Give the server with its database empty; its tests lie in tests/export/neo4j."""
    assert request.node.nodeid.startswith(neo4j_servers.FOLDER), (
        f"a test of the server must lie in {neo4j_servers.FOLDER}"
    )
    neo4j_server.empty()
    return neo4j_server


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a text with the golden file, or write it with --write-golden."""

    def check(path: Path, text: str) -> None:
        if request.config.getoption("--write-golden"):
            path.write_text(text, encoding="utf-8")
        assert path.is_file(), f"{path} is missing: run pytest --write-golden and read it"
        assert text == path.read_text(encoding="utf-8")

    return check
