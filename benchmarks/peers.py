"""`python -m benchmarks peers`: the same transfers, the same questions, ours and others in one run.

Each piece of work runs in a process of its own, ours just before each of its peers, so that a
machine that slows down slows both. A ratio is a peer's seconds for its answer through ours; what
reading the file takes stands apart.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.made import make_csv
from benchmarks.peer_work import WORKS

#: What is compared: our work, a peer's, and what is not equal between them.
PAIRS: Final = (
    ("our findings", "gfp", "GFP gives features of each transfer, ours findings with evidence"),
    ("our chains", "duckdb, two hops", "SQL pairs payments; ours follows amounts, any length"),
    ("our chains", "duckdb, three hops", "SQL pairs payments; ours follows amounts, any length"),
    ("our chains", "pandas, two hops", "as SQL, in memory"),
    ("our reach", "raphtory", "Raphtory: six payments; ours any number, and the most of each end"),
    ("our reach", "networkx", "networkx: six payments; ours any number, and the most of each end"),
)
_LIMIT_S: Final = 3600


@dataclass(frozen=True)
class Row:
    """A comparison; a side that did not run has its reason in place of figures."""

    transfers: int
    ours: str
    peer: str
    note: str
    our: dict[str, Any] | str
    theirs: dict[str, Any] | str

    @property
    def ratio(self) -> float | None:
        """How many times as long the peer took; None where one of them did not run."""
        if isinstance(self.our, str) or isinstance(self.theirs, str):
            return None
        return float(self.theirs["answer"] / self.our["answer"])


def worked(
    name: str, source: Path, folder: Path, account: str, limit: float
) -> dict[str, Any] | str:
    """Do one piece of work in a process of its own; return its figures, or why there are none."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.peer_work",
        name,
        str(source),
        str(folder),
        account,
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=limit)
    except subprocess.TimeoutExpired:
        return f"over {limit:.0f} s"
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or [f"ended with {done.returncode}"]
        return "not installed" if "ModuleNotFoundError" in last[0] else last[0][:80]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def compared(transfers: int, folder: Path, limit: float) -> list[Row]:
    """Return all comparisons on so many made-up transfers."""
    source = folder / f"{transfers}.csv"
    make_csv(source, transfers)
    account = _busy_account(source)
    rows = []
    for ours, peer, note in PAIRS:
        for name in ("all", "chains"):
            (folder / f"{name}.duckdb").unlink(missing_ok=True)
        our = worked(ours, source, folder, account, limit)
        rows.append(
            Row(transfers, ours, peer, note, our, worked(peer, source, folder, account, limit))
        )
        print(f"{transfers:,}: {ours} / {peer}: {rows[-1].ratio}", file=sys.stderr)
    return rows


def _busy_account(source: Path) -> str:
    """Return a person's account that paid early and often."""
    import duckdb

    sql = """
    select from_account from read_csv($source) where kind = 'transfer'
    group by all order by count(*) desc, min(ts), from_account limit 1
    """
    return str(duckdb.execute(sql, {"source": str(source)}).fetchall()[0][0])


def table(rows: Sequence[Row]) -> str:
    """Return the comparisons as a table in Markdown."""
    lines = [
        "| transfers | ours | s | peer | s | times ours | ready, ours and theirs | not equal |",
        "|---:|---|---:|---|---:|---:|---:|---|",
    ]
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:,.1f}"
        our, theirs = _seconds(row.our), _seconds(row.theirs)
        ready = f"{_ready(row.our)}, {_ready(row.theirs)}"
        cells = (f"{row.transfers:,}", row.ours, our, row.peer, theirs, ratio, ready, row.note)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _seconds(work: dict[str, Any] | str) -> str:
    return work if isinstance(work, str) else f"{work['answer']:.3g}"


def _ready(work: dict[str, Any] | str) -> str:
    return "" if isinstance(work, str) else f"{work['ready']:.1f} s"


def main(words: Sequence[str]) -> None:
    """Parse the call, compare, print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks peers", description=__doc__)
    parser.add_argument("--transfers", type=int, nargs="+", default=[100_000, 1_000_000, 5_000_000])
    parser.add_argument("--folder", type=Path, help="where to work")
    parser.add_argument("--limit", type=float, default=_LIMIT_S, help="most seconds of one work")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    call = parser.parse_args(words)
    assert set(WORKS) >= {name for pair in PAIRS for name in pair[:2]}
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(dir=call.folder) as folder:
        for transfers in call.transfers:
            rows += compared(transfers, Path(folder), call.limit)
    print(table(rows))
    if call.json:
        call.json.write_text(json.dumps([vars(row) for row in rows], indent=1), encoding="utf-8")
