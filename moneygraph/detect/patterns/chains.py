"""Passes from stranger to stranger, passes through several accounts, and runs of them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from moneygraph.detect.patterns.meetings import Meetings
from moneygraph.detect.patterns.payments import Floats, Lists, sliced
from moneygraph.flow.matching.kernel import Int32s, Int64s, compiled

#: How many payments before it a payment can pass on, so that a hub costs no more than its payments.
BACK = 8


@dataclass(frozen=True)
class Passes:
    """Pairs of indices of meetings: what came in and what went out, ordered by the second.

    ``unlike`` is how far apart the logarithms of their sizes are.
    """

    into: Int32s
    out: Int32s
    unlike: Floats

    def alike(self, share: float) -> Passes:
        """Return those of which the smaller is at least this share of the larger."""
        kept = self.unlike <= width_of(share)
        return Passes(self.into[kept], self.out[kept], self.unlike[kept])


def width_of(alike: float) -> float:
    """Return how far apart logarithms of sizes are of which one is this share of the other.

    A hair more, as logarithms are rounded: 80 is 0.8 of 100.
    """
    return 1e-9 - math.log(max(alike, 1e-9))


def find_passes(meetings: Meetings, stay: int, alike: float) -> Passes:
    """Pair each payment with the last eight that came to its payer at most ``stay`` before it.

    The smaller of the two is at least the share ``alike`` of the larger.
    """
    into, out = pair_up(
        meetings.ins.start, meetings.ins.values, meetings.in_times, meetings.size_in,
        meetings.outs.start, meetings.outs.values, meetings.out_times, meetings.size_out, stay,
        width_of(alike),
    )  # fmt: skip
    return Passes(into, out, np.abs(meetings.size_in[into] - meetings.size_out[out]))


@compiled
def pair_up(
    in_start: Int32s, ins: Int32s, in_times: Int64s, size_in: Floats,
    out_start: Int32s, outs: Int32s, out_times: Int64s, size_out: Floats,
    stay: int, unlike: float,
) -> tuple[Int32s, Int32s]:  # fmt: skip
    """Return the pairs as `find_passes` does (t_in <= t_out <= t_in + stay)."""
    room = 1024
    into, out = np.empty(room, np.int32), np.empty(room, np.int32)
    found = 0
    for account in range(len(in_start) - 1):
        begin, end = in_start[account], in_start[account + 1]
        incoming = begin
        for outgoing in range(out_start[account], out_start[account + 1]):
            while incoming < end and in_times[incoming] <= out_times[outgoing]:
                incoming += 1
            for before in range(incoming - 1, max(begin, incoming - BACK) - 1, -1):
                if in_times[before] + stay < out_times[outgoing]:
                    break
                if not abs(size_in[ins[before]] - size_out[outs[outgoing]]) <= unlike:
                    continue  # also where one is not known
                if found == room:
                    room *= 2
                    into, out = grown(into, room), grown(out, room)
                into[found], out[found] = ins[before], outs[outgoing]
                found += 1
    return into[:found], out[:found]


@compiled
def grown(array: Int32s, room: int) -> Int32s:
    """Return a longer array that begins with the same."""
    longer = np.empty(room, np.int32)
    longer[: len(array)] = array
    return longer


def find_through(meetings: Meetings, passes: Passes) -> Lists:
    """Return the meetings of each such group: into each middle and out of it, middle by middle.

    There are two middles or more, and as many passes: a payer meets a payee once.
    """
    source, sink = meetings.payer[passes.into].astype(np.int64), meetings.payee[passes.out]
    key = np.where(source == sink, -1, source * len(meetings.ins) + sink)
    order = np.argsort(key, kind="stable")
    key = key[order]
    begin = np.flatnonzero(np.diff(key, prepend=-2))
    sizes = np.diff(begin, append=len(key))
    kept = (sizes >= 2) & (key[begin] >= 0)
    both = np.stack([passes.into[order], passes.out[order]], axis=1).ravel()
    return sliced(both, 2 * begin[kept], 2 * sizes[kept])


LONGEST = 16


def find_runs(passes: Passes, odd: Floats, meetings: int) -> tuple[Lists, Floats]:
    """Return runs, each as its meetings, and the sum of how odd the passes of each are.

    A pass is of a run where no other of its two payments is odder (then the shorter stay, then
    the earlier payment), so that runs share no pass. One that is longer than 16 payments is cut.
    """
    before, after, odds = link(passes.into, passes.out, odd, meetings)
    start, members, total = follow(before, after, odds, LONGEST)
    return Lists(start, members), total


@compiled
def link(into: Int32s, out: Int32s, odd: Floats, meetings: int) -> tuple[Int32s, Int32s, Floats]:
    """Return for each meeting the one before it, the one after it (or -1), and how odd that is.

    Passes come by ``out``, the latest ``into`` of each first; the first of equals is kept.
    """
    best_in = np.full(meetings, -1, np.int32)
    best_out = np.full(meetings, -1, np.int32)
    for at in range(len(into)):
        if best_in[out[at]] < 0 or odd[at] > odd[best_in[out[at]]]:
            best_in[out[at]] = at
        if best_out[into[at]] < 0 or odd[at] > odd[best_out[into[at]]]:
            best_out[into[at]] = at
    before, after = np.full(meetings, -1, np.int32), np.full(meetings, -1, np.int32)
    odds = np.zeros(meetings, np.float64)
    for at in range(len(into)):
        if best_in[out[at]] == at and best_out[into[at]] == at:
            before[out[at]], after[into[at]], odds[into[at]] = into[at], out[at], odd[at]
    return before, after, odds


@compiled
def follow(
    before: Int32s, after: Int32s, odds: Floats, longest: int
) -> tuple[Int32s, Int32s, Floats]:
    """Concatenate runs, ordered by their first meetings."""
    start, members = np.empty(len(after) + 1, np.int32), np.empty(len(after), np.int32)
    total = np.empty(len(after), np.float64)
    found = used = 0
    for first in range(len(after)):
        if before[first] >= 0 or after[first] < 0:
            continue
        start[found], total[found], at = used, 0.0, first
        while at >= 0 and used - start[found] < longest:
            members[used] = at
            if used - start[found] + 1 < longest:
                total[found] += odds[at]
            used += 1
            at = after[at]
        found += 1
    start[found] = used
    return start[: found + 1], members[:used], total[:found]
