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
from typing import Any, Final, NamedTuple

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
        (name, Edit(part, parts=parts, delay=days, hold=days))
        for name, part, parts, days in (
            ("little", 0.02, 2, 1),
            ("more", 0.1, 4, 2),
            ("much", 0.3, 8, 4),
        )
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
#: What is asked with a wider window besides, as money that waits is no longer soon passed on.
_WIDE: Final = ("droppers", "loan-then-transfer")
_WINDOW: Final = "120h"


class Asked(NamedTuple):
    """A query and what it is asked with; `name` is that of its column."""

    name: str
    query: str
    params: dict[str, str]


@dataclass
class Row:
    """A row of the table: `named` of `there`, by column, and what the edit cost.

    `wrong` counts accounts and people who are named and took no part.
    """

    edit: str
    level: str
    cost: float
    lost: int
    there: Counter[str]
    named: Counter[str]
    wrong: Counter[str]

    def recall(self, name: str) -> float:
        """Return how much of what is to be named in a column is."""
        return self.named[name] / max(1, self.there[name])


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
        row = Row(name, level, 0.0, 0, Counter(), Counter(), Counter())
        for seed, region in zip(seeds, regions, strict=True):
            _judge(region, edit, seed, row)
        row.cost /= len(seeds)
        rows.append(row)
        shares = "; ".join(f"{one} {row.recall(one):.2f}" for one in columns())
        print(f"{name:12} {level:12} {row.cost:.2f}; {shares}; {dict(row.wrong)}", flush=True)
    if options.write:
        (_DOCS / "bends.md").write_text(page(rows, columns(), options), encoding="utf-8")
        (_DOCS / "bends.svg").write_text(picture(rows, columns()), encoding="utf-8")


def asked() -> list[Asked]:
    """Return what is asked, of the queries that are there, in the order of the table."""
    there = read_queries(OURS)
    plain = [Asked(name, name, {}) for name in _SOUGHT if name in there]
    wide = [Asked(f"{name}, {_WINDOW}", name, {"within": _WINDOW}) for name in _WIDE]
    return [*plain, *wide]


def columns() -> list[str]:
    """Return the names of the columns."""
    return [one.name for one in asked()]


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
            for one in asked():
                named = _named(one.query, case.find(one.query, **one.params).rows)
                right = sought[_SOUGHT[one.query]]
                row.there[one.name] += len(right)
                row.named[one.name] += len(right & named)
                row.wrong[one.name] += len(named - _takes_part(region))


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
    """Return the accounts of victims, droppers, traders and exchanges, and who owns them."""
    world = region.world
    roles = ("victim", "dropper", "trader", "exchange")
    accounts = [account for account in world.accounts if account.role in roles]
    owners = {world.parties[account.party].id for account in accounts}
    return owners | {account.number for account in accounts}
