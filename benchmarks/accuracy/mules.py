"""`mules FOLDER [--part learn|held-out]`: how well mules of other people's data are found.

FOLDER holds what `generators` wrote. Prints a row for each data set and each pattern of mule in
it: how many accounts are labelled, how many of them are mules, and the average precision of
`find droppers --min-score 0` with its defaults and of one feature, the share of what an account
received from others that it passed on to others within a day (lifo). Accounts without a
finding, or a share, rank last in one tie. A pattern is judged against all negatives; mules of
other patterns are left out. Below it is what scores mean: of all labelled accounts with a
score in a range, the mean score and the share that are mules, then both counts by data set. What
is tuned is tuned on `learn`; `held-out` is for looking at once.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.accuracy.canonical import LABELS, TRANSFERS
from benchmarks.accuracy.split import PARTS
from moneygraph.api import Case
from moneygraph.detect.evaluate.curves import average_precision
from moneygraph.detect.learn.judge import calibrate, curve

ALL = "all"
Scores = dict[str, float]
#: By range of the score: accounts, the sum of their scores, mules among them.
Meaning = dict[tuple[float, float], tuple[int, float, int]]


@dataclass(frozen=True)
class Labels:
    """The labels of a part: its negative accounts, and its mules by pattern."""

    negatives: set[str]
    mules: dict[str, set[str]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("folder", type=Path)
    parser.add_argument("--part", choices=PARTS, default="learn")


def run(options: argparse.Namespace) -> None:
    """Print the table of one part of every data set."""
    print(
        f"{'data set':16}{'part':10}{'pattern':17}{'accounts':>9}{'mules':>7}"
        f"{'passed on':>11}{'droppers':>10}{'ratio':>7}"
    )
    meant = []
    for whole in sorted(path.parent for path in options.folder.glob(f"*/{options.part}/{LABELS}")):
        feature, droppers = _scores(whole / TRANSFERS)
        labels = read_labels(whole / LABELS)
        meant.append((whole.parent.name, _meaning(labels, droppers)))
        for pattern, mules in labels.mules.items():
            judged = labels.negatives | mules
            single, ours = (ranking(scores, mules, judged) for scores in (feature, droppers))
            print(
                f"{whole.parent.name:16}{options.part:10}{pattern:17}{len(judged):9}{len(mules):7}"
                f"{single:11.3f}{ours:10.3f}{ours / single:7.2f}",
                flush=True,
            )

    _print_meaning(meant)


def _meaning(labels: Labels, droppers: Scores) -> Meaning:
    """Return, by range of the score, how many accounts, the sum of scores, and how many mules."""
    mules = set().union(*labels.mules.values())
    judged = sorted((labels.negatives | mules) & droppers.keys())
    score = np.array([droppers[one] for one in judged])
    positive = np.array([one in mules for one in judged])
    return {
        (row["least"], row["most"]): (
            row["accounts"],
            row["predicted"] * row["accounts"],
            round(row["seen"] * row["accounts"]),
        )
        for row in calibrate(score, positive)
    }


def _print_meaning(
    meant: list[tuple[str, Meaning]],
) -> None:
    sums: dict[tuple[float, float], list[float]] = {}
    for _, ranges in meant:
        for one, values in ranges.items():
            sums[one] = [a + b for a, b in zip(sums.get(one, [0, 0, 0]), values, strict=True)]
    print(f"\n{'score':14}{'accounts':>9}{'mean':>8}{'mules':>8}" + _names(meant))
    for one in sorted(sums):
        accounts, total, mules = sums[one]
        of = "".join(_cell(ranges.get(one)) for _, ranges in meant)
        print(
            f"{one[0]:.2f}-{one[1]:.2f}{int(accounts):>14}{total / accounts:8.2f}"
            f"{mules / accounts:8.2f}{of}"
        )


def _names(meant: list[tuple[str, Meaning]]) -> str:
    return "".join(f"{name:>15}" for name, _ in meant)


def _cell(values: tuple[int, float, int] | None) -> str:
    return f"{'-' if values is None else f'{values[2]} of {values[0]}':>15}"


def read_labels(path: Path) -> Labels:
    """Read labels; all mules together are under `ALL`, before the patterns they are of."""
    negatives: set[str] = set()
    mules: dict[str, set[str]] = {}
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["label"] == "0":
                negatives.add(row["account"])
            else:
                mules.setdefault(row["pattern"], set()).add(row["account"])
    together = {ALL: set().union(*mules.values())} if len(mules) > 1 else {}
    return Labels(negatives, together | dict(sorted(mules.items())))


def ranking(scores: Scores, mules: set[str], judged: Iterable[str]) -> float:
    """Return the average precision of scores; what has none ranks last, in one tie."""
    ordered = list(judged)
    score = np.array([scores.get(one, np.nan) for one in ordered])
    return average_precision(curve(score, np.array([one in mules for one in ordered])))


def _scores(transfers: Path) -> tuple[Scores, Scores]:
    """Return the feature and the score of `droppers` for each account of a case, with defaults."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "case.duckdb"
        with Case.open(file, create=True) as case:
            case.load(transfers, covers="all")
            found = case.find("droppers", min_score=0)
            text = Path(__file__).with_name("passed_on.sql").read_text(encoding="utf-8")
            feature = dict(case.con.execute(text).fetchall())
    return feature, {row["account"]: row["score"] for row in found.rows}
