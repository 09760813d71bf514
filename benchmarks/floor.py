"""`python -m benchmarks floor`: each step beside what its bytes alone cost.

The floor of a step reads the columns that it reads, once, and writes as many rows of the columns
that it writes, with nothing in between: by DuckDB, and into NumPy where the step computes in
arrays. A step and its floor take turns in one process, on the bank with heavy tails. `--write` puts
the table into docs/explanation/measured.md.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb

from benchmarks.made import make_csv, make_two_banks
from benchmarks.page import put_section
from moneygraph.api import Case
from moneygraph.detect import derived
from moneygraph.detect.features import make_features
from moneygraph.detect.find import find_every
from moneygraph.flow.matching.hops import match_hops
from moneygraph.store.file import CaseFile, transaction

_HEAD: Final = "## The floor ("
_MOVED: Final = "select id, ts, from_account, to_account, amount from transfer"
#: What was done about a step, and what keeps it from its floor.
_TRIED: Final = {
    "load": "texts are looked at once each, columns read apart; dates, check digits and owners of"
    " every row are work that reading is not",
    "load and pairing": "sections that cannot meet are not compared; both sides are sorted by pair",
    "hops": "compiled, arrays in and out; grouping by account moves every row once more",
    "features": "compiled, one pass an account; hops are in memory where they were just made",
    "patterns": "first meetings alone; compiled",
    "find": "first payments of a pair are looked up once (before, heavy tails filled the disk); six"
    " queries read the same tables, and findings get evidence and sentences",
    "trace": "views of queries are no longer made for it; some 25 small statements remain, which"
    " cost alike whatever they find",
}


@dataclass(frozen=True)
class Line:
    """A step: seconds of ours and of its floor, turn by turn."""

    step: str
    ours: list[float]
    floor: list[float]

    @property
    def times(self) -> float:
        """How many times its floor the step takes, the median of the turns."""
        return statistics.median(a / b for a, b in zip(self.ours, self.floor, strict=True))


def measured(folder: Path, transfers: int, turns: int) -> list[Line]:
    """Measure every step, in the order in which a case goes through them."""
    source = folder / "floor.csv"
    make_csv(source, transfers, heavy=True)
    lines = [_load("load", [source], folder, turns)]
    both = make_two_banks(folder, transfers)
    lines.append(_load("load and pairing", both, folder, turns))
    path = folder / "floor.duckdb"
    path.unlink(missing_ok=True)
    with Case.open(path, create=True) as case:
        case.load(source)
        with case.file.scratch() as file:
            lines += _steps(file, turns)
    return lines


def _load(step: str, paths: Sequence[Path], folder: Path, turns: int) -> Line:
    def ours() -> None:
        (folder / "floor.duckdb").unlink(missing_ok=True)
        with Case.open(folder / "floor.duckdb", create=True) as case:
            case.load(*paths)

    def floor() -> None:
        (folder / "bare.duckdb").unlink(missing_ok=True)
        with duckdb.connect(str(folder / "bare.duckdb")) as con:
            names = [str(path) for path in paths]
            con.execute("create table t as select * from read_csv(?)", [names]).fetchall()

    return _line(step, ours, floor, turns)


def _steps(case: CaseFile, turns: int) -> list[Line]:
    con = case.con
    derived.ensure_traders(case)
    derived.ensure_views(case)

    def hops() -> None:
        with transaction(con):
            con.execute("drop table if exists hop_lifo").fetchall()
            match_hops(con, "lifo")

    def features() -> None:
        with transaction(con):
            con.execute("delete from measure").fetchall()
            make_features(con, "lifo")

    lines = [
        _line("hops", hops, lambda: _pass(con, [_MOVED], "hop_lifo"), turns),
        _line(
            "features", features, lambda: _pass(con, [_MOVED, "from hop_lifo"], "measure"), turns
        ),
    ]
    derived.ensure_findings(case)
    patterns = [query for query in _queries(case) if query.name == "patterns"]
    lines.append(
        _line("patterns", lambda: _find(case, patterns), lambda: _pass(con, [_MOVED]), turns)
    )
    every = ["from transfer", "from hop_lifo", "from measure", "from account"]
    lines.append(_line("find", lambda: find_every(case), lambda: _read(con, every), turns))
    lines.append(_trace_line(case, turns))
    return lines


def _queries(case: CaseFile) -> list[Any]:
    from moneygraph.detect.queries import ready_queries

    return list(ready_queries(case.data).values())


def _find(case: CaseFile, queries: Sequence[Any]) -> list[Any]:
    from moneygraph.detect.find import FindOptions, find_case

    return [find_case(case, FindOptions(query)) for query in queries]


def _trace_line(case: CaseFile, turns: int) -> Line:
    """Trace the first payment of a chain; the floor looks its hops and transfers up once."""
    from moneygraph.casework.trace import TraceOptions, trace_case

    chains = _find(case, [query for query in _queries(case) if query.name == "mule-chains"])[0].rows
    first = chains[0]["transfers"][0] if chains else 1
    options = TraceOptions((f"transfer:{first}",))
    through = list(trace_case(case, options, "lifo").through)

    def floor() -> None:
        for table, column in (("hop_lifo", "in_transfer"), ("transfer", "id")):
            sql = f"from {table} where {column} in (select unnest($1::integer[]))"
            case.con.execute(sql, [through]).fetchall()

    return _line("trace", lambda: trace_case(case, options, "lifo"), floor, max(turns, 5))


def _pass(con: duckdb.DuckDBPyConnection, reads: Sequence[str], writes: str | None = None) -> None:
    """Read columns into arrays; write the rows of a table once more."""
    for sql in reads:
        con.execute(sql).fetchnumpy()
    if writes is not None:
        with suppress(_Undone), transaction(con):
            con.execute(f"create table written_again as from {writes}").fetchall()
            raise _Undone


class _Undone(Exception):
    """Ends a transaction of which nothing is to stay."""


def _read(con: duckdb.DuckDBPyConnection, tables: Sequence[str]) -> None:
    """Read every column of tables, and keep nothing."""
    for table in tables:
        con.execute(f"select bit_xor(hash(columns(*))) {table}").fetchall()


def _line(step: str, ours: Callable[[], object], floor: Callable[[], object], turns: int) -> Line:
    ours()  # compiles, and makes what the floor writes again
    floor()
    line = Line(step, [], [])
    for _ in range(turns):
        line.floor.append(_seconds(floor))
        line.ours.append(_seconds(ours))
    print(f"{step}: {line.times:.2f}", file=sys.stderr, flush=True)
    return line


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def table(lines: Sequence[Line], transfers: int, turns: int) -> str:
    """Return the section of the page, after the beginning of its heading."""
    rows = [
        f"| {line.step} | {statistics.median(line.floor):.3g} s"
        f" | {statistics.median(line.ours):.3g} s | {line.times:.1f} | {_TRIED[line.step]} |"
        for line in lines
    ]
    head = [
        f"{date.today():%d %B %Y})",
        f"`python -m benchmarks floor`: {transfers:,} transfers with heavy tails,"
        f" {os.cpu_count()} cores, each step beside reading and",
        f"writing its columns once, in turns ({turns}); the ratio is the median of the turns'.",
        "",
        "| step | its bytes alone | ours | times | what was done, and what remains |",
        "|---|---:|---:|---:|---|",
    ]
    return "\n".join([*head, *rows, ""])


def main(words: Sequence[str]) -> None:
    """Parse the call, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks floor", description=__doc__)
    parser.add_argument("--transfers", type=int, default=5_000_000)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where to work (about 5 GB)")
    parser.add_argument("--write", action="store_true", help="put the table into measured.md")
    call = parser.parse_args(words)
    with tempfile.TemporaryDirectory(dir=call.folder) as folder:
        section = table(
            measured(Path(folder), call.transfers, call.turns), call.transfers, call.turns
        )
    print(f"{_HEAD}{section}")
    if call.write:
        put_section(_HEAD, section)
