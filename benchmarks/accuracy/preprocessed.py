"""Features of accounts by IBM's Graph Feature Preprocessor (package snapml), to compare with.

Its cycles and scatter-gathers take long where accounts have thousands of payments, so each setting
runs in a process of its own, which is ended after a while: `python -m
benchmarks.accuracy.preprocessed TRANSFERS SETTING FILE` writes the features of all accounts.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
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


def preprocess(transfers: Path, accounts: list[str], setting: str, limit_s: float) -> Floats | None:
    """Return a row an account, by one of `SETTINGS`; None where that takes longer than the limit.

    The columns are the largest and the mean over what it paid, and over what it was paid.
    """
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "features.npy"
        call = [sys.executable, "-m", __spec__.name, str(transfers), setting, str(out)]
        try:
            subprocess.run(call, check=True, timeout=limit_s)
        except subprocess.TimeoutExpired:
            return None
        whole: Floats = np.load(out)
    _, ids = _read(transfers)
    whole = np.vstack([whole, np.full(whole.shape[1], np.nan)])
    chosen: Floats = whole[[ids.get(account, -1) for account in accounts]]
    return chosen


def _measure(transfers: Path, setting: str) -> Floats:
    """Return a row for each account, in the order of the numbers that `_read` gives."""
    from snapml import GraphFeaturePreprocessor

    rows, ids = _read(transfers)
    graph = GraphFeaturePreprocessor()
    graph.set_params(SETTINGS[setting])
    batches = range(0, len(rows), _BATCH)
    features = np.vstack([graph.transform(rows[first : first + _BATCH]) for first in batches])
    frame = pd.DataFrame(features[:, _PLAIN:])
    parts = []
    for side in (1, 2):
        grouped = frame.groupby(rows[:, side].astype(np.int64))
        parts += [grouped.max().reindex(range(len(ids))), grouped.mean().reindex(range(len(ids)))]
    whole = np.hstack([part.to_numpy(np.float64) for part in parts])
    whole[~np.isfinite(whole)] = np.nan
    return whole


def _read(transfers: Path) -> tuple[Floats, dict[str, int]]:
    """Return its input, in the order of time, and the number it gives each account."""
    table = pd.read_csv(transfers, dtype=str, keep_default_na=False).sort_values(
        "ts", kind="stable"
    )
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
    return np.ascontiguousarray(np.column_stack(columns), dtype=np.float64), ids


if __name__ == "__main__":
    np.save(sys.argv[3], _measure(Path(sys.argv[1]), sys.argv[2]))
