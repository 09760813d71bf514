"""The compiled loops that compare rows: what repeats what, and which is the other side of which."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

DEBIT, CREDIT, BOTH, UNKNOWN, PAIRED = 0, 1, 2, 3, 4
NO_BANK = 0
_EARLY = 15 * 60
#: Seconds within which two sides are looked for before any that are further apart.
_SOON = (10, 120)
_DAY = 86_400
_LOOK_BACK = 256
#: Seconds by which files of one bank can differ about one payment.
_NEAR = 2
#: Whole days by which a side comes later than the other: money that arrives, and a hold that the
#: payer's bank posts when it has the money, over a weekend and a holiday.
_LATER_DAYS = 3
_POSTED_DAYS = 5
#: Rows of a block further apart than this are never two sides.
_REACH = (_POSTED_DAYS + 1) * _DAY
_MOST = 2_000
#: One point of worth, more than any time in seconds that is subtracted from it.
_POINT = 1 << 20
_HOUR_SLACK = 120


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
    ids: Any,
    never: Any,
) -> Any:
    """Return for each row the index of its other side, or -1.

    Rows are ordered by block, then time. `seconds` since the epoch; `parties` has one row
    each of [payer's account, payee's account, their owners, their banks], 0 where not known.
    Two rows match when they are the two sides of one block, no more than `within` seconds
    apart (or `days` days, where one of them has only its day) and contradict each other in
    no party. Where `ordered`, no credit comes before its debit, but for what clocks
    differ. Those seconds apart come before those minutes apart, and these before all others;
    of these the earliest that fits is taken, each row once: linear but for a bounded look back.
    Rows whose `ids` are a pair of `never`, of shape (n, 2), never match.
    """
    other = np.full(len(block), -1, np.int64)
    for soon in _SOON:
        if soon < within:
            _match(
                block, seconds, day_only, side, source, parties, soon, -1, ordered, ids, never,
                other,
            )  # fmt: skip
    _match(
        block, seconds, day_only, side, source, parties, within, days, ordered, ids, never, other
    )
    return other


@njit(cache=True)
def _match(
    block: Any, seconds: Any, day_only: Any, side: Any, source: Any, parties: Any, within: int,
    days: int, ordered: bool, ids: Any, never: Any, other: Any,
) -> None:  # fmt: skip
    """Fill `other` of rows that have none yet, as `match_blocks` does within these limits."""
    n = len(block)
    head = 0
    reach = max(within, (days + 1) * _DAY)
    for i in range(n):
        if block[head] != block[i]:
            head = i
        while head < i and seconds[i] - seconds[head] > reach:
            head += 1
        if other[i] >= 0:
            continue
        start = max(head, i - _LOOK_BACK)
        for j in range(start, i):
            if other[j] >= 0 or not _two_sides(side[i], side[j], source[i], source[j]):
                continue
            is_early = ordered and side[j] == CREDIT and side[i] == DEBIT
            if day_only[i] or day_only[j]:
                apart = seconds[i] // _DAY - seconds[j] // _DAY
                is_close = apart <= (min(days, 0) if is_early else days)
            else:
                is_close = seconds[i] - seconds[j] <= (min(within, _EARLY) if is_early else within)
            if is_close and _agree(parties, i, j) and not _is_apart(ids[i], ids[j], never):
                other[i] = j
                other[j] = i
                break


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


@njit(cache=True)
def _is_apart(one: int, other: int, apart: Any) -> bool:
    for k in range(len(apart)):
        a, b = apart[k, 0], apart[k, 1]
        if (a == one and b == other) or (a == other and b == one):
            return True
    return False


@njit(cache=True)
def merge_sections(
    what: Any, rank: Any, to_the_minute: Any, seconds: Any, rounded: Any, amount: Any, side: Any
) -> Any:
    """Return for each row the index of the kept row that it repeats, or its own.

    Rows are ordered by `what`, `rank` (their section) and `seconds`. Rows of one section are all
    different. A row repeats a kept one of another section that is at most two seconds away,
    within the same minute if one of the times has no seconds (that of the kept row or of one that
    repeats it), or at the same time if neither has; of the same amount, unless one is `rounded`;
    on the same `side`, unless one is not known (-1). Each kept row is repeated once by a section,
    the earliest that fits first.
    """
    n = len(what)
    keeps = np.arange(n)
    kept, merged = np.empty(n, np.int64), np.empty(n, np.int64)
    early, late = seconds.copy(), seconds.copy()  # of a kept row and of those that repeat it
    used = np.zeros(n, np.bool_)
    start = 0
    while start < n:
        count, end = 0, start
        while end < n and what[end] == what[start]:
            first = end
            used[:count] = False
            head = 0
            while end < n and what[end] == what[start] and rank[end] == rank[first]:
                while head < count and seconds[kept[head]] <= seconds[end] - 60 - _NEAR:
                    head += 1
                for place in range(head, count):
                    other = kept[place]
                    if seconds[other] - seconds[end] >= 60 + _NEAR:
                        break
                    if used[place] or not _repeats(
                        other, end, early, late, seconds, to_the_minute, rounded, amount, side
                    ):
                        continue
                    used[place] = True
                    keeps[end] = other
                    if not to_the_minute[end]:
                        early[other] = min(early[other], seconds[end])
                        late[other] = max(late[other], seconds[end])
                    break
                end += 1
            count = _merge(kept, merged, count, keeps, seconds, first, end)
        start = end
    return keeps


@njit(cache=True)
def _repeats(
    kept: int, row: int, early: Any, late: Any, seconds: Any, to_the_minute: Any, rounded: Any,
    amount: Any, side: Any,
) -> bool:  # fmt: skip
    if amount[kept] != amount[row] and rounded[kept] == rounded[row]:
        return False
    if side[kept] != side[row] and side[kept] >= 0 and side[row] >= 0:
        return False
    apart = seconds[kept] - seconds[row]
    if to_the_minute[kept]:
        return bool(apart == 0 if to_the_minute[row] else -60 < apart <= 0)
    if to_the_minute[row]:
        return bool(early[kept] < seconds[row] + 60 and late[kept] >= seconds[row])
    return bool(-_NEAR <= apart <= _NEAR)


@njit(cache=True)
def _merge(
    kept: Any, merged: Any, count: int, keeps: Any, seconds: Any, first: int, end: int
) -> int:
    """Add the rows of [first, end) that repeat nothing to the `count` kept ones, by time."""
    old = new = 0
    row = first
    while old < count or row < end:
        if row < end and keeps[row] != row:
            row += 1
        elif old < count and (row == end or seconds[kept[old]] <= seconds[row]):
            merged[new] = kept[old]
            old, new = old + 1, new + 1
        else:
            merged[new] = row
            row, new = row + 1, new + 1
    for place in range(new):  # a slice takes seconds more to compile
        kept[place] = merged[place]
    return new


@njit(cache=True)
def align_blocks(
    block: Any,
    seconds: Any,
    days: Any,
    side: Any,
    clock_group: Any,
    loose: bool,
    ids: Any,
    never: Any,
) -> Any:
    """Return for each row the index of its other side, or -1: in order, the best in total.

    Rows have the same parties, amount and currency within a block and are ordered by block, then
    time. No two pairs of a block cross in time. Near times are worth most, then those whole hours
    apart: clocks that differ, unless both are of one `clock_group` (0 for none), whose clocks are
    known. Where `loose`, sides may be days apart, and `days` counts where only the day is known.
    Blocks of very many rows are cut between rows that are far apart, or after `_MOST` rows. Rows
    whose `ids` are a pair of `never`, of shape (n, 2), are never a pair here.
    """
    n = len(block)
    other = np.full(n, -1, np.int64)
    debits, credits = np.empty(n, np.int64), np.empty(n, np.int64)
    start = 0
    while start < n:
        end, n_debits, n_credits = start, 0, 0
        while (
            end < n
            and block[end] == block[start]
            and (end == start or seconds[end] - seconds[end - 1] <= _REACH)
            and end - start < _MOST
        ):
            if side[end] == DEBIT:
                debits[n_debits] = end
                n_debits += 1
            elif side[end] == CREDIT:
                credits[n_credits] = end
                n_credits += 1
            end += 1
        if n_debits and n_credits:
            _align(
                debits[:n_debits], credits[:n_credits], seconds, days, clock_group, loose, other,
                ids, never,
            )  # fmt: skip
        start = end
    return other


@njit(cache=True)
def _align(
    debits: Any, credits: Any, seconds: Any, days: Any, clock_group: Any, loose: bool, other: Any,
    ids: Any, never: Any,
) -> None:  # fmt: skip
    """Align two lists in time order so that the worths of their pairs add up to the most."""
    n, m = len(debits), len(credits)
    best = np.zeros((n + 1, m + 1), np.int64)
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            d, c = debits[i - 1], credits[j - 1]
            known = clock_group[d] != 0 and clock_group[d] == clock_group[c]
            worth = _worth(seconds[c] - seconds[d], days[c] or days[d], known, loose)
            if worth and _is_apart(ids[d], ids[c], never):
                worth = 0
            paired = best[i - 1, j - 1] + worth if worth else 0
            best[i, j] = max(best[i - 1, j], best[i, j - 1], paired)
    i, j = n, m
    while i > 0 and j > 0:
        if best[i, j] == best[i - 1, j]:
            i -= 1
        elif best[i, j] == best[i, j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            other[debits[i]], other[credits[j]] = credits[j], debits[i]


@njit(cache=True)
def _worth(lag: int, by_day: bool, clocks_known: bool, loose: bool) -> int:
    """Return what a pair is worth whose credit comes `lag` seconds after its debit; 0 if none."""
    apart = abs(lag)
    if not loose:
        if by_day:
            return 0
        if apart <= _EARLY:
            return 40 * _POINT - apart
        hours = (apart + 1800) // 3600
        if not clocks_known and hours <= 3 and abs(apart - hours * 3600) <= _HOUR_SLACK:
            return 25 * _POINT - apart
        return 0
    if apart // _DAY > (_LATER_DAYS if lag >= 0 else _POSTED_DAYS):
        return 0
    if by_day:
        apart = apart // _DAY * _DAY
    return (15 if lag >= 0 else 8) * _POINT - apart
