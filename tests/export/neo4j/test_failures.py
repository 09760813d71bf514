"""Each thing that can be wrong with a server has a message with what to do."""

from __future__ import annotations

import os
import pty
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from moneygraph.export.neo4j import server as connect
from tests.cli.conftest import Run
from tests.neo4j_server.server import Server

pytestmark = pytest.mark.turns(of="neo4j")


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("URI", "USERNAME", "PASSWORD", "DATABASE"):
        monkeypatch.delenv(f"NEO4J_{name}", raising=False)


def failed(call: Run, demo_case: Path, *args: str) -> str:
    """Run a push that fails; return its message, which is no traceback and no password."""
    result = call("neo4j", "push", "--case", demo_case, *args)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert "secret" not in result.stderr
    assert "unexpected" not in result.stderr
    return result.stderr


@pytest.mark.parametrize(
    ("uri", "message"),
    [
        ("localhost:7687", "localhost:7687 is no server's URI"),
        ("http://localhost:7474", "http://localhost:7474 is no server's URI"),
        ("bolt://", "bolt:// is no server's URI"),
        ("bolt://[::1", "is no server's URI"),
        ("bolt://localhost:99999", "bolt://localhost:99999 is no server's URI"),
        ("bolt://neo4j:secret@localhost:99999", "bolt://localhost:99999 is no server's URI"),
        ("bolt://neo4j:secret@localhost", "a server's URI holds a name or a password"),
        ("\x1b[31mbolt://x", "\\x1b[31mbolt://x is no server's URI"),
    ],
)
def test_a_wrong_uri(uri: str, message: str, run: Run, demo_case: Path) -> None:
    assert message in failed(run, demo_case, "--uri", uri)


def test_no_uri_and_no_password(run: Run, demo_case: Path) -> None:
    assert "error: no Neo4j server is named\nSet NEO4J_URI" in failed(run, demo_case)
    found = failed(run, demo_case, "--uri", "bolt://127.0.0.1:1", "--username", "eve")
    assert found == "error: no password of eve is set\nSet NEO4J_PASSWORD in the environment.\n"
    assert "no such option" in run("neo4j", "push", "--password", "secret").stderr.lower()


def test_the_password_is_asked_for_and_not_shown() -> None:
    """In a terminal of its own, as only there it is asked for."""
    pid, terminal = pty.fork()
    if not pid:
        args = ["-m", "moneygraph", "neo4j", "push", "--uri", "bolt://127.0.0.1:1"]
        os.execve(sys.executable, [sys.executable, *args], {**os.environ, "TERM": "dumb"})
    message = b""
    while b"Password of neo4j" not in message:
        message += os.read(terminal, 1000)
    os.write(terminal, b"secret\n")
    with suppress(OSError):  # the other end is closed
        while part := os.read(terminal, 1000):
            message += part
    os.waitpid(pid, 0)
    assert b"secret" not in message
    assert b"there is no case at case.duckdb" in message, message


@pytest.mark.parametrize("scheme", ["bolt", "neo4j", "bolt+s"])
def test_an_unreachable_server(
    scheme: str, run: Run, demo_case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", "secret")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but nobody listens
        uri = f"{scheme}://127.0.0.1:{taken.getsockname()[1]}"
        found = failed(run, demo_case, "--uri", uri)
    assert f"error: no answer from {uri}: " in found
    assert "Check that the server runs, and its host and port." in found


def test_an_unknown_host(run: Run, demo_case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", "secret")
    found = failed(run, demo_case, "--uri", "bolt://nowhere.invalid")
    assert "error: no answer from bolt://nowhere.invalid: " in found


@pytest.fixture
def server(neo4j_database: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    for name, value in neo4j_database.environment.items():
        monkeypatch.setenv(name, value)
    return neo4j_database


def test_a_wrong_password(
    server: Server, run: Run, demo_case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", "secret")
    found = failed(run, demo_case)
    assert f"{server.uri} does not let {server.username} in with this password" in found
    assert "Check NEO4J_USERNAME and NEO4J_PASSWORD." in found


def test_a_password_that_must_be_changed_first(
    server: Server, run: Run, demo_case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.run("create user fresh set password 'secret-one' change required")
    try:
        monkeypatch.setenv("NEO4J_USERNAME", "fresh")
        monkeypatch.setenv("NEO4J_PASSWORD", "secret-one")
        found = failed(run, demo_case)
    finally:
        server.run("drop user fresh")
    assert f"the password of fresh at {server.uri} must be changed first" in found


def test_a_database_that_is_not_there(
    server: Server, run: Run, demo_case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_DATABASE", "nowhere")
    assert f"there is no database nowhere at {server.uri}" in failed(run, demo_case)


def test_tls_where_the_server_has_none(server: Server, run: Run, demo_case: Path) -> None:
    uri = server.uri.replace("bolt://", "bolt+s://")
    found = failed(run, demo_case, "--uri", uri)
    assert f"{uri} does not speak TLS, or its certificate" in found
    assert "Without TLS write bolt://" in found


def test_a_server_that_is_too_old(
    server: Server, run: Run, demo_case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real server, held to a version that is not there yet."""
    monkeypatch.setattr(connect, "OLDEST", (9999, 1))
    found = failed(run, demo_case)
    assert "error: the server is Neo4j/" in found
    assert "which is too old\nUse Neo4j 9999.1 or later." in found


@pytest.mark.parametrize(
    "agent", ["Neo4j/4.4.30", "Neo4j/5.22.0", "Neo4j/3.5.0", "Memgraph/2.0", "", "Neo4j/dev"]
)
def test_versions_that_are_too_old(agent: str) -> None:
    with pytest.raises(connect.GraphError, match="too old"):
        connect.check_version(agent)


@pytest.mark.parametrize("agent", ["Neo4j/5.26.12", "Neo4j/5.27-aura", "Neo4j/2025.10.1"])
def test_versions_that_will_do(agent: str) -> None:
    connect.check_version(agent)


def test_a_database_that_can_only_be_read(
    read_only_server: Server, run: Run, demo_case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in read_only_server.environment.items():
        monkeypatch.setenv(name, value)
    found = failed(run, demo_case)
    assert f"at {read_only_server.uri} can only be read" in found
    assert "NEO4J_DATABASE" in found


def test_too_many_wrong_passwords(
    read_only_server: Server, run: Run, demo_case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_URI", read_only_server.uri)
    monkeypatch.setenv("NEO4J_PASSWORD", "secret")
    found = [failed(run, demo_case) for _ in range(4)]
    assert "does not let neo4j in" in found[0]
    assert "lets neo4j try no more for now" in found[-1]


def test_a_message_that_a_push_can_be_continued_after_ctrl_c(
    server: Server, run: Run, demo_case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("moneygraph.export.neo4j.pushing.write_properties", stop)
    result = run("neo4j", "push", "--case", demo_case)
    assert result.exit_code == 130
    assert result.stderr.splitlines()[0] == "what was pushed stays there; call it again to go on"
    assert server.run("match (t:Transfer) return count(t) > 0") == [(True,)]
