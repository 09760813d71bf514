"""Exact sums by key."""

from __future__ import annotations

import numpy as np

from moneygraph.trails.pieces import Int64s


def sums(keys: Int64s, values: Int64s) -> tuple[Int64s, Int64s]:
    """Return the distinct keys in order and the sum of the values of each, exactly."""
    distinct, place = np.unique(keys, return_inverse=True)
    added = np.zeros(len(distinct), np.int64)
    np.add.at(added, place, values)
    return distinct, added
