"""Average precision of a ranking in which ties are ties."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from itertools import groupby


def average_precision(
    scores: Mapping[str, float], guilty: set[str], judged: Iterable[str]
) -> float:
    """Return the sum of each distinct score's precision times the recall that it adds, 0 to 1.

    Things of one score are taken together. What has no score ranks last, in one tie, so that a
    ranking that names nobody gets the share of the guilty. Raises ZeroDivisionError where none
    of `judged` is guilty.
    """
    ranked = sorted(((scores.get(one, -math.inf), one in guilty) for one in judged), reverse=True)
    total = sum(is_guilty for _, is_guilty in ranked)
    found = seen = 0
    parts = []
    for _, group in groupby(ranked, key=lambda pair: pair[0]):
        verdicts = [is_guilty for _, is_guilty in group]
        seen += len(verdicts)
        found += sum(verdicts)
        parts.append(sum(verdicts) / total * found / seen)
    return math.fsum(parts)
