"""One command: `python -m benchmarks [--transfers N] [--folder DIR]`.

Beside it: other tools (`... peers`), steps beside their bytes (`... floor`), ever more transfers
(`... sizes`), a feed (`... feed`), what banks send (`... files`).

Makes a canonical CSV and times, in whole processes one after the other: DuckDB's own
`create table as select * from read_csv(...)`, the load of the same file (in turns, so that a
machine that slows down slows both), hops, the five queries, a trace, and `--help`. Prints a
table with ratios. The first run compiles; it is not counted.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

from benchmarks.made import FIRST_DAY, make_complaints, make_csv, make_two_banks, recent_day

_PEER = """
import duckdb, sys
with duckdb.connect(sys.argv[2]) as con:
    con.execute("create table t as select * from read_csv(?)", [sys.argv[1]]).fetchall()
"""
_PEER_OF_TWO = """
import duckdb, sys
with duckdb.connect(sys.argv[3]) as con:
    con.execute("create table t as select * from read_csv(?)", [sys.argv[1:3]]).fetchall()
"""
_HOPS = """
import json, sys, time
import duckdb
from moneygraph.flow.matching.match import match, read_events, read_journal
from moneygraph.flow.matching.sides import read_sides
with duckdb.connect(sys.argv[1]) as con:
    sides = read_sides(con)
    journal = read_journal(con, sides, read_events(con, sides))
    match("lifo", journal)  # reads the compiled code
    started = time.perf_counter()
    hops = match("lifo", journal)
print(json.dumps({"hops": len(hops.amount), "seconds": time.perf_counter() - started}))
"""
COMPLAINTS = 1_000


def run(*command: str) -> tuple[float, float, str]:
    """Run one process; return its seconds, its peak memory in GB and what it printed."""
    started = time.perf_counter()
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=False)
    took = time.perf_counter() - started
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr}")
    return took, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6, done.stdout


def start_of(case: Path) -> str:
    """Return the sender of a case's first transfer."""
    found = json.loads(
        run("-m", "moneygraph", "--case", str(case), "show", "transfer:1", "--json")[2]
    )
    return str(found["transfer"]["from"]["number"])


def claimed(case: Path, source: Path, since: str) -> Path:
    """Return a copy of a case with complaints of transfers from a day on, its hops made."""
    copy, claims = case.with_name("claims.duckdb"), case.with_name("complaints.csv")
    shutil.copy(case, copy)
    make_complaints(claims, source, COMPLAINTS, since)
    run("-m", "moneygraph", "--case", str(copy), "load", str(claims))
    for rule in ("fifo", "lifo"):
        run("-m", "moneygraph", "--case", str(copy), "trace", "--complaints", "--rule", rule)
    return copy


def all_rules(case: Path, turns: int, *shape: str) -> tuple[str, str, float]:
    """Trace all complaints by fifo and by all rules, in turns; `shape` is of the output.

    Returns the figures of each and the peak memory in GB.
    """
    call = ("-m", "moneygraph", "--case", str(case), "trace", "--complaints", *shape, "--rule")
    plain, every = [], []
    for _ in range(turns):
        plain.append(run(*call, "fifo")[0])
        seconds, peak, _text = run(*call, "all")
        every.append(seconds)
    ratio = statistics.median(a / b for a, b in zip(every, plain, strict=True))
    return f"{min(plain):.2f} s", f"{min(every):.2f} s, {ratio:.1f} times", peak


def compared(case: Path, source: Path, turns: int) -> tuple[list[tuple[str, str]], float]:
    """Return the rows of fifo against all rules, and the peak memory in GB."""
    rows, most = [], 0.0
    recent = recent_day(source)
    for what, since in ((f"days from {recent} on", recent), ("whole period", FIRST_DAY)):
        copy = claimed(case, source, since)
        for shape in ((), ("--json",)):
            plain, every, peak = all_rules(copy, turns, *shape)
            label = f"{COMPLAINTS:,} complaints of the {what}, {'JSON' if shape else 'as text'}"
            rows += [(f"{label}: fifo", plain), ("  under all rules, with bounds", every)]
            most = max(most, peak)
    return rows, most


def fresh(path: Path) -> str:
    """Make way for a new database file and return its name."""
    for name in (path, Path(f"{path}.wal")):
        name.unlink(missing_ok=True)
    return str(path)


