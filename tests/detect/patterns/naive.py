"""What the compiled loops of patterns do, in plain Python and without an eye on time."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass

import numpy as np

from moneygraph.detect.patterns.payments import Payments


@dataclass(frozen=True, order=True)
class Paid:
    """A payment; sizes are plain amounts here."""

    ts: int
    id: int
    credit_ts: int
    payer: int
    payee: int
    amount: int


def payments_of(rows: list[Paid], accounts: int, shy: frozenset[int] = frozenset()) -> Payments:
    """Lay payments, by time and id, as the loops take them; the shy take no part."""
    size = np.log(np.array([row.amount for row in rows], np.float64))
    return Payments(
        ids=np.array([row.id for row in rows], np.int32),
        ts=np.array([row.ts for row in rows], np.int64),
        credit_ts=np.array([row.credit_ts for row in rows], np.int64),
        payer=np.array([row.payer for row in rows], np.int32),
        payee=np.array([row.payee for row in rows], np.int32),
        size_out=size,
        size_in=size,
        takes_part=np.array([one not in shy for one in range(accounts)]),
        first_ts=min((row.ts for row in rows), default=0),
        last_ts=max((row.ts for row in rows), default=0),
    )


def first_meetings(rows: list[Paid], shy: frozenset[int], past: int) -> list[Paid]:
    """The first payment of each payer to each payee, after the past."""
    known: set[tuple[int, int]] = set()
    start, end = min(row.ts for row in rows), max(row.ts for row in rows)
    found = []
    for row in sorted(rows):
        pair = (row.payer, row.payee)
        if pair in known or shy & set(pair):
            continue
        known.add(pair)
        if row.ts >= start + min(past, (end - start) // 3):
            found.append(row)
    return found


def fans(times: list[tuple[int, int]], within: int, least: int) -> set[tuple[int, ...]]:
    """Windows of one account's (time, id), the fullest first, none sharing a meeting."""
    times = sorted(times)
    windows = []
    for end, (time, _) in enumerate(times):
        inside = tuple(id_ for other, id_ in times[: end + 1] if other + within >= time)
        windows.append((-len(inside), end, inside))
    taken: set[int] = set()
    found = set()
    for size, _, inside in sorted(windows):
        if -size >= least and not taken & set(inside):
            taken |= set(inside)
            found.add(inside)
    return found


def passes(met: list[Paid], stay: int, alike: float) -> set[tuple[int, int]]:
    """Pairs (into, out) of ids: out and the last eight that came to its payer before it."""
    found = set()
    for out in met:
        came = [one for one in met if one.payee == out.payer and one.credit_ts <= out.ts]
        came.sort(key=lambda one: (one.credit_ts, one.id))
        for one in came[-8:]:
            small, large = sorted((one.amount, out.amount))
            if one.credit_ts + stay >= out.ts and small >= alike * large * (1 - 1e-12):
                found.add((one.id, out.id))
    return found


def through(met: list[Paid], pairs: set[tuple[int, int]]) -> set[frozenset[int]]:
    """Meetings of passes that share source and sink, where there are two middles or more."""
    by_id = {one.id: one for one in met}
    groups: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for into, out in pairs:
        groups[by_id[into].payer, by_id[out].payee].append((into, out))
    return {
        frozenset(one for pair in group for one in pair)
        for (source, sink), group in groups.items()
        if source != sink and len(group) > 1
    }


def circle(met: list[Paid], first: Paid, within: int) -> tuple[int, ...] | None:
    """The first way back to where a payment came from, the nearest accounts first."""
    ways = deque([(first,)])
    seen = {first.payee}
    while ways:
        way = ways.popleft()
        on = [one for one in met if one.payer == way[-1].payee and one.ts >= way[-1].credit_ts]
        for one in on:
            if one.credit_ts > first.ts + within:
                break
            if one.payee == first.payer:
                return tuple(step.id for step in (*way, one))
            if one.payee not in seen:
                seen.add(one.payee)
                ways.append((*way, one))
    return None


def answer(shapes: list[tuple[float, int, list[int]]]) -> list[int]:
    """Places of shapes (surprise, type, meetings) to tell, each at least half new."""
    known: set[int] = set()
    kept = []
    order = sorted(
        range(len(shapes)), key=lambda at: (-shapes[at][0], shapes[at][1], shapes[at][2][0])
    )
    for at in order:
        members = shapes[at][2]
        if 2 * sum(one in known for one in members) <= len(members):
            known |= set(members)
            kept.append(at)
    return kept
