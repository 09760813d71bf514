"""Passes: a stranger's money goes on to another stranger, alike in size."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from moneygraph.hops.kernel import Int32s, Int64s, compiled
from moneygraph.patterns.meetings import Meetings
from moneygraph.patterns.payments import Floats

#: How many payments before it a payment can pass on, so that a hub costs no more than its payments.
BACK = 8


@dataclass(frozen=True)
class Passes:
    """Pairs of places of meetings: what came in and what went out, ordered by the second.

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


def find_passes(met: Meetings, stay: int, alike: float) -> Passes:
    """Pair each payment with the last eight that came to its payer at most ``stay`` before it.

    The smaller of the two is at least the share ``alike`` of the larger.
    """
    into, out = pair_up(
        met.ins.start, met.ins.values, met.in_times, met.size_in,
        met.outs.start, met.outs.values, met.out_times, met.size_out, stay, width_of(alike),
    )  # fmt: skip
    return Passes(into, out, np.abs(met.size_in[into] - met.size_out[out]))


@compiled
def pair_up(
    in_start: Int32s, ins: Int32s, in_times: Int64s, size_in: Floats,
    out_start: Int32s, outs: Int32s, out_times: Int64s, size_out: Floats,
    stay: int, unlike: float,
) -> tuple[Int32s, Int32s]:  # fmt: skip
    """Return the pairs as `find_passes` says (t_in <= t_out <= t_in + stay)."""
    room = 1024
    into, out = np.empty(room, np.int32), np.empty(room, np.int32)
    found = 0
    for account in range(len(in_start) - 1):
        begin, end = in_start[account], in_start[account + 1]
        come = begin
        for gone in range(out_start[account], out_start[account + 1]):
            while come < end and in_times[come] <= out_times[gone]:
                come += 1
            for before in range(come - 1, max(begin, come - BACK) - 1, -1):
                if in_times[before] + stay < out_times[gone]:
                    break
                if not abs(size_in[ins[before]] - size_out[outs[gone]]) <= unlike:
                    continue  # also where one is not known
                if found == room:
                    room *= 2
                    into, out = grown(into, room), grown(out, room)
                into[found], out[found] = ins[before], outs[gone]
                found += 1
    return into[:found], out[:found]


@compiled
def grown(array: Int32s, room: int) -> Int32s:
    """Return a longer array that begins with the same."""
    longer = np.empty(room, np.int32)
    longer[: len(array)] = array
    return longer
