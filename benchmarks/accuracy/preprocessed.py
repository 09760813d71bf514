"""Features of transfers by IBM's Graph Feature Preprocessor (package snapml), to compare with.

Its cycles and scatter-gathers take long where accounts have thousands of payments, so each setting
runs in a process of its own, which is ended after a while: `python -m
benchmarks.accuracy.preprocessed TRANSFERS SETTING FILE` writes the features of all transfers.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]

_DAY_S = 86_400
_BINS = list(range(2, 31))
_BATCH = 2_048
#: Columns that it is given: a transfer's number, payer, payee, seconds, amount. The first four
#: are no features.
_PLAIN = 4
_COUNTED, _SEARCHED = ("fan", "degree"), ("scatter-gather", "temp-cycle", "lc-cycle")


def _settings(window_s: int, searched: bool) -> dict[str, Any]:
    """Return everything it can do, over a window; `searched` or not what it must search for."""
    shapes = (*_COUNTED, *_SEARCHED)
    return {
        "num_threads": 2,
        "time_window": window_s,
        "vertex_stats": True,
        "vertex_stats_tw": window_s,
        "vertex_stats_cols": [3, 4],
        "vertex_stats_feats": list(range(11)),
        **{f"{name}_bins": _BINS for name in shapes},
        **{f"{name}_tw": window_s for name in shapes},
        **{name: searched or name in _COUNTED for name in shapes},
        "lc-cycle_len": 6,
        "lc-cycle_bins": list(range(2, 7)),
    }


#: A day; a week, the longest stay that our features count; and all there is, without what it
#: searches for, as that would not end.
SETTINGS = {
    "day": _settings(_DAY_S, searched=True),
    "week": _settings(7 * _DAY_S, searched=True),
    "all time": _settings(3_650 * _DAY_S, searched=False),
}


@dataclass(frozen=True)
class Preprocessed:
    """Features of transfers: a row each, in the order of the file."""

    features: Floats
    payer: NDArray[np.int64]
    payee: NDArray[np.int64]
    ids: dict[str, int]

    def of_accounts(self, accounts: list[str]) -> Floats:
        """Return a row an account: the largest and the mean over what it paid, and was paid."""
        frame = pd.DataFrame(self.features)
        parts = []
        for side in (self.payer, self.payee):
            grouped = frame.groupby(side)
            parts += [one.reindex(range(len(self.ids))) for one in (grouped.max(), grouped.mean())]
        whole = np.hstack([part.to_numpy(np.float64) for part in parts])
        whole = np.vstack([whole, np.full(whole.shape[1], np.nan)])
        chosen: Floats = _finite(whole[[self.ids.get(account, -1) for account in accounts]])
        return chosen


def preprocess(transfers: Path, setting: str, limit_s: float) -> Preprocessed | None:
    """Return features by one of `SETTINGS`; None where that takes longer than the limit."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "features.npy"
        call = [sys.executable, "-m", __spec__.name, str(transfers), setting, str(out)]
        try:
            subprocess.run(call, check=True, timeout=limit_s)
        except subprocess.TimeoutExpired:
            return None
        sorted_features: Floats = np.load(out)
    rows, ids, order = _read(transfers)
    features = np.empty_like(sorted_features)
    features[order] = sorted_features
    ends = np.empty((len(rows), 2), np.int64)
    ends[order] = rows[:, 1:3]
    return Preprocessed(_finite(features), ends[:, 0], ends[:, 1], ids)


def _finite(values: Floats) -> Floats:
    known: Floats = np.where(np.isfinite(values), values, np.nan)
    return known


def _measure(transfers: Path, setting: str) -> Floats:
    """Return a row for each transfer, in the order of time."""
    from snapml import GraphFeaturePreprocessor

    rows, _, _ = _read(transfers)
    graph = GraphFeaturePreprocessor()
    graph.set_params(SETTINGS[setting])
    batches = range(0, len(rows), _BATCH)
    features = np.vstack([graph.transform(rows[first : first + _BATCH]) for first in batches])
    whole: Floats = features[:, _PLAIN:]
    return whole


def _read(transfers: Path) -> tuple[Floats, dict[str, int], NDArray[np.int64]]:
    """Return its input, in the order of time, the number of each account, and that order."""
    table = pd.read_csv(transfers, dtype=str, keep_default_na=False).sort_values(
        "ts", kind="stable"
    )
    order = table.index.to_numpy()
    payer = table["from_account"].where(table["from_account"] != "", table["from_name"])
    payee = table["to_account"].where(table["to_account"] != "", table["to_name"])
    ids = {name: index for index, name in enumerate(sorted({*payer, *payee}))}
    seconds = pd.to_datetime(table["ts"]).astype("datetime64[s]").astype(np.int64)
    columns = [
        np.arange(len(table)),
        payer.map(ids),
        payee.map(ids),
        seconds - seconds.min(),
        table["amount"].astype(float),
    ]
    return np.ascontiguousarray(np.column_stack(columns), dtype=np.float64), ids, order


if __name__ == "__main__":
    np.save(sys.argv[3], _measure(Path(sys.argv[1]), sys.argv[2]))
