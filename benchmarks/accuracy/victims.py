"""`victims [--seeds 1,2,3]`: which kinds of victims are found, and who else is.

Each region is made up without crime (`moneygraph demo --rings 0`), with eight victims of each kind
(`robbed`) and eight of each kind of people and companies who look like them (`honest`) planted in
it. Prints how many owners of each kind are named by `victims` and by `loan-then-transfer`, each
with its defaults; and how many who live there and are not planted, `alone`, where nothing is.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks.accuracy.honest import LOOK_ALIKES
from benchmarks.accuracy.kinds import add_arguments
from benchmarks.accuracy.owned import OwnedPlanter
from benchmarks.accuracy.robbed import VICTIMS
from moneygraph.api import Case
from moneygraph.demo import write_demo

__all__ = ["add_arguments", "run"]

EACH = 8
#: Accounts that live in a region, in an order of no meaning.
_PEOPLE = """
select a.number from account as a join measure as t on t.account = a.id
where a.kind = 'person' and t.wages > 0 and t.household_count > 10 and a.covered_from is not null
order by md5(a.number || $seed)"""
_COMPANIES = """
select a.number from account as a
join (select from_account as id, count(*) as paid from transfer group by 1) using (id)
where a.kind = 'company' and a.covered_from is not null and paid > 5
order by md5(a.number || $seed)"""
_OWNERS = "select number, owner from account where owner is not null"
_EXCHANGE = "select min(number) from account where kind = 'exchange'"
_TIMES = "select epoch(min(ts))::bigint, epoch(max(ts))::bigint from transfer"
QUERIES = ("victims", "loan-then-transfer")
#: A row of the table: how many there are, and how many of them each query names.
Counts = Counter[str]


def run(options: argparse.Namespace) -> None:
    """Print the table of all regions together."""
    table: dict[str, Counts] = {}
    for seed in map(int, options.seeds.split(",")):
        for kind, counts in count_found(seed, options.people).items():
            table.setdefault(kind, Counter()).update(counts)
    print(f"{'':16}{'owners':>8}" + "".join(f"{name:>20}" for name in QUERIES))
    for kind, counts in table.items():
        cells = "".join(f"{counts[name]:20}" for name in QUERIES)
        print(f"{kind:16}{counts['owners']:8}{cells}")


def count_found(seed: int, people: int) -> dict[str, Counts]:
    """Make a region, plant in it, and count who is named, by kind."""
    with tempfile.TemporaryDirectory() as folder:
        town, alone = plant(Path(folder), seed, people)
        with Case.open(Path(folder) / "case.duckdb", create=True) as case:
            load(case, Path(folder), town)
            named = _named(case)
    groups: dict[str, set[str]] = {}
    for account, kind in town.kind_of.items():
        groups.setdefault(kind, set()).add(town.owner_of[account])
    groups["no part"] = set(town.owner_of.values()) - set().union(*groups.values())
    counts = {
        kind: Counter(owners=len(who), **{name: len(who & named[name]) for name in QUERIES})
        for kind, who in groups.items()
    }
    everybody = len(set(town.owner_of.values()))
    counts["alone"] = Counter(owners=everybody, **{name: len(alone[name]) for name in QUERIES})
    return counts


def plant(folder: Path, seed: int, people: int) -> tuple[OwnedPlanter, dict[str, set[str]]]:
    """Write a region and what is planted in it into a folder; also who is named before."""
    write_demo(folder / "region", seed=seed, people=people, rings=0, days=60)
    with Case.open(folder / "before.duckdb", create=True) as case:
        case.load(folder / "region" / "exports")
        case.find("busy-accounts", limit=1)
        alone = _named(case)
        drawn = {"seed": str(seed)}
        town = OwnedPlanter(
            seed,
            [number for (number,) in case.con.execute(_PEOPLE, drawn).fetchall()],
            [number for (number,) in case.con.execute(_COMPANIES, drawn).fetchall()],
            dict(case.con.execute(_OWNERS).fetchall()),
            *case.con.execute(_TIMES).fetchall()[0],
            case.con.execute(_EXCHANGE).fetchall()[0][0],
        )
    for _ in range(EACH):
        for one in (*VICTIMS, *LOOK_ALIKES):
            one(town)
    town.write(folder / "planted.csv")
    return town, alone


def load(case: Case, folder: Path, town: OwnedPlanter) -> None:
    """Load a region and what is planted; of accounts outside nothing is held."""
    case.load(folder / "region" / "exports")
    case.load(folder / "planted.csv", covers=",".join(town.held))


def _named(case: Case) -> dict[str, set[str]]:
    return {name: {row["owner"] for row in case.find(name).rows} for name in QUERIES}
