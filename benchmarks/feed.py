"""`python -m benchmarks feed`: a feed beside the batch, on made-up regions.

Each region is made and loaded (or ``--case FILE``, repeatable, names cases that are loaded). Its
accounts and transfers go through a `Feed` in batches, and again one at a time; then the findings
that stand are compared with what `find` gives in the case, field by field. Times are of the
processor, as the machine may be shared. Even so others slow it down: how much is told by a loop of
plain Python beside it, in millions of additions a second (25 on a quiet core of the machine of
docs/explanation/measured.md). `find` is how many transfers it looks through in a second of the
processor, all that it depends on made anew.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

import moneygraph
from moneygraph.live.feed import Answer, Feed
from moneygraph.live.feed.feed import QUERIES
from moneygraph.live.feed.replay import accounts_in, transfers_in, transfers_one_by_one
from moneygraph.store.file import forget_derived


class _Stream:
    """What gives an Arrow stream, as a caller's table does."""

    def __init__(self, table: duckdb.DuckDBPyRelation) -> None:
        self._table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._table.__arrow_c_stream__(requested_schema)


def standing(answers: Iterable[Answer]) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the findings that stand after answers, each with all its transfers."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    proof: dict[tuple[str, str], set[int]] = {}
    for one in answers:
        key = (one.query, one.key)
        if one.change == "gone":
            del found[key], proof[key]
            continue
        found[key] = one.row
        proof.setdefault(key, set()).update(one.added)
        proof[key].difference_update(one.removed)
    return {key: {**row, "transfers": sorted(proof[key])} for key, row in found.items()}


def differences(case: moneygraph.Case, found: dict[tuple[str, str], dict[str, Any]]) -> int:
    """Return how many findings differ from those of the case."""
    wrong = 0
    for name in QUERIES:
        ours = [row for (query, _), row in found.items() if query == name]
        theirs = case.find(name).rows
        wrong += abs(len(theirs) - len(ours)) + sum(one not in theirs for one in ours)
    return wrong


def batches_of(case: moneygraph.Case, size: int) -> list[_Stream]:
    """Return the transfers of a case as Arrow streams."""
    con = duckdb.connect()
    made = []
    for number, columns in enumerate(transfers_in(case.con, size)):
        frame = pd.DataFrame({key: value for key, value in columns.items() if key != "gives_back"})
        ties = pd.DataFrame(
            [
                (place, earlier, amount)
                for place, back in enumerate(columns["gives_back"])
                for earlier, amount in (back or {}).items()
            ],
            columns=["place", "k", "v"],
        ).astype("int64")
        con.register("frame", frame.assign(place=range(len(frame))))
        con.register("ties", ties)
        con.execute(f"""
            create table batch_{number} as select frame.* exclude (place), tied.gives_back
            from frame left join (
                select place, map_from_entries(list({{'k': k, 'v': v}})) as gives_back
                from ties group by place) as tied using (place)
            order by place
        """)
        made.append(_Stream(con.table(f"batch_{number}")))
    return made


def additions() -> float:
    """Return how many millions of additions plain Python does now in a second."""
    began, total = time.process_time(), 0
    for number in range(2_000_000):
        total += number
    return 2 / (time.process_time() - began)


def measure(case: moneygraph.Case, place: Path, size: int, keep: str) -> None:
    """Print what one case gives."""
    accounts = accounts_in(case.con)
    batches = batches_of(case, size)
    with Feed.open(place / "batches", keep=keep) as feed:
        feed.declare(accounts)
        answers: list[Answer] = []
        speed = [additions()]
        began, wall = time.process_time(), time.perf_counter()
        for batch in batches:
            answers += feed.take_batch(batch)
        spent, wall = time.process_time() - began, time.perf_counter() - wall
        speed.append(additions())
        count, notes = feed.position, len(feed.notes)
    given = list(transfers_one_by_one(case.con))
    took = []
    with Feed.open(place / "one", keep=keep) as feed:
        feed.declare(accounts)
        one_by_one: list[Answer] = []
        for transfer in given:
            at, wall_at = time.thread_time(), time.perf_counter()
            one_by_one += feed.take(transfer)
            took.append((time.thread_time() - at, time.perf_counter() - wall_at))
    own, seen = sorted(one for one, _ in took), sorted(one for _, one in took)
    at_99, at_half = int(len(own) * 0.99), len(own) // 2
    forget_derived(case.con)
    began = time.process_time()
    for name in QUERIES:
        case.find(name)
    batch_s = time.process_time() - began
    wrong = [differences(case, standing(one)) for one in (answers, one_by_one)]
    print(
        f"| {case.path.name} | {count:,} | {sum(speed) / 2:.1f}"
        f" | {count / spent:,.0f} ({count / wall:,.0f})"
        f" | {1e6 * own[at_half]:,.0f} / {1e6 * own[at_99]:,.0f} µs"
        f" | {1e6 * seen[at_half]:,.0f} / {1e6 * seen[at_99]:,.0f} µs"
        f" | {count / batch_s:,.0f} | {len(standing(answers))}"
        f" | {wrong[0]} and {wrong[1]} | {notes} |",
        flush=True,
    )


def main(given: list[str]) -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser("python -m benchmarks feed", description=__doc__)
    parser.add_argument("--case", action="append", default=[], help="a case that is loaded")
    parser.add_argument("--seed", type=int, action="append", default=[], help="a region to make")
    parser.add_argument("--people", type=int, default=3000)
    parser.add_argument("--size", type=int, default=8192, help="transfers of a batch")
    parser.add_argument("--keep", default="14d", help="how long movements are kept")
    asked = parser.parse_args(given)
    seeds = asked.seed or ([] if asked.case else [1, 2, 3])
    print(
        "| case | transfers | additions, millions a second | in batches, a second of processor"
        " (of the clock) | one at a time, median / 99th percentile, processor | the same, clock"
        " | find, a second of processor | findings | that differ | notes |\n" + "|---" * 10 + "|"
    )
    with tempfile.TemporaryDirectory() as made:
        cases = [Path(one) for one in asked.case]
        for seed in seeds:
            region, loaded = Path(made, f"region{seed}"), Path(made, f"seed {seed}")
            call = [sys.executable, "-m", "moneygraph"]
            size = ["--seed", str(seed), "--people", str(asked.people)]
            subprocess.run([*call, "demo", str(region), *size], check=True, capture_output=True)
            load = [*call, "--case", str(loaded), "load", str(region / "exports")]
            subprocess.run(load, check=False, capture_output=True)
            cases.append(loaded)
        for number, path in enumerate(cases):
            place = Path(made, f"feed{number}")
            place.mkdir()
            with moneygraph.open_case(path) as case:
                measure(case, place, asked.size, asked.keep)
