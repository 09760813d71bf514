"""Evaluates what was found in a made-up region by the truth beside it."""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from moneygraph.api import Case
from moneygraph.flow.trails import RulesTrace, Trace
from moneygraph.store.amounts import tiyn
from moneygraph.store.sqltext import rows_of


@dataclass(frozen=True)
class Score:
    """Right and wrong answers of one finder; `extra` and `missed` name them."""

    extra: frozenset[str]
    missed: frozenset[str]
    hits: int

    @property
    def precision(self) -> float:
        return self.hits / max(1, self.hits + len(self.extra))

    @property
    def recall(self) -> float:
        return self.hits / max(1, self.hits + len(self.missed))


def truth(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "truth" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def compare(found: set[str], true: set[str]) -> Score:
    return Score(frozenset(found - true), frozenset(true - found), len(found & true))


def victims(case: Case, folder: Path) -> Score:
    found = {row["owner"] for row in case.find("loan-then-transfer").rows}
    return compare(found, {row["owner"] for row in truth(folder, "victims")})


def droppers(case: Case, folder: Path) -> Score:
    found = {row["account"] for row in case.find("droppers").rows}
    true = {row["account"] for row in truth(folder, "droppers") if row["visible"] == "1"}
    return compare(found, true)


def exits(case: Case, folder: Path) -> Score:
    found = {f"{row['how']} {row['account']}" for row in case.find("crypto-exits").rows}
    return compare(found, {f"{row['how']} {row['account']}" for row in truth(folder, "exits")})


def transfers_off(case: Case, folder: Path) -> float:
    """Return how far the number of distinct transfers is from the truth, as a share."""
    counts = json.loads((folder / "truth" / "counts.json").read_text(encoding="utf-8"))
    true = counts["visible_transfers"]
    return abs(rows_of(case.con, "select count(*) from transfer")[0][0] - true) / true


def stolen_starts(case: Case) -> list[str]:
    """Return the transfers by which the money of those found left them."""
    ids = {i for row in case.find("loan-then-transfer").rows for i in row["transfers"]}
    return [
        str(one)
        for (one,) in rows_of(
            case.con,
            "select id from transfer where id in (select unnest(?::integer[]))"
            " and kind <> 'loan' and not own order by id",
            sorted(ids),
        )
    ]


def _place(end: str, account: str) -> str:
    # the truth names cash desks otherwise than exports do
    return end if end in ("cash", "abroad", "spent") else f"{end} {account}"


def ends_off(case: Case, folder: Path, rule: str) -> tuple[float, dict[str, tuple[int, int]]]:
    """Return the share of the money traced to another end than the truth, and where it differs.

    Ends are separated by kind and, but for cash, abroad and shops, by account.
    """
    trace = case.trace(*stolen_starts(case), rule=rule)
    traced: Counter[str] = Counter()
    for end in trace.ends:
        traced[_place(end.end, end.account)] += end.amount
    true: Counter[str] = Counter()
    for row in truth(folder, "ends"):
        true[_place(row["end"], row["account"])] += tiyn(row["amount"]) or 0
    off = {k: (traced[k], true[k]) for k in traced.keys() | true.keys() if traced[k] != true[k]}
    over = sum(max(0, a - b) for a, b in off.values())
    under = sum(max(0, b - a) for a, b in off.values())
    return max(over, under) / max(1, sum(true.values())), off


#: How much money is where, by complaint.
Ends = dict[str, Counter[str]]


def complaint_ends(folder: Path, name: str) -> Ends:
    """Return a truth by complaint; ends are separated as in `ends_off`."""
    found: Ends = {}
    for row in truth(folder, name):
        place = _place(row["end"], row["account"])
        found.setdefault(row["number"], Counter())[place] += tiyn(row["amount"]) or 0
    return found


def traced_ends(trace: Trace) -> Ends:
    found: Ends = {}
    for end in trace.ends:
        for number, amount in end.victims:
            found.setdefault(number, Counter())[_place(end.end, end.account)] += amount
    return found


def misplaced(true: Ends, found: Ends) -> dict[str, int]:
    """Return how much of each complaint's money was not found where it truly is."""
    return {
        number: sum((ends - found.get(number, Counter())).values()) for number, ends in true.items()
    }


def bounds(answer: RulesTrace) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for bound in answer.bounds:
        place = _place(bound.end, bound.account)
        least, most = found.get(place, (0, 0))
        found[place] = (least + bound.least, most + bound.most)
    return found
