"""`python -m benchmarks peers`: the same transfers, the same questions, ours and others in one run.

Writes `docs/explanation/peers.md` and its picture; the README keeps its few lines.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

_DOCS: Final = Path(__file__).parents[2] / "docs" / "explanation"
_LIMIT_S: Final = 600
#: A peer that we say so many times as long takes of is waited for so long.
_TIMES: Final = 250


def main(words: Sequence[str]) -> None:
    """Parse the call, compare, write the page and its picture."""
    from benchmarks.peers.run import PAIRS, Plan, Row, compared

    call = _call(words)
    rows: list[Row] = []
    alone: dict[int, Any] = {}
    with tempfile.TemporaryDirectory(dir=call.folder) as folder:
        _warm(Path(folder))
        for transfers in call.transfers:
            pairs = tuple(one for one in PAIRS if not call.only or call.only in one.peer)
            plan = Plan(transfers, call.turns, call.limit, call.times, pairs)
            before = list(rows)
            for found, alone[transfers] in compared(plan, Path(folder)):
                rows = before + found
                _write(call.out, rows, alone, call.note)


def _call(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks peers", description=__doc__)
    parser.add_argument("--transfers", type=int, nargs="+", default=[100_000, 1_000_000, 5_000_000])
    parser.add_argument("--turns", type=int, default=3, help="of each piece of work")
    parser.add_argument("--limit", type=float, default=_LIMIT_S, help="most seconds of one work")
    parser.add_argument(
        "--times",
        type=float,
        default=_TIMES,
        help="wait for GFP so many times our seconds, if longer",
    )
    parser.add_argument("--only", default="", help="peers with this in their names")
    parser.add_argument("--folder", type=Path, help="where to work (about 5 GB)")
    parser.add_argument("--out", type=Path, default=_DOCS, help="where to write the page")
    parser.add_argument("--note", default="", help="what the page is to say of this run")
    return parser.parse_args(words)


def _warm(folder: Path) -> None:
    """Compile what is compiled once, which no answer is to pay for."""
    from benchmarks.peers.run import PAIRS, Plan, compared

    ours = tuple(
        {pair.ours: pair for pair in PAIRS if pair.peer.startswith(("DuckDB", "networkx"))}.values()
    )
    for _ in compared(Plan(20_000, 1, 600, 0, ours), folder):
        pass


def _write(out: Path, rows: Sequence[Any], alone: dict[int, Any], note: str = "") -> None:
    from benchmarks.peers.page import page
    from benchmarks.peers.picture import picture

    (out / "peers.md").write_text(page(rows, alone, note), encoding="utf-8")
    (out / "peers.svg").write_text(picture(rows), encoding="utf-8")
    figures = {"rows": [vars(row) for row in rows], "alone": alone}
    (out / "peers.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
