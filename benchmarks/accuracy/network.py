"""`network [--seeds 1,2,3]`: who is found where banks are missing, alone and judged together.

Each region (`moneygraph demo`, 1,500 people, its rings) is loaded several times, each time without
the files of one bank, or of two. Prints how many droppers and victims there are of whom something
is loaded, and how many of these are named, and how many others: by `droppers` and `victims`, which
judge each alone, and by `network`. People are counted, not accounts.
"""

from __future__ import annotations

import argparse
import csv
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

from benchmarks.accuracy.kinds import add_arguments
from moneygraph.api import Case
from moneygraph.demo import write_demo

__all__ = ["add_arguments", "banks_missing", "count_named", "run"]

_DAYS = 60
_BANK = re.compile(r"_(\d{3})(?:_|\.|$)")
_OWNERS = "select number, owner, covered_from is not null from account"
ROLES = ("dropper", "victim")
#: By role: how many are there, and of each way how many are named rightly and wrongly.
Counts = dict[str, Counter[str]]


def run(options: argparse.Namespace) -> None:
    """Print a table of all regions together."""
    table: Counts = {role: Counter() for role in ROLES}
    for seed in map(int, options.seeds.split(",")):
        for role, counts in count_found(seed, options.people).items():
            table[role].update(counts)
    print(f"{'':9}{'there':>7}{'alone':>8}{'others':>8}{'network':>9}{'others':>8}")
    for role, counts in table.items():
        print(
            f"{role:9}{counts['there']:7}{counts['alone']:8}{counts['alone wrong']:8}"
            f"{counts['network']:9}{counts['network wrong']:8}"
        )


def count_found(seed: int, people: int) -> Counts:
    """Make a region and count who is found in it without one bank and without two."""
    table: Counts = {role: Counter() for role in ROLES}
    with tempfile.TemporaryDirectory() as folder:
        region = Path(folder) / "region"
        write_demo(region, seed=seed, people=people, days=_DAYS)
        truth = {
            "dropper": _column(region / "truth" / "droppers.csv", "owner"),
            "victim": _column(region / "truth" / "ends.csv", "victim"),
        }
        for number, held in enumerate(banks_missing(sorted((region / "exports").iterdir()))):
            with Case.open(Path(folder) / f"{number}.duckdb", create=True) as case:
                case.load(*held, region / "links.csv")
                for role, counts in _judged(case, truth).items():
                    table[role].update(counts)
    return table


def _column(path: Path, name: str) -> set[str]:
    with path.open(newline="", encoding="utf-8") as file:
        return {row[name] for row in csv.DictReader(file)}


def banks_missing(files: Sequence[Path]) -> Iterator[list[Path]]:
    """Yield the files without those of each bank, and of each two."""
    bank_of = {path: found[1] for path in files if (found := _BANK.search(path.name))}
    banks = sorted(set(bank_of.values()))
    for missing in (*combinations(banks, 1), *combinations(banks, 2)):
        yield [path for path in files if bank_of.get(path) not in missing]


def _judged(case: Case, truth: dict[str, set[str]]) -> Counts:
    accounts = case.con.execute(_OWNERS).fetchall()
    owner_of = {number: owner or _stated(number) for number, owner, _ in accounts}
    there = {
        "dropper": truth["dropper"] & set(owner_of.values()),
        "victim": truth["victim"] & {owner for _, owner, is_held in accounts if is_held},
    }
    rows = case.find("network").rows
    named = {
        ("dropper", "alone"): {owner_of[row["account"]] for row in case.find("droppers").rows},
        ("victim", "alone"): {row["owner"] for row in case.find("victims").rows},
        ("dropper", "network"): {
            owner_of[row["account"]] for row in rows if row["role"] == "dropper"
        },
        ("victim", "network"): {row["owner"] for row in rows if row["role"] == "victim"},
    }
    return count_named(named, there, truth)


def count_named(
    named: dict[tuple[str, str], set[str]], there: dict[str, set[str]], truth: dict[str, set[str]]
) -> Counts:
    """Count people by role: how many are `there`, and how many of them each way has `named`.

    Others are wrong unless they have that role in `truth`, which holds who is not there too.
    """
    counts = {role: Counter(there=len(there[role])) for role in ROLES}
    for (role, way), who in named.items():
        counts[role].update({way: len(who & there[role]), f"{way} wrong": len(who - truth[role])})
    return counts


def _stated(number: str) -> str:
    """Return the IIN in the name of an account whose number is not known, else the number."""
    found = re.match(r"\?(\d{12})\b", number)
    return found[1] if found else number
