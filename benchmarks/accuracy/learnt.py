"""`learn FOLDER`: a model on our features beside the same model on those of another library.

FOLDER holds data sets, each with the parts `learn` and `held-out` that `split` writes: transfers,
and labels of accounts that are in no other part. Trees are fitted with the settings of
`moneygraph learn` on the one and judged on the other, (a) on our features, with and without their
directions, (b) on those of IBM's Graph Feature Preprocessor (package snapml) at three settings:
fans, degrees and vertex statistics of each transfer over a day, a week, or all time, with
scatter-gathers and temporal and length-constrained cycles over a day and a week; and of an account
the largest and the mean over what it paid and over what it was paid. Where a setting takes longer
than `--limit` for a part it has no figures. Every labelled account of the part is judged; one that
received no money has no features of ours. Printed are average precision and the precision among the
first 50 and 100, each the mean over five seeds of the trees; beside them `droppers` without a
model. What is tuned is tuned on `learn` alone: `held-out` is for looking at once.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.accuracy.preprocessed import SETTINGS as THEIRS
from benchmarks.accuracy.preprocessed import Floats, preprocess
from moneygraph.api import Case
from moneygraph.detect.derived import ensure_findings
from moneygraph.detect.evaluate.curves import average_precision
from moneygraph.detect.learn.features import make_model_features, model_features
from moneygraph.detect.learn.fit import ROUNDS, SETTINGS
from moneygraph.detect.learn.judge import curve, precision_at
from moneygraph.detect.learn.measured import matrix, measure_for_models
from moneygraph.store.data import OURS

LEARN, HELD_OUT = "learn", "held-out"
BUDGETS = (50, 100)
SEEDS = range(5)

FEATURES = model_features(OURS)


@dataclass(frozen=True)
class Part:
    """A part of a data set: labelled accounts, and the features of each, ours and the other's.

    `theirs` is by setting, where it came to an end.
    """

    positive: np.ndarray
    ours: Floats
    theirs: dict[str, Floats]
    points: Floats


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", metavar="NAME", help="this data set alone")
    parser.add_argument("--limit", type=float, default=300, help="seconds for a part and a setting")


def run(options: argparse.Namespace) -> None:
    """Print a row for each data set and each way to score."""
    heads = "".join(f"{f'first {budget}':>11}" for budget in BUDGETS)
    print(f"{'data set':16}{'accounts':>9}{'mules':>7}  {'features':22}{'AP':>7}{heads}")
    for folder in sorted(path.parent for path in options.folder.glob(f"*/{HELD_OUT}")):
        if options.only in (None, folder.name):
            _measure(folder, options.limit)


def _measure(folder: Path, limit_s: float) -> None:
    early, late = (_read(folder / part, limit_s) for part in (LEARN, HELD_OUT))
    directions = tuple(one.direction for one in FEATURES)
    scores = {
        "ours": _scores(early.ours, late.ours, early.positive, directions),
        "ours, no directions": _scores(early.ours, late.ours, early.positive, None),
        "droppers, no model": [late.points],
    }
    for setting in THEIRS:
        if setting in early.theirs and setting in late.theirs:
            theirs = early.theirs[setting], late.theirs[setting]
            scores[f"snapml, {setting}"] = _scores(*theirs, early.positive, None)
        else:
            print(f"{folder.name}: snapml, {setting}, took longer than {limit_s:.0f} s")
    for name, each in scores.items():
        curves = [curve(score, late.positive) for score in each]
        means = [np.mean([precision_at(points, budget) for points in curves]) for budget in BUDGETS]
        print(
            f"{folder.name:16}{len(late.positive):9}{late.positive.sum():7}  {name:22}"
            f"{np.mean([average_precision(points) for points in curves]):7.3f}"
            + "".join(f"{mean:11.2f}" for mean in means),
            flush=True,
        )


def _scores(
    early: Floats, late: Floats, positive: np.ndarray, directions: tuple[int, ...] | None
) -> list[Floats]:
    """Return the scores of the later accounts by trees of each seed."""
    import xgboost

    given = xgboost.DMatrix(early, positive.astype(np.float64), nthread=1)
    judged = xgboost.DMatrix(late, nthread=1)
    directed = {"monotone_constraints": directions} if directions else {}
    return [
        xgboost.train(SETTINGS | directed | {"seed": seed}, given, ROUNDS)
        .predict(judged)
        .astype(np.float64)
        for seed in SEEDS
    ]


def _read(part: Path, limit_s: float) -> Part:
    """Measure one part; print to standard error how long each side took."""
    with (part / "labels.csv").open(newline="", encoding="utf-8") as file:
        labels = sorted((row["account"], row["label"] != "0") for row in csv.DictReader(file))
    accounts = [account for account, _ in labels]
    started = time.perf_counter()
    ours, points = _ours(part / "transfers.csv", accounts)
    halfway = time.perf_counter()
    each = {one: preprocess(part / "transfers.csv", accounts, one, limit_s) for one in THEIRS}
    theirs = {setting: values for setting, values in each.items() if values is not None}
    took = f"ours {halfway - started:.0f} s, theirs {time.perf_counter() - halfway:.0f} s"
    counts = ", ".join(f"{values.shape[1]} by {setting}" for setting, values in theirs.items())
    print(f"{part}: {took}; {ours.shape[1]} features, theirs {counts}", file=sys.stderr)
    return Part(np.array([positive for _, positive in labels]), ours, theirs, points)


def _ours(transfers: Path, accounts: list[str]) -> tuple[Floats, Floats]:
    """Return our features and the score of `droppers`, NaN where there is none."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Case.open(Path(folder) / "case.duckdb", create=True) as case,
    ):
        case.load(transfers, covers="all")
        found = case.find("droppers", min_score=0, model="none")
        with case.file.scratch() as file:
            ensure_findings(file)
            measure_for_models(file)
            make_model_features(file.con, FEATURES)
            read = file.con.execute(
                "select a.number, f.* from model_features('measure') as f"
                " join account as a on a.id = f.account"
            ).fetchnumpy()
    index = {number: at for at, number in enumerate(read["number"].tolist())}
    values = np.vstack([matrix(read, FEATURES), np.full(len(FEATURES), np.nan)])
    score = {row["account"]: row["score"] for row in found.rows}
    points = np.array([score.get(account, np.nan) for account in accounts])
    return values[[index.get(account, -1) for account in accounts]], points
