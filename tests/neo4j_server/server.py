"""A real Neo4j server for tests: started from its jars, or one that is running already.

`make neo4j-server` fetches the jars with Maven (Java 17) and notes their paths in
`classpath.txt`. With MONEYGRAPH_TEST_NEO4J set to the URI of a server (and NEO4J_USERNAME and
NEO4J_PASSWORD), that one is used instead; its database must be empty, as tests empty it. Where
there is neither, tests are skipped; with MONEYGRAPH_CI set, they fail.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import neo4j
from neo4j.exceptions import AuthError, DriverError, Neo4jError

# read here, as tests run without any variable of ours
GIVEN_URI = os.environ.get("MONEYGRAPH_TEST_NEO4J")
GIVEN_USERNAME = os.environ.get("NEO4J_USERNAME", "neo4j")
GIVEN_PASSWORD = os.environ.get("NEO4J_PASSWORD", "")
IS_NEEDED = bool(os.environ.get("MONEYGRAPH_CI"))

FOLDER = "tests/export/neo4j/"  # where tests that use the server lie
CLASSPATH = Path(__file__).parent / "classpath.txt"
PASSWORD = "test-password"
MAIN = "org.neo4j.server.CommunityEntryPoint"
JAVA = ["java", "-Xms128m", "-XX:+UseSerialGC"]
#: Tests ask for little: half a gigabyte, and no time for compiling well.
HEAP = "512m"
QUICK = "-XX:TieredStopAtLevel=1"
#: Ends the server also when the tests are killed: its input is a pipe from them.
TIED = ["sh", "-c", '"$@" < /dev/null & read -r _; kill -9 $!; wait', "sh"]
START_S = 120.0
SETTINGS = {
    "server.http.enabled": "false",
    "server.https.enabled": "false",
    "server.memory.pagecache.size": "32m",
    "dbms.usage_report.enabled": "false",
    "dbms.security.auth_max_failed_attempts": "0",
    "db.checkpoint.iops.limit": "-1",
}


@dataclass(frozen=True)
class Server:
    """A server that answers at `uri`."""

    uri: str
    username: str
    password: str

    @property
    def environment(self) -> dict[str, str]:
        """What a user sets to reach the server."""
        return {
            "NEO4J_URI": self.uri,
            "NEO4J_USERNAME": self.username,
            "NEO4J_PASSWORD": self.password,
        }

    def driver(self) -> neo4j.Driver:
        """Return a new driver, to be closed."""
        return neo4j.GraphDatabase.driver(self.uri, auth=(self.username, self.password))

    def run(self, cypher: str, **values: object) -> list[tuple[object, ...]]:
        """Run one statement and return its rows."""
        with self.driver() as driver, driver.session() as session:
            return [tuple(record.values()) for record in session.run(cypher, values)]

    def empty(self) -> None:
        """Take all nodes out of the database; its constraints and indexes stay."""
        with self.driver() as driver, driver.session() as session:
            session.run(
                "match (n) call (n) { detach delete n } in transactions of 5000 rows"
            ).consume()

    def drop_constraints(self) -> None:
        """Take all constraints and indexes out of the database, but those of a new one."""
        with self.driver() as driver, driver.session() as session:
            for name in session.run("show constraints yield name").value():
                session.run(f"drop constraint `{name}`").consume()
            shown = "show indexes yield name, type where type <> 'LOOKUP' return name"
            for name in session.run(shown).value():
                session.run(f"drop index `{name}`").consume()


def why_none() -> str:
    """Say why no server can be had; nothing where one can."""
    return "" if GIVEN_URI else why_none_of_ours()


def why_none_of_ours() -> str:
    """Say why no server can be started; nothing where one can."""
    if shutil.which("java") is None:
        return "there is no Java to run a Neo4j server (or set MONEYGRAPH_TEST_NEO4J)"
    if not CLASSPATH.is_file() or not all(Path(jar).is_file() for jar in _jars()):
        return "no Neo4j server was fetched: make neo4j-server (or set MONEYGRAPH_TEST_NEO4J)"
    return ""


@contextmanager
def given() -> Iterator[Server]:
    """Give the server of MONEYGRAPH_TEST_NEO4J; refuse one that holds somebody's graph."""
    server = Server(GIVEN_URI or "", GIVEN_USERNAME, GIVEN_PASSWORD)
    nodes = server.run("match (n) return count(n)")[0][0]
    if nodes:
        raise RuntimeError(f"the tests empty the database, but it holds {nodes} nodes: empty it")
    yield server
    server.empty()
    server.drop_constraints()


@contextmanager
def started(
    home: Path, settings: Mapping[str, str] | None = None, *, heap: str = HEAP
) -> Iterator[Server]:
    """Start a server of our own with its data in `home`, and stop it at the end.

    With another `heap` than that of tests it compiles as well as it can, too.
    """
    uri = f"bolt://127.0.0.1:{_free_port()}"
    home.mkdir(parents=True, exist_ok=True)
    listen = {"server.bolt.listen_address": uri.removeprefix("bolt://")}
    lines = [f"{key}={value}" for key, value in {**SETTINGS, **listen, **(settings or {})}.items()]
    (home / "neo4j.conf").write_text("\n".join(lines), encoding="utf-8")
    message = home / "said.txt"
    java = [*JAVA, f"-Xmx{heap}", *([QUICK] if heap == HEAP else [])]
    with message.open("wb") as out:
        process = subprocess.Popen(
            [*TIED, *java, MAIN, f"--home-dir={home}", f"--config-dir={home}"],
            env={**os.environ, "CLASSPATH": CLASSPATH.read_text(encoding="utf-8").strip()},
            stdout=out,
            stderr=subprocess.STDOUT,
            stdin=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C in a test is not meant for the server
        )
    try:
        _wait(uri, message)
        yield Server(uri, "neo4j", PASSWORD)
    finally:
        process.communicate()  # its data are thrown away, so it need not take its time


def _jars() -> list[str]:
    return CLASSPATH.read_text(encoding="utf-8").strip().split(os.pathsep)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _wait(uri: str, message: Path) -> None:
    """Wait until the server answers and has our password instead of its first one."""
    until = time.monotonic() + START_S
    while True:
        try:
            _set_password(uri)
            return
        except (DriverError, Neo4jError) as error:
            if time.monotonic() > until:
                answer = message.read_text(encoding="utf-8", errors="replace")
                raise RuntimeError(f"the Neo4j server did not start: {error}\n{answer}") from error
        time.sleep(0.2)


def _set_password(uri: str) -> None:
    """Set our password, unless a server that lived in the same place before has it already."""
    change = "alter current user set password from 'neo4j' to $password"
    try:
        with neo4j.GraphDatabase.driver(uri, auth=("neo4j", "neo4j")) as driver:
            driver.get_server_info()  # fails at once, where a query is tried again and again
            driver.execute_query(change, password=PASSWORD, database_="system")
    except AuthError:
        with neo4j.GraphDatabase.driver(uri, auth=("neo4j", PASSWORD)) as driver:
            driver.get_server_info()
