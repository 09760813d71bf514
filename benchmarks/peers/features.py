"""Features by IBM's Graph Feature Preprocessor (snapml): all that it has, of each transfer."""

from __future__ import annotations

import os
from typing import Any

from benchmarks.peers.watch import Task, Watch, edges

_FAMILIES = ("fan", "degree", "scatter-gather", "temp-cycle", "lc-cycle")
_DAY_S = 86_400


def gfp(task: Task) -> dict[str, Any]:
    """Make all features over its own windows: from half a day for fans to twenty days."""
    return _made(task, {})


def gfp_day(task: Task) -> dict[str, Any]:
    """Make all features over windows of a day, as our droppers have."""
    windows = {f"{name}_tw": _DAY_S for name in (*_FAMILIES, "vertex_stats")}
    return _made(task, windows)


def _made(task: Task, windows: dict[str, int]) -> dict[str, Any]:
    import numpy as np
    import snapml

    watch = Watch()
    read = edges(task.source)
    made = snapml.GraphFeaturePreprocessor()
    threads = len(os.sched_getaffinity(0))
    every = {**dict.fromkeys(_FAMILIES, True), "vertex_stats_cols": [4], "num_threads": threads}
    made.set_params({**made.get_params(), **every, **windows})
    rows = np.column_stack([read["id"], read["from"], read["to"], read["at"], read["amount"]])
    ready = watch.lap()
    found = made.fit_transform(np.ascontiguousarray(rows, np.float64))
    return {"ready": ready, "answer": watch.lap(), "found": int(found.shape[1])}
