"""`owners [--seeds 1,2,3]`: are owners found whose accounts together pass strangers' money on?

Each region is made up without crime, with three groups of each kind of `farms` planted: card farms,
phones and devices that serve several people's cards, and groups that look like them. A group is
found where a finding of `dropper-owners` holds at least half of its accounts. Prints, by kind, how
many groups are found, and how many findings are of no planted group.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks.accuracy.farms import CRIMES, LOOK_ALIKES, FarmPlanter, Group, Person
from benchmarks.accuracy.kinds import add_arguments
from moneygraph.api import Case
from moneygraph.demo import write_demo

__all__ = ["add_arguments", "run"]

EACH = 3
QUERY = "dropper-owners"
#: Who lives in a region and in whose life something may be planted, in an order of no meaning.
_PEOPLE = """
select a.number, a.owner, a.bank from account as a join measure as t on t.account = a.id
where a.kind = 'person' and t.wages > 0 and t.household_count > 10 and a.covered_from is not null
    and a.owner is not null and a.bank is not null
qualify row_number() over (partition by a.owner order by a.number) = 1
order by md5(a.number || $seed)"""
_TIMES = "select epoch(min(ts))::bigint, epoch(max(ts))::bigint from transfer"
_OWNERS = "select count(distinct owner) from account where owner is not null"


def run(options: argparse.Namespace) -> None:
    """Print the table of all regions together, recall and precision."""
    planted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    wrong = owners = 0
    crimes: set[str] = set()
    for seed in map(int, options.seeds.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            groups, named, count = find_groups(Path(folder), seed, options.people)
        owners += count
        for group in groups:
            planted[group.kind] += 1
            found[group.kind] += any(holds(one, group) for one in named)
            crimes |= {group.kind} if group.is_crime else set()
        true = [group for group in groups if group.is_crime]
        wrong += sum(not any(one & group.accounts for group in true) for one in named)
    for kind, n in planted.items():
        print(f"{kind:15}{n:5}{found[kind]:6}")
    right, sought = sum(found[kind] for kind in crimes), sum(planted[kind] for kind in crimes)
    print(f"recall {right / sought:.3f}, precision {right / max(1, right + wrong):.3f}")
    print(f"{wrong} wrong findings among {owners} owners")


def find_groups(
    folder: Path, seed: int, people: int
) -> tuple[list[Group], list[frozenset[str]], int]:
    """Make a region, plant in it, and return what was planted, the accounts found, and owners."""
    town = plant(folder, seed, people)
    with Case.open(folder / "case.duckdb", create=True) as case:
        case.load(folder / "region" / "exports", folder / "region" / "links.csv")
        case.load(folder / "planted.csv", covers="all")
        case.load(folder / "links.csv")
        named = [frozenset(row["accounts"]) for row in case.find(QUERY).rows]
        [(owners,)] = case.con.execute(_OWNERS).fetchall()
    return town.groups, named, owners


def holds(accounts: frozenset[str], group: Group) -> bool:
    """Tell whether a finding's accounts hold at least half of a group's."""
    return 2 * len(accounts & group.accounts) >= len(group.accounts)


def plant(folder: Path, seed: int, people: int) -> FarmPlanter:
    """Write a region and what is planted in it into a folder."""
    write_demo(folder / "region", seed=seed, people=people, rings=0, days=60)
    with Case.open(folder / "before.duckdb", create=True) as case:
        case.load(folder / "region" / "exports")
        case.find("busy-accounts", limit=1)
        living = [Person(*row) for row in case.con.execute(_PEOPLE, {"seed": str(seed)}).fetchall()]
        [(first, last)] = case.con.execute(_TIMES).fetchall()
    town = FarmPlanter(seed, living, first, last)
    for _ in range(EACH):
        for one in (*CRIMES, *LOOK_ALIKES):
            one(town)
    town.write(folder / "planted.csv")
    return town
