"""`kinds [--seeds 1,2,3]`: which kinds of droppers are found amid a normal life, and who else is.

Each region is made up without crime (`moneygraph demo --rings 0`), with eight droppers of each
kind and eight of each kind of people who look like them planted on accounts to which wages come
and from which shops are paid (see `planted` and `passers`). Prints how many accounts of each kind
are named by `droppers`, `mule-chains` and `patterns`, each with its defaults, and by any of them;
and how many accounts that live there and take no part in what was planted. Then the recall of each
query and its precision: of what it names of all planted, the share that are droppers.
"""

from __future__ import annotations

import argparse
import math
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.accuracy.passers import PASSERS
from benchmarks.accuracy.planted import DROPPERS, LOOK_ALIKES
from benchmarks.accuracy.planter import Planter
from moneygraph.api import Case
from moneygraph.demo import write_demo

EACH = 8
#: Who lives in a region and in whose life something may be planted, in an order of no meaning.
_PEOPLE = """
select a.number from account as a join measure as t on t.account = a.id
where a.kind = 'person' and t.wages > 0 and t.household_count > 10 and a.covered_from is not null
order by md5(a.number || $seed)"""
_TIMES = "select epoch(min(ts))::bigint, epoch(max(ts))::bigint from transfer"
QUERIES = ("droppers", "mule-chains", "patterns")
#: Who lives in the region and takes no part in what is planted.
NO_PART = "no part"
DROPPER_KINDS = frozenset(one.__name__ for one in DROPPERS)
#: A row of the table: how many there are, and how many of them each query names, and any.
Counts = Counter[str]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("--seeds", default="1,2,3", help="seeds of the regions")
    parser.add_argument("--people", type=int, default=1500)


def run(options: argparse.Namespace) -> None:
    """Print the table of all regions together."""
    table: dict[str, Counts] = {}
    for seed in map(int, options.seeds.split(",")):
        for kind, counts in count_found(seed, options.people).items():
            table.setdefault(kind, Counter()).update(counts)
    print(f"{'':12}{'accounts':>10}" + "".join(f"{name:>13}" for name in (*QUERIES, "any")))
    for kind, counts in table.items():
        cells = "".join(f"{counts[name]:13}" for name in (*QUERIES, "any"))
        print(f"{kind:12}{counts['accounts']:10}{cells}")
    for name, (recall, precision, wrong) in summary(table).items():
        print(
            f"{name}: recall {recall:.3f}, precision {precision:.3f},"
            f" {wrong:.2f} wrong in 1,000 who take no part"
        )


def summary(table: dict[str, Counts]) -> dict[str, tuple[float, float, float]]:
    """Return, by query, recall, precision, and who is named of 1,000 who take no part.

    Precision counts what is planted alone: how many live beside it is arbitrary. It is NaN where
    nothing planted is named.
    """
    found = {}
    for name in (*QUERIES, "any"):
        right = sum(counts[name] for kind, counts in table.items() if kind in DROPPER_KINDS)
        there = sum(counts["accounts"] for kind, counts in table.items() if kind in DROPPER_KINDS)
        named = sum(counts[name] for kind, counts in table.items() if kind != NO_PART)
        rest = table[NO_PART]
        wrong = 1000 * rest[name] / rest["accounts"]
        found[name] = (right / there, right / named if named else math.nan, wrong)
    return found


def count_found(seed: int, people: int) -> dict[str, Counts]:
    """Make a region, plant in it, and count who is named, by kind."""
    with tempfile.TemporaryDirectory() as folder:
        town = plant(Path(folder), seed, people)
        with Case.open(Path(folder) / "case.duckdb", create=True) as case:
            case.load(Path(folder) / "region" / "exports")
            case.load(Path(folder) / "planted.csv", covers="all")
            named = {name: _named(case, name) for name in QUERIES}
            owned = "select number from account where kind = 'person'"
            lives = {number for (number,) in case.con.execute(owned).fetchall()}
    named["any"] = set().union(*named.values())
    takes_part = {side for _, payer, payee, *_ in town.rows for side in (payer, payee)}
    groups = {kind: _of(town, kind) for kind in dict.fromkeys(town.kind_of.values())}
    groups[NO_PART] = lives - takes_part
    return {
        kind: Counter(
            accounts=len(who), **{name: len(who & found) for name, found in named.items()}
        )
        for kind, who in groups.items()
    }


def plant(
    folder: Path,
    seed: int,
    people: int,
    kinds: Sequence[Callable[[Planter], None]] = (*DROPPERS, *LOOK_ALIKES, *PASSERS),
    each: int = EACH,
) -> Planter:
    """Write a region without crime and so many of each kind planted in it into a folder."""
    write_demo(folder / "region", seed=seed, people=people, rings=0, days=60)
    with Case.open(folder / "before.duckdb", create=True) as case:
        case.load(folder / "region" / "exports")
        case.find("busy-accounts", limit=1)
        found = case.con.execute(_PEOPLE, {"seed": str(seed)}).fetchall()
        [(first, last)] = case.con.execute(_TIMES).fetchall()
    town = Planter(seed, [number for (number,) in found], first, last)
    for _ in range(each):
        for one in kinds:
            one(town)
    town.write(folder / "planted.csv")
    return town


def _of(town: Planter, kind: str) -> set[str]:
    return {account for account, of in town.kind_of.items() if of == kind}


def _named(case: Case, query: str) -> set[str]:
    rows = case.find(query).rows
    if query == "droppers":
        return {row["account"] for row in rows}
    return {account for row in rows for account in row["accounts"]}
