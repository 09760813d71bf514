"""Circles: money leaves an account and comes back to it through accounts that had not met."""

from __future__ import annotations

import numpy as np

from moneygraph.detect.patterns.meetings import Meetings
from moneygraph.detect.patterns.payments import Lists
from moneygraph.flow.matching.kernel import Int32s, Int64s, compiled

#: How many accounts are looked at from one payment, so that all of it stays linear.
LOOKS = 64
#: How many payments of each account on the way.
ONWARD = 8


def find_circles(meetings: Meetings, within: int) -> Lists:
    """Return circles, each as its meetings in the order of time.

    All of a circle happens within ``within`` microseconds, and no payment leaves an account
    before the one before it came (t_in <= t_out). From each payment, the nearest accounts are
    looked at and the first way back is taken: the one with the fewest payments.
    """
    onward = find_onward(
        meetings.ins.start,
        meetings.ins.values,
        meetings.in_times,
        meetings.outs.start,
        meetings.out_times,
        within,
    )
    return Lists(
        *walk_back(
            meetings.payer, meetings.payee, meetings.ts, meetings.credit_ts, meetings.outs.start,
            meetings.outs.values, onward, within,
        )
    )  # fmt: skip


@compiled
def walk_back(
    payer: Int32s, payee: Int32s, ts: Int64s, credit_ts: Int64s, start: Int32s, order: Int32s,
    onward: Int32s, within: int,
) -> tuple[Int32s, Int32s]:  # fmt: skip
    """Return circles as `find_circles` does, by their first payments."""
    starts, members = [0], [0]
    members.clear()
    way = np.empty(LOOKS, np.int32)  # the payments looked at
    reached_from = np.empty(LOOKS, np.int32)  # the index on the way from which each was reached
    seen = np.full(len(start) - 1, -1, np.int32)
    for first in range(len(payer)):
        if onward[first] < 0:
            continue
        way[0], reached_from[0], looked, at, back = first, -1, 1, 0, -1
        seen[payee[first]] = first
        while at < looked and back < 0:
            account, index = payee[way[at]], onward[way[at]]
            for here in range(
                index, min(index + ONWARD, start[account + 1]) if index >= 0 else index
            ):
                outgoing = order[here]
                if credit_ts[outgoing] > ts[first] + within:
                    break
                if payee[outgoing] == payer[first]:
                    back = outgoing
                    break
                if seen[payee[outgoing]] != first and looked < LOOKS:
                    seen[payee[outgoing]] = first
                    way[looked], reached_from[looked] = outgoing, at
                    looked += 1
            at += 1
        if back < 0:
            continue
        circle = [back]
        at -= 1
        while at >= 0:
            circle.append(way[at])
            at = reached_from[at]
        members.extend(circle[::-1])
        starts.append(len(members))
    return np.array(starts, np.int32), np.array(members, np.int32)


@compiled
def find_onward(
    in_start: Int32s, ins: Int32s, in_times: Int64s, out_start: Int32s, out_times: Int64s,
    within: int,
) -> Int32s:  # fmt: skip
    """Return, for each payment, where among the outs its payee's next payment is.

    It is -1 where that one comes later than ``within`` (t_in <= t_out <= t_in + within).
    """
    onward = np.full(len(ins), -1, np.int32)
    for account in range(len(in_start) - 1):
        index, end = out_start[account], out_start[account + 1]
        for at in range(in_start[account], in_start[account + 1]):
            while index < end and out_times[index] < in_times[at]:
                index += 1
            if index < end and out_times[index] <= in_times[at] + within:
                onward[ins[at]] = index
    return onward
