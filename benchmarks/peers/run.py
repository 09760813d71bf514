"""Runs what is compared: each piece of work in a process of its own, ours before each of a peer's.

So a machine that slows down slows both. A ratio is the peer's seconds for its answer through ours,
the median of the turns; what reading the file takes stands apart. A peer that takes longer than the
limit, or more memory than the machine leaves it, is stopped.
"""

from __future__ import annotations

import json
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from benchmarks.made import make_csv
from benchmarks.peers.watch import READY

Figures = dict[str, Any]


@dataclass(frozen=True)
class Pair:
    """Our work, a peer's, and what is not equal between them.

    A `patient` one waits for the peer until it is known whether it takes so many times as long
    (`Plan.times`), whatever the limit, up to `PATIENT_MOST` transfers.
    """

    ours: str
    peer: str
    unequal: str
    patient: bool = False


_AMOUNTS = "SQL pairs every payment with every one it can have paid for; ours says how much it did"
_MERGE = "as SQL, in memory"
_REACH = "at most six payments, through shops too; ours any number, with the most of each end"
PAIRS: Final = (
    Pair("our findings", "GFP", "features of each transfer; ours findings with evidence", True),
    Pair("our findings", "GFP, windows of a day", "as above"),
    Pair("our chains", "DuckDB, two payments", _AMOUNTS),
    Pair("our chains", "DuckDB, three payments", _AMOUNTS),
    Pair("our chains", "DuckDB, three, by stretch", "the same answer by who knows the trick"),
    Pair("our chains", "pandas, two payments", _MERGE),
    Pair("our chains", "pandas, three payments", _MERGE),
    Pair("our chains", "Neo4j, two payments", "counts and adds up; ours returns each"),
    Pair("our chains", "Neo4j, three payments", "counts and adds up; ours returns each"),
    Pair("our reach", "Raphtory", _REACH),
    Pair("our reach", "networkx", _REACH),
    Pair("our reach", "Neo4j", _REACH),
)
#: With more than these, so many times our seconds would be hours.
PATIENT_MOST: Final = 1_000_000
#: What of ours stands alone: no peer traces amounts.
ALONE: Final = ("our trace of a payment", "our trace of an account", "our trace of the busiest")


@dataclass
class Row:
    """A comparison at one size; a side that did not end has its reason in place of figures.

    `limit` is how many seconds the peer was given, where it needed more.
    """

    transfers: int
    ours: str
    peer: str
    unequal: str
    our: list[Figures] = field(default_factory=list)
    theirs: list[Figures] = field(default_factory=list)
    reason: str = ""
    limit: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times as long the peer took, at the least; None where it could not run."""
        if not self.our:
            return None
        if self.limit is not None:  # it was stopped
            return self.limit / statistics.median(one["answer"] for one in self.our)
        if not self.theirs:
            return None
        turns = zip(self.theirs, self.our, strict=False)
        return statistics.median(theirs["answer"] / our["answer"] for theirs, our in turns)


class Stopped(Exception):
    """A piece of work that did not end: why, and after how long where that was too long."""

    def __init__(self, reason: str, limit: float | None = None) -> None:
        super().__init__(reason)
        self.reason, self.limit = reason, limit


#: GB of memory that a piece of work may take; the machine's other half is for what runs beside it.
MEMORY_GB: Final = 12.0
_LOOK_S: Final = 0.5


def worked(name: str, source: Path, folder: Path, account: str, limit: float) -> Figures:
    """Do one piece of work in a process of its own; return its figures, or raise `Stopped`."""
    (folder / READY).unlink(missing_ok=True)
    command = [sys.executable, "-m", "benchmarks.peers.work", name, str(source), str(folder)]
    # modules are compiled once, and not in every process
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(
        [*command, account], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=kept,
        start_new_session=True,
    )  # fmt: skip
    out, err = _waited(process, folder / READY, limit)
    if process.returncode < 0:
        raise Stopped(f"ended by {signal.Signals(-process.returncode).name}")
    if process.returncode:
        last = (err.strip().splitlines() or [f"ended with {process.returncode}"])[-1]
        is_absent = "ModuleNotFoundError" in last
        raise Stopped("not installed" if is_absent else _reason(last))
    found: Figures = json.loads(out.splitlines()[-1])
    return found


def _waited(process: subprocess.Popen[str], told: Path, limit: float) -> tuple[str, str]:
    """Wait for a process; stop it when its answer, or getting ready for it, takes too long."""
    since, is_ready = time.monotonic(), False
    while True:
        with suppress(subprocess.TimeoutExpired):
            return process.communicate(timeout=_LOOK_S)
        if not is_ready and told.exists():
            since, is_ready = time.monotonic(), True
        stopped = None
        if _resident_gb(process.pid) > MEMORY_GB:
            stopped = Stopped(f"over {MEMORY_GB:.0f} GB")
        elif time.monotonic() - since > limit:
            late = f"over {limit:,.0f} s"
            stopped = Stopped(late, limit) if is_ready else Stopped(f"not ready in {limit:,.0f} s")
        if stopped is not None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            raise stopped


def _resident_gb(pid: int) -> float:
    """Return how much memory a process has now; 0 where the system does not say."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e9


def _reason(last: str) -> str:
    return "not enough memory" if "emory" in last else last[:60].replace("|", " ")


@dataclass(frozen=True)
class Plan:
    """At how many transfers, how often, and for how many seconds at most, which pairs."""

    transfers: int
    turns: int
    limit: float
    times: float
    pairs: tuple[Pair, ...] = PAIRS


def compared(plan: Plan, folder: Path) -> Iterator[tuple[list[Row], dict[str, Figures]]]:
    """Give what is known so far, step by step: comparisons, and what of ours stands alone."""
    source = folder / f"{plan.transfers}.csv"
    make_csv(source, plan.transfers, heavy=True)
    account = busiest_account(source)
    alone = {"our load": worked("our load", source, folder, account, plan.limit)}
    rows: list[Row] = []
    for pair in plan.pairs:
        rows.append(_compared(pair, plan, source, folder, account))
        yield rows, alone
    for name in ALONE:
        alone[name] = worked(name, source, folder, account, plan.limit)
        _tell(plan.transfers, name, alone[name]["answer"])
        yield rows, alone
    source.unlink()


def _compared(pair: Pair, plan: Plan, source: Path, folder: Path, account: str) -> Row:
    row = Row(plan.transfers, pair.ours, pair.peer, pair.unequal)
    for _ in range(plan.turns):
        row.our.append(worked(pair.ours, source, folder, account, plan.limit))
        limit = plan.limit
        if pair.patient and plan.transfers <= PATIENT_MOST:
            limit = max(limit, plan.times * row.our[-1]["answer"])
        try:
            row.theirs.append(worked(pair.peer, source, folder, account, limit))
        except Stopped as stopped:
            row.reason, row.limit = stopped.reason, stopped.limit
            break
    _tell(plan.transfers, f"{pair.ours} / {pair.peer}", row.reason or row.ratio)
    return row


def _tell(transfers: int, what: str, figure: object) -> None:
    print(f"{transfers:,}: {what}: {figure}", file=sys.stderr, flush=True)


def busiest_account(source: Path) -> str:
    """Return the account that paid others most often."""
    import duckdb

    sql = """
    select from_account from read_csv($source) where kind = 'transfer'
    group by all order by count(*) desc, min(ts), from_account limit 1
    """
    return str(duckdb.execute(sql, {"source": str(source)}).fetchall()[0][0])
