"""`patterns PATTERNS [--part learn|held-out] [--folder DIR]`: how much of planted shapes is found.

PATTERNS is AMLworld's file of labelled attempts (`HI-Small_Patterns.txt`; its terms are
CDLA-Sharing-1.0). Makes a case of one part of them among at least 500,000 ordinary transfers
(`background`), runs `patterns` and prints, for each type, how much of the time-feasible
transfers (`attempts.feasible`) is in the first 500, 1,000 and 3,000 findings, and of how
many attempts one finding holds at least half. Below it is how many findings of each pattern
are attempts (at least half of their transfers are labelled), and which share of their transfers
is labelled. What is tuned is tuned on `learn`; `held-out` has another seed and is for looking at
once.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from benchmarks.accuracy.attempts import Attempt, read_attempts, split
from benchmarks.accuracy.made import write_case
from benchmarks.accuracy.recall import Hits, Row, ids_by_move, labelled_ids, precision, recall
from moneygraph.api import Case

BUDGETS = (500, 1_000, 3_000)
SEEDS = {"learn": 1, "held-out": 2}
#: The types of which a whole shape can be recognised; the rest are transfers that share no account.
SHAPES = ("cycle", "fan-in", "fan-out", "gather-scatter", "scatter-gather", "stack")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("patterns", type=Path)
    parser.add_argument("--part", choices=SEEDS, default="learn")
    parser.add_argument("--folder", type=Path)


def run(options: argparse.Namespace) -> None:
    """Print the table of one part."""
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        _measure(list(read_attempts(options.patterns)), options.part, Path(folder))


def _measure(attempts: list[Attempt], part: str, folder: Path) -> None:
    planted = dict(zip(SEEDS, split(attempts), strict=True))[part]
    file, case_file = folder / "amlworld.csv", folder / "case.duckdb"
    ordinary = write_case(file, attempts, planted, SEEDS[part])
    with Case.open(case_file, create=True) as case:
        case.load(file)
    ids = ids_by_move(case_file)
    with Case.open(case_file) as case:
        case.find("patterns", limit=1)  # makes the derived tables
        started = time.perf_counter()
        rows = case.find("patterns", min_score=0).rows
        took = time.perf_counter() - started
    found = [set(row["transfers"]) for row in rows]
    print(f"{part}: {len(planted)} attempts among {ordinary} transfers; {len(found)} findings")
    print(f"found in {took:.1f} s\n")
    _print([recall(planted, ids, found[:budget]) for budget in BUDGETS])
    named = [(row["pattern"], one) for row, one in zip(rows, found, strict=True)]
    labelled = labelled_ids(planted, ids)
    _print_precision([precision(labelled, named[:budget]) for budget in BUDGETS])


def _print(tables: list[dict[str, Row]]) -> None:
    print(f"{'type':16}{'feasible':>9}" + "".join(f"{f'in {budget}':>18}" for budget in BUDGETS))
    for kind in sorted(tables[0]):
        _print_row(kind, [table[kind] for table in tables])
    _print_row("the six shapes", [_total(table) for table in tables])


def _print_precision(tables: list[tuple[Hits, float]]) -> None:
    print(f"\n{'findings':16}{'':9}" + "".join(f"{f'in {budget}':>18}" for budget in BUDGETS))
    for pattern in sorted({pattern for hits, _ in tables for pattern in hits}):
        counts = [hits.get(pattern, (0, 0)) for hits, _ in tables]
        print(f"{pattern:25}" + "".join(f"{_share(right, of):>18}" for right, of in counts))
    sums = [[sum(column) for column in zip(*hits.values(), strict=True)] for hits, _ in tables]
    print(f"{'all findings':25}" + "".join(f"{_share(right, of):>18}" for right, of in sums))
    print(f"{'labelled of transfers':25}" + "".join(f"{share:>18.2f}" for _, share in tables))


def _share(right: int, of: int) -> str:
    return f"{right / max(1, of):.2f} ({right}/{of})"


def _total(table: dict[str, Row]) -> Row:
    hit, sought, whole, attempts = (
        sum(column) for column in zip(*(table[kind] for kind in SHAPES), strict=True)
    )
    return hit, sought, whole, attempts


def _print_row(kind: str, rows: list[Row]) -> None:
    cells = "".join(
        f"{f'{hit / sought:.2f} ({whole}/{of})':>18}" for hit, sought, whole, of in rows
    )
    print(f"{kind:16}{rows[0][1]:>9}{cells}")
