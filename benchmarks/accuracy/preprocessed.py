"""Features of accounts by IBM's Graph Feature Preprocessor (package snapml), to compare with."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]

_WEEK_S = 7 * 86_400
_BINS = list(range(2, 31))
_BATCH = 2_048
#: Columns that it is given: a transfer's number, payer, payee, seconds, amount. The first four
#: are no features.
_PLAIN = 4
#: Everything it can do, over a week, the longest stay that our features count.
SETTINGS: dict[str, Any] = {
    "num_threads": 2,
    "time_window": _WEEK_S,
    "vertex_stats": True,
    "vertex_stats_tw": _WEEK_S,
    "vertex_stats_cols": [3, 4],
    "vertex_stats_feats": list(range(11)),
    **{f"{name}_bins": _BINS for name in ("fan", "degree", "scatter-gather", "temp-cycle")},
    **{
        f"{name}_tw": _WEEK_S
        for name in ("fan", "degree", "scatter-gather", "temp-cycle", "lc-cycle")
    },
    **dict.fromkeys(("fan", "degree", "scatter-gather", "temp-cycle", "lc-cycle"), True),
    "lc-cycle_len": 6,
    "lc-cycle_bins": list(range(2, 7)),
}


def preprocess(transfers: Path, accounts: list[str]) -> Floats:
    """Return a row an account: the largest and the mean over what it paid, and was paid."""
    from snapml import GraphFeaturePreprocessor

    rows, ids = _read(transfers)
    graph = GraphFeaturePreprocessor()
    graph.set_params(SETTINGS)
    batches = range(0, len(rows), _BATCH)
    features = np.vstack([graph.transform(rows[first : first + _BATCH]) for first in batches])
    frame = pd.DataFrame(features[:, _PLAIN:])
    indices = [ids.get(account, -1) for account in accounts]
    parts = []
    for side in (1, 2):
        grouped = frame.groupby(rows[:, side].astype(np.int64))
        parts += [grouped.max().reindex(indices), grouped.mean().reindex(indices)]
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
