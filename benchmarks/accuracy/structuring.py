"""`structuring [--seeds 1,2,3]`: which payments cut to stay unseen are found, and who else is.

As `kinds`, with what `structured` plants: how many accounts of each kind `find structuring` names
with its defaults, and how many of those who take no part.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks.accuracy.kinds import add_arguments, plant
from benchmarks.accuracy.structured import CUT, ORDINARY
from moneygraph.api import Case

__all__ = ["add_arguments", "run"]

EACH = 8
#: Accounts of a kind, and how many of them are named.
Counts = Counter[str]
_NO_PART = "no part"


def run(options: argparse.Namespace) -> None:
    """Print a row a kind, of all regions together, then recall and precision."""
    table: dict[str, Counts] = {}
    for seed in map(int, options.seeds.split(",")):
        for kind, counts in count_found(seed, options.people).items():
            table.setdefault(kind, Counter()).update(counts)
    print(f"{'':14}{'accounts':>10}{'found':>10}")
    for kind, counts in table.items():
        print(f"{kind:14}{counts['accounts']:10}{counts['found']:10}")
    cut = {one.__name__.replace("_", " ") for one in CUT}
    right = sum(counts["found"] for kind, counts in table.items() if kind in cut)
    there = sum(counts["accounts"] for kind, counts in table.items() if kind in cut)
    found = sum(counts["found"] for counts in table.values())
    print(f"recall {right / there:.3f}, precision {right / max(1, found):.3f}")


def count_found(seed: int, people: int) -> dict[str, Counts]:
    """Make a region, plant in it, and count whose accounts are named, by kind."""
    with tempfile.TemporaryDirectory() as folder:
        town = plant(Path(folder), seed, people, (*CUT, *ORDINARY), EACH)
        with Case.open(Path(folder) / "case.duckdb", create=True) as case:
            case.load(Path(folder) / "region" / "exports")
            case.load(Path(folder) / "planted.csv", covers="all")
            rows = case.find("structuring").rows
            owned = "select number from account where kind = 'person'"
            lives = {number for (number,) in case.con.execute(owned).fetchall()}
    named = {account for row in rows for account in row["accounts"]}
    # an account that somebody is paid through is a stranger's; who pays parts into it takes no part
    kind_of = {account: kind for account, kind in town.kind_of.items() if kind}
    groups = {kind: {a for a, k in kind_of.items() if k == kind} for kind in kind_of.values()}
    groups[_NO_PART] = lives - kind_of.keys()
    return {
        kind: Counter(accounts=len(who), found=len(who & named)) for kind, who in groups.items()
    }
