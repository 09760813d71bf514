"""`bends [--seeds 1,2] [--write]`: how far recall falls when a ring changes its payments.

A made-up region is made, the payments of its rings are edited (`edits`), the region's statement
files are written and loaded, and what each query names is compared with who took part. Counted are
rings that begin early enough for what waits to come to its end in the period. `--write` puts the
table and the picture into docs/explanation.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.accuracy.bends.edits import Edit, apply
from benchmarks.accuracy.bends.page import page
from benchmarks.accuracy.bends.picture import picture
from moneygraph.api import Case
from moneygraph.demo.ledger import DAY
from moneygraph.demo.manners import COVERED
from moneygraph.demo.region import Region, make_region
from moneygraph.demo.scams import Ring
from moneygraph.demo.statements import STEMS_OF
from moneygraph.demo.statements.answer import Answer
from moneygraph.demo.statements.forms import write_form
from moneygraph.detect.queries import read_queries
from moneygraph.store.data import OURS

_DOCS: Final = Path(__file__).parents[3] / "docs" / "explanation"
_DAYS: Final = 45
#: Rings count that begin so many days before the end: four accounts of four days each, and some.
_ROOM: Final = 20
#: What is edited: the name of each row of the table, and its levels.
EDITS: Final[dict[str, tuple[tuple[str, Edit], ...]]] = {
    "inject": tuple((f"{part:.0%}", Edit(inject=part)) for part in (0.02, 0.1, 0.3)),
    "merge": tuple((f"{days} d", Edit(merge=days)) for days in (1, 2, 4)),
    "split": tuple((f"{parts}", Edit(parts=parts)) for parts in (2, 4, 8)),
    "delay": tuple((f"{days} d", Edit(delay=days)) for days in (1, 2, 4)),
    "victims wait": tuple((f"{days} d", Edit(hold=days)) for days in (1, 2, 4)),
    "together": tuple(
        (f"{part:.0%}, {parts}, {days} d", Edit(part, parts=parts, delay=days, hold=days))
        for part, parts, days in ((0.02, 2, 1), (0.1, 4, 2), (0.3, 8, 4))
    ),
}
#: Whom each query is to name. Those that are not there yet are left out.
_SOUGHT: Final = {
    "droppers": "droppers",
    "dropper-owners": "owners",
    "mule-chains": "droppers",
    "patterns": "droppers",
    "structuring": "droppers",
    "loan-then-transfer": "victims",
    "victims": "victims",
    "crypto-exits": "exits",
}


@dataclass
class Row:
    """A row of the table: `named` of `there`, by query, and what the edit cost."""

    edit: str
    level: str
    cost: float
    lost: int
    there: Counter[str]
    named: Counter[str]
    wrong: int

    def recall(self, query: str) -> float:
        """Return how much of what a query is to name it names."""
        return self.named[query] / max(1, self.there[query])


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("--seeds", default="1,2", help="seeds of the regions")
    parser.add_argument("--people", type=int, default=1500)
    parser.add_argument("--write", action="store_true", help="write the page and the picture")


def run(options: argparse.Namespace) -> None:
    """Print a row an edit and level, of all regions together."""
    seeds = [int(seed) for seed in options.seeds.split(",")]
    regions = [make_region(seed, options.people, None, _DAYS) for seed in seeds]
    rows: list[Row] = []
    plan = [("none", "", Edit())]
    plan += [(name, level, edit) for name, levels in EDITS.items() for level, edit in levels]
    for name, level, edit in plan:
        row = Row(name, level, 0.0, 0, Counter(), Counter(), 0)
        for seed, region in zip(seeds, regions, strict=True):
            _judge(region, edit, seed, row)
        row.cost /= len(seeds)
        rows.append(row)
        shares = " ".join(f"{query} {row.recall(query):.2f}" for query in queries())
        print(
            f"{name:12} {level:14} cost {row.cost:.2f} {shares} wrong {row.wrong} lost {row.lost}",
            flush=True,
        )
    if options.write:
        (_DOCS / "bends.md").write_text(page(rows, queries(), options), encoding="utf-8")
        (_DOCS / "bends.svg").write_text(picture(rows, queries()), encoding="utf-8")


def queries() -> list[str]:
    """Return the queries that are there, in the order of the table."""
    there = read_queries(OURS)
    return [name for name in _SOUGHT if name in there]


def _judge(region: Region, edit: Edit, seed: int, row: Row) -> None:
    """Edit a region, load it, and add what is found to a row."""
    region.world.rng = np.random.default_rng(seed)  # so that the files differ by the edit alone
    edited = apply(region, edit, seed)
    row.cost += edited.cost
    row.lost += edited.lost
    sought = _sought(region)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for bank in COVERED:
            moved = edited.region
            answer = Answer(moved.world, moved.opening, moved.transfers, bank, 0)
            write_form("canonical", STEMS_OF[bank], answer, folder)
        with Case.open(folder / "case.duckdb", create=True) as case:
            case.load(*sorted(folder.glob("*.csv")))
            for query in queries():
                named = _named(query, case.find(query).rows)
                row.there[query] += len(sought[_SOUGHT[query]])
                row.named[query] += len(sought[_SOUGHT[query]] & named)
                if query == "droppers":
                    row.wrong += len(named - _takes_part(region))


def _named(query: str, rows: list[dict[str, Any]]) -> set[str]:
    if _SOUGHT[query] in ("victims", "owners"):
        return {row["owner"] for row in rows}
    return {one for row in rows for one in row.get("accounts") or [row["account"]]}


def _early(region: Region) -> list[Ring]:
    return [ring for ring in region.cast if ring.start <= (_DAYS - _ROOM) * DAY]


def _sought(region: Region) -> dict[str, set[str]]:
    """Return who took part in what the early rings did, at banks whose statements are held."""
    world = region.world
    rings = _early(region)
    used = {
        dropper.account
        for ring in rings
        for dropper in ring.droppers
        if dropper.received and world.accounts[dropper.account].bank in COVERED
    }
    parties = {world.parties[world.accounts[one].party].id for one in used}
    exits = {account for (_, end, account) in region.run.ends if end in ("exchange", "p2p")}
    return {
        "droppers": {world.accounts[one].number for one in used},
        "owners": parties,
        "victims": {world.parties[one.party].id for ring in rings for one in ring.victims},
        "exits": {world.accounts[one].number for one in exits},
    }


def _takes_part(region: Region) -> set[str]:
    """Return the accounts of all droppers, and of traders."""
    roles = ("dropper", "trader")
    return {account.number for account in region.world.accounts if account.role in roles}
