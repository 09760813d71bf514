"""`python -m benchmarks sizes`: loading, searching and tracing ever more transfers.

Each size is a file of its own, of a year of a bank whose people grow with its transfers. DuckDB's
own `create table as select * from read_csv(...)` of the same file runs before; each step is a
process of its own. `growth` is the time of a transfer beside that at the smallest size: 1 is
linear. `--write` puts the table into docs/explanation/measured.md.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from multiprocessing import Process
from pathlib import Path
from threading import Event, Thread
from typing import Final

from benchmarks.made import make_amlworld, make_csv
from benchmarks.page import put_section
from moneygraph.store.resources import memory, threads

_HEAD: Final = {
    "bank": "## Ever more transfers (",
    "amlworld": "## Ever more transfers, in AMLworld's layout (",
}
_GRAPH: Final = ("-m", "moneygraph", "--case")
_BARE: Final = """
import duckdb, sys
with duckdb.connect(sys.argv[2]) as con:
    con.execute("create table t as select * from read_csv(?)", [sys.argv[1]]).fetchall()
"""


@dataclass(frozen=True)
class Step:
    """What one process took: seconds on the clock and of processors, GB of memory and of disk."""

    name: str
    transfers: int
    seconds: float
    cpu_s: float
    peak_gb: float
    disk_gb: float
    said: str = ""
    error: str = ""


def measured(folder: Path, layout: str, transfers: int) -> Iterator[Step]:
    """Make a file of `transfers` in a layout and yield each step's figures as it ends.

    A step that is refused has its error; those that need it are left out.
    """
    source, case = folder / "source.csv", folder / "case.duckdb"
    # in a process of its own: what this one holds would count as each step's
    made = Process(target=_make, args=(source, layout, transfers))
    made.start()
    made.join()
    yield _run("DuckDB", transfers, folder, "-c", _BARE, str(source), str(folder / "bare.duckdb"))
    (folder / "bare.duckdb").unlink()
    call = (*_GRAPH, str(case))
    loaded = _run("load", transfers, folder, *call, "load", str(source), "--json")
    yield loaded
    source.unlink()
    if loaded.error:
        return
    found = _run("find", transfers, folder, *call, "find", "--limit", "3", "--json")
    yield found
    chains = json.loads(found.said or "{}").get("mule-chains", ())
    start = chains[0]["accounts"][0] if chains else "transfer:1"
    yield _run("trace", transfers, folder, *call, "trace", start, "--json")
    yield _run("trace, all rules", transfers, folder, *call, "trace", start, "--rule", "all")


def _make(source: Path, layout: str, transfers: int) -> None:
    make_csv(source, transfers, heavy=True, wide=True)
    if layout == "amlworld":
        plain = source.rename(source.with_name("plain.csv"))
        make_amlworld(source, plain)
        plain.unlink()


def _run(name: str, transfers: int, folder: Path, *command: str) -> Step:
    """Run a process; disk is what it had in `folder` at the most, beside what was there before."""
    spill = folder / "spill"
    spill.mkdir(exist_ok=True)
    before, most, ended = _size(folder), 0, Event()

    def watch() -> None:
        nonlocal most
        while not ended.wait(0.5):
            most = max(most, _size(folder))

    watcher = Thread(target=watch)
    watcher.start()
    started = time.perf_counter()
    with (folder / "said").open("w+") as said, (folder / "error").open("w+") as error:
        process = subprocess.Popen(
            [sys.executable, *command],
            stdout=said,
            stderr=error,
            env={**os.environ, "TMPDIR": str(spill)},
        )
        _, status, used = os.wait4(process.pid, 0)
        took = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)  # it was not Popen that waited
        texts = []
        for file in (said, error):
            file.seek(0)
            texts.append(file.read())
    ended.set()
    watcher.join()
    most = max(most, _size(folder)) - before
    cpu = used.ru_utime + used.ru_stime
    error_text = " ".join(texts[1].split()) if process.returncode else ""
    return Step(name, transfers, took, cpu, used.ru_maxrss / 1e6, most / 1e9, texts[0], error_text)


def _size(folder: Path) -> int:
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(place) / name).stat().st_size
            except FileNotFoundError:  # it was a file to spill to
                continue
    return total


def table(steps: Sequence[Step]) -> list[str]:
    """Return the lines of the table: each step beside DuckDB's and beside the smallest size's."""
    bare = {one.transfers: one for one in steps if one.name == "DuckDB"}
    first: dict[str, Step] = {}
    lines = [
        "| transfers | step | seconds | of processors | / DuckDB | growth | memory GB | disk GB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for one in steps:
        least = first.setdefault(one.name, one)
        if one.error:
            lines.append(f"| {one.transfers:,} | {one.name} | {one.error} |" + " |" * 5)
            continue
        growth = (one.seconds / one.transfers) / (least.seconds / least.transfers)
        lines.append(
            f"| {one.transfers:,} | {one.name} | {one.seconds:.1f} | {one.cpu_s:.1f}"
            f" | {one.seconds / bare[one.transfers].seconds:.2f} | {growth:.2f}"
            f" | {one.peak_gb:.2f} | {one.disk_gb:.2f} |"
        )
    return lines


def _warm(folder: Path | None, layout: str) -> None:
    """Let the first run compile; it is not counted."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        for _ in measured(Path(place), layout, 20_000):
            pass


def main(arguments: Sequence[str]) -> None:
    """Parse the call, measure, print, and write where asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks sizes", description=__doc__)
    parser.add_argument("--millions", type=float, nargs="+", default=[5, 20, 50, 100])
    parser.add_argument("--layout", choices=["bank", "amlworld"], default="bank")
    parser.add_argument("--folder", type=Path, help="where to work (about 0.6 GB a million)")
    parser.add_argument("--write", action="store_true", help="put the table into the docs")
    call = parser.parse_args(arguments)
    steps: list[Step] = []
    _warm(call.folder, call.layout)
    for millions in call.millions:
        place = tempfile.mkdtemp(dir=call.folder)
        try:
            for step in measured(Path(place), call.layout, round(millions * 1e6)):
                steps.append(step)
                print(table(steps)[-1], file=sys.stderr, flush=True)
        finally:
            shutil.rmtree(place)
    head = [
        f"{date.today():%d %B %Y})",
        f"`python -m benchmarks sizes --layout {call.layout}`: {threads()} cores,"
        f" {memory() / 2**30:.1f} GiB. `growth`: the time of one",
        "transfer beside that at the smallest size.",
        "",
    ]
    section = "\n".join([*head, *table(steps)])
    print(f"{_HEAD[call.layout]}{section}")
    if call.write:
        put_section(_HEAD[call.layout], section)
