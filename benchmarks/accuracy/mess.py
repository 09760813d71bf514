"""How well a messy region is understood, for each kind of mess apart and for all together.

Regions are made by `moneygraph demo --mess KIND` and loaded. What is wanted: as many distinct
transfers as there are, within 0.2%; of pairs of rows precision 0.999 and recall 0.995; of undone
payments both 0.98; of stolen money at most 1% traced to another end than under lifo, or all that
truly is somewhere inside the bounds of all rules.
"""

from __future__ import annotations

import argparse
import csv
import json
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from pathlib import Path

from moneygraph import Case
from moneygraph.demo import KINDS, write_demo
from moneygraph.store.amounts import tiyn

_ROWS = """
select row.id, statement_file.name, section.name, row.id % 4294967296 - section.row_offset
from row join section on section.id = row.section
join statement_file on statement_file.id = section.statement_file
"""
_ALL = "all"
_NEAR = timedelta(minutes=2)


@dataclass
class Counts:
    """Of one region or several: transfers, pairs and undone payments, and tiyn of stolen money.

    `true`, `found` and `right` of each; `off` was traced elsewhere, `outside` is beyond bounds.
    """

    transfers_true: int = 0
    transfers_found: int = 0
    transfers_off: int = 0
    pairs_true: int = 0
    pairs_found: int = 0
    pairs_right: int = 0
    undone_true: int = 0
    undone_found: int = 0
    undone_right: int = 0
    rejected: int = 0
    stolen: int = 0
    off: int = 0
    outside: int = 0

    def add(self, other: Counts) -> None:
        """Add another region's counts."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument("--seeds", default="21", help="seeds of regions, with commas")
    parser.add_argument("--people", type=int, default=1200, help="people of each region")
    parser.add_argument("--kinds", default="", help=f"with commas: {_ALL} or {', '.join(KINDS)}")


_HEAD = ("transfers", "true", "off", "pairs", "precision", "recall", "undone", "precision")


def run(options: argparse.Namespace) -> None:
    """Print a row for each kind of mess, of all regions together; a star where too little."""
    print(f"{'':13}" + "".join(f"{name:>11}" for name in (*_HEAD, "recall", "ends off", "outside")))
    for kind in options.kinds.split(",") if options.kinds else (*KINDS, _ALL):
        total = Counts()
        for seed in map(int, options.seeds.split(",")):
            total.add(judge(seed, options.people, kind))
        print(line(kind, total), flush=True)


def line(kind: str, counts: Counts) -> str:
    """Return a row of the table; what falls short of what is wanted has a star."""
    off = counts.transfers_off / max(1, counts.transfers_true)
    ends, outside = (part / max(1, counts.stolen) for part in (counts.off, counts.outside))
    cells = [
        f"{counts.transfers_found}",
        f"{counts.transfers_true}",
        _marked(f"{off:.2%}", off <= 0.002),
        f"{counts.pairs_true}",
        _marked(*_share(counts.pairs_right, counts.pairs_found, 0.999)),
        _marked(*_share(counts.pairs_right, counts.pairs_true, 0.995)),
        f"{counts.undone_true}",
        _marked(*_share(counts.undone_right, counts.undone_found, 0.98)),
        _marked(*_share(counts.undone_right, counts.undone_true, 0.98)),
        _marked(f"{ends:.2%}", ends <= 0.01 or not counts.outside),
        _marked(f"{outside:.2%}", ends <= 0.01 or not counts.outside),
    ]
    refused = f"  {counts.rejected} rows refused" if counts.rejected else ""
    return f"{kind:13}" + "".join(f"{cell:>11}" for cell in cells) + refused


def _share(right: int, among: int, wanted: float) -> tuple[str, bool]:
    share = right / among if among else 1.0
    return (f"{share:.4f}" if among else "-"), share >= wanted


def _marked(text: str, enough: bool) -> str:
    return text if enough else f"{text}*"


def judge(seed: int, people: int, kind: str) -> Counts:
    """Make a region, load it, and compare what was understood with the truth."""
    kinds = KINDS if kind == _ALL else (kind,)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_demo(folder / "demo", seed=seed, people=people, mess=kinds)
        with Case.open(folder / "case.duckdb", create=True) as case:
            report = case.load(folder / "demo" / "exports", folder / "demo" / "complaints.csv")
            found = compare(case, folder / "demo" / "truth")
            found.rejected = sum(file.rejected for file in report.files)
    return found


def compare(case: Case, truth: Path) -> Counts:
    """Compare a loaded case with the truth of its region."""
    counts = Counts()
    counts.transfers_true = json.loads((truth / "counts.json").read_text())["visible_transfers"]
    [(counts.transfers_found,)] = case.con.execute("select count(*) from transfer").fetchall()
    counts.transfers_off = abs(counts.transfers_found - counts.transfers_true)
    copy_of = {row["row"]: row["copy_of"] for row in _read(truth, "copies")}
    named = {
        id_: copy_of.get(where, where)
        for id_, file, sheet, number in case.con.execute(_ROWS).fetchall()
        for where in [_where(file, sheet, number)]
    }
    rows = _read(truth, "rows")
    undone = _named(case, "select row, undone_by from undone", named)
    swapped = interchanged(truth, rows, undone)
    undone = {(swapped.get(row, row), by) for row, by in undone}
    true = {(row["row"], row["undone_by"]) for row in _read(truth, "undone")}
    counts.undone_true, counts.undone_found = len(true), len(undone)
    counts.undone_right = len(true & undone)
    pairs = _named(
        case, "select debit_row, credit_row from transfer where debit_row <> credit_row", named
    )
    pairs = {(swapped.get(debit, debit), swapped.get(credit, credit)) for debit, credit in pairs}
    same = alike(truth, rows)
    true = {(row["debit_row"], row["credit_row"]) for row in rows if all(row.values())}
    counts.pairs_true, counts.pairs_found = len(true), len(pairs)
    counts.pairs_right = sum(
        pair in true or same.get(pair[0], pair[0]) == same.get(pair[1]) for pair in pairs
    )
    _compare_ends(case, truth, counts)
    return counts


def _read(truth: Path, name: str) -> list[dict[str, str]]:
    with (truth / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def alike(truth: Path, rows: list[dict[str, str]]) -> dict[str, tuple[str, ...]]:
    """Return what rows of a pair tell that nothing tells apart: the same sums, parties and time.

    A payer who pays a shop twice has two equal pairs. Where the second is debited before the
    first is credited, or within two minutes, as clocks differ, either way to pair them is right.
    """
    moved = {row["id"]: row for row in _read(truth, "transfers")}
    equal: dict[tuple[str, ...], list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        if all(row.values()):
            one = moved[row["transfer"]]
            equal[one["from_account"], one["to_account"], one["amount"]].append(row)
    found: dict[str, tuple[str, ...]] = {}
    for key, pairs in equal.items():
        until, name = datetime.min, ""
        for row in sorted(pairs, key=lambda row: row["debit_ts"]):
            if datetime.fromisoformat(row["debit_ts"]) > until:
                name = row["transfer"]
            until = max(until, datetime.fromisoformat(row["credit_ts"]) + _NEAR)
            found[row["debit_row"]] = found[row["credit_row"]] = (*key, name)
    return found


def interchanged(
    truth: Path, rows: list[dict[str, str]], undone: set[tuple[str, str]]
) -> dict[str, str]:
    """Return rows that take each other's place: of two equal payments one was taken back.

    Which one nothing tells, where the parties and the sum are the same and both are earlier.
    """
    moved = {row["id"]: row for row in _read(truth, "transfers")}
    paid = {row["debit_row"]: moved[row["transfer"]] for row in rows if row["debit_row"]}
    taken = {row["undone_by"]: row for row in _read(truth, "undone")}
    found: dict[str, str] = {}
    for row, by in sorted(undone):
        true = taken.get(by)
        if true and row != true["row"] and row in paid:
            one, other = paid[row], moved[true["like"]]
            if all(one[name] == other[name] for name in ("from_account", "to_account", "amount")):
                found |= {row: true["row"], true["row"]: row}
    return found


def _where(file: str, sheet: str | None, number: int) -> str:
    """Name a row as the truth does: the file in an archive by its own name."""
    name = file.rpartition("/")[2]
    return f"{name} [{sheet}]:{number}" if sheet else f"{name}:{number}"


def _named(case: Case, sql: str, named: dict[int, str]) -> set[tuple[str, str]]:
    return {(named[one], named[other]) for one, other in case.con.execute(sql).fetchall()}


def _compare_ends(case: Case, truth: Path, counts: Counts) -> None:
    """Trace the complaints, and compare where the money ended."""
    lifo = _ends(truth, "complaint_ends_lifo")
    counts.stolen = sum(lifo.values())
    traced: Counter[str] = Counter()
    for end in case.trace(complaints="all", rule="lifo").ends:
        traced[_end(end.end, end.account)] += end.amount
    counts.off = max((lifo - traced).total(), (traced - lifo).total())
    least, most = Counter[str](), Counter[str]()
    for bound in case.trace_all(complaints="all").bounds:
        least[_end(bound.end, bound.account)] += bound.least
        most[_end(bound.end, bound.account)] += bound.most
    really = _ends(truth, "complaint_ends")
    counts.outside = max((really - most).total(), (least - really).total())


def _ends(truth: Path, name: str) -> Counter[str]:
    ends: Counter[str] = Counter()
    for row in _read(truth, name):
        ends[_end(row["end"], row["account"])] += tiyn(row["amount"]) or 0
    return ends


def _end(end: str, account: str) -> str:
    """Name an end; shops, cash desks and accounts abroad are named otherwise in exports."""
    return end if end in ("cash", "abroad", "spent") else f"{end} {account}"
