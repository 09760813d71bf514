"""First meetings: the first payment of each payer to each payee, of which all shapes are made.

Shapes of all types are kept one after the other; `reported_once` chooses those to report.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moneygraph.detect.patterns.payments import Floats, Lists, Payments, concatenated_lists
from moneygraph.flow.matching.kernel import Bools, Int32s, Int64s, compiled
from moneygraph.flow.matching.match import by_time


@dataclass(frozen=True)
class Meetings:
    """First meetings after the past, parallel arrays ordered by id; times in microseconds.

    ``outs`` are those of each payer in the order of ``ts``, ``ins`` those of each payee in that
    of ``credit_ts``; the smaller id comes first in a tie. ``out_times`` and ``in_times`` are these
    times of the values of both. ``length`` is from the first to the last meeting, and at least a
    second. Sizes are as in `Payments`.
    """

    ids: Int32s
    ts: Int64s
    credit_ts: Int64s
    payer: Int32s
    payee: Int32s
    size_out: Floats
    size_in: Floats
    outs: Lists
    ins: Lists
    out_times: Int64s
    in_times: Int64s
    length: int


def first_meetings(paid: Payments, past: int) -> Meetings:
    """Find them; the first ``past`` microseconds only show who has dealt with whom.

    The past is at most a third of the case.
    """
    accounts = len(paid.takes_part)
    order = by_time(paid.ts)
    start, grouped = group_by_account(paid.payer, order, accounts)
    is_first = flag_first(start, grouped, paid.payee, paid.takes_part)
    past = min(past, (paid.last_ts - paid.first_ts) // 3)
    kept = np.flatnonzero(is_first & (paid.ts >= paid.first_ts + past))
    ts, size_out = paid.ts[kept], paid.size_out[kept]
    credit_ts = ts if paid.credit_ts is paid.ts else paid.credit_ts[kept]
    size_in = size_out if paid.size_in is paid.size_out else paid.size_in[kept]
    payer, payee = paid.payer[kept], paid.payee[kept]
    outs = Lists(*group_by_account(payer, by_time(ts), accounts))
    ins = Lists(*group_by_account(payee, by_time(credit_ts), accounts))
    length = max(1_000_000, int(np.ptp(ts))) if len(ts) else 1_000_000
    return Meetings(
        paid.ids[kept], ts, credit_ts, payer, payee, size_out, size_in,
        outs, ins, ts[outs.values], credit_ts[ins.values], length,
    )  # fmt: skip


@compiled
def group_by_account(account: Int32s, order: Int32s, accounts: int) -> tuple[Int32s, Int32s]:
    """Group indices by account, each account's in the order given.

    Returns where each account's indices start (one more than there are accounts) and the indices.
    """
    start = np.zeros(accounts + 1, np.int32)
    for one in account:
        start[one + 1] += 1
    for one in range(accounts):
        start[one + 1] += start[one]
    free = start[:-1].copy()
    grouped = np.empty(len(account), np.int32)
    for index in order:
        grouped[free[account[index]]] = index
        free[account[index]] += 1
    return start, grouped


@compiled
def flag_first(start: Int32s, grouped: Int32s, payee: Int32s, takes_part: Bools) -> Bools:
    """Flag the first of each payer's payments (in order) to each payee, where both take part.

    The last payer of each payee is enough to know, because payers come one after the other.
    """
    is_first = np.zeros(len(grouped), np.bool_)
    last_payer = np.full(len(takes_part), -1, np.int32)
    for payer in range(len(start) - 1):
        if not takes_part[payer]:
            continue
        for at in range(start[payer], start[payer + 1]):
            other = payee[grouped[at]]
            if takes_part[other] and last_payer[other] != payer:
                last_payer[other] = payer
                is_first[grouped[at]] = True
    return is_first


#: Types of shape; in a tie of surprise the earlier is reported first.
PATTERNS = ("cycle", "fan-in", "fan-out", "gather-scatter", "run", "scatter-gather")
#: In nats; what surprises less is not reported, whatever the parameters.
LEAST = -24.0
#: The numbers of a shape; which of them depends on its type.
NUMBERS = ("senders", "receivers", "usual", "middles", "circle", "run")


@dataclass(frozen=True)
class Shapes:
    """Shapes with their meetings; ``pattern`` is an index into `PATTERNS`.

    ``surprise``, in nats, is how unlikely chance is to make one. ``numbers`` has an array for
    each of `NUMBERS`; nan where the type does not have it.
    """

    pattern: Int32s
    meetings: Lists
    surprise: Floats
    numbers: dict[str, Floats]


def shapes_of(
    pattern: str, meetings: Lists, surprise: Floats, **numbers: Floats | Int32s
) -> Shapes:
    """Make shapes of one type."""
    code = np.full(len(meetings), PATTERNS.index(pattern), np.int32)
    unknown = np.full(len(meetings), np.nan)
    known = {name: numbers.get(name, unknown).astype(np.float64) for name in NUMBERS}
    return Shapes(code, meetings, surprise, known)


def concatenated(*parts: Shapes) -> Shapes:
    """Concatenate shapes."""
    return Shapes(
        np.concatenate([part.pattern for part in parts]),
        concatenated_lists(*(part.meetings for part in parts)),
        np.concatenate([part.surprise for part in parts]),
        {name: np.concatenate([part.numbers[name] for part in parts]) for name in NUMBERS},
    )


def reported_once(shapes: Shapes, meetings: int) -> Int64s:
    """Return the indices of shapes to report, the most surprising first, down to `LEAST`.

    A shape of which more than half is in those reported before it is left out.
    """
    order = np.lexsort((shapes.meetings.first, shapes.pattern, -shapes.surprise))
    order = order[shapes.surprise[order] > LEAST]
    return order[mostly_new(order, shapes.meetings.start, shapes.meetings.values, meetings)]


@compiled
def mostly_new(order: Int64s, start: Int32s, members: Int32s, meetings: int) -> Bools:
    """Return for each shape in order whether half of it at least is in none reported before."""
    covered = np.zeros(meetings, np.bool_)
    is_new = np.zeros(len(order), np.bool_)
    for at in range(len(order)):
        begin, end = start[order[at]], start[order[at] + 1]
        known = 0
        for index in range(begin, end):
            known += covered[members[index]]
        if 2 * known <= end - begin:
            is_new[at] = True
            for index in range(begin, end):
                covered[members[index]] = True
    return is_new
