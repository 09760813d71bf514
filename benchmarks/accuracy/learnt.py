"""`learn FOLDER [--of account]`: a model on our features beside the same on another library's.

FOLDER holds data sets, each with the parts `learn` and `held-out` that `split` writes: transfers,
and labels of accounts that are in no other part. Trees are fitted with the settings of
`moneygraph learn` on the one and judged on the other, (a) on our features, with and without their
directions, (b) on those of IBM's Graph Feature Preprocessor (package snapml) at three settings:
fans, degrees and vertex statistics of each transfer over a day, a week, or all time, with
scatter-gathers and temporal and length-constrained cycles over a day and a week; and of an account
the largest and the mean over what it paid and over what it was paid. First accounts are judged,
then transfers: positive is what a labelled mule pays or is paid in the time in which it was one
(see `truth.csv`), negative what is of no mule, and an account of either is labelled. `--of` judges
one of both alone. Where a setting takes longer than `--limit` for a part it has no figures. Every
labelled account of the part is judged; one that received no money has no features of ours. Printed
are average precision and the precision among the first 50 and 100, each the mean over three seeds
of the trees; beside them `droppers` without a model. What is tuned is tuned on `learn` alone:
`held-out` is for looking at once.
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
import pandas as pd

from benchmarks.accuracy.preprocessed import SETTINGS as THEIRS
from benchmarks.accuracy.preprocessed import Floats, Preprocessed, preprocess
from moneygraph.api import Case
from moneygraph.detect.derived import ensure_findings
from moneygraph.detect.evaluate.curves import average_precision
from moneygraph.detect.learn.features import model_features
from moneygraph.detect.learn.fit import ROUNDS, SETTINGS
from moneygraph.detect.learn.judge import curve, precision_at
from moneygraph.detect.learn.measured import matrix
from moneygraph.detect.learn.transfers.features import transfer_features
from moneygraph.detect.learn.transfers.measured import measure_transfers, read_transfers
from moneygraph.store.data import OURS
from moneygraph.store.schema import ROW_BASE

#: The number of the first row of a file below its head.
_HEAD = 2
LEARN, HELD_OUT = "learn", "held-out"
BUDGETS = (50, 100)
SEEDS = range(3)

FEATURES = {"account": model_features(OURS), "transfer": transfer_features(OURS)}


@dataclass(frozen=True)
class Part:
    """What is labelled in a part of a data set, and the features of each, ours and the other's.

    `theirs` is by setting, where it came to an end; `points` is what `droppers` gives, of a
    transfer the more of its two accounts.
    """

    positive: np.ndarray
    ours: Floats
    theirs: dict[str, Floats]
    points: Floats


@dataclass(frozen=True)
class Ours:
    """Our features by account, and by transfer as in the file; the scores of `droppers`."""

    accounts: dict[str, Floats]
    transfers: Floats
    points: dict[str, float]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", metavar="NAME", help="this data set alone")
    parser.add_argument("--of", choices=sorted(FEATURES), help="judge these alone")
    parser.add_argument("--limit", type=float, default=300, help="seconds for a part and a setting")


def run(options: argparse.Namespace) -> None:
    """Print a row for each data set and each way to score."""
    heads = "".join(f"{f'first {budget}':>11}" for budget in BUDGETS)
    print(f"{'data set':25}{'judged':>9}{'mules':>7}  {'features':22}{'AP':>7}{heads}")
    for folder in sorted(path.parent for path in options.folder.glob(f"*/{HELD_OUT}")):
        if options.only in (None, folder.name):
            _measure(folder, [options.of] if options.of else [*FEATURES], options.limit)


def _measure(folder: Path, judged: list[str], limit_s: float) -> None:
    early, late = (_read(folder / part, limit_s) for part in (LEARN, HELD_OUT))
    for of in judged:
        _compare(f"{folder.name}, {of}s", of, early[of], late[of])


def _compare(title: str, of: str, early: Part, late: Part) -> None:
    directions = tuple(one.direction for one in FEATURES[of])
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
            print(f"{title}: snapml, {setting}, took longer than the limit")
    for name, each in scores.items():
        curves = [curve(score, late.positive) for score in each]
        means = [np.mean([precision_at(points, budget) for points in curves]) for budget in BUDGETS]
        print(
            f"{title:25}{len(late.positive):9}{late.positive.sum():7}  {name:22}"
            f"{np.mean([average_precision(points) for points in curves]):7.3f}"
            + "".join(f"{mean:11.2f}" for mean in means),
            flush=True,
        )


def _scores(
    early: Floats, late: Floats, positive: np.ndarray, directions: tuple[int, ...] | None
) -> list[Floats]:
    """Return the scores of what is later by trees of each seed."""
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


def _read(part: Path, limit_s: float) -> dict[str, Part]:
    """Measure one part; print to standard error how long each side took."""
    with (part / "labels.csv").open(newline="", encoding="utf-8") as file:
        labels = {row["account"]: row["label"] != "0" for row in csv.DictReader(file)}
    accounts = sorted(labels)
    started = time.perf_counter()
    ours = _ours(part / "transfers.csv")
    halfway = time.perf_counter()
    each = {one: preprocess(part / "transfers.csv", one, limit_s) for one in THEIRS}
    theirs = {setting: made for setting, made in each.items() if made is not None}
    took = f"ours {halfway - started:.0f} s, theirs {time.perf_counter() - halfway:.0f} s"
    print(f"{part}: {took}; without limit: {', '.join(theirs)}", file=sys.stderr)
    return {
        "account": _of_accounts(accounts, labels, ours, theirs),
        "transfer": _of_transfers(part, labels, ours, theirs),
    }


def _of_accounts(
    accounts: list[str], labels: dict[str, bool], ours: Ours, theirs: dict[str, Preprocessed]
) -> Part:
    none = np.full(len(FEATURES["account"]), np.nan)
    return Part(
        np.array([labels[account] for account in accounts]),
        np.array([ours.accounts.get(account, none) for account in accounts]),
        {setting: made.of_accounts(accounts) for setting, made in theirs.items()},
        np.array([ours.points.get(account, np.nan) for account in accounts]),
    )


def _of_transfers(
    part: Path, labels: dict[str, bool], ours: Ours, theirs: dict[str, Preprocessed]
) -> Part:
    table = pd.read_csv(part / "transfers.csv", dtype=str, keep_default_na=False)
    ends = [table["from_account"], table["to_account"]]
    positive = np.logical_or(
        *(_acts(part.parent / "truth.csv", labels, table["ts"], one) for one in ends)
    )
    labelled = np.logical_or(*(one.isin(labels) for one in ends))
    innocent = ~np.logical_or(*(one.isin(_mules(part.parent / "truth.csv").index) for one in ends))
    judged = np.flatnonzero((positive | (labelled & innocent)) & np.isfinite(ours.transfers[:, 0]))
    points = np.fmax(*(one.map(ours.points).to_numpy(np.float64) for one in ends))
    return Part(
        positive[judged],
        ours.transfers[judged],
        {setting: made.features[judged] for setting, made in theirs.items()},
        points[judged],
    )


def _mules(truth: Path) -> pd.DataFrame:
    """Return since when and until when each mule is one, by its account."""
    table = pd.read_csv(truth, dtype=str)
    mules = table[table["label"] != "0"].groupby("account")
    return pd.DataFrame({"since": mules["since"].min(), "until": mules["until"].max()})


def _acts(truth: Path, labels: dict[str, bool], ts: pd.Series, account: pd.Series) -> np.ndarray:
    """Tell which transfers have a labelled mule as this end, at the time when it is one."""
    mules = _mules(truth)
    mules = mules[[labels.get(one, False) for one in mules.index]]
    since, until = (account.map(mules[one]).fillna("") for one in ("since", "until"))
    acts: np.ndarray = ((since != "") & (ts >= since) & (ts <= until)).to_numpy()
    return acts


def _ours(transfers: Path) -> Ours:
    """Measure a file; transfers that no row of it makes have NaN."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Case.open(Path(folder) / "case.duckdb", create=True) as case,
    ):
        case.load(transfers, covers="all")
        found = case.find("droppers", min_score=0, model="none")
        with case.file.scratch() as file:
            ensure_findings(file)
            measure_transfers(file)
            read = file.con.execute(
                "select a.number, f.* from model_features('measure') as f"
                " join account as a on a.id = f.account"
            ).fetchnumpy()
            columns = "coalesce(t.debit_row, t.credit_row) as row, f.*"
            moved = read_transfers(file, "join transfer as t on t.id = f.id", columns)
            ((rows,),) = file.con.execute("select count(*) from row_base").fetchall()
    values = np.full((rows, len(FEATURES["transfer"])), np.nan)
    values[(moved["row"] % ROW_BASE).astype(np.int64) - _HEAD] = matrix(moved, FEATURES["transfer"])
    by_number = dict(zip(read["number"].tolist(), matrix(read, FEATURES["account"]), strict=True))
    return Ours(by_number, values, {row["account"]: row["score"] for row in found.rows})
