"""Kills commands at random moments; what they leave must be as before them, or as after.

The next command must find nothing in its way, take away what was left, and the same command again
must give what it would have given at once.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

import duckdb
from click.testing import CliRunner

from moneygraph.cli import main
from moneygraph.store.check import check_case
from moneygraph.store.file import forget_derived
from moneygraph.store.schema import DERIVED, HOP_RULES
from tests.endurance import originals
from tests.neo4j_server.server import Server

CASE: Final = "c.duckdb"
#: What a command may make a part of: it is made again where it lacks.
_REMADE: Final = ("meta", *DERIVED, *(f"hop_{rule}" for rule in HOP_RULES))
#: What differs from one run to the next: where a file was, when something was decided.
_OF_A_RUN: Final = {"statement_file": "path", "decision": "decided_at"}
_EXPORTS: Final = ("halyk-split-sums.csv", "kaspi-one-row-header.csv", "vtb-signed.csv")
#: Each command is called in a folder with a case `c.duckdb`, exports and labels.
CALLS: Final[dict[str, list[str]]] = {
    "load into a new case": ["load", *_EXPORTS],
    "load more": ["load", *_EXPORTS],
    "find": ["find", "--limit", "3"],
    "export to a file": ["export", "--format", "xlsx", "--force", "out.xlsx"],
    "export to a folder": ["export", "--format", "parquet", "--force", "out"],
    "learn": ["learn", "labels.csv", "--of", "account", "--all-positive"],
    "clock": ["clock", "722", "+7m", "--why", "as the bank says"],
    "push": ["neo4j", "push"],
}
_TARGETS: Final = ("out.xlsx", "out")


@dataclass(frozen=True)
class Known:
    """A command with the folder it begins in, how long it takes, and what it leaves and writes."""

    call: list[str]
    folder: Path
    seconds: float
    before: dict[str, str]
    after: dict[str, str]
    graph: list[tuple[object, ...]] | None = None


def prepared(folder: Path, whole: Path, kind: str) -> Known:
    """Make the folder that a command begins in, and run it once in a copy."""
    begin, end = folder / kind / "begin", folder / kind / "end"
    begin.mkdir(parents=True)
    for name in _EXPORTS:
        (begin / name).write_bytes(originals.texts()[name])
    if kind in ("load more", "clock"):
        _run(begin, ["load", *(_EXPORTS[:1] if kind == "load more" else _EXPORTS)])
    elif kind != "load into a new case":
        shutil.copy(whole, begin / CASE)
        shutil.copy(whole.with_name("labels.csv"), begin)
    if kind == "find":
        with duckdb.connect(str(begin / CASE)) as con:
            forget_derived(con)
    if kind == "export to a file":
        (begin / CALLS[kind][-1]).write_text("what is written over")
    shutil.copytree(begin, end)
    if kind == "push":
        _server().empty()
    before, since = state(begin), time.monotonic()
    _run(end, CALLS[kind])
    seconds, graph = time.monotonic() - since, _graph() if kind == "push" else None
    return Known(CALLS[kind], begin, seconds, before, state(end), graph)


def _server() -> Server:
    """Return the server that the environment names, as it does for a command."""
    names = ("NEO4J_URI", "NEO4J_USERNAME", "NEO4J_PASSWORD")
    return Server(*(os.environ[name] for name in names))


def _graph() -> list[tuple[object, ...]]:
    """Return how many nodes and relationships of each kind are on the server."""
    nodes = "match (n) return labels(n)[0] as kind, count(*) as n order by kind"
    ties = "match ()-[r]->() return type(r) as kind, count(*) as n order by kind"
    return [*_server().run(nodes), *_server().run(ties)]


def kill_once(known: Known, here: Path, chosen: Random) -> None:
    """Run a command in a copy of its folder, kill it, and check what it left."""
    shutil.copytree(known.folder, here)
    if known.graph is not None:
        _server().empty()
    child = os.fork()
    if child == 0:
        _silently(here, known.call)
    time.sleep(chosen.uniform(0, known.seconds * 1.1))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    check(known, here)


def check(known: Known, here: Path, *, partly: bool = False) -> None:
    """Check what an interrupted command left in a folder, and that it can be called again.

    It may have been done `partly`, where it said that it refused a file.
    """
    if (here / CASE).exists():
        _run(here, ["status"])  # the next start
        assert check_case(here / CASE).is_whole
    left = state(here)
    names = () if partly else (known.before | known.after).keys() | left.keys()
    for name in names:
        allowed = (known.before.get(name), known.after.get(name))
        assert left.get(name) in allowed, f"{name} is neither as before nor as after"
    assert partly or left in (known.before, known.after), "some as before and some as after"
    _run(here, known.call)
    then = state(here)
    # files that come one after another have other numbers, and the tables as many rows
    same = _rows if partly else str
    others = [name for name in then if same(then[name]) != same(known.after.get(name, ""))]
    assert then.keys() == known.after.keys() and not others, f"then not as at once: {others}"
    if known.graph is not None:  # what was pushed stays, and the rest comes to it
        assert _graph() == known.graph
    expected = {path.name for path in known.folder.iterdir()} | {CASE, f"{CASE}.wal", *_TARGETS}
    stray = {path.name for path in here.iterdir()} - expected
    assert not stray, stray


def _rows(digest: str) -> str:
    return digest.partition(" ")[0]


def state(folder: Path) -> dict[str, str]:
    """Return a digest of each table that holds anything, and of each target of an export."""
    found = {}
    if (folder / CASE).exists():
        with duckdb.connect(str(folder / CASE), read_only=True) as con:
            tables = con.execute("select table_name from duckdb_tables() where not internal")
            for (name,) in tables.fetchall():
                if name not in _REMADE:
                    columns = f"* exclude ({_OF_A_RUN[name]})" if name in _OF_A_RUN else "*"
                    sql = f"select count(*), bit_xor(hash(t)) from (select {columns} from {name}) t"
                    ((rows, digest),) = con.execute(sql).fetchall()
                    if rows:  # a new case holds nothing until all is loaded
                        found[f"table {name}"] = f"{rows} {digest}"
    for target in _TARGETS:
        path = folder / target
        files = sorted(path.iterdir()) if path.is_dir() else [path] if path.exists() else []
        digests = [f"{one.name} {hashlib.sha256(one.read_bytes()).hexdigest()}" for one in files]
        if digests:
            found[target] = " ".join(digests)
    return found


def _run(folder: Path, call: list[str]) -> None:
    os.chdir(folder)
    done = CliRunner().invoke(main, ["--case", CASE, *call], prog_name="moneygraph")
    assert done.exit_code == 0, (call, done.output)


def _silently(folder: Path, call: list[str]) -> None:
    """Run a command in this process, which ends with it, and print nothing."""
    status = 1
    try:
        os.chdir(folder)
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        done = CliRunner().invoke(main, ["--case", CASE, *call], prog_name="moneygraph")
        status = done.exit_code
    finally:
        os._exit(status)
