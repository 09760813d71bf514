"""The compiled loop that finds the other side of a row among rows of one block."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

DEBIT, CREDIT, BOTH, UNKNOWN, PAIRED = 0, 1, 2, 3, 4
NO_BANK = 0
_EARLY = 15 * 60
_DAY = 86_400
_LOOK_BACK = 256


@njit(cache=True)
def match_blocks(
    block: Any,
    seconds: Any,
    day_only: Any,
    side: Any,
    source: Any,
    parties: Any,
    within: int,
    days: int,
    ordered: bool,
) -> Any:
    """Return for each row the index of its other side, or -1.

    Rows are ordered by block, then time. `seconds` since the epoch; `parties` has one row
    each of [payer's account, payee's account, payer's owner, payee's owner], 0 where not
    known. Two rows match when they are the two sides of one block, no more than `within`
    seconds apart (or `days` days, where one of them has only its day) and contradict each
    other in no party. Where `ordered`, no credit comes before its debit, but for what clocks
    differ. The earliest that fits is taken, each row once: linear but for a bounded look back.
    """
    n = len(block)
    other = np.full(n, -1, np.int64)
    head = 0
    reach = max(within, (days + 1) * _DAY)
    for i in range(n):
        if block[head] != block[i]:
            head = i
        while head < i and seconds[i] - seconds[head] > reach:
            head += 1
        start = max(head, i - _LOOK_BACK)
        for j in range(start, i):
            if other[j] >= 0 or not _two_sides(side[i], side[j], source[i], source[j]):
                continue
            is_early = ordered and side[j] == CREDIT and side[i] == DEBIT
            if day_only[i] or day_only[j]:
                apart = seconds[i] // _DAY - seconds[j] // _DAY
                is_close = apart <= (0 if is_early else days)
            else:
                is_close = seconds[i] - seconds[j] <= (_EARLY if is_early else within)
            if is_close and _agree(parties, i, j):
                other[i] = j
                other[j] = i
                break
    return other


@njit(cache=True)
def _two_sides(side: int, other_side: int, source: int, other_source: int) -> bool:
    if side <= CREDIT and other_side <= CREDIT:
        return side != other_side
    if side == PAIRED or other_side == PAIRED:  # reported by both banks: only a third can repeat it
        third, reporter = (other_side, other_source) if side == PAIRED else (side, source)
        return BOTH <= third <= UNKNOWN and reporter <= NO_BANK
    return source != other_source and not (side == BOTH and other_side == BOTH)


@njit(cache=True)
def _agree(parties: Any, i: int, j: int) -> bool:
    for k in range(parties.shape[1]):
        if parties[i, k] != 0 and parties[j, k] != 0 and parties[i, k] != parties[j, k]:
            return False
    payer = max(parties[i, 0], parties[j, 0])
    is_round = payer != 0 and payer == max(parties[i, 1], parties[j, 1])
    # two halves that agree only as a payment from an account to itself are two payments
    return not is_round or parties[i, 0] == parties[i, 1] or parties[j, 0] == parties[j, 1]
