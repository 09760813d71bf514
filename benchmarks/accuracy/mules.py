"""`mules FOLDER [--part learn|held-out]`: how well mules of other people's data are found.

FOLDER holds what `generators` or `worlds` wrote. Prints a row for each data set and each pattern
of mule in it: how many accounts are labelled, how many of them are mules, and the average
precision of `find droppers --min-score 0` with its defaults, and of the one of ten features
(`SINGLE`) that ranks the mules of this very row best, chosen with hindsight. Accounts without a
finding, or a feature, rank last in one tie. A pattern is judged against all negatives; mules of
other patterns are left out.

Then a line for each data set, all its mules together: how the best single feature compares, and
the negatives that `droppers` names with its default score, by what they are where the truth says
it. Last is what scores mean: of all labelled accounts with a score in a range, the mean score and
the share that are mules, then both counts by data set. What is tuned is tuned on `learn`;
`held-out` is for looking at once.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.accuracy.canonical import LABELS, TRANSFERS
from benchmarks.accuracy.split import PARTS
from moneygraph.api import Case
from moneygraph.detect.derived import ensure_findings
from moneygraph.detect.evaluate.curves import average_precision
from moneygraph.detect.learn.judge import calibrate, curve

ALL = "all"
#: The features that `droppers` is compared with: more of it ranks an account higher.
SINGLE = (
    *("day_passed_share", "week_passed_share", "passes", "payers", "payees"),
    *("received", "paid", "emptying_share", "exit_paid_share", "new_share"),
)
#: What a data set has to reach: so many times the best single feature.
WANTED = 1.5
#: From this score on `droppers` names an account without being asked for more.
NAMED = 0.5
Scores = dict[str, float]
#: By range of the score: accounts, the sum of their scores, mules among them.
Meaning = dict[tuple[float, float], tuple[int, float, int]]


@dataclass(frozen=True)
class Labels:
    """The labels of a part: its negative accounts and what they are, and its mules by pattern."""

    negatives: set[str]
    mules: dict[str, set[str]]
    roles: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Compared:
    """The average precision of `droppers` and of the best single feature, and which that is."""

    ours: float
    single: float
    feature: str

    @property
    def ratio(self) -> float:
        """How many times the best single feature ours is."""
        return self.ours / self.single


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("folder", type=Path)
    parser.add_argument("--part", choices=PARTS, default="learn")


def run(options: argparse.Namespace) -> None:
    """Print the tables of one part of every data set."""
    print(
        f"{'data set':16}{'part':10}{'pattern':17}{'accounts':>9}{'mules':>7}"
        f"{'droppers':>10}{'single':>8}{'ratio':>7}  best single feature"
    )
    meant, summaries = [], []
    for whole in sorted(path.parent for path in options.folder.glob(f"*/{options.part}/{LABELS}")):
        name = whole.parent.name
        features, droppers = _scores(whole / TRANSFERS)
        labels = read_labels(whole / LABELS)
        meant.append((name, _meaning(labels, droppers)))
        for place, (pattern, mules) in enumerate(labels.mules.items()):
            judged = labels.negatives | mules
            found = compare(features, droppers, mules, judged)
            print(
                f"{name:16}{options.part:10}{pattern:17}{len(judged):9}{len(mules):7}"
                f"{found.ours:10.3f}{found.single:8.3f}{found.ratio:7.2f}  {found.feature}",
                flush=True,
            )
            if place == 0:
                summaries.append(_summary(name, labels, droppers, found))
    print("", *summaries, sep="\n")
    _print_meaning(meant)


def compare(
    features: dict[str, Scores], droppers: Scores, mules: set[str], judged: set[str]
) -> Compared:
    """Compare with the feature that ranks the mules best; the first of two that are equal."""
    single = {name: ranking(scores, mules, judged) for name, scores in features.items()}
    best = max(single, key=lambda name: single[name])
    return Compared(ranking(droppers, mules, judged), single[best], best)


def _summary(name: str, labels: Labels, droppers: Scores, found: Compared) -> str:
    """Return what a data set shows in one line."""
    named = {account for account, score in droppers.items() if score >= NAMED}
    mules = set().union(*labels.mules.values())
    wrong = Counter(labels.roles[one] or "no role" for one in named & labels.negatives)
    reached = f"at least {WANTED}" if found.ratio >= WANTED else f"short of {WANTED}"
    who = ", ".join(f"{count} {role}" for role, count in sorted(wrong.items()))
    return (
        f"{name}: {found.ours:.3f} is {found.ratio:.2f} times {found.feature}"
        f" ({reached});"
        f" named {len(named & mules)} of {len(mules)} mules,"
        f" {wrong.total()} of {len(labels.negatives)} others" + (f" ({who})" if who else "")
    )


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
        for row in calibrate(score, positive, "account")
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
    roles: dict[str, str] = {}
    mules: dict[str, set[str]] = {}
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["label"] == "0":
                negatives.add(row["account"])
                roles[row["account"]] = row["pattern"]
            else:
                mules.setdefault(row["pattern"], set()).add(row["account"])
    together = {ALL: set().union(*mules.values())} if len(mules) > 1 else {}
    return Labels(negatives, together | dict(sorted(mules.items())), roles)


def ranking(scores: Scores, mules: set[str], judged: Iterable[str]) -> float:
    """Return the average precision of scores; what has none ranks last, in one tie."""
    ordered = list(judged)
    score = np.array([scores.get(one, np.nan) for one in ordered])
    return average_precision(curve(score, np.array([one in mules for one in ordered])))


def _scores(transfers: Path) -> tuple[dict[str, Scores], Scores]:
    """Return each feature and the score of `droppers` for the accounts of a case, with defaults."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "case.duckdb"
        with Case.open(file, create=True) as case:
            case.load(transfers, covers="all")
            found = case.find("droppers", min_score=0)
            with case.file.scratch() as scratch:
                ensure_findings(scratch)
                rows = scratch.con.execute(
                    f"select a.number, {', '.join(f't.{name}' for name in SINGLE)}"
                    " from feature as t join account as a on a.id = t.account"
                ).fetchall()
    features = {
        name: {row[0]: float(row[place]) for row in rows if row[place] is not None}
        for place, name in enumerate(SINGLE, start=1)
    }
    return features, {row["account"]: row["score"] for row in found.rows}