def paired(folder: Path, transfers: int, turns: int) -> list[tuple[str, str]]:
    """Load the files of two banks that report half of their rows both; return rows of the table."""
    paths = [str(path) for path in make_two_banks(folder, transfers)]
    case = folder / "two.duckdb"
    load = ("-m", "moneygraph", "--case", str(case), "load", *paths, "--json")
    ratios, texts = [], []
    for _ in range(turns):
        peer = run("-c", _PEER_OF_TWO, *paths, fresh(folder / "peer.duckdb"))[0]
        fresh(case)
        seconds, _, text = run(*load)
        ratios.append(seconds / peer)
        texts.append(text)
    files = json.loads(texts[0])["files"]
    rows, pairs = (sum(file[key] for file in files) for key in ("rows", "paired"))
    return [
        ("rows of two banks, of which paired", f"{rows:,}, {200 * pairs / rows:.0f}%"),
        ("load / DuckDB, half paired", ", ".join(f"{ratio:.2f}" for ratio in sorted(ratios))),
    ]


def measure(folder: Path, transfers: int, turns: int) -> list[tuple[str, str]]:
    """Run everything once (loads `turns` times) and return rows of the table."""
    source, case = folder / "transfers.csv", folder / "case.duckdb"
    small, small_case = folder / "small.csv", folder / "small.duckdb"
    make_csv(source, transfers)
    make_csv(small, 20_000)
    graph = ("-m", "moneygraph", "--case")
    run(*graph, fresh(small_case), "load", str(small))
    run(*graph, str(small_case), "find", "--json")
    peers, loads, finds = [], [], []
    for _ in range(turns):
        peers.append(run("-c", _PEER, str(source), fresh(folder / "peer.duckdb"))[0])
        loads.append(run(*graph, fresh(case), "load", str(source))[0])
        found = run(*graph, str(case), "find", "--json")
        finds.append(found[0])
    peer, load = statistics.median(peers), statistics.median(loads)
    ratios = sorted(a / b for a, b in zip(loads, peers, strict=True))
    matched = json.loads(run("-c", _HOPS, str(case))[2])
    shares = sorted(a / b for a, b in zip(finds, loads, strict=True))
    again, _, _ = run(*graph, str(case), "find", "--json")
    chains = json.loads(found[2])["mule-chains"]
    start = chains[0]["accounts"][0] if chains else start_of(case)
    traced = [run(*graph, str(case), "trace", start, "--json") for _ in range(3)]
    helped = min(run("-m", "moneygraph", "--help")[0] for _ in range(5))
    trail = json.loads(traced[0][2])
    run(*graph, str(small_case), "trace", start_of(small_case), "--rule", "all", "--json")
    sides, peak = compared(case, source, turns)
    return [
        ("transfers, size of the CSV", f"{transfers:,}, {source.stat().st_size / 1e6:.0f} MB"),
        ("DuckDB, create table as select from read_csv", f"{peer:.1f} s"),
        ("load", f"{load:.1f} s"),
        ("load / DuckDB, pair by pair", ", ".join(f"{ratio:.2f}" for ratio in ratios)),
        ("hops matched, arrays in and out", f"{matched['hops']:,} in {matched['seconds']:.2f} s"),
        ("all findings, with the tables derived for them", f"{statistics.median(finds):.1f} s"),
        ("all findings / load, pair by pair", ", ".join(f"{share:.2f}" for share in shares)),
        ("all findings again", f"{again:.1f} s"),
        (
            f"trace from the first {'chain' if chains else 'transfer'}, whole process",
            f"{min(t[0] for t in traced):.2f} s",
        ),
        ("  that trail", f"{len(trail['hops'])} hops, {len(trail['ends'])} ends"),
        *paired(folder, transfers, turns),
        *sides,
        ("--help", f"{helped:.2f} s"),
        ("peak memory of the largest process", f"{peak:.2f} GB"),
    ]


def main() -> None:
    """Parse the call, measure, print."""
    if sys.argv[1:2] in (["peers"], ["floor"], ["feed"], ["sizes"], ["files"]):
        import_module(f"benchmarks.{sys.argv[1]}").main(sys.argv[2:])
        return
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--transfers", type=int, default=5_000_000)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where to work (about 2 GB)")
    call = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=call.folder) as folder:
        for what, figure in measure(Path(folder), call.transfers, call.turns):
            print(f"| {what} | {figure} |")


if __name__ == "__main__":
    main()
